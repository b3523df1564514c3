"""Intervals of shares."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engine.intervals import share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (10, 100, 0.0552, 0.1744),
    ],
)
def test_published_bounds(part: int, whole: int, low: float, high: float) -> None:
    """Wilson's score interval at 95 %, as published for these counts (Newcombe 1998) or by its closed form."""
    found = share(part, whole)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_of_nobody() -> None:
    """A share of nobody is not 0: it is not known."""
    assert share(0, 0) == (0, 0, None, None, None)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_holds_the_share(part: int, whole: int) -> None:
    """The share lies within its bounds, and they within 0 and 1."""
    found = share(min(part, whole), whole)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_more_leads_are_surer() -> None:
    """The interval narrows as leads come in."""
    widths = [(found.high or 0) - (found.low or 0) for found in (share(n // 4, n) for n in (4, 40, 400, 4000))]
    assert all(wider > narrower for wider, narrower in pairwise(widths))
