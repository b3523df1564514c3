"""Weeks as people name them: `2026-W46`, from Monday to Monday, UTC."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from pipeline.errors import LeadsieveError

WINDOW: Final = timedelta(days=28)
"""So far back campaigns are looked at: of one week they have too few leads to be told of."""
_NAME: Final = re.compile(r"(\d{4})-W(\d{2})")


class Week(NamedTuple):
    """A week of ISO 8601."""

    monday: date

    @property
    def name(self) -> str:
        """Return the week as it is called."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def begin(self) -> datetime:
        """Return its first moment."""
        return datetime(self.monday.year, self.monday.month, self.monday.day, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """Return the first moment after it."""
        return self.begin + timedelta(days=7)

    @property
    def window(self) -> datetime:
        """Return the first moment of the four weeks that end with it."""
        return self.end - WINDOW


def week_named(name: str) -> Week:
    """Return a week by its name; raises `LeadsieveError` on what is none."""
    found = _NAME.fullmatch(name.strip())
    with suppress(ValueError, OverflowError):
        if found is not None:
            return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    raise LeadsieveError(f"{name!r} is no week: say 2026-W46")


def last_full_week(until: datetime) -> Week:
    """Return the latest week that has ended by a moment."""
    today = until.astimezone(UTC).date()
    return Week(today - timedelta(days=today.weekday() + 7))
