"""How the made-up world changes: who comes, who turns out to buy, and when many come at once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.history.simulate import NO_DRIFT, Drift, Mix, Published, traffic
from pipeline.history.simulate.drift import SURGE_RATE
from pipeline.history.simulate.people import PARTS

START = datetime(2026, 3, 1, tzinfo=UTC)
SOCIABLE = Mix(forms=0.5, outcomes=0.1, actions=0.1)


def _made(drift: Drift, events: int = 4_000) -> list[Published]:
    return list(traffic(3, events, START, SOCIABLE, timedelta(days=10), drift=drift))


def _people(records: list[Published]) -> Counter[str]:
    return Counter({record.person: record.kind for record in records if record.kind in PARTS}.values())


def test_parts_wax_and_wane() -> None:
    """Weights hold in the end and not at first: a part dies out, another is more than it was."""
    made = _made(Drift({"student": 0.0, "buyer": 3.0}))
    early, late = _people(made[:800]), _people(made[-800:])
    assert early["student"] > 2 * late["student"]
    assert late["buyer"] / late.total() > 1.5 * early["buyer"] / early.total()


def test_a_part_that_turns_buys_and_looks_as_ever() -> None:
    """Of a part that turns some are won in the end who never were; without, none is."""
    ends = [
        {record.person: record.end for record in _made(drift) if record.kind == "competitor"}.values()
        for drift in (NO_DRIFT, Drift(turned={"competitor": 1.0}))
    ]
    assert Counter(ends[0])["won"] == 0
    assert Counter(ends[1])["won"] > len(ends[1]) / 4


@pytest.mark.parametrize("surges", [0, 1, 3])
def test_surges(surges: int) -> None:
    """Time never goes back, all of it is used, and in a surge so many times as many records come as beside it."""
    drift, events, length = Drift(surges=surges), 5_000, 1_000_000_000
    times = [drift.clock(number, events, length) for number in range(events)]
    steps = [after - before for before, after in pairwise(times)]
    assert min(steps) >= 0
    assert times[0] == 0
    assert length * 0.999 < times[-1] < length
    bound = max(steps) * 2 / SURGE_RATE
    dense = [step < bound for step in steps]
    assert sum(after and not before for before, after in pairwise(dense)) == surges


def test_nothing_said_changes_nothing() -> None:
    """A drift that names nobody gives the bytes of none."""
    assert _made(Drift(), 500) == list(traffic(3, 500, START, SOCIABLE, timedelta(days=10)))
