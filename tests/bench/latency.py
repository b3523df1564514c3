"""Form to decision at a fixed rate, in the product mix.

From the moment the broker has appended a form to that when a reader of committed records holds its decision. Both
clocks are this machine's; the broker's counts milliseconds.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Final

import msgspec
from aiokafka import AIOKafkaConsumer

from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.history.simulate import BENCH, Published, traffic
from pipeline.runtime import logs
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import wait_for_tasks
from pipeline.settings import Settings
from tests.bench.cases import SEED
from tests.bench.contenders import PROCESSING
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground
from tests.bench.usage import cpu_seconds, peak_mib
from tests.bench.worker import running_worker, tell_pack

WARM_UP: Final = 0.5
"""The first part of the traffic, by events, that is not counted: caches fill, and the broker's JVM compiles."""


class _Trigger(msgspec.Struct):
    kind: str
    id: str


class _Decision(msgspec.Struct):
    trigger: _Trigger | None = None
    """None in a retraction."""


_decode = msgspec.json.Decoder(_Decision).decode


async def measure_latency(address: str, name: str, events: int, rate: int, place: Path) -> Figures:
    """Publish the mix at `rate` events a second to a worker that has nothing else to do."""
    async with fresh_ground(address, PROCESSING[name]) as settings:
        await tell_pack(settings, place)
        async with running_worker(settings, place) as worker:
            await wait_for_tasks(worker, len(await input_partitions(settings)))
            async with _listening(settings) as seen:
                published = list(traffic(SEED, events, datetime.now(UTC), BENCH, timedelta(seconds=events / rate)))
                began, cpu = time.perf_counter(), cpu_seconds(worker.process.pid)
                await publish(settings, ((item.topic, item.value) for item in published), rate)
                seconds, used = time.perf_counter() - began, cpu_seconds(worker.process.pid)
                await wait_until_drained(settings, worker.tasks)
                await asyncio.sleep(1)
            rss = peak_mib(worker.process.pid)
        waited = await _waited(settings, published[int(len(published) * WARM_UP) :], seen)
    cuts = quantiles(waited, n=100, method="inclusive")
    figures = Figures(
        name=name,
        case="latency",
        events=events,
        seconds=round(seconds, 2),
        events_per_second=round(events / seconds),
        p50_ms=round(cuts[49], 1),
        p99_ms=round(cuts[98], 1),
        rss_mib=rss,
        cpu_seconds=round(used - cpu, 2) if used is not None and cpu is not None else None,
        decisions=len(waited),
    )
    return with_cost(figures)


@asynccontextmanager
async def _listening(settings: Settings) -> AsyncIterator[dict[str, float]]:
    """Yield a dict that fills up: event id -> when the decision it triggered was first seen, in ms."""
    consumer = AIOKafkaConsumer(
        *(settings.topic(name) for name in STATUS_TOPICS.values()),
        bootstrap_servers=settings.broker,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="latest",
        fetch_max_wait_ms=500,
    )
    await consumer.start()
    for tp in consumer.assignment():
        await consumer.position(tp)  # so that "latest" means now
    seen: dict[str, float] = {}
    listener = asyncio.create_task(_listen(consumer, seen))
    try:
        yield seen
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener
        await consumer.stop()


async def _listen(consumer: AIOKafkaConsumer, seen: dict[str, float]) -> None:
    while True:
        fetched = await consumer.getmany(timeout_ms=1000)
        now = time.time() * 1000
        for records in fetched.values():
            for record in records:
                trigger = _decode(record.value).trigger
                if trigger is not None and trigger.kind == "event":
                    seen.setdefault(trigger.id, now)


async def _waited(settings: Settings, published: list[Published], seen: dict[str, float]) -> list[float]:
    """Return how long each form of `published` waited for its decision, in ms."""
    forms = {item.value: item.event_id for item in published if item.topic == "form-submissions"}
    waited = []
    async for record in logs.read_topics(settings, "form-submissions"):
        event_id = forms.get(record.value)
        if event_id is None:
            continue
        if event_id not in seen:
            raise LeadsieveError(f"form {event_id} has no decision")
        waited.append(seen[event_id] - record.timestamp)
    return waited
