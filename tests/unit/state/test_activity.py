"""Activity: counts by day, windows, and what is too old for any."""

from pipeline.state import activity
from pipeline.state.activity import LONG_AGO, Acts
from pipeline.state.time import LATE_DAYS

TODAY = 20_000


def test_windows_end_today_and_hold_their_days() -> None:
    """`7d` is today and the six days before."""
    acts: Acts = {"pages": {TODAY: 1, TODAY - 6: 2, TODAY - 7: 4}}
    assert activity.count(acts, "pages", "1d", TODAY) == 1
    assert activity.count(acts, "pages", "7d", TODAY) == 3
    assert activity.count(acts, "pages", "30d", TODAY) == 7
    assert activity.count(acts, "pages", "ever", TODAY) == 7


def test_what_never_happened_is_none_of_it() -> None:
    """A known visitor who never did a thing did it zero times."""
    assert activity.count({}, "downloads", "30d", TODAY) == 0


def test_visits_are_days() -> None:
    """A visit is a day on which somebody came."""
    acts: Acts = {"pages": {TODAY: 9, TODAY - 3: 1}}
    assert activity.count(acts, "visits", "7d", TODAY) == 2


def test_days_beyond_every_window_fold_into_one() -> None:
    """Old days are counted for ever and kept as one number."""
    acts: Acts = {"pages": {TODAY - LATE_DAYS - 1: 3, TODAY - LATE_DAYS: 2}}
    activity.fold(acts, TODAY)
    assert acts == {"pages": {LONG_AGO: 3, TODAY - LATE_DAYS: 2}, "visits": {LONG_AGO: 1}}
    assert activity.count(acts, "pages", "ever", TODAY) == 5


def test_folding_loses_no_visit() -> None:
    """Whoever came on nine days came on nine days, however long ago, and however often days were folded."""
    acts: Acts = {
        "pages": {TODAY + past: 2 for past in (-900, -800, -200, -120, -100, -91, -90, -1, 0)},
        "shares": {-200: 1},
    }
    for day in (TODAY - 100, TODAY - 2, TODAY, TODAY):
        activity.fold(acts, day)
    assert activity.count(acts, "visits", "ever", TODAY) == 9
    assert activity.count(acts, "visits", "90d", TODAY) == 2
    assert activity.count(acts, "pages", "ever", TODAY) == 18
    assert activity.count({"pages": {LONG_AGO: 5}}, "visits", "ever", TODAY) == 1  # as states before this one had it


def test_devices_add_up() -> None:
    """Two devices of a lead count as one."""
    first: Acts = {"pages": {1: 1}}
    second: Acts = {"pages": {1: 2, 2: 1}, "shares": {2: 1}}
    assert activity.total([first, second]) == {"pages": {1: 3, 2: 1}, "shares": {2: 1}}
    assert first == {"pages": {1: 1}}
    assert second == {"pages": {1: 2, 2: 1}, "shares": {2: 1}}


def test_events_of_a_day_add_up() -> None:
    """What is counted is what was done, in whatever order one hears of it."""
    acts: Acts = {}
    for did, day in (({"pages": 1}, 3), ({"pages": 1, "pricing_pages": 1}, 2), ({"pages": 1}, 3)):
        activity.add(acts, did, day)
    assert acts == {"pages": {3: 2, 2: 1}, "pricing_pages": {2: 1}}
