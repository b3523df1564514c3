"""Our worker as users run it, `leadsieve worker` in a process of its own: the product mix, and its latency."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.cli.worker import publish_pack
from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import WorkerProcess, start_worker, wait_for_tasks
from pipeline.settings import Settings
from tests.bench.cases import Message
from tests.bench.contenders import PROCESSING
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground
from tests.bench.readback import check_mix
from tests.bench.usage import cpu_seconds, peak_mib
from tests.bench.work import PACK

LOOK = 0.1
"""Seconds between two questions to the worker: one costs it about a millisecond."""


@dataclass
class Look:
    """Where the worker's tasks stand, and when they first and last moved."""

    worker: WorkerProcess
    tasks: int
    """So many it has."""
    before: int
    """Source records that were done when it was started."""
    began: tuple[float, float] = (0.0, 0.0)
    ended: tuple[float, float] = (0.0, 0.0)
    skipped: int = 0
    """Source records that were done when we first saw all of it at work: they don't count."""
    _seen: dict[str, int] = field(default_factory=dict)

    def __call__(self) -> dict[str, int]:
        """Return the offset each task expects next."""
        now = self.worker.tasks()
        done = sourced(now) - self.before
        if not self.skipped and done > 0 and len(now) >= self.tasks:
            self.began, self.skipped = self._clocks(), done
        if now != self._seen:
            self.ended, self._seen = self._clocks(), now
        return now

    def _clocks(self) -> tuple[float, float]:
        return time.perf_counter(), cpu_seconds(self.worker.process.pid) or 0.0


async def measure_mix(
    address: str, name: str, events: list[Message], place: Path, partitions: int | None = None
) -> Figures:
    """Publish the events while no worker runs, start one, and time it from when all its tasks are open.

    What it has committed by then does not count. The end is the last commit that leaves nothing to be judged.
    """
    async with fresh_ground(address, PROCESSING[name], partitions or Settings().partitions) as settings:
        before = await tell_pack(settings, place)
        await publish(settings, events)
        async with running_worker(settings, place) as worker:
            look = Look(worker, len(await input_partitions(settings)), before)
            await wait_until_drained(settings, look, every=LOOK)
            worker.check()
            rss = peak_mib(worker.process.pid)
        if not look.skipped:
            raise LeadsieveError("all was judged before all tasks were open: measure with more --events")
        seconds, cpu = (end - begin for begin, end in zip(look.began, look.ended, strict=True))
        counted = len(events) - look.skipped
        figures = Figures(
            name=name,
            case="product-mix" if partitions is None else "partitions",
            partitions=partitions,
            events=counted,
            skipped=look.skipped,
            seconds=round(seconds, 2),
            events_per_second=round(counted / seconds),
            rss_mib=rss,
            cpu_seconds=round(cpu, 2) or None,
        )
        await check_mix(settings, figures)
    return with_cost(figures)


async def tell_pack(settings: Settings, place: Path) -> int:
    """Let every partition hear which pack judges, and return how many source records that took."""
    await publish_pack(settings, PACK, live=True)
    async with running_worker(settings, place) as worker:
        await wait_for_tasks(worker, len(await input_partitions(settings)))
        await wait_until_drained(settings, worker.tasks)
        return sourced(worker.tasks())


def sourced(places: dict[str, int]) -> int:
    """Return how many source records are done."""
    return sum(at for name, at in places.items() if name.partition("/")[0] in SOURCE_TOPICS)


@asynccontextmanager
async def running_worker(settings: Settings, place: Path) -> AsyncIterator[WorkerProcess]:
    worker = start_worker(settings, place / "worker.log", ["--log-level", "WARNING"])
    try:
        yield worker
    finally:
        await asyncio.to_thread(worker.stop)
