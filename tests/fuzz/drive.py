"""Runs targets over inputs, times each by the CPU it took, and keeps the slowest and whatever raised."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.fuzz.spoil import Input

SLOW: Final = 0.020
"""Seconds of CPU that no input may take."""
AGAIN: Final = 5
"""Times a slow input runs again: what it takes at best is what it costs, not what the machine did meanwhile."""
MOST: Final = 20
"""Findings after which it is enough."""


@dataclass
class Findings:
    """What a run of one target found. Inputs by their number."""

    count: int = 0
    slowest: float = 0.0
    """Seconds of CPU."""
    slowest_at: int = -1
    raised: dict[int, str] = field(default_factory=dict)
    slow: dict[int, float] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Say whether nothing raised and nothing was slow."""
        return not (self.raised or self.slow)


def drive(
    target: Callable[[Input], None],
    inputs: Iterable[tuple[int, Input]],
    progress: Callable[[int], None] = lambda _: None,
) -> Findings:
    """Return what became of numbered inputs; `progress` is told how many are done, now and then."""
    found = Findings()
    for number, given in inputs:
        seconds = _run(target, given, number, found)
        if seconds > SLOW:
            seconds = min([seconds, *_again(target, given)])
        if seconds > SLOW:
            found.slow[number] = seconds
        if seconds > found.slowest:
            found.slowest, found.slowest_at = seconds, number
        found.count += 1
        if found.count % 1000 == 0:
            progress(found.count)
        if len(found.raised) + len(found.slow) >= MOST:
            break
    return found


def _run(target: Callable[[Input], None], given: Input, number: int, found: Findings) -> float:
    began = time.thread_time()
    try:
        target(given)
    except Exception as error:  # noqa: BLE001  that is what we look for
        found.raised[number] = f"{type(error).__name__}: {error}"
    return time.thread_time() - began


def _again(target: Callable[[Input], None], given: Input) -> Iterator[float]:
    for _ in range(AGAIN):
        yield _run(target, given, -1, Findings())
