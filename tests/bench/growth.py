"""A worker that has much to remember: how fast it restores, how large it is, and what an event costs it then."""

import asyncio
import re
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import LeadsieveError
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.genesis import KEYED
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import WorkerProcess, wait_for_tasks
from tests.bench.cases import Message, Sizes
from tests.bench.contenders import OURS
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground
from tests.bench.states import CHANGELOGS, fill, sample
from tests.bench.usage import cpu_seconds, peak_mib, resident_kib
from tests.bench.worker import running_worker, tell_pack

LOOK: Final = 0.05
PATIENCE: Final = 120.0
SETTLE: Final = 2.0
"""Seconds after which a worker that has opened its tasks is as large as it stays."""


@dataclass(frozen=True)
class Run:
    """What a worker was like that had `count` states of a kind to restore."""

    kind: str
    count: int
    state_bytes: int
    restore: tuple[float, float]
    """Seconds by the wall, and of its CPU, until the stage's tasks were open."""
    resident_kib: int
    peak_mib: int | None
    cost: float
    """CPU seconds of all events after that."""


async def measure_states(address: str, sizes: Sizes, events: list[Message], place: Path) -> list[Figures]:
    """Return what an event costs with nothing to remember and with much, and what restoring that took."""
    nothing = await _measure(address, "leads", 0, events, place)
    found = [_growth(nothing, len(events))]
    for kind, count in (("leads", sizes.leads), ("visitors", sizes.visitors)):
        run = await _measure(address, kind, count, events, place)
        found += [_restored(run, nothing), _growth(run, len(events))]
    return found


async def _measure(address: str, kind: str, count: int, events: list[Message], place: Path) -> Run:
    async with fresh_ground(address) as settings:
        await tell_pack(settings, place)
        states = (await asyncio.to_thread(sample, settings))[kind]
        await fill(settings, kind, states, count)
        async with running_worker(settings, place) as worker:
            restore = await _restore(worker, kind, settings.partitions)
            await wait_for_tasks(worker, len(await input_partitions(settings)))
            await asyncio.sleep(SETTLE)
            pid = worker.process.pid
            held, before = resident_kib(pid) or 0, cpu_seconds(pid) or 0.0
            await publish(settings, events)
            await wait_until_drained(settings, worker.tasks, every=LOOK)
            cost = (cpu_seconds(pid) or 0.0) - before
            worker.check()
            return Run(kind, count, sum(map(len, states)) // len(states), restore, held, peak_mib(pid), cost)


async def _restore(worker: WorkerProcess, kind: str, tasks: int) -> tuple[float, float]:
    """Return the seconds from the first of the kind's tasks beginning to restore to the last one being open."""
    log = KEYED[CHANGELOGS[kind]]
    while not _begun(await asyncio.to_thread(_metrics, worker), kind):
        worker.check()
        await asyncio.sleep(LOOK)
    began, pid, deadline = time.perf_counter(), worker.process.pid, time.monotonic() + PATIENCE
    cpu = cpu_seconds(pid) or 0.0
    while sum(name.startswith(f"{log}/") for name in await asyncio.to_thread(worker.tasks)) < tasks:
        worker.check()
        if time.monotonic() > deadline:
            raise LeadsieveError(f"state was not restored within {PATIENCE:.0f} s")
        await asyncio.sleep(LOOK)
    return time.perf_counter() - began, (cpu_seconds(pid) or 0.0) - cpu


def _metrics(worker: WorkerProcess) -> str:
    try:
        with urllib.request.urlopen(f"{worker.web}/metrics", timeout=5) as answer:  # noqa: S310  loopback, ours
            return str(answer.read(), "utf-8")
    except OSError:
        return ""


def _begun(metrics: str, stage: str) -> bool:
    """Tell whether a task of the stage has begun to restore, or has done so already."""
    shown = re.findall(
        rf'^leadsieve_tasks\{{stage="{stage}",state="(?:restoring|open)"\}} (\S+)$', metrics, re.MULTILINE
    )
    return any(float(number) for number in shown)


def _restored(run: Run, nothing: Run) -> Figures:
    seconds, cpu = run.restore
    return with_cost(
        Figures(
            name=OURS,
            case=f"restore-{run.kind}",
            events=run.count,
            seconds=round(seconds, 2),
            events_per_second=round(run.count / seconds),
            rss_mib=run.peak_mib,
            cpu_seconds=round(cpu, 2) or None,
            bytes_each=(run.resident_kib - nothing.resident_kib) * 1024 // run.count,
            state_bytes=run.state_bytes,
        )
    )


def _growth(run: Run, events: int) -> Figures:
    figures = Figures(
        name=OURS, case="growth", events=events, rss_mib=run.peak_mib, cpu_seconds=round(run.cost, 2) or None
    )
    figures.leads = run.count if run.kind == "leads" else None
    figures.visitors = 0 if run.count == 0 else None if run.kind == "leads" else run.count
    return with_cost(figures)
