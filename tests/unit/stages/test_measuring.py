"""Outcomes and reviews: what they are held against, and what is counted of them."""

import json
from dataclasses import replace

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadOverride, LeadReview
from pipeline.engine.holdout import SHARES
from pipeline.stages.control import MEASURES
from pipeline.stages.leads import Leads
from pipeline.stages.working_set import decoder_of
from pipeline.state.measures import LEADS, Measures, total
from tests.unit.engine.making import pack, persona, when
from tests.unit.stages.making import (
    LEAD,
    NOW,
    OTHER_LEAD,
    NewOutcome,
    Running,
    chosen,
    counted,
    event,
    form,
    sent,
    stands,
)

STUDENT = of(Facts)(declared={"job.seniority": "student"})
NewReview, NewOverride = of(LeadReview), of(LeadOverride)


def _running(holdout: int) -> Running:
    student = replace(persona("student", when("job.seniority", "student")), holdout=holdout)
    judging = replace(pack(student), fact_names=frozenset({"job.seniority"}))
    running = Running(Leads({judging.sha256: judging}))
    running.take(chosen(judging.sha256), stands("student", "live"))
    return running


@pytest.fixture
def letting_through() -> Running:
    """Everybody is held out."""
    return _running(SHARES)


@pytest.fixture
def excluding() -> Running:
    """Nobody is."""
    return _running(0)


def _outcome(result: str, at: int = NOW + 10, outcome_id: str = "", **members: object) -> object:
    told = {"origin": "crm-outcomes/0/1", "lead_id": LEAD, **members}
    return NewOutcome(event_id=outcome_id or f"{result}{at}", at=at, result=result, **told)  # type: ignore[arg-type]  # one of its results


def _measured(running: Running) -> dict[str, dict[str, int]]:
    held = running.store.get(MEASURES)
    found = total([decoder_of(Measures).decode(held)] if held else [])
    return {name: {what: times for what, times in counts.items() if times} for name, counts in found.items()}


def test_held_out_leads_tell_false_exclusions(letting_through: Running) -> None:
    """A won one is a mistake that would have been; it moves from one count to the other when it is won after all."""
    letting_through.take(form("f", facts=STUDENT))
    letting_through.take(_outcome("lost"))
    assert _measured(letting_through) == {LEADS: {"excluded": 1}, "student": {"held_loser": 1}}
    effects = letting_through.take(_outcome("won", NOW + 20))
    assert _measured(letting_through)["student"] == {"held_good": 1}
    assert counted(effects, "outcomes") == {("won",): 1}
    assert effects.sends == []


def test_excluded_but_won(excluding: Running) -> None:
    """Apart from the estimate: nobody tried to sell to most of the excluded."""
    excluding.take(form("f", facts=STUDENT))
    excluding.take(_outcome("won"))
    assert _measured(excluding) == {LEADS: {"excluded": 1}, "student": {"excluded": 1, "excluded_won": 1}}


def test_our_own_write_says_nothing(letting_through: Running) -> None:
    """It is counted as what it is, so that every record is accounted for."""
    letting_through.take(form("f", facts=STUDENT))
    effects = letting_through.take(_outcome("disqualified", own=True))
    assert counted(effects, "events") == {("crm-outcomes", "own_write"): 1}
    assert effects.changes == {}


def test_a_repeat_counts_once(letting_through: Running) -> None:
    """The same outcome id is the same outcome."""
    letting_through.take(form("f", facts=STUDENT), _outcome("won", outcome_id="o"))
    effects = letting_through.take(_outcome("won", outcome_id="o"))
    assert counted(effects, "events") == {("crm-outcomes", "duplicate"): 1}
    assert _measured(letting_through)["student"] == {"held_good": 1}


def test_an_outcome_before_the_decision_is_not_its_fault(letting_through: Running) -> None:
    """Sales was told nothing yet; and of somebody unknown there is nothing to hold it against."""
    letting_through.take(form("f", facts=STUDENT), _outcome("won", NOW - 1))
    letting_through.take(_outcome("won", lead_id=OTHER_LEAD))
    assert _measured(letting_through) == {LEADS: {"excluded": 1}}


def test_whom_a_person_takes_out_or_back_is_no_case(letting_through: Running, excluding: Running) -> None:
    """The personas decided neither: the lead was not let through unseen, and not excluded by one."""
    for running, status in ((letting_through, "qualified"), (excluding, "excluded")):
        running.take(form("f", facts=STUDENT))
        told = {"origin": "lead-overrides/0/1", "lead_id": LEAD, "author": "ann", "reason": "r", "until": NOW + 10**9}
        running.take(NewOverride(event_id="o", at=NOW + 1, status=status, **told))  # type: ignore[arg-type]  # one of its statuses
        running.take(_outcome("won"))
        assert set(_measured(running).get("student", {})) <= {"excluded"}


def _review(decision_id: str, verdict: str, review_id: str = "r", at: int = NOW + 5) -> object:
    told = {"origin": "lead-reviews/0/1", "lead_id": LEAD, "author": "ann"}
    return NewReview(event_id=review_id, at=at, decision_id=decision_id, verdict=verdict, **told)  # type: ignore[arg-type]  # one of its verdicts


def test_reviews_of_exclusions_are_counted_for_who_excluded(excluding: Running) -> None:
    """They change no status; the latest of a decision counts, a repeat is none."""
    decision_id = _decided(excluding)
    effects = excluding.take(_review(decision_id, "wrong"))
    assert effects.sends == []
    assert counted(effects, "reviews") == {("wrong", "measured"): 1}
    again = excluding.take(_review(decision_id, "wrong"))
    assert counted(again, "events") == {("lead-reviews", "duplicate"): 1}
    assert counted(again, "reviews") == {}
    excluding.take(_review(decision_id, "right", "s", NOW + 6))
    assert _measured(excluding)["student"] == {"excluded": 1, "right": 1}


def test_a_review_of_nothing_known(excluding: Running) -> None:
    """It is accounted for, and makes no lead of somebody unknown."""
    effects = excluding.take(_review("nothing", "wrong"))
    assert counted(effects, "reviews") == {("wrong", "unknown"): 1}
    assert effects.changes == {}


def _decided(running: Running) -> str:
    (send,) = sent(running.take(form("f", facts=STUDENT)), "lead-decisions")
    return str(json.loads(send.value or b"")["decision_id"])


def test_judging_again_counts_nobody_again(excluding: Running) -> None:
    """A lead with a form is one, by the first decision after it."""
    excluding.take(form("f", facts=STUDENT), form("g", NOW + 1, facts=STUDENT), event("p", NOW + 2))
    excluding.take(stands("student", "shadow"), stands("student", "live"))
    assert _measured(excluding) == {LEADS: {"excluded": 1}, "student": {"excluded": 1}}
