"""The window: records gather a little when many tasks are active, and wait for nothing when few are."""

import pytest

from pipeline.runtime.pace import ACTIVE_FOR, COST, LEAST, SHARE, Pace


class Clock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_the_first_record_of_an_idle_task_waits_for_nothing() -> None:
    """Latency at rest is the transaction's own."""
    assert Pace(Clock()).wait("a") == 0.0


def test_the_window_grows_with_active_tasks() -> None:
    """All active tasks together take no more than their share of a core."""
    pace = Pace(Clock())
    for task in range(16):
        pace.begin(task)
    assert pace.window == pytest.approx(16 * COST / SHARE)
    assert pace.wait(3) == pytest.approx(pace.window)


def test_a_task_gathers_until_its_window_is_over() -> None:
    """Counted from the beginning of its last transaction."""
    clock = Clock()
    pace = Pace(clock)
    pace.begin("a")
    clock.now += LEAST / 2
    assert pace.wait("a") == pytest.approx(LEAST / 2)
    clock.now += LEAST
    assert pace.wait("a") == 0.0


def test_idle_and_closed_tasks_do_not_count() -> None:
    """A task that has done nothing for a while, or is no more, slows nobody."""
    clock = Clock()
    pace = Pace(clock)
    for task in range(16):
        pace.begin(task)
    pace.forget(0)
    assert pace.window == pytest.approx(15 * COST / SHARE)
    clock.now += ACTIVE_FOR
    assert pace.window == LEAST
