"""What is measured, as it is printed: one line of JSON a contender and case, and a last one with the ratios."""

import os
import platform
from collections.abc import Mapping, Sequence

import msgspec

from tests.bench.cases import Case
from tests.bench.contenders import OURS


class Figures(msgspec.Struct, kw_only=True):
    """One contender in one case; null is what was not measured."""

    name: str
    case: Case
    events: int
    """Counted for the rate."""
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
    """Of events a CPU second of the contender's process: where others are at work on the machine, the steadier figure."""
    cpus: int | None
    load: list[float]
    """Of the machine over 1, 5 and 15 minutes before the run: others may have been at work."""
    python: str
    broker: str


def line(value: Figures | Ratios) -> str:
    """Return a line of JSON with every member in it."""
    return msgspec.json.encode(msgspec.to_builtins(value)).decode()


def compare(found: Sequence[Figures], load: Sequence[float], broker: str) -> Ratios:
    """Return the ratios of a run."""
    return Ratios(
        ratios=_ratios({(each.case, each.name): each.events_per_second for each in found}),
        cpu_ratios=_ratios({(each.case, each.name): _per_cpu(each) for each in found}),
        cpus=os.cpu_count(),
        load=[round(each, 2) for each in load],
        python=platform.python_version(),
        broker=broker,
    )


def _per_cpu(figures: Figures) -> float | None:
    return figures.events / figures.cpu_seconds if figures.cpu_seconds else None


def _ratios(rates: Mapping[tuple[str, str], float | None]) -> dict[str, dict[str, float]]:
    ratios: dict[str, dict[str, float]] = {}
    for (case, name), rate in rates.items():
        if name != OURS and rate and (own := rates.get((case, OURS))):
            ratios.setdefault(case, {})[name] = round(own / rate, 2)
    return ratios
