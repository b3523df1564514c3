"""One worker, then two, over the same mix: what a second process adds where cores are there for it."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from pipeline.errors import LeadsieveError
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import WorkerProcess
from tests.bench.cases import Message
from tests.bench.contenders import OURS
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground
from tests.bench.usage import cpu_seconds, peak_mib
from tests.bench.worker import LOOK, running_worker, sourced, tell_pack

START_PATIENCE = 90.0
STILL = 3
"""Looks in a row at which the tasks must be where they were: a rebalance more would be measured as well."""


async def measure_workers(address: str, count: int, events: list[Message], place: Path) -> Figures:
    """Publish the events to workers that have all their tasks open; what they did before all of it was there is left out."""
    async with fresh_ground(address) as settings:
        await tell_pack(settings, place)
        async with AsyncExitStack() as stack:
            workers = [await stack.enter_async_context(running_worker(settings, place)) for _ in range(count)]
            fleet = _Fleet(workers)
            await fleet.wait_until_shared(len(await input_partitions(settings)))
            before = sourced(fleet.places())
            await publish(settings, events)
            began, cpu = time.perf_counter(), fleet.cpu()
            done = sourced(await asyncio.to_thread(fleet.places)) - before
            await wait_until_drained(settings, fleet.places, every=LOOK)
            seconds, used = fleet.moved - began, fleet.cpu_then - cpu
            rss = sum(peak_mib(worker.process.pid) or 0 for worker in workers)
    counted = len(events) - done
    if counted < len(events) // 10:
        raise LeadsieveError(f"only {counted} events were left when all were published: measure with more --events")
    return with_cost(
        Figures(
            name=OURS,
            case="two-workers",
            workers=count,
            events=counted,
            skipped=done,
            seconds=round(seconds, 2),
            events_per_second=round(counted / seconds),
            rss_mib=rss or None,
            cpu_seconds=round(used, 2) or None,
        )
    )


class _Fleet:
    """Several workers as one, and when one of their tasks last moved."""

    def __init__(self, workers: Sequence[WorkerProcess]) -> None:
        self._workers, self._seen = workers, dict[str, int]()
        self.moved, self.cpu_then = time.perf_counter(), 0.0

    def places(self) -> dict[str, int]:
        """Return the offset each open task expects next."""
        now: dict[str, int] = {}
        for worker in self._workers:
            worker.check()
            now |= worker.tasks()
        if now != self._seen:
            self._seen, self.moved, self.cpu_then = now, time.perf_counter(), self.cpu()
        return now

    def cpu(self) -> float:
        """Return the CPU seconds of all of them so far."""
        return sum(cpu_seconds(worker.process.pid) or 0.0 for worker in self._workers)

    async def wait_until_shared(self, tasks: int) -> None:
        """Return when all tasks are open, every worker has some, and that has been so for a while."""
        deadline, still, before = time.monotonic() + START_PATIENCE, 0, [frozenset[str]()]
        while still < STILL:
            now = [frozenset(await asyncio.to_thread(worker.tasks)) for worker in self._workers]
            still = still + 1 if now == before and all(now) and len(frozenset().union(*now)) >= tasks else 0
            before = now
            if time.monotonic() > deadline:
                raise LeadsieveError(f"{tasks} tasks were not shared within {START_PATIENCE:.0f} s: {now}")
            await asyncio.sleep(0.5)
