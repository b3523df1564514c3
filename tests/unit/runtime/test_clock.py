"""A worker's clock: trusted while it agrees with the broker's, and over history the data's own."""

import pytest

from pipeline.errors import LeadsieveError
from pipeline.runtime.clock import MOST_OFF, TRUSTED, Clock
from pipeline.settings import Settings

NOW = 1_800_000_000.0


class Hands:
    """Two clocks that tests move."""

    def __init__(self) -> None:
        self.wall, self.steady = NOW, 0.0


def _clock(hands: Hands, **settings: object) -> Clock:
    return Clock(Settings(**settings), lambda: hands.wall, lambda: hands.steady)  # type: ignore[arg-type]  # by their names


def _heard(clock: Clock, ahead: float) -> Clock:
    """Let the broker's stamp say that our clock is so many seconds ahead."""
    clock.hear(NOW, int((NOW + 0.01 - ahead) * 1000), NOW + 0.02)
    return clock


def test_time_is_the_walls_less_the_grace() -> None:
    """Events that come late by no more than the grace still come first."""
    clock = _heard(_clock(Hands(), tick_grace=45.0), 0.0)
    assert clock.until(0) == int((NOW - 45) * 1000)
    assert clock.complaint is None


def test_nothing_happens_before_the_broker_was_heard() -> None:
    """A clock a year ahead would else make a year pass with the first tick."""
    assert _clock(Hands()).until(0) is None


@pytest.mark.parametrize("ahead", [MOST_OFF + 1, -MOST_OFF - 1, 31_536_000.0])
def test_a_clock_that_is_off_stops(ahead: float) -> None:
    """Either way; health says by how much, and once it is right again time goes on."""
    clock = _heard(_clock(Hands()), ahead)
    assert clock.until(0) is None
    assert f"{ahead:+.0f} s off" in (clock.complaint or "")
    assert _heard(clock, 0.0).until(0) is not None
    assert clock.complaint is None


def test_a_slow_answer_is_no_wrong_clock() -> None:
    """What the broker stamped between our two readings tells nothing against our clock."""
    clock = _clock(Hands())
    clock.hear(NOW, int((NOW + 200) * 1000), NOW + 300)
    assert clock.offset == 0.0


def test_a_broker_that_is_away_says_nothing() -> None:
    """After a while without its word our clock is not trusted any more: it may have been set meanwhile."""
    hands = Hands()
    clock = _heard(_clock(hands), 0.0)
    hands.steady = TRUSTED + 1
    assert clock.until(0) is None


def test_over_history_the_data_say() -> None:
    """The newest event, or where time is to end; before any event nothing."""
    assert _clock(Hands(), clock="data").until(0) is None
    assert _clock(Hands(), clock="data").until(7) == 7
    bounded = _clock(Hands(), clock="data", until="1970-01-01T00:00:01Z")
    assert (bounded.until(7), bounded.until(2_000)) == (1_000, 2_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"clock": "sun"},
        {"until": "2026-01-01T00:00:00Z"},
        {"clock": "data", "until": "2026-01-01T00:00:00"},
        {"clock": "data", "until": "1812-01-01T00:00:00Z"},
        {"tick_grace": -1.0},
        {"tick_grace": float("nan")},
        {"tick_interval": 0.0},
    ],
    ids=str,
)
def test_what_is_no_clock_is_refused(wrong: dict[str, object]) -> None:
    """Before anything is built on it, and by name."""
    with pytest.raises(LeadsieveError, match="LEADSIEVE_"):
        Settings(**wrong)  # type: ignore[arg-type]  # as an operator would
