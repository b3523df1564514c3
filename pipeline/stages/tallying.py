"""Tallying: each partition of the leads counts what the brake is judged by, and tells it to partition 0, in steps.

A step follows from what was counted, never from how records were cut into batches: so a log gives the same tallies again.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Tallied, Tally
from pipeline.engine.panel import Panel, excluders
from pipeline.stages.control import TALLY, Control, begun_in, periods_in
from pipeline.stages.effects import Effects, Send
from pipeline.stages.working_set import WorkingSet
from pipeline.state import tally
from pipeline.state.stood import Measured
from pipeline.state.tally import Case, Count, Untold
from pipeline.state.time import day_of

JUDGES: Final = 0
"""The partition of the lead-log in which the partitions are summed up."""
_TALLY, _TALLIED = of(Tally), of(Tallied)


@dataclass(slots=True)
class Tallying:
    """Who counts in one batch; `partitions` 0: nobody sums up, so nothing is counted (over files no persona is braked)."""

    effects: Effects
    control: Control
    held: WorkingSet[Untold]
    partition: int
    partitions: int

    def count_form(self, panel: Panel, excluding: frozenset[str], at: int) -> None:
        """Count a lead's first decision after a form, made at `at` (ms) of the form, by who excludes them."""
        if not self.partitions:
            return
        untold = self.held.get(TALLY)
        names = {f"{panel.pack.id}/{persona}": persona in excluding for persona in excluders(panel)}
        if names and tally.count_form(untold, names, periods_in(self.control), day_of(at)):
            self._tell(untold, at)

    def watch(self, measured: Measured, pack: str) -> Callable[[int], None]:
        """Look at what a lead counts for before that changes; call what is returned afterwards, with the moment (ms)."""
        if not self.partitions:
            return _nothing
        begun = begun_in(self.control, pack)
        before = Counter(tally.cases_of(measured, begun))

        def count(at: int) -> None:
            changes = Counter(tally.cases_of(measured, begun))
            changes.subtract(before)
            self._count_cases(pack, {case: times for case, times in changes.items() if times}, at)

        return count

    def _count_cases(self, pack: str, changes: Mapping[Case, int], at: int) -> None:
        """Add what changed of leads, and tell it at once: outcomes and reviews are few."""
        if not changes:
            return
        untold, periods = self.held.get(TALLY), periods_in(self.control)
        for (persona, what), times in sorted(changes.items()):
            name = f"{pack}/{persona}"
            count = tally.count_of(untold.counts, name, periods.get(name, tally.NEVER_BEGUN))
            setattr(count, what, getattr(count, what) + times)
        self._tell(untold, at)

    def _tell(self, untold: Untold, at: int) -> None:
        untold.number += 1
        message = _TALLY(
            at=at,
            partition=self.partition,
            number=untold.number,
            personas={name: _told(count) for name, count in untold.counts.items()},
        )
        untold.counts, untold.waiting = {}, 0
        self.effects.sends.append(Send("lead-log", None, encode(message), partition=JUDGES))


def _told(count: Count) -> Tallied:
    return _TALLIED(
        since=count.since,
        days=count.days,
        good=count.good,
        loser=count.loser,
        right=count.right,
        wrong=count.wrong,
    )


def _nothing(at: int) -> None:
    del at
