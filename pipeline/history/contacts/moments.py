"""The dates of a column: ISO, as a CRM writes them for its country, as Excel counts them, or as milliseconds."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

_PARTS: Final = re.compile(
    r"\A(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T ,à]+(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?)?",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"\A(\d{5})(?:[.,](\d+))?\Z")
_MILLIS: Final = re.compile(r"\A\d{12,13}\Z")
_EXCEL_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)
"""Day 0 of Excel as it counts from March 1900 on."""
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_YEAR: Final = 4
"""Digits by which a year at the front is told."""
_MOST_MONTHS: Final = 12
_NOON: Final = 12


def is_day_first(texts: Iterable[str]) -> bool | None:
    """Return whether a column writes 31/12/2026; False: 12/31/2026; None where no date of it can tell."""
    for text in texts:
        found = _PARTS.match(text)
        if found is None or len(found[1]) == _YEAR:
            continue
        if int(found[1]) > _MOST_MONTHS:
            return True
        if int(found[2]) > _MOST_MONTHS:
            return False
    return None


def read_moment(text: str, *, day_first: bool) -> datetime | None:
    """Return the moment that a cell names, UTC where it names no zone; None where it is none between 2000 and 2100."""
    try:
        found = _read(text.strip(), day_first=day_first)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and FIRST <= found < LAST else None


def _read(text: str, *, day_first: bool) -> datetime | None:
    if serial := _SERIAL.match(text):
        return _EXCEL_EPOCH + timedelta(days=float(f"{serial[1]}.{serial[2] or 0}"))
    if _MILLIS.match(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    if text[:_YEAR].isdecimal() and "-" in text[_YEAR : _YEAR + 1]:
        try:
            found = datetime.fromisoformat(text.replace(" Z", "Z"))
        except ValueError:
            return _written(text, day_first=day_first)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return _written(text, day_first=day_first)


def _written(text: str, *, day_first: bool) -> datetime | None:
    parts = _PARTS.match(text)
    if parts is None:
        return None
    first, second, third = int(parts[1]), int(parts[2]), int(parts[3])
    if len(parts[1]) == _YEAR:
        year, month, day = first, second, third
    else:
        year = third + 2000 if len(parts[3]) < _YEAR else third
        day, month = (first, second) if day_first else (second, first)
    hour = int(parts[4] or 0)
    if parts[7]:
        hour = hour % _NOON + (_NOON if parts[7].lower() == "pm" else 0)
    return datetime(year, month, day, hour, int(parts[5] or 0), int(parts[6] or 0), tzinfo=UTC)
