"""The clock of a contender, inside its process: from the first event in hand to the last one done, and what that took."""

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from tests.bench.usage import peak_mib

EVERY = 0.02
"""Seconds between two looks."""
QUIET = 1.5
"""Seconds without anything new, all events being done, until that is taken for the end: a later hop may have more."""
PATIENCE = 60.0


class Measured(msgspec.Struct):
    """What a contender's process tells of its run."""

    events: int
    seconds: float
    cpu_seconds: float
    rss_mib: int | None
    skipped: int = 0
    """Events it was through with before all of it had started: not among `events`."""


class Done(NamedTuple):
    """How far a contender is."""

    events: int
    """Of the case."""
    records: int
    """Those, and what they caused in logs that are read as well."""


@dataclass
class Meter:
    """Counts what is done and tells when it was; `want` events have been published in `sources`."""

    want: int
    sources: frozenset[str]
    read: Callable[[], Done] | None = None
    """Asked how far it is, where the contender is not the one to say so."""
    ready: Callable[[], bool] = lambda: True
    """Asked whether all of it has started: what it did before does not count, unless that was all."""
    events: int = 0
    records: int = 0
    _began: tuple[float, float] | None = None
    _started: bool = False
    _skipped: int = 0
    _ended: tuple[float, float] = field(default=(0.0, 0.0))

    def begin(self, topic: str) -> None:
        """Start the clock with the first event of the case."""
        if self._began is None and topic in self.sources:
            self._began = _clocks()

    def done(self, topic: str, records: int) -> None:
        """Count what is done: outputs acknowledged, or as near to that as the contender can say."""
        self.records += records
        if topic in self.sources:
            self.events += records

    def watch(self, report: Callable[[Measured], None]) -> None:
        """Report the end, from a thread of its own: the loop that works is not to be asked."""
        threading.Thread(target=self._watch, args=(report,), daemon=True).start()

    def _watch(self, report: Callable[[Measured], None]) -> None:
        seen, moved = Done(0, 0), time.perf_counter()
        while True:
            time.sleep(EVERY)
            now = self.read() if self.read else Done(self.events, self.records)
            self._start(now)
            if now != seen:
                seen, self._ended, moved = now, _clocks(), time.perf_counter()
            elif seen.events >= self.want and time.perf_counter() - moved > QUIET:
                return report(self._measured(seen.events))
            elif time.perf_counter() - moved > PATIENCE:
                sys.stderr.write(f"no progress for {PATIENCE:.0f} s, {seen} of {self.want} done\n")
                sys.stderr.flush()
                os._exit(3)

    def _start(self, now: Done) -> None:
        """Begin anew once all of it has started, while there is something left to do."""
        if not self._started and self.ready():
            self._started = True
            if 0 < now.events < self.want:
                self._began, self._skipped = _clocks(), now.events

    def _measured(self, events: int) -> Measured:
        began, ended = self._began or self._ended, self._ended
        return Measured(
            events - self._skipped, ended[0] - began[0], ended[1] - began[1], peak_mib(os.getpid()), self._skipped
        )


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()
