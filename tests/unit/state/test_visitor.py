"""Visitors: whose a device is."""

from itertools import permutations

from pipeline.state import visitor
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


def test_first_and_newest_are_event_times() -> None:
    """Arrival order does not matter to when a visitor was first and last seen."""
    state = Visitor()
    for at in (5_000, 1_000, 9_000):
        visitor.observe(state, {"pages": 1}, at, str(at).encode()[:6].ljust(6))
    assert (state.first, state.newest) == (1_000, 9_000)
