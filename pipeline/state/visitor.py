"""A visitor: what a browser did before, and after, somebody said whose it is."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from pipeline.state.activity import Acts, add, fold
from pipeline.state.facts import FactTable
from pipeline.state.marks import Marks, add_mark, forget_marks, is_marked
from pipeline.state.time import DAY_MS, DEDUP_DAYS, LATE_DAYS, day_of

Untaken = Literal["late", "duplicate"]
"""Why an event was not counted."""


class Visitor(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """Encoded as an array: new members go to the end, with a default. Holds no cycles: nothing for a collector."""

    newest: int = 0
    """Event time, ms, of the newest event; 0 before the first."""
    first: int = 0
    seen: Marks = {}
    acts: Acts = {}
    facts: FactTable = {}
    lead_id: str | None = None
    link: tuple[int, bytes] | None = None
    """(event time, mark) of the event that says whose the visitor is: the earliest that says so."""
    named: dict[int, tuple[int, bytes, str]] = {}
    """Later day -> (event time, mark, lead) of the earliest naming of that day, over the last days: who follows an erased one."""
    cut: int = 0
    """All up to this moment (ms, event time) is forgotten, whenever it comes; 0: nothing is."""


def take(visitor: Visitor, did: Mapping[str, int], at: int, mark: bytes) -> Untaken | None:
    """Count an event; where it is late or a repeat leave the visitor as it is, and say so."""
    if not visitor.newest:
        _begin(visitor, did, at, mark)
        return None
    day, newest_day = at // DAY_MS, visitor.newest // DAY_MS
    if day < newest_day - LATE_DAYS:
        return "late"
    if is_marked(visitor.seen, mark):
        return "duplicate"
    if day > newest_day:
        if day > newest_day + LATE_DAYS and visitor.lead_id is None:
            forget(visitor)
            _begin(visitor, did, at, mark)
            return None
        newest_day = day
        forget_marks(visitor.seen, day)
        fold(visitor.acts, day)
    if at > visitor.newest:
        visitor.newest = at
    elif at < visitor.first:
        visitor.first = at
    add_mark(visitor.seen, mark, day, newest_day)
    add(visitor.acts, did, day)
    return None


def _begin(visitor: Visitor, did: Mapping[str, int], at: int, mark: bytes) -> None:
    """Count the first event of all: a third of them, and nothing to compare it with."""
    visitor.newest = visitor.first = at
    visitor.seen = {at // DAY_MS: mark}
    visitor.acts = {what: {at // DAY_MS: times} for what, times in did.items()}


def forget(visitor: Visitor) -> None:
    """Forget all that was done: so long ago that a tick on time has forgotten it, or would have."""
    visitor.newest = visitor.first = 0
    visitor.seen, visitor.acts, visitor.facts = {}, {}, {}


def expires(newest: int) -> int:
    """Return when a visitor whom nobody has named is forgotten, ms: what came so late would no longer be counted."""
    return (newest // DAY_MS + LATE_DAYS + 1) * DAY_MS


def may_link(visitor: Visitor, at: int) -> bool:
    """Tell whether an event of that moment can say whose the visitor is: no earlier one has."""
    return visitor.link is None or at <= visitor.link[0]


def link(visitor: Visitor, lead_id: str, at: int, mark: bytes) -> bool:
    """Take in that the visitor is this lead; True where that changes whose it is, or since which day.

    Of several leads on one device the one who was named first, by event time, keeps it, whatever comes in first.
    """
    if visitor.link is not None and visitor.link <= (at, mark):
        return False
    if visitor.lead_id is None and visitor.newest and at >= expires(visitor.newest):
        forget(visitor)
    changes = visitor.lead_id != lead_id or visitor.link is None or day_of(at) != day_of(visitor.link[0])
    if visitor.link is not None and visitor.lead_id is not None:
        note_naming(visitor, visitor.lead_id, *visitor.link)
    visitor.link, visitor.lead_id = (at, mark), lead_id
    visitor.named.pop(at // DAY_MS, None)
    return changes


def names_anew(visitor: Visitor, at: int) -> bool:
    """Tell whether a naming that is not the earliest is to be noted: of each later day the earliest is."""
    day = at // DAY_MS
    if visitor.link is None or day <= visitor.link[0] // DAY_MS:
        return False
    held = visitor.named.get(day)
    return held is None or at <= held[0]


def note_naming(visitor: Visitor, lead_id: str, at: int, mark: bytes) -> None:
    """Note who was named on a later day than the first, over `DEDUP_DAYS` before the newest such day."""
    day, named = at // DAY_MS, visitor.named
    if day not in named or (at, mark) < named[day][:2]:
        named[day] = at, mark, lead_id
    newest = max(named)
    for old in [old for old in named if old <= newest - DEDUP_DAYS]:
        del named[old]
