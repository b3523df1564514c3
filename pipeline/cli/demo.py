"""`leadsieve demo`: everything on this machine, from one command: broker, worker, traffic, live view, reckoning."""

import asyncio
import contextlib
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import click

from pipeline.cli.demo_view import LiveView, show_summary
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.worker import publish_pack
from pipeline.errors import LeadsieveError
from pipeline.history import plan
from pipeline.history.simulate import traffic
from pipeline.runtime import genesis, topics
from pipeline.runtime.audit import Audit, as_json, audit
from pipeline.runtime.broker import running_broker
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import WorkerProcess, start_worker, wait_for_tasks
from pipeline.settings import Settings, from_environment

DEFAULT_EVENTS = 20_000
DEFAULT_SEED = 42
PACED = 500
"""Events a second while the demo runs on, so that a person can follow."""
ROUND = 500
"""Events of one round of the demo that runs on."""

Message = tuple[str, bytes | None]
"""(topic, value)."""


@dataclass(frozen=True)
class Source:
    """What the demo publishes: records, and how many a second (None: as fast as they go)."""

    messages: Iterable[Message]
    rate: float | None


@output_options
@click.command
@click.option("--once", is_flag=True, help="Publish the traffic as fast as it goes, show the reckoning, and end.")
@click.option("--events", type=click.IntRange(1), default=DEFAULT_EVENTS, show_default=True, help="Events of --once.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Of the made-up traffic.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="Event files instead of made-up traffic.")
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("rules/b2b-software"),
    show_default=True,
    help="The personas that judge.",
)
@click.pass_obj
def demo(terminal: Terminal, events: int, seed: int, data: Path | None, folder: Path, *, once: bool) -> None:
    """Run a real Apache Kafka, a worker and the traffic of a B2B site, and watch leads being judged.

    \b
    Examples:
      leadsieve demo
      leadsieve demo --once --events 50000
      leadsieve demo --once --json --data exports/ --pack rules/online-education
    """  # noqa: D301  click\'s mark for a block to be left as it is
    if terminal.as_json and not once:
        raise click.UsageError("--json prints its line at the end: say --once")
    source = _source(events, seed, data, once=once)
    with running_broker(terminal.broker, say=terminal.note) as broker:
        settings = _settings(broker.address, shared=broker.server is None, history=data is not None)
        if settings.topic_prefix:
            terminal.note(f"the topics of this run begin with {settings.topic_prefix}, and stay on {broker.address}")
        found, seconds = asyncio.run(_run(terminal, settings, source, folder))
    _conclude(terminal, found, seconds)


def _settings(address: str, *, shared: bool, history: bool = False) -> Settings:
    """Return settings of a fresh body of state; on a broker that is not ours alone, with topics of its own.

    `history`: time is what the data say.
    """
    run = f"demo-{token_hex(3)}"
    settings = from_environment(broker=address)
    return replace(settings, app_id=run, topic_prefix=f"{run}." if shared else "", clock="data" if history else "wall")


def _source(events: int, seed: int, data: Path | None, *, once: bool) -> Source:
    if data is not None:
        return Source(((record.topic, record.value) for record in plan.records([data])), None)
    if once:
        return Source(_made_up(seed, events, datetime.now(UTC) - timedelta(hours=1), timedelta(hours=1)), None)
    return Source(_endless(seed), PACED)


def _made_up(seed: int, events: int, start: datetime, span: timedelta) -> Iterator[Message]:
    return ((record.topic, record.value) for record in traffic(seed, events, start, span=span))


def _endless(seed: int) -> Iterator[Message]:
    """Yield rounds of traffic for ever, each dated as it is published."""
    for number in itertools.count(seed):
        yield from _made_up(number, ROUND, datetime.now(UTC), timedelta(seconds=ROUND / PACED))


async def _run(terminal: Terminal, settings: Settings, source: Source, folder: Path) -> tuple[Audit, float]:
    await topics.create(settings)
    await genesis.begin(settings)
    await publish_pack(settings, folder, live=True)
    with tempfile.TemporaryDirectory(prefix="leadsieve-demo-") as place:
        async with _worker(terminal, settings, Path(place)) as worker:
            terminal.note("worker ready; publishing")
            async with LiveView(terminal, settings):
                seconds = await _feed(terminal, settings, source, worker)
            terminal.note("everything is judged; reading it all back")
            return await audit(settings), seconds


@contextlib.asynccontextmanager
async def _worker(terminal: Terminal, settings: Settings, place: Path) -> AsyncIterator[WorkerProcess]:
    """Run a worker until the block ends; ready means: it has its partitions, and every one knows the pack."""
    terminal.note("starting the worker")
    worker = start_worker(settings, place / "worker.log")
    try:
        await wait_for_tasks(worker, len(await input_partitions(settings)))
        await wait_until_drained(settings, worker.tasks)
        yield worker
        worker.check()
    finally:
        await asyncio.to_thread(worker.stop)


async def _feed(terminal: Terminal, settings: Settings, source: Source, worker: WorkerProcess) -> float:
    """Publish, wait until all of it is judged, and return how many seconds that took; Ctrl-C ends the publishing."""
    began = time.monotonic()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(2, stop.set)
    try:
        counts = await publish(settings, itertools.takewhile(lambda _: not stop.is_set(), source.messages), source.rate)
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(2)
    terminal.note(f"{sum(counts.values())} records published, waiting for the last decision")
    await wait_until_drained(settings, worker.tasks)
    return time.monotonic() - began


def _conclude(terminal: Terminal, found: Audit, seconds: float) -> None:
    """Show the reckoning, and fail where it does not come out even."""
    figures = {**as_json(found), "events_per_second": round(found.events / seconds)}
    if terminal.as_json:
        terminal.record(figures)
    else:
        show_summary(terminal, found, seconds)
    if found.lost or found.duplicated:
        raise LeadsieveError("the reckoning does not come out even:\n" + "\n".join(found.findings))
