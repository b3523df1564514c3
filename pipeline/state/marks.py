"""Which events were already counted: six bytes an event, kept by day, bounded."""

from hashlib import blake2b
from typing import Final

from pipeline.state.time import DEDUP_DAYS

Marks = dict[int, bytes]
"""Day -> the marks of that day's events, one after the other."""

SIZE: Final = 6
KEPT_A_DAY: Final = 1024
"""A person with more events in a day than this is none; beyond it the day's oldest half is forgotten."""
_NEW_HASH: Final = blake2b(digest_size=SIZE).copy
"""Copying a hash costs half of making one."""


def mark_of(event_id: str) -> bytes:
    """Return the mark of an event id: 48 bits, so that two of a thousand collide once in 500 million people."""
    held = _NEW_HASH()
    held.update(event_id.encode())
    return held.digest()


def is_marked(marks: Marks, mark: bytes) -> bool:
    """Tell whether an event was already counted, whatever day its repeat claims to be of."""
    for held in marks.values():  # noqa: SIM110  a generator costs three times as much, and every event asks
        if mark in held and _holds(held, mark):
            return True
    return False


def add_mark(marks: Marks, mark: bytes, day: int, newest_day: int) -> None:
    """Remember an event of `day`, unless it lies beyond the horizon before `newest_day`."""
    if day > newest_day - DEDUP_DAYS:
        held = marks.get(day, b"") + mark
        marks[day] = held if len(held) <= KEPT_A_DAY * SIZE else held[-KEPT_A_DAY * SIZE // 2 :]


def forget_marks(marks: Marks, newest_day: int) -> None:
    """Forget days beyond the horizon before `newest_day`: to be called when a newer day has begun."""
    for old in [day for day in marks if day <= newest_day - DEDUP_DAYS]:
        del marks[old]


def _holds(held: bytes, mark: bytes) -> bool:
    """Tell marks from bytes that span two of them."""
    at = held.find(mark)
    while at != -1 and at % SIZE:
        at = held.find(mark, at + 1)
    return at != -1
