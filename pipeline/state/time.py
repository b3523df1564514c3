"""Days, and the bounds of memory: how far back repeats can be told, and how late an event may come."""

from typing import Final

DAY_MS: Final = 86_400_000
DEDUP_DAYS: Final = 7
"""Repeats are told over this many event-days before a person's newest event."""
LATE_DAYS: Final = 90
"""What is older than this before a person's newest event is late: counted, not judged."""
CLOCK_AHEAD_MS: Final = 600_000
"""An event dated further than this after its append time is clamped to that."""


def day_of(at: int) -> int:
    """Return the day of a moment in milliseconds, as days since 1970 UTC."""
    return at // DAY_MS


def is_late(newest: int, at: int) -> bool:
    """Tell whether an event is too old to be judged beside what was already seen."""
    return day_of(at) < day_of(newest) - LATE_DAYS
