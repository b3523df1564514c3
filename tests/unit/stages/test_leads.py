"""Leads: when a lead is judged, and when that is worth a message."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.model import Standing
from pipeline.errors import PackNeeded
from pipeline.stages.control import CONTROL
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import MOST_DEVICES, Lead
from pipeline.state.time import DAY_MS, LATE_DAYS
from tests.unit.stages.making import (
    LEAD,
    NOW,
    OTHER_LEAD,
    PACK,
    VISITOR,
    NewOutcome,
    NewVisits,
    Running,
    chosen,
    counted,
    event,
    form,
    sent,
    stands,
    topics,
)

LIVE: dict[str, Standing] = {"student": "live", "buyer": "live"}


def _says(**facts: Any) -> Facts:  # noqa: ANN401  whatever a fact holds
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


STUDENT, BUYER = _says(job__seniority="student"), _says(job__title="CTO", job__seniority="executive")


def _fresh() -> Running:
    return Running(Leads({PACK.sha256: PACK}))


@pytest.fixture
def leads() -> Running:
    running = _fresh()
    running.take(chosen(), *(stands(name, standing) for name, standing in LIVE.items()))
    return running


def _decisions(effects: Effects) -> list[dict[str, Any]]:
    return [json.loads(send.value or b"") for send in sent(effects, "lead-decisions")]


def _statuses(effects: Effects) -> list[str]:
    return [decision["status"] for decision in _decisions(effects)]


def test_a_form_is_always_answered(leads: Running) -> None:
    """Also where nothing has changed; each answer names its form, and revisions grow."""
    effects = leads.take(form("f", facts=STUDENT), form("g", NOW + 1, facts=STUDENT))
    assert topics(effects.sends) == ["excluded-leads", "lead-decisions"] * 2
    first, second = _decisions(effects)
    assert (first["trigger"], second["trigger"]) == (
        {"kind": "event", "id": "f", "origin": "form-submissions/0/1"},
        {"kind": "event", "id": "g", "origin": "form-submissions/0/1"},
    )
    assert (first["revision"], second["revision"]) == (1, 2)
    assert second["previous"] == {"decision_id": first["decision_id"], "status": "excluded"}
    assert second["source_event_ids"] == ["f", "g"]


def test_a_page_is_answered_where_it_changes_something(leads: Running) -> None:
    """The first page of a lead is a decision; the next ones are not, until a fact turns it."""
    first = leads.take(event("a", facts=STUDENT))
    assert _statuses(first) == ["excluded"]
    assert leads.take(event("b", NOW + 1), event("c", NOW + 2, facts=STUDENT)).sends == []
    assert _statuses(leads.take(event("d", NOW + 3, facts=BUYER))) == ["qualified"]


def test_engagement_that_changes_band_is_told(leads: Running) -> None:
    """Pages alone qualify nobody, but they move the score, and a band is worth one message."""
    pages = [event(str(number), NOW + number) for number in range(60)]
    effects = leads.take(*pages)
    assert [decision["score"]["engagement"] for decision in _decisions(effects)] == [300, 4000]
    assert _statuses(effects) == ["open", "open"]


def test_who_leaves_a_status_is_retracted_there(leads: Running) -> None:
    """The topic of the former status hears of it, after the new decision."""
    leads.take(form("f", facts=STUDENT))
    effects = leads.take(event("p", NOW + 1, facts=BUYER))
    assert topics(effects.sends) == ["qualified-leads", "lead-decisions", "excluded-leads"]
    assert json.loads(effects.sends[2].value or b"")["retracted"] is True
    assert counted(effects, "retractions") == {("excluded",): 1}


def test_nobody_is_judged_before_a_pack_is_chosen() -> None:
    """Until then all is counted and remembered; then all who have been named are judged, in the order of their ids."""
    running = _fresh()
    early = running.take(form("f", lead_id=OTHER_LEAD), form("g", facts=STUDENT), stands("student", "live"))
    assert early.sends == []
    assert counted(early, "events") == {("form-submissions", "judged"): 2}
    effects = running.take(chosen())
    assert [decision["lead_id"] for decision in _decisions(effects)] == [LEAD, OTHER_LEAD]
    assert _statuses(effects) == ["excluded", "open"]
    assert counted(effects, "leads_with_form") == {}  # a pack answers no form


def test_a_standing_judges_anew(leads: Running) -> None:
    """When a persona goes to shadow, those it kept out come back, at once and with the reason."""
    leads.take(form("f", facts=STUDENT))
    effects = leads.take(stands("student", "shadow"))
    assert _statuses(effects) == ["open"]
    assert _decisions(effects)[0]["flags"] == ["shadow_would_exclude"]
    assert _decisions(effects)[0]["trigger"]["kind"] == "standing"
    assert leads.take(stands("student", "shadow")).sends == []


def test_what_judges_outlives_the_batch(leads: Running) -> None:
    """Pack and standings are state of the partition."""
    assert leads.store.get(CONTROL) is not None
    assert CONTROL not in leads.take(form("f")).changes


def test_a_pack_that_is_not_at_hand_is_asked_for(leads: Running) -> None:
    """The stage does not guess: it names the pack it needs, and nothing has happened."""
    with pytest.raises(PackNeeded) as raised:
        leads.take(form("f"), chosen("f" * 64))
    assert raised.value.sha256 == "f" * 64
    assert leads.store.get(LEAD) is None


def test_repeats_and_late_events_are_counted_not_judged(leads: Running) -> None:
    """Each has its counter; the lead stays as it was."""
    leads.take(form("f", facts=STUDENT))
    late = NOW - (LATE_DAYS + 1) * DAY_MS
    effects = leads.take(
        form("f"), event("g", late), event("h", ignored="test"), event("i", lead_id=OTHER_LEAD, ignored="bot")
    )
    assert counted(effects, "events") == {
        ("form-submissions", "duplicate"): 1,
        ("web-activity", "late"): 1,
        ("web-activity", "test"): 1,
        ("web-activity", "bot"): 1,
    }
    assert (effects.sends, effects.changes) == ([], {})


def test_what_a_visitor_passes_on_was_told_apart_there(leads: Running) -> None:
    """The visitor knows its repeats and its late ones: what it passes on counts, on that device."""
    leads.take(form("f"))
    old = NOW - (LATE_DAYS + 1) * DAY_MS
    effects = leads.take(event("a", old, visitor_id=VISITOR), event("b", old + 1, visitor_id=VISITOR))
    assert counted(effects, "events") == {("web-activity", "judged"): 2}


def test_visits_of_a_lead_nobody_has_named_wait(leads: Running) -> None:
    """A device's history makes no lead; with the first event that names them it counts."""
    brought = NewVisits(
        event_id="f", at=NOW, first_at=NOW, lead_id=LEAD, visitor_id=VISITOR, acts={"pages": {20_000: 9}}
    )
    assert leads.take(brought).sends == []
    (decision,) = _decisions(leads.take(form("f")))
    assert decision["score"]["engagement"] == 1100


def test_a_device_can_be_taken_back(leads: Running) -> None:
    """What it brought is gone with it, and the lead is judged again."""
    brought = NewVisits(
        event_id="f", at=NOW, first_at=NOW, lead_id=LEAD, visitor_id=VISITOR, acts={"pages": {20_000: 99}}
    )
    gone = NewVisits(event_id="e", at=NOW, lead_id=LEAD, visitor_id=VISITOR, withdrawn=True)
    effects = leads.take(form("f"), brought, gone)
    assert [decision["score"]["engagement"] for decision in _decisions(effects)] == [0, 4000, 0]
    assert [decision["trigger"]["kind"] for decision in _decisions(effects)] == ["event", "visits", "visits"]
    state = decoder_of(Lead).decode(leads.store.get(LEAD) or b"")
    assert not state.devices, "or activity would be known to be none, where nothing is known"


def test_a_name_that_a_crowd_shares_stays_small(leads: Running) -> None:
    """Every visitor of a site that calls all of them `undefined` is one lead: past a bound no device counts, either way in."""
    leads.take(event("e"))
    for number in range(MOST_DEVICES + 10):
        visitor = f"{number:032x}"
        if number % 2:
            leads.take(NewVisits(event_id=f"v{number}", at=NOW + number, lead_id=LEAD, visitor_id=visitor))
        else:
            leads.take(event(f"p{number}", NOW + number, visitor_id=visitor))
    state = decoder_of(Lead).decode(leads.store.get(LEAD) or b"")
    assert (state.shared, state.devices) == (True, {})


def test_who_is_held_out_is_let_through_unseen() -> None:
    """Of a persona that holds a lead out nobody outside hears more than of a retired one; state and a counter know."""
    held_out = replace(PACK, personas=(replace(PACK.personas[0], holdout=10_000), PACK.personas[1]))
    sends, counts = [], []
    for pack, standing in ((held_out, "live"), (PACK, "retired")):
        running = Running(Leads({PACK.sha256: pack}))
        effects = running.take(chosen(), stands("student", standing), stands("buyer", "live"), form("f", facts=STUDENT))
        sends.append([send.value for send in effects.sends])
        counts.append(counted(effects, "held_out"))
        again = running.take(form("g", NOW + 1, facts=STUDENT))
        assert not counted(again, "held_out")
    assert sends[0] == sends[1]
    assert b"open" in (sends[0][0] or b"")
    assert counts == [{("student",): 1}, {}]


def test_an_outcome_is_stored_once(leads: Running) -> None:
    """It is kept with the lead; it judges nobody, and neither does its repeat."""
    won = NewOutcome(event_id="o1", at=NOW, origin="crm-outcomes/0/1", lead_id=LEAD, result="won")
    effects = leads.take(won, won)
    assert counted(effects, "events") == {("crm-outcomes", "stored"): 1, ("crm-outcomes", "duplicate"): 1}
    assert effects.sends == []


def test_a_lead_counts_once_in_the_rate(leads: Running) -> None:
    """By the day of their first form; judging again never counts again. Forms are counted each, by purpose."""
    asked = _says(form__purpose="content", job__seniority="student")
    first = leads.take(form("f", facts=asked))
    assert counted(first, "leads_with_form") == {("2024-10-04",): 1}
    assert counted(first, "leads_excluded_at_form") == {("2024-10-04",): 1}
    assert counted(first, "exclusions") == {("student", "", ""): 1}
    assert counted(first, "personas_excluded_at_form") == {("student",): 1}
    again = leads.take(form("g", NOW + 1))
    assert counted(again, "forms") == {("unknown",): 1}
    for name in ("leads_with_form", "leads_excluded_at_form", "personas_excluded_at_form", "exclusions"):
        assert counted(again, name) == {}
