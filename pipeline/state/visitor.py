"""A visitor: what a browser did before, and after, somebody said whose it is."""

import msgspec

from pipeline.state import activity, marks
from pipeline.state.activity import Acts
from pipeline.state.facts import FactTable
from pipeline.state.marks import Marks
from pipeline.state.time import day_of


class Visitor(msgspec.Struct, array_like=True, omit_defaults=True):
    """Encoded as an array: new members go to the end, with a default."""

    newest: int = 0
    """Event time, ms, of the newest event; 0 before the first."""
    first: int = 0
    seen: Marks = {}
    acts: Acts = {}
    facts: FactTable = {}
    lead_id: str | None = None
    link: tuple[int, bytes] | None = None
    """(event time, mark) of the event that says whose the visitor is: the earliest that says so."""


def observe(visitor: Visitor, did: dict[str, int], at: int, mark: bytes) -> None:
    """Count an event that is neither late nor a repeat."""
    day = day_of(at)
    visitor.first = min(visitor.first, at) if visitor.first else at
    visitor.newest = max(visitor.newest, at)
    newest_day = day_of(visitor.newest)
    marks.add_mark(visitor.seen, mark, day, newest_day)
    activity.add(visitor.acts, did, day)
    activity.fold(visitor.acts, newest_day)


def link(visitor: Visitor, lead_id: str, at: int, mark: bytes) -> bool:
    """Take in that the visitor is this lead; True where that changes whose it is.

    Of several leads on one device the one who was named first, by event time, keeps it, whatever comes in first.
    """
    if visitor.link is not None and visitor.link <= (at, mark):
        return False
    changes = visitor.lead_id != lead_id
    visitor.link, visitor.lead_id = (at, mark), lead_id
    return changes
