"""What is measured of personas: counts that add up over leads, partitions and time.

A lead counts for what it is known to be now: who was lost and is won after all is moved from one count to the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from pipeline.state.stood import Measured

WHAT: Final = ("excluded", "held_good", "held_loser", "excluded_won", "right", "wrong", "unsure")
"""What is counted of a persona, in the order of states: append only.

`excluded`: leads whose first decision after a form it excluded; `held_good`, `held_loser`: leads that were let through
unseen, by what became of them; `excluded_won`: leads it had excluded and that were won all the same; the last three:
reviews of its exclusions.
"""
LET_THROUGH: Final = frozenset({"qualified", "open"})
"""Statuses in which sales may try: whom another persona keeps from them is no case of the one that holds out."""
LEADS: Final = ""
"""The name under which leads with a form are counted, as `excluded`: no persona has it."""
Case = tuple[str, str]
"""(persona, what)."""


class Measures(msgspec.Struct, array_like=True, gc=False):
    """Encoded as an array: new members go to the end, with a default."""

    counts: dict[str, list[int]] = {}
    """Persona -> its counts, in the order of `WHAT`."""


def cases_of(measured: Measured) -> Counter[Case]:
    """Return what a lead counts for."""
    cases: Counter[Case] = Counter()
    tied = measured.tied
    if tied is not None and tied.stood.status == "excluded":
        if tied.result == "good":
            cases.update((persona, "excluded_won") for persona in tied.stood.excluded_by)
    elif tied is not None and tied.stood.status in LET_THROUGH:
        cases.update((persona, f"held_{tied.result}") for persona in tied.stood.held_out)
    for review in measured.reviews.values():
        if review.stood.status == "excluded":
            cases.update((persona, review.verdict) for persona in review.stood.excluded_by)
    return cases


def add(measures: Measures, changes: Mapping[Case, int]) -> None:
    """Add changes, which may be negative, to the counts."""
    for (persona, what), times in sorted(changes.items()):
        counts = measures.counts.setdefault(persona, [0] * len(WHAT))
        counts[WHAT.index(what)] += times


def total(all_measures: Iterable[Measures]) -> dict[str, dict[str, int]]:
    """Return persona -> what -> how many, of several partitions together."""
    found: dict[str, dict[str, int]] = {}
    for measures in all_measures:
        for persona, counts in measures.counts.items():
            held = found.setdefault(persona, dict.fromkeys(WHAT, 0))
            for what, times in zip(WHAT, counts, strict=False):
                held[what] += times
    return found
