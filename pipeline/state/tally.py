"""What a brake is judged by: of each persona whom it excluded while it was live, and how often that was wrong.

Each partition counts, and tells what is new to the one place where partitions are summed up. Counts are of one period:
from the moment at which a persona went live, or a person released it. What lies before that is settled.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from pipeline.contracts.log import Tallied
from pipeline.state.measures import LET_THROUGH
from pipeline.state.stood import Measured

KEPT_DAYS: Final = 30
"""Days of forms that are kept of a persona, the newest."""
WEEK: Final = 7
"""Days of forms that a budget is held against, more only where they hold too few leads to tell."""
FINEST, COARSEST = 1, 64
"""Leads of a partition's day that are told one by one, and the most that may wait to be told."""
_STEPS: Final = 16
"""A sixteenth of a day's leads may wait."""
NEVER_BEGUN: Final = -1
"""The period of a persona that stands as its effect says, for nobody said otherwise."""
Case = tuple[str, str]
"""(persona, member of `Count`)."""


class Count(msgspec.Struct, array_like=True, omit_defaults=True):
    """Of one persona. Encoded as an array: new members go to the end, with a default."""

    days: dict[int, list[int]] = {}
    """Day of the form -> leads with their first form on it, and those of them that the persona excluded."""
    since: int = NEVER_BEGUN
    """The period: the place in `persona-packs` of the record that began it. Greater is later."""
    good: int = 0
    """Held-out leads that were worth selling to after all; `loser`: those that were not. Of this period."""
    loser: int = 0
    right: int = 0
    """Exclusions that people found right; `wrong`: that they found wrong. Of all periods: a finding stays one."""
    wrong: int = 0


class Untold(msgspec.Struct, array_like=True, omit_defaults=True):
    """What a partition has counted and not told yet."""

    counts: dict[str, Count] = {}
    """`pack/persona` -> what is new."""
    number: int = 0
    """How often it has told."""
    day: int = 0
    """The newest day of a form, `leads`: how many had their first on it."""
    leads: int = 0
    waiting: int = 0
    """Leads that were not told yet."""


class Sums(msgspec.Struct, array_like=True, omit_defaults=True):
    """What all partitions have told, in the one place that judges."""

    counts: dict[str, Count] = {}
    numbers: dict[int, int] = {}
    """Partition -> the number of what it told last: what comes again counts once."""
    braked: dict[str, int] = {}
    """Personas that were braked, by the period in which."""
    reviewed: list[str] = []
    """Personas of which enough exclusions were reviewed."""


def count_form(untold: Untold, names: Mapping[str, bool], periods: Mapping[str, int], day: int) -> bool:
    """Count a lead's first form for every live persona, by whether it excludes them; True where it is time to tell."""
    if day > untold.day:
        untold.day, untold.leads = day, 0
    untold.leads += day == untold.day
    untold.waiting += 1
    for name, excluded in names.items():
        days = count_of(untold.counts, name, periods.get(name, NEVER_BEGUN)).days
        bucket = days.setdefault(day, [0, 0])
        bucket[0] += 1
        bucket[1] += excluded
    return untold.waiting >= min(FINEST + untold.leads // _STEPS, COARSEST)


def count_of(counts: dict[str, Count], name: str, since: int) -> Count:
    """Return the count of a persona in this period; a later period than the one at hand begins anew."""
    held = counts.get(name)
    if held is None:
        held = counts[name] = Count(since=since)
    elif held.since < since:
        held = counts[name] = Count(since=since, right=held.right, wrong=held.wrong)
    return held


def add(counts: dict[str, Count], name: str, more: Count | Tallied) -> Count:
    """Add what is new of a persona; of a period that is over only what people found counts."""
    held = count_of(counts, name, more.since)
    held.right, held.wrong = held.right + more.right, held.wrong + more.wrong
    if more.since == held.since:
        held.good, held.loser = held.good + more.good, held.loser + more.loser
        for day, (leads, excluded) in more.days.items():
            bucket = held.days.setdefault(day, [0, 0])
            bucket[0] += leads
            bucket[1] += excluded
        for old in sorted(held.days)[:-KEPT_DAYS]:
            del held.days[old]
    return held


def lately(count: Count, enough: int) -> tuple[int, int]:
    """Return (leads, excluded) of the newest week, or of as many days more as `enough` leads need."""
    newest = max(count.days, default=0)
    leads = excluded = 0
    for day in sorted(count.days, reverse=True):
        if leads >= enough and day <= newest - WEEK:
            break
        leads, excluded = leads + count.days[day][0], excluded + count.days[day][1]
    return leads, excluded


def cases_of(measured: Measured, begun: Mapping[str, int]) -> Iterator[Case]:
    """Yield what a lead counts for; `begun`: persona -> the turn from which on its decisions are of this period."""
    tied = measured.tied
    if tied is not None and tied.stood.status in LET_THROUGH:
        for persona in tied.stood.held_out:
            if tied.stood.turn >= begun.get(persona, 0):
                yield persona, tied.result
    for review in measured.reviews.values():
        if review.verdict != "unsure" and review.stood.status == "excluded":
            yield from ((persona, review.verdict) for persona in review.stood.excluded_by)
