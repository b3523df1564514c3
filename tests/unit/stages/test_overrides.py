"""What a person decides about a lead, and how the personas come back; requalification without any person."""

import json
from typing import Any

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadOverride, Tick
from pipeline.contracts.model import Standing
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from pipeline.state.time import DAY_MS
from tests.unit.stages.making import LEAD, NOW, PACK, Running, chosen, counted, event, form, sent, stands, topics

END = NOW + 30 * DAY_MS
NewOverride, NewTick = of(LeadOverride), of(Tick)


def _says(**facts: str) -> Facts:
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


STUDENT, BUYER = _says(job__seniority="student"), _says(job__title="CTO", job__seniority="executive")


def said(override_id: str, status: str | None, at: int = NOW, **members: Any) -> LeadOverride:  # noqa: ANN401  whatever it holds
    """Return a person's word on the lead; None: revoked."""
    told = {"origin": "lead-overrides/0/1", "lead_id": LEAD, "author": "ann", "reason": "met her", "until": END}
    return NewOverride(**{"event_id": override_id, "at": at, "status": status, **told, **members})


@pytest.fixture
def leads() -> Running:
    running = Running(Leads({PACK.sha256: PACK}))
    live: dict[str, Standing] = {"student": "live", "buyer": "live"}
    running.take(chosen(), *(stands(name, standing) for name, standing in live.items()))
    return running


def _decisions(effects: Effects) -> list[dict[str, Any]]:
    return [json.loads(send.value or b"") for send in sent(effects, "lead-decisions")]


def test_a_person_takes_an_excluded_lead_back(leads: Running) -> None:
    """The decision says who, why, until when and what the personas say; the former status hears of it."""
    leads.take(form("f", facts=STUDENT))
    effects = leads.take(said("o", "qualified", NOW + 1))
    (decision,) = _decisions(effects)
    assert topics(effects.sends) == ["qualified-leads", "lead-decisions", "excluded-leads"]
    assert (decision["status"], decision["flags"], decision["revision"]) == ("qualified", ["overridden"], 2)
    assert decision["trigger"] == {"kind": "override", "id": "o", "origin": "lead-overrides/0/1"}
    assert decision["override"] == {
        "id": "o",
        "author": "ann",
        "reason": "met her",
        "expires_at": "2024-11-03T00:00:00Z",
        "otherwise": "excluded",
    }
    assert decision["sentence"] == {"fr": "Qualifié par ann : met her.", "en": "Qualified by ann: met her."}
    assert [persona["id"] for persona in decision["personas"] if persona["state"] == "matched"] == ["student"]
    assert (decision.get("counterfactual"), decision["no_counterfactual"]) == (None, "qualified")
    assert counted(effects, "overrides") == {("qualified",): 1}


def test_a_person_takes_a_qualified_lead_out(leads: Running) -> None:
    """Nothing that the lead could bring outweighs that, and no persona is credited with it."""
    leads.take(form("f", facts=BUYER))
    effects = leads.take(said("o", "excluded", NOW + 1))
    (decision,) = _decisions(effects)
    assert (decision["status"], decision["override"]["otherwise"]) == ("excluded", "qualified")
    assert decision["no_counterfactual"] == "beyond_the_lead"
    assert counted(effects, "exclusions") == {}


def test_while_it_stands_pages_and_forms_do_not_move_the_status(leads: Running) -> None:
    """A form is answered as ever, under the person's word."""
    leads.take(form("f", facts=STUDENT), said("o", "qualified", NOW + 1))
    assert leads.take(event("p", NOW + 2), event("q", NOW + 3)).sends == []
    (decision,) = _decisions(leads.take(form("g", NOW + 4, facts=STUDENT)))
    assert (decision["status"], decision["override"]["id"]) == ("qualified", "o")


def test_revocation_is_a_decision_like_any_other(leads: Running) -> None:
    """The personas decide again, at the moment of the revocation, and the status topics hear of it."""
    leads.take(form("f", facts=STUDENT), said("o", "qualified", NOW + 1))
    effects = leads.take(said("r", None, NOW + 2, until=0))
    (decision,) = _decisions(effects)
    assert topics(effects.sends) == ["excluded-leads", "lead-decisions", "qualified-leads"]
    assert (decision["status"], decision["flags"], decision.get("override")) == ("excluded", [], None)
    assert (decision["trigger"]["id"], decision["revision"]) == ("r", 3)
    assert counted(effects, "overrides") == {("revoked",): 1}


def test_its_end_is_a_decision_dated_at_it(leads: Running) -> None:
    """Time alone brings the personas back; a tick that comes late changes nothing about the date."""
    leads.take(form("f", facts=STUDENT), said("o", "qualified", NOW + 1))
    assert _decisions(leads.take(NewTick(at=END - 1))) == []
    (decision,) = _decisions(leads.take(NewTick(at=END + 5)))
    assert (decision["status"], decision["occurred_at"]) == ("excluded", "2024-11-03T00:00:00Z")
    assert decision["trigger"] == {"kind": "tick", "id": "2024-11-03T00:00:00.000Z"}


def test_an_end_on_the_same_day_is_not_missed(leads: Running) -> None:
    """Also where the lead has events in between, whose cheap guess is the next midnight."""
    leads.take(form("f", facts=STUDENT), said("o", "qualified", NOW + 1, until=NOW + 5_000))
    leads.take(event("p", NOW + 100))
    decisions = _decisions(leads.take(event("q", NOW + 9_000)))
    assert [(decision["status"], decision["trigger"]["kind"]) for decision in decisions] == [("excluded", "tick")]


def test_a_person_s_word_is_answered_also_where_nothing_changes(leads: Running) -> None:
    """Somebody waits to see that it was heard; a repeat is none, and neither is a word that was replaced before it came."""
    leads.take(form("f", facts=BUYER))
    assert [one["status"] for one in _decisions(leads.take(said("o", "qualified", NOW + 5)))] == ["qualified"]
    for late in (said("o", "qualified", NOW + 5), said("n", "excluded", NOW + 4)):
        assert leads.take(late).sends == []
    repeat = leads.take(said("o", "qualified", NOW + 5))
    assert counted(repeat, "events") == {("lead-overrides", "duplicate"): 1}


def test_a_word_on_somebody_unknown_waits_for_them(leads: Running) -> None:
    """Nobody is judged whom no event has named; their first event is judged under it."""
    assert leads.take(said("o", "excluded", NOW - 1)).sends == []
    (decision,) = _decisions(leads.take(form("f", facts=BUYER)))
    assert (decision["status"], decision["override"]["id"]) == ("excluded", "o")


def test_another_standing_leaves_it_in_place(leads: Running) -> None:
    """Precedence: a person's word is above whatever personas are live."""
    leads.take(form("f", facts=STUDENT), said("o", "qualified", NOW + 1))
    decisions = _decisions(leads.take(stands("student", "shadow")))
    assert [decision["status"] for decision in decisions] in ([], ["qualified"])


@pytest.mark.parametrize(
    ("before", "after"), [(STUDENT, BUYER), (STUDENT, _says(job__seniority="professional")), (BUYER, STUDENT)]
)
def test_requalification_is_a_decision_like_any_other(leads: Running, before: Facts, after: Facts) -> None:
    """Another title, without any person: the next revision, the former status retracted, `previous` names what it was."""
    (first,) = _decisions(leads.take(form("f", facts=before)))
    effects = leads.take(event("p", NOW + 1, type="identify", facts=after))
    (second,) = _decisions(effects)
    former = f"{first['status']}-leads"
    assert second["previous"] == {"decision_id": first["decision_id"], "status": first["status"]}
    assert (second["revision"], second["status"] != first["status"]) == (2, True)
    (retraction,) = (json.loads(send.value or b"") for send in sent(effects, former))
    assert (retraction["retracted"], retraction["retracts"]) == (True, first["decision_id"])
    assert (retraction["revision"], retraction["status"]) == (2, second["status"])
