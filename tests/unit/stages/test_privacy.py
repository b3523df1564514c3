"""What a person asks of us: forgotten up to a moment whatever comes in when, never judged again, facts set right."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadOverride, LeadPrivacy, Tick
from pipeline.contracts.model import Standing
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import Lead
from pipeline.state.privacy import privacy_in
from pipeline.state.time import DAY_MS, moment_at
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
    put_forward,
    read_visitor,
    sent,
    stands,
    topics,
)

ASKED = NOW + 3_600_000
LATER = NOW + 2 * DAY_MS
OTHER = replace(PACK, sha256="other")
NewPrivacy, NewOverride, NewTick = of(LeadPrivacy), of(LeadOverride), of(Tick)


def _says(**facts: str) -> Facts:
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


STUDENT, BUYER = _says(job__seniority="student"), _says(job__title="CTO")
KNOWN = {"email": "ada@company.example", "user_id": "u-4711", "phone": "+33612345678"}


def asks(what: str, at: int = ASKED, request_id: str = "r", **members: Any) -> LeadPrivacy:  # noqa: ANN401  whatever it holds
    """Return what the lead asks of us."""
    return NewPrivacy(
        **{"event_id": request_id, "at": at, "origin": "privacy-requests/0/1", "lead_id": LEAD, "asks": what, **members}
    )


def brought(at: int = NOW, linked_on: int = NOW // DAY_MS, **members: Any) -> object:  # noqa: ANN401  as above
    """Return what a device brings."""
    told = {"event_id": "l", "lead_id": LEAD, "visitor_id": VISITOR, "acts": {"pages": {at // DAY_MS: 3}}}
    return NewVisits(**{**told, "at": at, "linked_on": linked_on, "first_at": at, **members})


@pytest.fixture
def leads() -> Running:
    running = Running(Leads({PACK.sha256: PACK, OTHER.sha256: OTHER}))
    live: dict[str, Standing] = {"student": "live", "buyer": "live"}
    running.take(chosen(), *(stands(name, standing) for name, standing in live.items()))
    return running


def held(leads: Running) -> Lead | None:
    """Return what is held of the lead."""
    encoded = leads.store.get(LEAD)
    return None if encoded is None else decoder_of(Lead).decode(encoded)


def settled(leads: Running) -> Lead | None:
    """Return what is held of the lead, less what was said of them when."""
    lead = held(leads)
    if lead is not None:
        lead.said, lead.due, lead.judged, lead.measured = Lead().said, 0, None, b""
        lead.seen = {day: bytes(sorted(marks)) for day, marks in lead.seen.items()}
    return lead


def _decisions(effects: Effects) -> list[dict[str, Any]]:
    return [json.loads(send.value) for send in sent(effects, "lead-decisions") if send.value is not None]


def test_nothing_is_left_of_who_is_erased(leads: Running) -> None:
    """Facts, contact, acts, devices, outcomes and overrides are gone; what is left is a marker: moment and request."""
    outcome = NewOutcome(
        event_id="o", at=NOW, origin="crm-outcomes/0/1", lead_id=LEAD, result="won", reason="Ada liked it"
    )
    told = {"origin": "lead-overrides/0/1", "lead_id": LEAD, "author": "ann", "reason": "Ada", "until": LATER * 2}
    override = NewOverride(event_id="w", at=NOW, status="qualified", **told)
    leads.take(form("f", facts=STUDENT, **KNOWN), brought(), outcome, override)
    leads.take(asks("erase"))
    lead = held(leads)
    assert lead is not None
    left = Lead(privacy=lead.privacy, said=lead.said, due=lead.due)
    assert lead == left
    assert (lead.said.decision_id, lead.said.key, lead.said.status) == ("", "", None)
    asked = privacy_in(lead.privacy)
    assert (asked.erased, asked.erased_by, asked.objected, asked.rectified) == (ASKED, "r", 0, [])
    assert b"ada" not in (leads.store.get(LEAD) or b"").lower()


def test_all_who_were_told_of_them_are_told_to_forget(leads: Running) -> None:
    """Status topic, lead-decisions, candidate-differences, account and device: each gets its word, none with personal data."""
    leads.take(put_forward(OTHER.sha256))
    company = of(Facts)(
        declared={"job.seniority": "student"},
        derived={"email.kind": "business", "email.registrable_domain": "company.example"},
    )
    leads.take(form("f", facts=company, **KNOWN), brought())
    effects = leads.take(asks("erase"))
    assert topics(effects.sends)[:2] == ["excluded-leads", "lead-decisions"]
    removal, tombstone = effects.sends[:2]
    told = json.loads(removal.value or b"")
    assert told | {"retracts": ""} == {
        "lead_id": LEAD,
        "removed": True,
        "why": "erased",
        "retracts": "",
        "revision": 2,
        "occurred_at": moment_at(ASKED).isoformat().replace("+00:00", "Z"),
    }
    assert dict(removal.headers)["ce_type"] == b"leadsieve.lead.removed.v1"
    assert (tombstone.key, tombstone.value) == (LEAD.encode(), None)
    gone = [json.loads(send.value or b"") for send in sent(effects, "account-log")]
    assert [(record["kind"], record["account_id"]) for record in gone] == [("gone", "company.example")]
    device = [read_visitor(send.value) for send in sent(effects, "visitor-log")]
    assert [(record.kind, record.visitor_id, record.at) for record in device] == [("erased", VISITOR, ASKED)]
    assert all(b"ada" not in (send.value or b"").lower() for send in effects.sends)
    assert counted(effects, "removals") == {("erased",): 1}
    assert counted(effects, "privacy_requests") == {("erase",): 1}


def test_what_was_before_cannot_bring_them_back(leads: Running) -> None:
    """A late, a repeated and a replayed event of before, an outcome, an override, a device: each is counted, none is kept."""
    first = form("f", facts=STUDENT, **KNOWN)
    leads.take(first, asks("erase"))
    before = held(leads)
    outcome = NewOutcome(event_id="o", at=NOW, origin="crm-outcomes/0/1", lead_id=LEAD, result="won")
    told = {"origin": "lead-overrides/0/1", "lead_id": LEAD, "author": "ann", "reason": "r", "until": LATER * 2}
    override = NewOverride(event_id="w", at=ASKED, status="qualified", **told)
    effects = leads.take(first, form("g", ASKED, facts=STUDENT, **KNOWN), outcome, override, asks("erase"))
    assert topics(effects.sends) == []
    assert counted(effects, "events") == {
        ("form-submissions", "erased"): 2,
        ("crm-outcomes", "erased"): 1,
        ("lead-overrides", "erased"): 1,
        ("privacy-requests", "duplicate"): 1,
    }
    assert held(leads) == before
    late = leads.take(brought(LATER), event("e", NOW, visitor_id=VISITOR))
    assert [read_visitor(send.value).visitor_id for send in sent(late, "visitor-log")] == [VISITOR, VISITOR]
    assert held(leads) == before


def test_what_they_do_anew_is_a_new_beginning(leads: Running) -> None:
    """A form after the moment is judged on what it says alone; its revision goes on, and no decision stands before it."""
    leads.take(form("f", facts=STUDENT, **KNOWN), asks("erase"))
    (decision,) = _decisions(leads.take(form("g", ASKED + 1, facts=BUYER, email="new@company.example")))
    assert (decision["status"], decision["revision"], decision.get("previous")) == ("qualified", 3, None)
    assert decision["contact"] == {"email": "new@company.example"}
    assert (decision["source_event_ids"], decision["source_events"]) == (["g"], 1)


def _life() -> list[object]:
    """Return what happens around a request, on the day of it and after."""
    return [
        form("a", NOW, facts=STUDENT, **KNOWN),
        event("b", ASKED - 1),
        brought(NOW + 5),
        asks("erase"),
        form("c", ASKED + 1, facts=BUYER, email="new@company.example"),
        event("d", ASKED + 2, acts={"pages": 1, "downloads": 1}),
        event("e", LATER),
        NewOutcome(event_id="o", at=LATER, origin="crm-outcomes/0/1", lead_id=LEAD, result="lost"),
        asks("erase", NOW - DAY_MS, "older"),
    ]


@pytest.mark.parametrize("turn", range(9))
def test_any_order_leaves_the_same(leads: Running, turn: int) -> None:
    """Wherever the request comes among the events, before all of them or after, the same is held of the lead."""
    life = _life()
    leads.take(*life[turn:], *life[:turn])
    other = Running(leads.stage)
    other.store.apply({key: value for key, value in leads.store.items() if key != LEAD})
    other.take(*reversed(life))
    assert settled(leads) == settled(other)
    lead = settled(leads)
    assert lead is not None
    assert (lead.events, lead.acts, min(lead.contact)[1:7]) == (
        3,
        {"pages": {LATER // DAY_MS: 1}},
        (ASKED + 1).to_bytes(6, "big"),
    )


def test_nobody_else_is_touched(leads: Running) -> None:
    """Another lead's state is byte for byte what it was."""
    leads.take(form("f", facts=STUDENT), form("g", facts=BUYER, lead_id=OTHER_LEAD))
    before = leads.store.get(OTHER_LEAD)
    leads.take(asks("erase"))
    assert leads.store.get(OTHER_LEAD) == before


def test_who_objects_is_never_judged_again(leads: Running) -> None:
    """The decision is taken back; later forms, overrides and packs cause none, and time doesn't either."""
    leads.take(form("f", facts=STUDENT, **KNOWN))
    effects = leads.take(asks("object"))
    assert topics(effects.sends) == ["excluded-leads", "lead-decisions"]
    assert json.loads(effects.sends[0].value or b"")["why"] == "objected"
    again = leads.take(
        form("g", ASKED + 1, facts=BUYER), chosen(OTHER.sha256), NewTick(at=LATER), asks("object", LATER)
    )
    assert again.sends == []
    assert counted(again, "events") == {("form-submissions", "objected"): 1, ("privacy-requests", "duplicate"): 1}


def test_an_objection_outlives_erasure(leads: Running) -> None:
    """Who objected and is erased after that is not judged when they come back."""
    leads.take(form("f", facts=STUDENT), asks("object"), asks("erase", ASKED + 1, "s"))
    assert leads.take(form("g", LATER, facts=BUYER)).sends == []
    lead = held(leads)
    assert lead is not None
    assert (lead.facts, lead.contact, privacy_in(lead.privacy).objected) == ({}, {}, ASKED)


def test_what_is_set_right_counts_more_than_all_before(leads: Running) -> None:
    """A correction beats what was declared before, comes in when it may, and yields to what is declared later."""
    rights = asks("rectify", ASKED, author="ann", facts=_says(job__seniority="manager"))
    (first, second) = _decisions(leads.take(form("f", facts=STUDENT), rights))
    assert (first["status"], second["status"], second["trigger"]["kind"]) == ("excluded", "open", "privacy")
    assert leads.take(event("late", ASKED - 1, facts=STUDENT)).sends == []
    assert leads.take(rights).sends == []
    (third,) = _decisions(leads.take(form("h", ASKED + 1, facts=STUDENT)))
    assert third["status"] == "excluded"
    lead = held(leads)
    assert lead is not None
    assert [(told.author, told.names) for told in privacy_in(lead.privacy).rectified] == [("ann", ("job.seniority",))]


def test_who_does_nothing_for_so_long_is_forgotten(leads: Running) -> None:
    """Counted from their own last act, by a tick; an outcome and an identify of the CRM's prolong nothing."""
    leads.take(form("f", facts=STUDENT, **KNOWN), brought())
    for month in range(1, 36):
        at = NOW + month * 30 * DAY_MS
        crm = event(f"c{month}", at, type="identify", acts={}, facts=of(Facts)(crm={"crm.owner": "ann"}))
        leads.take(
            NewTick(at=at),
            crm,
            NewOutcome(event_id=f"o{month}", at=at, origin="crm-outcomes/0/1", lead_id=LEAD, result="lost"),
        )
    end = NOW + 1096 * DAY_MS
    leads.take(NewTick(at=end - 1))
    assert held(leads) is not None
    effects = leads.take(NewTick(at=end))
    assert held(leads) is None
    assert {"lead-decisions", "visitor-log"} <= set(topics(effects.sends))
    assert counted(effects, "removals") == {("expired",): 1}


def test_a_marker_is_kept_as_long(leads: Running) -> None:
    """It goes with the retention time after the request; of who objected it stays."""
    leads.take(asks("erase"))
    leads.take(NewTick(at=NOW + 1095 * DAY_MS))
    assert held(leads) is not None
    leads.take(NewTick(at=NOW + 1096 * DAY_MS))
    assert held(leads) is None
    leads.take(asks("object", LATER, "t"), NewTick(at=NOW + 4000 * DAY_MS))
    assert held(leads) is not None


def test_an_export_changes_nothing(leads: Running) -> None:
    """It is counted; a command answers it."""
    leads.take(form("f", facts=STUDENT))
    before = held(leads)
    effects = leads.take(asks("export"))
    assert (effects.sends, held(leads)) == ([], before)
    assert counted(effects, "events") == {("privacy-requests", "stored"): 1}
