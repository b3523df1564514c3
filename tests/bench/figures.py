"""What is measured, as it is printed: one line of JSON a contender and case, and a last one with the ratios."""

import os
import platform
from collections.abc import Mapping, Sequence

import msgspec

from tests.bench.cases import COMPARED
from tests.bench.contenders import OURS


class Figures(msgspec.Struct, kw_only=True):
    """One contender in one case; null is what was not measured."""

    name: str
    case: str
    events: int
    """Counted for the rate; of restoring, records of the changelog."""
    skipped: int = 0
    """Done before all of the contender had started: not counted."""
    seconds: float | None = None
    events_per_second: int | None = None
    p50_ms: float | None = None
    """Form to decision."""
    p99_ms: float | None = None
    rss_mib: int | None = None
    """The largest its process was."""
    cpu_seconds: float | None = None
    """Of its process, over the measured time; the broker's are not in it."""
    cpu_us_per_event: float | None = None
    """The same by the event: where others are at work on the machine, the steadier figure."""
    workers: int | None = None
    partitions: int | None = None
    """Of every topic, where that is what is varied."""
    leads: int | None = None
    """Whose state there was before the first event."""
    visitors: int | None = None
    """The same of visitors."""
    bytes_each: int | None = None
    """By which the worker's process is larger for each of them, keys and all."""
    state_bytes: int | None = None
    """Of an encoded state, on average."""
    decisions: int | None = None
    """Read back, read committed."""
    lost: int | None = None
    duplicated: int | None = None
    state_records: int | None = None
    """In its changelog, positions not counted."""
    problem: str | None = None
    """Why there are no figures."""


class Ratios(msgspec.Struct, kw_only=True):
    """How many times as many events ours takes as the others, by case; and where that was measured."""

    name: str = "ratios"
    ratios: dict[str, dict[str, float]]
    """Of events a second."""
    cpu_ratios: dict[str, dict[str, float]]
    """Of events a CPU second of the contender's process."""
    two_workers: float | None
    """Events a second of two workers to those of one."""
    growth: dict[str, float]
    """CPU for an event with so many leads, visitors or partitions to that with the fewest: 1 is no growth."""
    cpus: int | None
    load: list[float]
    """Of the machine over 1, 5 and 15 minutes before the run: others may have been at work."""
    load_after: list[float]
    """The same behind the run: its own work is in it."""
    python: str
    broker: str


def line(value: Figures | Ratios) -> str:
    """Return a line of JSON with every member in it."""
    return msgspec.json.encode(msgspec.to_builtins(value)).decode()


def with_cost(figures: Figures) -> Figures:
    """Return the figures with their CPU by the event."""
    if figures.cpu_seconds and figures.events:
        figures.cpu_us_per_event = round(figures.cpu_seconds / figures.events * 1e6, 1)
    return figures


def compare(found: Sequence[Figures], load: Sequence[float], broker: str) -> Ratios:
    """Return the ratios of a run."""
    compared = [each for each in found if each.case in COMPARED]
    return Ratios(
        ratios=_ratios({(each.case, each.name): each.events_per_second for each in compared}),
        cpu_ratios=_ratios({(each.case, each.name): _per_cpu(each) for each in compared}),
        two_workers=_two_workers(found),
        growth=_growth(found),
        cpus=os.cpu_count(),
        load=_rounded(load),
        load_after=_rounded(os.getloadavg()),
        python=platform.python_version(),
        broker=broker,
    )


def _rounded(load: Sequence[float]) -> list[float]:
    return [round(each, 2) for each in load]


def _per_cpu(figures: Figures) -> float | None:
    return figures.events / figures.cpu_seconds if figures.cpu_seconds else None


def _ratios(rates: Mapping[tuple[str, str], float | None]) -> dict[str, dict[str, float]]:
    ratios: dict[str, dict[str, float]] = {}
    for (case, name), rate in rates.items():
        if name != OURS and rate and (own := rates.get((case, OURS))):
            ratios.setdefault(case, {})[name] = round(own / rate, 2)
    return ratios


def _two_workers(found: Sequence[Figures]) -> float | None:
    rates = {each.workers: each.events_per_second for each in found if each.case == "two-workers"}
    one, two = rates.get(1), rates.get(2)
    return round(two / one, 2) if one and two else None


def _growth(found: Sequence[Figures]) -> dict[str, float]:
    growth: dict[str, float] = {}
    for what in ("leads", "visitors", "partitions"):
        costs = sorted(
            (count, cost)
            for each in found
            if (count := getattr(each, what)) is not None and (cost := each.cpu_us_per_event)
        )
        growth |= {f"{count} {what}": round(cost / costs[0][1], 2) for count, cost in costs[1:]}
    return growth
