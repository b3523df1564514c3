"""The times that upstreams write: RFC 3339, with or without a zone, and counts since 1970."""

from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, Literal

from pipeline.errors import Problem
from pipeline.intake.check import EARLIEST, LATEST
from pipeline.intake.fault import problem

Unit = Literal["s", "ms", "us"]
_SECONDS: Final[dict[Unit, float]] = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
_MOST: Final = (LATEST - EARLIEST).total_seconds()
_LONGEST: Final = 64
"""Characters of a text worth reading as a time."""


def read_moment(value: object, place: str, unit: Unit = "ms") -> datetime | Problem | None:
    """Return the time that a member holds: text (UTC where it names no zone), or a count of units since 1970.

    None where there is none; a problem that names `place` where it is no time, or not one of ours.
    """
    if value is None or value == "":
        return None
    found = _count(value, unit) if not isinstance(value, str) or _is_number(value) else _text(value)
    return found or problem("invalid_time", f"no time that we can hold at {place}")


def first_moment(*found: datetime | Problem | None) -> datetime | Problem | None:
    """Return the first time there is, else the first problem, else None."""
    return next((one for one in found if isinstance(one, datetime)), None) or next((one for one in found if one), None)


def of_millis(millis: int) -> datetime | None:
    """Return the time of a record's timestamp, ms since 1970; None of a negative one: nothing was appended."""
    return None if millis < 0 else _count(millis, "ms")


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST and text.replace(".", "", 1).isdecimal() and text.isascii()


def _count(value: object, unit: Unit) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value) * _SECONDS[unit]
    except OverflowError:
        return None
    if not isfinite(seconds) or not 0 <= seconds < _MOST:
        return None
    # Whole microseconds: the sum of a double and 1970 would tell of two equal counts apart on no machine.
    return EARLIEST + timedelta(microseconds=round(seconds * 1_000_000))


def _text(text: str) -> datetime | None:
    if len(text) > _LONGEST:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if EARLIEST <= found < LATEST else None
