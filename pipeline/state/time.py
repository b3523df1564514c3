"""Moments, days, and the bounds of memory: how far back repeats can be told, and how late an event may come."""

from datetime import UTC, datetime, timedelta
from typing import Final

DAY_MS: Final = 86_400_000
DEDUP_DAYS: Final = 7
"""Repeats are told over this many event-days before a person's newest event."""
LATE_DAYS: Final = 90
"""What is older than this before a person's newest event is late: counted, not judged."""
CLOCK_AHEAD_MS: Final = 600_000
"""An event dated further than this after its append time is clamped to that."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def millis_of(moment: datetime) -> int:
    """Return a moment in milliseconds since 1970 UTC, to the nearest, by whole numbers only."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + (since.microseconds + 500) // 1000


def moment_at(at: int) -> datetime:
    """Return the moment of so many milliseconds since 1970 UTC."""
    return _EPOCH + timedelta(milliseconds=at)


def rfc3339(moment: datetime, timespec: str = "auto") -> str:
    """Return a moment of UTC as RFC 3339 has it, with a Z."""
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def day_of(at: int) -> int:
    """Return the day of a moment in milliseconds, as days since 1970 UTC."""
    return at // DAY_MS


def is_late(newest: int, at: int) -> bool:
    """Tell whether an event is too old to be judged beside what was already seen."""
    return day_of(at) < day_of(newest) - LATE_DAYS
