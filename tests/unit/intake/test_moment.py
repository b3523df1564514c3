"""The times that upstreams write."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import Problem
from pipeline.intake.moment import Unit, of_millis, read_moment

AT = datetime(2025, 11, 22, 8, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("2025-11-22T08:26:40Z", "ms"),
        ("2025-11-22T09:26:40+01:00", "ms"),
        ("2025-11-22T08:26:40+0000", "s"),
        (" 2025-11-22 08:26:40 ", "ms"),
        ("1763800000000", "ms"),
        (1763800000000, "ms"),
        (1763800000, "s"),
        (1763800000.0, "s"),
        ("1763800000000000", "us"),
    ],
)
def test_time(value: object, unit: Unit) -> None:
    """A text with or without a zone and a count of units are the same moment."""
    assert read_moment(value, "$", unit) == AT


@pytest.mark.parametrize("value", [None, ""])
def test_no_time(value: object) -> None:
    """Where nothing stands there is no time, and no problem."""
    assert read_moment(value, "$") is None


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "2025-13-01",
        "9" * 400,
        "1e9",
        "-5",
        -5,
        True,
        [],
        {},
        1e300,
        10**400,
        float("inf"),
        "2300-01-01",
        "1969-01-01",
        "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-23:00",
        "١٧٦٣٨٠٠٠٠٠",
        "x" * 100_000,
    ],
)  # fmt: skip  one after the other reads best
def test_problem(value: object) -> None:
    """What is no time, or none we can hold, is a problem that names the place and not the value."""
    found = read_moment(value, "$.when")
    assert isinstance(found, Problem)
    assert (found.code, found.message) == ("invalid_time", "no time that we can hold at $.when")


def test_append_time() -> None:
    """A record's timestamp is a time, but for one that was never appended."""
    assert of_millis(1763800000000) == AT
    assert of_millis(-1) is None
