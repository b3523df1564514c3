"""The brake: when a persona excludes nobody anew (product rule 10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engine.brake import Tally, brake_of
from tests.unit.engine.making import persona

STUDENT, COMPETITOR = persona("student"), persona("competitor")
"""May exclude 20 % of the leads, and of those be wrong about 10 %."""


@pytest.mark.parametrize(
    ("tally", "brake"),
    [
        (Tally(0, 0, 0, 0), None),
        (Tally(29, 29, 0, 0), None),
        (Tally(30, 30, 0, 0), "budget"),
        (Tally(100, 32, 0, 0), None),
        (Tally(100, 33, 0, 0), "budget"),
        (Tally(1_000, 237, 0, 0), None),
        (Tally(1_000, 238, 0, 0), "budget"),
        (Tally(1_000, 10, 29, 29), None),
        (Tally(1_000, 10, 30, 3), None),
        (Tally(1_000, 10, 30, 6), None),
        (Tally(1_000, 10, 30, 7), "false_exclusions"),
        (Tally(1_000, 300, 100, 100), "budget"),
    ],
)
def test_brake(tally: Tally, brake: str | None) -> None:
    """Past the budget by more than chance, or surely wrong too often; below 30 cases nothing is concluded."""
    assert brake_of(STUDENT, tally) == brake


def test_those_never_held_out_have_a_budget_alone() -> None:
    """Of competitors nobody is let through, so nothing is known of mistakes."""
    assert brake_of(COMPETITOR, Tally(1_000, 10, 100, 100)) is None
    assert brake_of(COMPETITOR, Tally(1_000, 238, 0, 0)) == "budget"


@given(st.integers(30, 500), st.integers(0, 500), st.integers(0, 500))
def test_more_mistakes_never_release(held_out: int, good: int, more: int) -> None:
    """Who is braked for so many mistakes is braked for more."""
    good = min(good, held_out)
    braked = brake_of(STUDENT, Tally(1_000, 0, held_out, good))
    worse = brake_of(STUDENT, Tally(1_000, 0, held_out, min(good + more, held_out)))
    assert braked is None or worse == braked
