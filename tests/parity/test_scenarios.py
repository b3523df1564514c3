"""Seeded scenarios of what people say of leads, without a broker; `make scenarios` runs them with 50,000 events."""

import pytest

from pipeline.stages.effects import Record
from tests.parity.scenario import (
    Judged,
    dead,
    differing,
    judge_files,
    judge_live,
    judge_log,
    outputs,
    scenario,
    summary,
)

EVENTS = 2_000


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return scenario(5, EVENTS)


@pytest.fixture(scope="module")
def live(records: list[Record]) -> Judged:
    return judge_live(records)


def test_a_log_gives_the_same_bytes(live: Judged) -> None:
    """The lead-log alone, cut otherwise, gives every output byte for byte, and the same states."""
    again = judge_log(live.log, seed=6)
    assert outputs(again) == outputs(live)
    assert (again.leads, again.measured) == (live.leads, live.measured)


def test_any_order_settles_the_same(records: list[Record], live: Judged) -> None:
    """The same source records, shuffled, give every lead the same state and the same last verdict."""
    assert differing(judge_files(records, seed=7), live) == []


def test_the_scenario_is_one(live: Judged) -> None:
    """Each feature is in it and has caused decisions, and nothing of it was beyond our code."""
    assert min(summary(live)["override"], summary(live)["tick"]) > 10
    assert dead(live) == []


def test_what_is_measured_adds_up(live: Judged) -> None:
    """The counts, moved by each record, are those that counting every lead anew gives; none is ever below zero."""
    kept = {
        persona: {what: times for what, times in counts.items() if times and what != "excluded"}
        for persona, counts in live.measured.items()
    }
    assert {persona: counts for persona, counts in kept.items() if counts} == live.counted
    assert {"right", "wrong", "held_loser"} <= {what for counts in live.counted.values() for what in counts}
