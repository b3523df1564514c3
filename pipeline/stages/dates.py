"""When things happened: as upstream says, within bounds, and as the records of our logs tell it, the clock of history."""

from datetime import datetime
from typing import Final

import msgspec

from pipeline.state.time import CLOCK_AHEAD_MS, millis_of

EARLIEST_MS: Final = 946_684_800_000
"""2000-01-01: nobody filled in our forms before."""
LATEST_MS: Final = 4_102_444_800_000
"""2100-01-01."""

TOLD_BY: Final = frozenset({"seen", "linked", "event", "visits", "outcome", "override", "review", "privacy"})
"""The records that tell of an event. The others are dated by the clock of whoever wrote them."""


class _Dated(msgspec.Struct):
    kind: str = ""
    at: int = 0


_decode = msgspec.json.Decoder(_Dated).decode


def event_time(value: bytes | None) -> int:
    """Return when the event happened (ms) that a record of our logs tells of; 0: it tells of none."""
    try:
        read = _decode(value or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 0  # no record of ours: whoever judges it makes a dead letter of it
    return read.at if read.kind in TOLD_BY else 0


def moment_of(occurred_at: datetime, appended: int) -> tuple[int, bool]:
    """Return an event's time in ms, and whether it had to be clamped: no event is dated far after its append time.

    An append time before `EARLIEST_MS` is none: a writer whose clock was never set dates its records 1970.
    """
    at = millis_of(occurred_at)
    if EARLIEST_MS <= appended < at - CLOCK_AHEAD_MS:
        return appended, True
    return at, False


def can_be_judged(at: int) -> bool:
    """Tell whether a moment (ms) is one that can be judged."""
    return EARLIEST_MS <= at < LATEST_MS
