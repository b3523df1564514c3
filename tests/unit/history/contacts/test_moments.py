"""Dates as exports write them."""

import pytest

from pipeline.history.contacts.moments import read_moment


@pytest.mark.parametrize(
    ("text", "day_first", "expected"),
    [
        ("2026-03-04", True, "2026-03-04T00:00:00+00:00"),
        ("2026-03-04 14:22", True, "2026-03-04T14:22:00+00:00"),
        ("2026-03-04T14:22:05.123Z", True, "2026-03-04T14:22:05.123000+00:00"),
        ("2026-03-04T14:22:05+02:00", True, "2026-03-04T14:22:05+02:00"),
        ("2026/3/4 9:05", True, "2026-03-04T09:05:00+00:00"),
        ("04/03/2026", True, "2026-03-04T00:00:00+00:00"),
        ("04/03/2026", False, "2026-04-03T00:00:00+00:00"),
        ("4.3.26 à 14h22", True, "2026-03-04T14:22:00+00:00"),
        ("3/4/2026, 2:22 PM", False, "2026-03-04T14:22:00+00:00"),
        ("3/4/2026 12:05 AM", False, "2026-03-04T00:05:00+00:00"),
        ("46085", True, "2026-03-04T00:00:00+00:00"),
        ("46085.5", True, "2026-03-04T12:00:00+00:00"),
        ("1772582400000", True, "2026-03-04T00:00:00+00:00"),
    ],
)
def test_read(text: str, *, day_first: bool, expected: str) -> None:
    """ISO, both orders of day and month, two-digit years, either clock, Excel's days and milliseconds."""
    found = read_moment(text, day_first=day_first)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31/02/2026",
        "13/13/2026",
        "1999-12-31",
        "2100-01-01",
        "99999",
        "9" * 13,
        "²026-01-01",
        "1/1/2026 99:99",
    ],
)
def test_none(text: str) -> None:
    """What is no date of this century is none, and never raises."""
    assert read_moment(text, day_first=True) is None
