"""When an event must be judged anew: each case is one that would be missed if its rule were not asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadEvent
from pipeline.engine import steady
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.stages.leads import Leads
from pipeline.state.time import DAY_MS
from tests.unit.engine.making import pack, persona, when
from tests.unit.stages.making import NOW, VISITOR, Running, chosen, event, form, sent

HOUR = 3_600_000
OTHER_VISITOR = "b" * 32


def _pack(fact: str, value: Any = True) -> CompiledPack:  # noqa: ANN401, FBT002  a fact's value
    """Return a pack whose one persona is matched where the fact has that value."""
    return _of([persona("it", when(fact, value), "penalize", points=1)], fact)


def _of(personas: Sequence[CompiledPersona], *facts: str) -> CompiledPack:
    return replace(pack(*personas), fact_names=frozenset(facts))


def _told(**facts: Any) -> Facts:  # noqa: ANN401  whatever a fact holds
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


def _last(pack: CompiledPack, events: Sequence[LeadEvent], monkeypatch: pytest.MonkeyPatch) -> tuple[bool, int]:
    """Return of the last event whether it passed unjudged, and how many decisions it caused."""
    held: list[bool] = []
    holds: Callable[..., bool] = steady.holds
    monkeypatch.setattr(steady, "holds", lambda *given: held.append(holds(*given)) or held[-1])
    running = Running(Leads({pack.sha256: pack}))
    running.take(chosen(pack.sha256), *events[:-1])
    effects = running.take(events[-1])
    return held[-1], len(sent(effects, "lead-decisions"))


def test_a_page_like_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """It adds to counts that nobody reads, and stays in its band: nothing to judge."""
    events = [event("a", NOW), event("b", NOW + 1)]
    assert _last(_pack("job.title", "CTO"), events, monkeypatch) == (True, 0)


BUYER = persona("buyer", when("job.title", "CTO"), None, "buyer", 35)
CASES: dict[str, tuple[CompiledPack, list[LeadEvent]]] = {
    "a fact that the pack reads": (
        _pack("job.title", "CTO"),
        [event("a", NOW), event("b", NOW + 1, facts=_told(job__title="CTO"))],
    ),
    "a raised hand": (
        _pack("job.title", "CTO"),
        [event("a", NOW), event("b", NOW + 1, facts=_told(form__purpose="demo"))],
    ),
    "a count that the pack reads": (
        _pack("activity.shares.7d", 1),
        [event("a", NOW), event("b", NOW + 1, acts={"shares": 1})],
    ),
    "a visit on another day, told later": (
        _pack("activity.visits.7d", 3),
        [event("a", NOW), event("b", NOW + 2 * DAY_MS), event("c", NOW + DAY_MS)],
    ),
    "a window that closes": (
        _pack("activity.shares.7d", 0),
        [event("a", NOW, acts={"shares": 1, "pages": 1}), event("b", NOW + 6 * DAY_MS), event("c", NOW + 7 * DAY_MS)],
    ),
    "activity that becomes known": (
        _pack("activity.shares.7d", 0),
        [form("a", NOW), event("b", NOW + 1, acts={"actions": 1})],
    ),
    "activity on a first device": (
        _pack("activity.shares.7d", 0),
        [form("a", NOW), event("b", NOW, visitor_id=VISITOR)],
    ),
    "old days that are folded": (
        # A day on which one came on two devices is one, until one of the two folds it: then it counts for each.
        _pack("activity.visits.ever", 5),
        [
            event("o", NOW),
            event("d", NOW, visitor_id=VISITOR),
            event("p", NOW + 80 * DAY_MS),
            event("a", NOW + 95 * DAY_MS, visitor_id=OTHER_VISITOR),
            event("b", NOW + 100 * DAY_MS, visitor_id=OTHER_VISITOR),
            event("c", NOW + 95 * DAY_MS, visitor_id=VISITOR),
        ],
    ),
    "a score that changes band": (
        _of([BUYER], "job.title"),
        [event("a", NOW, facts=_told(job__title="CTO")), event("b", NOW + 1, acts={"pages": 2})],
    ),
    "an older day that qualifies within the band": (
        _of([BUYER], "job.title"),
        [
            event("a", NOW, facts=_told(job__title="CTO")),
            event("b", NOW - 10 * DAY_MS, acts={"pages": 5}),
            event("c", NOW - 10 * DAY_MS, acts={"pages": 8}),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_may_turn_a_verdict_is_judged(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a verdict does turn, the event that turned it was judged, and its decision is out."""
    assert _last(*CASES[case], monkeypatch) == (False, 1)


def test_a_form_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it changes, it waits for its answer."""
    events = [event("a", NOW), form("f", NOW), form("g", NOW)]
    assert _last(_pack("job.title", "CTO"), events, monkeypatch) == (False, 1)
