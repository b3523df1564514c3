"""Marks: which events were already counted."""

from pipeline.state import marks
from pipeline.state.time import DEDUP_DAYS


def test_repeat_is_told_whatever_day_it_claims() -> None:
    """A repeat is told by its id, also when its time was given anew on the way."""
    held: marks.Marks = {}
    marks.add_mark(held, marks.mark_of("e1"), day=100, newest_day=101)
    assert marks.is_marked(held, marks.mark_of("e1"))
    assert not marks.is_marked(held, marks.mark_of("e2"))


def test_marks_beyond_the_horizon_are_forgotten() -> None:
    """Memory reaches `DEDUP_DAYS` back from the newest event, no further."""
    held: marks.Marks = {}
    marks.add_mark(held, marks.mark_of("old"), day=100, newest_day=100)
    marks.add_mark(held, marks.mark_of("new"), day=100 + DEDUP_DAYS, newest_day=100 + DEDUP_DAYS)
    marks.forget_marks(held, newest_day=100 + DEDUP_DAYS)
    assert not marks.is_marked(held, marks.mark_of("old"))
    assert list(held) == [100 + DEDUP_DAYS]


def test_an_event_older_than_the_horizon_leaves_no_mark() -> None:
    """What comes in long after newer events is not remembered: the promise does not depend on the order."""
    held: marks.Marks = {}
    marks.add_mark(held, marks.mark_of("e"), day=10, newest_day=10 + DEDUP_DAYS)
    assert held == {}


def test_one_day_is_bounded() -> None:
    """A client gone mad cannot make a state grow without end."""
    held: marks.Marks = {}
    for number in range(10 * marks.KEPT_A_DAY):
        marks.add_mark(held, marks.mark_of(str(number)), day=5, newest_day=5)
    assert len(held[5]) <= marks.KEPT_A_DAY * marks.SIZE
    assert marks.is_marked(held, marks.mark_of(str(10 * marks.KEPT_A_DAY - 1)))


def test_marks_are_told_on_their_own_bounds_only() -> None:
    """Bytes that span two marks are no mark."""
    held = {1: b"aaaaab" + b"bbbbbb"}
    assert not marks.is_marked(held, b"abbbbb")
    assert marks.is_marked(held, b"bbbbbb")
