"""The Faust app of a worker: four agents that hand batches to tasks, the consumer group, and the web pages."""

import gc
import json
import platform
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import faust
from aiohttp import web as aiohttp_web

from pipeline.enrichment.tables import Tables
from pipeline.intake.upstream import KNOWS_NOTHING, Upstream
from pipeline.observe.health import Health, health
from pipeline.observe.health import Task as TaskHealth
from pipeline.observe.metrics import Metrics
from pipeline.runtime.brakes import complaint_of
from pipeline.runtime.clock import keep_time
from pipeline.runtime.fetched import Batch
from pipeline.runtime.loops import new_loop
from pipeline.runtime.packs import PackLibrary
from pipeline.runtime.registry import SchemaLibrary
from pipeline.runtime.tasks import Tasks, keep_loop, lag_loop
from pipeline.settings import Settings
from pipeline.stages.accounts import Accounts
from pipeline.stages.effects import Stage
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.visitors import Visitors

FETCH_BYTES: Final = 2 * 1024 * 1024
"""Of one partition at once: where there is much to do, a transaction's size."""


class App(faust.App):
    """Faust's app, with what the batch transport needs to know."""

    gate: Any
    receiver: Tasks


def stages(settings: Settings, tables: Tables, library: PackLibrary, upstream: Upstream) -> dict[str, Stage]:
    """Return the four stages, by name."""
    route = Route(tables, settings.identity_key.encode(), settings.partitions, settings.max_record_bytes, upstream)
    keep = settings.retention_days
    leads = Leads(library.packs, partitions=settings.partitions, keep_days=keep)
    return {stage.name: stage for stage in (route, Visitors(keep_days=keep), leads, Accounts())}


def build(
    settings: Settings,
    tables: Tables,
    library: PackLibrary,
    instead: Mapping[str, Stage] = MappingProxyType({}),
    upstream: Upstream = KNOWS_NOTHING,
) -> App:
    """Return the app, ready to be run by a `faust.Worker`; `instead` puts stages, by name, in the place of ours."""
    metrics = Metrics()
    metrics.build(version("leadsieve"), platform.python_version())
    schemas = SchemaLibrary(settings)
    upstream = replace(upstream, schemas=schemas.schemas if settings.schema_registry else None)
    ours = stages(settings, tables, library, upstream)
    tasks = Tasks(settings, metrics, library, schemas, {**ours, **instead})
    app = _app(settings)
    app.gate, app.receiver = tasks.gate, tasks
    for stage, topics in tasks.topics.items():
        _agent(app, stage, topics, tasks)
    _services(app, tasks, metrics)
    _pages(app, tasks, metrics)
    return app


def run(app: App, log_level: str) -> None:
    """Run a worker until a signal ends it; Faust's Worker owns the loop and the signals."""
    # What was made up to here stays for good: a full collection need not walk it, which takes as long as many batches.
    gc.collect()
    gc.freeze()
    try:
        faust.Worker(
            app, loglevel=log_level, quiet=True, redirect_stdouts=False, override_logging=False, loop=new_loop()
        ).execute_from_commandline()
    finally:
        app.receiver.keep.save_left()  # the group was left: nobody waits for this


def _app(settings: Settings) -> App:
    return App(
        settings.group,
        datadir=Path(tempfile.gettempdir())
        / f"leadsieve-{settings.group}",  # Faust makes one; nothing of ours is in it
        broker=f"kafka-batch://{settings.broker}",
        store="memory://",
        origin="pipeline",
        autodiscover=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        topic_partitions=settings.partitions,
        value_serializer="raw",
        key_serializer="raw",
        table_standby_replicas=0,
        stream_wait_empty=False,
        stream_buffer_maxsize=64,
        consumer_max_fetch_size=FETCH_BYTES,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 5,
        broker_request_timeout=max(40.0, settings.session_timeout),
        broker_commit_interval=2.0,
        broker_max_poll_interval=1000.0,
        web_enabled=True,
        web_host=settings.web_host,
        web_bind=settings.web_host,
        web_port=settings.web_port,
    )


def _agent(app: App, stage: str, topics: list[str], tasks: Tasks) -> None:
    async def agent(stream: faust.StreamT[Batch]) -> None:
        async for batch in stream:
            tasks.deliver(batch)

    app.agent(app.topic(*topics, key_serializer="raw", value_serializer="raw"), name=stage)(agent)


def _services(app: App, tasks: Tasks, metrics: Metrics) -> None:
    async def watch_lag() -> None:
        await lag_loop(tasks, metrics, app.consumer.highwater)

    async def watch_broker() -> None:
        await tasks.watch.run(tasks.on_topic_ids)

    async def keep_state() -> None:
        await keep_loop(tasks)

    app.task(watch_lag)
    app.task(keep_state)
    app.task(watch_broker)

    async def watch_clock() -> None:
        await keep_time(tasks.clock, metrics)

    app.task(watch_clock)

    @app.on_before_shutdown.connect
    async def close_tasks(*_: Any, **__: Any) -> None:  # noqa: ANN401  Faust's signal
        await tasks.stop()


def _pages(app: App, tasks: Tasks, metrics: Metrics) -> None:
    @app.page("/metrics")
    async def show_metrics(view: faust.web.View, request: faust.web.Request) -> Any:  # noqa: ANN401, ARG001  Faust's view
        body, content_type = metrics.render(request.headers.get("accept", ""))
        return aiohttp_web.Response(body=body, headers={"content-type": content_type})

    @app.page("/health")
    async def show_health(view: faust.web.View, request: faust.web.Request) -> Any:  # noqa: ANN401, ARG001  as above
        found = _health(app, tasks)
        text = json.dumps({"status": found.status, "reasons": found.reasons})
        return aiohttp_web.Response(text=text, status=found.http_status, content_type="application/json")

    @app.page("/tasks")
    async def show_tasks(view: faust.web.View, request: faust.web.Request) -> Any:  # noqa: ANN401, ARG001  as above
        opened = [task for task in tasks.open_tasks.values() if task.state == "open"]
        found = {f"{task.plan.id.topic}/{task.plan.id.partition}": task.expected for task in opened}
        return aiohttp_web.Response(text=json.dumps(found), content_type="application/json")


def _health(app: App, tasks: Tasks) -> Health:
    now = time.monotonic()
    shown = {
        str(task.plan.id): TaskHealth(task.state, task.waiting, now - task.committed_at)
        for task in tasks.open_tasks.values()
    }
    found = health(
        shown,
        joined=app.consumer_generation_id > 0,
        failed_lately=tasks.failed_lately,
        broker_away=tasks.watch.away,
    )
    if tasks.refusals:
        return Health("failing", (*found.reasons, *tasks.refusals.values()))
    complaints = [complaint_of(name, why) for name, why in tasks.braked.items()]
    if tasks.clock.complaint is not None:
        complaints.append(tasks.clock.complaint)
    if complaints:
        return Health("degraded" if found.status == "ok" else found.status, (*found.reasons, *complaints))
    return found
