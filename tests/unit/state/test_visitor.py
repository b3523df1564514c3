"""Visitors: whose a device is."""

from itertools import permutations

from pipeline.state import visitor
from pipeline.state.activity import LONG_AGO
from pipeline.state.marks import mark_of
from pipeline.state.time import DAY_MS, LATE_DAYS
from pipeline.state.visitor import Visitor


def test_the_lead_named_first_by_event_time_keeps_the_device() -> None:
    """Of several leads on one device the earliest named one has it, in whatever order we hear of them."""
    named = [("a", 30), ("b", 10), ("c", 20)]
    for order in permutations(named):
        state = Visitor()
        for lead_id, at in order:
            visitor.link(state, lead_id, at, lead_id.encode())
        assert state.lead_id == "b"


def test_a_link_tells_whether_it_changed_anything() -> None:
    """Only a change of owner moves history."""
    state = Visitor()
    assert visitor.link(state, "a", 20, b"m")
    assert not visitor.link(state, "a", 10, b"n")
    assert not visitor.link(state, "b", 15, b"o")
    assert visitor.link(state, "b", 5, b"p")


def test_no_later_event_can_say_whose_a_visitor_is() -> None:
    """Every page of a known visitor says again whose it is: that is told without a look at its mark."""
    state = Visitor()
    assert visitor.may_link(state, 20)
    visitor.link(state, "a", 20, b"m")
    assert visitor.may_link(state, 20)
    assert not visitor.may_link(state, 21)


def _take(state: Visitor, event_id: str, at: int) -> str | None:
    return visitor.take(state, {"pages": 1}, at, mark_of(event_id))


def test_first_and_newest_are_event_times() -> None:
    """Arrival order does not matter to when a visitor was first and last seen."""
    for order in permutations((5_000, 1_000, 9_000)):
        state = Visitor()
        for at in order:
            assert _take(state, str(at), at) is None
        assert (state.first, state.newest) == (1_000, 9_000)


def test_a_repeat_changes_nothing() -> None:
    """The same event again is a duplicate, also where its time was given anew; the visitor stays as it was."""
    state, same = Visitor(), Visitor()
    for one in (state, same):
        _take(one, "a", 100 * DAY_MS)
        _take(one, "b", 101 * DAY_MS)
    assert _take(state, "a", 99 * DAY_MS) == "duplicate"
    assert state == same


def test_what_is_late_changes_nothing() -> None:
    """An event of more than `LATE_DAYS` before the newest is late, one of that very day is not."""
    state, same = Visitor(), Visitor()
    for one in (state, same):
        _take(one, "new", 200 * DAY_MS)
    assert _take(state, "old", (200 - LATE_DAYS) * DAY_MS - 1) == "late"
    assert state == same
    assert _take(state, "old", (200 - LATE_DAYS) * DAY_MS) is None


def test_a_new_day_forgets_and_folds() -> None:
    """When a newer day begins, marks beyond the horizon go, and days beyond every window become one."""
    state = Visitor()
    visitor.link(state, "a", 100 * DAY_MS, b"m")
    _take(state, "old", 100 * DAY_MS)
    _take(state, "new", (101 + LATE_DAYS) * DAY_MS)
    assert list(state.seen) == [101 + LATE_DAYS]
    assert state.acts == {"pages": {LONG_AGO: 1, 101 + LATE_DAYS: 1}, "visits": {LONG_AGO: 1}}


def test_who_comes_back_too_late_comes_for_the_first_time() -> None:
    """What a tick on time would have forgotten is forgotten when the next event comes, or the first name."""
    at, again = 100 * DAY_MS, (101 + LATE_DAYS) * DAY_MS
    state, new = Visitor(), Visitor()
    for one, events in ((state, (at, again)), (new, (again,))):
        for moment in events:
            _take(one, str(moment), moment)
    assert state == new
    named = Visitor()
    _take(named, "old", at)
    visitor.link(named, "a", again, b"m")
    assert (named.newest, named.acts, named.lead_id) == (0, {}, "a")


def test_who_comes_back_in_time_is_known() -> None:
    """On the last day before it nothing is forgotten."""
    state = Visitor()
    _take(state, "old", 100 * DAY_MS)
    _take(state, "new", visitor.expires(state.newest) - 1)
    assert state.acts == {"pages": {100: 1, 100 + LATE_DAYS: 1}}
