"""The score: integers, half-life, thresholds with memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engine.score import Points, band, engagement, is_qualified
from pipeline.state.activity import LONG_AGO, Acts
from tests.unit.engine.making import pack

PACK = pack()
DAY = 20_000


def test_engagement_halves_every_half_life() -> None:
    """Ten days later the same pages are worth half."""
    acts: Acts = {"downloads": {DAY: 5}, "pages": {DAY: 8}}
    today = engagement(acts, PACK, DAY)
    assert today == 1000  # eight pages and one visit of two points
    assert engagement(acts, PACK, DAY + 10) == today // 2
    assert engagement(acts, PACK, DAY + 20) == today // 4


def test_engagement_is_bounded() -> None:
    """A thousand pages are worth no more than `at_most`."""
    assert engagement({"pages": {DAY: 1000}}, PACK, DAY) == 4000


def test_what_is_long_ago_or_still_to_come_is_worth_nothing() -> None:
    """Only days within the horizon, up to the day asked for, count."""
    assert engagement({"pages": {LONG_AGO: 50, DAY + 1: 50}}, PACK, DAY) == 0


def test_engagement_alone_never_qualifies() -> None:
    """Reading much makes nobody a buyer."""
    points = Points(fit=0, engagement=99_999, penalties=0)
    assert not is_qualified(points, {"pages": {DAY: 1000}}, PACK, DAY)


def test_without_activity_fit_alone_counts() -> None:
    """Where no activity was ever linked, fit has a threshold of its own."""
    assert is_qualified(Points(4500, 0, 0), None, PACK, DAY)
    assert not is_qualified(Points(4499, 0, 0), None, PACK, DAY)


@pytest.mark.parametrize(
    ("acts", "qualified"),
    [
        ({"pages": {DAY: 20}}, True),  # 35 + 22 today
        ({"pages": {DAY - 10: 20}}, True),  # 46 today, between the two; 57 ten days ago
        ({"pages": {DAY - 20: 20}}, True),  # 40.5 today; never below 40 since it was above 50
        ({"pages": {DAY - 30: 20}}, False),  # 37.75 today
        ({"pages": {DAY: 8}}, False),  # 45 today, and never above 50
        ({"pages": {DAY - 40: 20, DAY: 4}}, False),  # above 50, then below 40, now 42: must enter again
    ],
)
def test_qualified_stays_qualified_down_to_keep_at(acts: Acts, qualified: bool) -> None:  # noqa: FBT001  a case's result
    """Between the thresholds, the last day outside of them decides: event time, not arrival order."""
    points = Points(3500, engagement(acts, PACK, DAY), 0)
    assert is_qualified(points, acts, PACK, DAY) is qualified


days = st.dictionaries(st.integers(DAY - 130, DAY + 3) | st.just(LONG_AGO), st.integers(1, 30), max_size=4)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["pages", "downloads"]), days), st.integers(1, 60))
def test_the_days_looked_at_suffice(acts: Acts, fit: int) -> None:
    """Whether a score is kept is what looking at every day back to the first would say."""
    first = min((day for of in acts.values() for day in of if day > LONG_AGO), default=DAY)
    totals = [fit * 100 + engagement(acts, PACK, day) for day in range(DAY, max(min(first, DAY), DAY - 90) - 1, -1)]
    told = next((total >= 5000 for total in totals if not 4000 <= total < 5000), False)
    assert is_qualified(Points(fit * 100, engagement(acts, PACK, DAY), 0), acts, PACK, DAY) is told


@pytest.mark.parametrize(("total", "expected"), [(3999, "low"), (4000, "between"), (4999, "between"), (5000, "high")])
def test_bands(total: int, expected: str) -> None:
    """Three bands, whose change is worth a message."""
    assert band(Points(total, 0, 0), PACK) == expected
