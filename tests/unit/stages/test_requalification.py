"""Requalification: what becomes known later takes an exclusion back, or makes one; a decision like any other."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from pipeline.cli.packs import read_pack
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import StandingChosen
from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, without_holdout
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.stages.effects import Effects, Record
from pipeline.stages.identity import keyed_hash
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.state.time import DAY_MS
from tests.unit.stages.making import KEY, NOW, Running, chosen, event, native, next_choice, sent, source

PACK_FOLDER: Final = Path(__file__).parents[3] / "rules" / "b2b-software"
LATER: Final = NOW + DAY_MS
EMAIL: Final = "lea@vertuo.example"
WORKS: Final = {"Fonction": "Responsable d'exploitation", "Pays": "France"}
NewFacts, NewStanding = of(Facts), of(StandingChosen)


@cache
def _pack() -> CompiledPack:
    return without_holdout(read_pack(PACK_FOLDER))


@cache
def _tables() -> Tables:
    return load_tables()


class Desk:
    """The shipped pack over one person, from what they fill in to the decisions; every persona is live."""

    def __init__(self) -> None:
        """Begin with nobody known."""
        self.leads = Running(Leads({_pack().sha256: _pack()}))
        self.leads.take(chosen(_pack().sha256), *(_live(persona.id) for persona in _pack().personas))

    def form(self, event_id: str, at: int, answers: dict[str, str]) -> Effects:
        """Let them send a form for content."""
        told = {"id": "white-paper", "purpose": "content", "answers": WORKS | answers}
        record = source(native("form", at, event_id=event_id, email=EMAIL, form=told))
        sends = Route(_tables(), KEY, 1, 1_000_000).process([record], self.leads.store).sends
        return self.leads.run([Record("lead-log", 0, 1, -1, send.key, send.value) for send in sends])

    def crm(self, event_id: str, at: int, facts: dict[str, Value]) -> Effects:
        """Let the CRM say something of them."""
        lead_id = keyed_hash(KEY, "email", EMAIL)
        return self.leads.take(
            event(event_id, at, type="identify", acts={}, facts=NewFacts(crm=facts), lead_id=lead_id)
        )


def _live(persona: str) -> StandingChosen:
    told = {"origin": next_choice(), "pack": _pack().id, "persona": persona, "status": "live"}
    return NewStanding(event_id="s", at=NOW, **told)  # type: ignore[arg-type]  # what a standing has


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("back", [True, False], ids=["taken-back", "taken-out"])
@pytest.mark.parametrize(
    ("outside", "inside", "persona"),
    [
        pytest.param(
            {"Fonction": "Étudiante en master"}, {"Fonction": "Directrice des opérations"}, "student", id="title"
        ),
        pytest.param({"Pays": "Japon"}, {"Pays": "Belgique"}, "out-of-zone", id="zone"),
        pytest.param({"Budget": "Aucun budget"}, {"Budget": "Budget validé"}, "no-budget", id="budget"),
    ],
)
def test_by_a_form(desk: Desk, outside: dict[str, str], inside: dict[str, str], persona: str, back: bool) -> None:  # noqa: FBT001  a case's column
    """Another title, moved into the zone, a budget that was found: a day later they say so, or the contrary."""
    first = desk.form("f1", NOW, outside if back else inside)
    second = desk.form("f2", LATER, inside if back else outside)
    _assert_like_any_other(first, second)
    assert _excluders(first if back else second) == {persona}
    assert _excluders(second if back else first) == set()


@pytest.mark.parametrize("back", [True, False], ids=["taken-back", "taken-out"])
@pytest.mark.parametrize(
    ("outside", "inside", "persona"),
    [
        pytest.param({"job.seniority": "student"}, {"job.seniority": "director"}, "student", id="title"),
        pytest.param(
            {"geo.country": "JP", "geo.country_source": "company"},
            {"geo.country": "BE", "geo.country_source": "company"},
            "out-of-zone",
            id="zone",
        ),
        pytest.param({"budget.declared": "none"}, {"budget.declared": "enough"}, "no-budget", id="budget"),
    ],
)
def test_by_the_crm(desk: Desk, outside: dict[str, Value], inside: dict[str, Value], persona: str, back: bool) -> None:  # noqa: FBT001  as above
    """The same where they said nothing of it themselves."""
    first = desk.crm("c1", NOW, outside if back else inside)
    second = desk.crm("c2", LATER, inside if back else outside)
    _assert_like_any_other(first, second)
    assert _excluders(first if back else second) == {persona}
    assert _excluders(second if back else first) == set()


def test_an_open_opportunity_lifts(desk: Desk) -> None:
    """Whom sales works on is not excluded, whatever persona matches; once the deal is closed they are again."""
    first = desk.form("f1", NOW, {"Fonction": "Étudiante en master"})
    second = desk.crm("c1", LATER, {"crm.open_opportunity": True})
    _assert_like_any_other(first, second)
    third = desk.crm("c2", LATER + 1, {"crm.open_opportunity": False})
    assert [told["status"] for told in _decisions(first) + _decisions(third)] == ["excluded", "excluded"]


def test_what_the_person_said_outweighs_the_crm(desk: Desk) -> None:
    """A record of the CRM that is older than what they wrote themselves takes nobody back, nor a newer one."""
    desk.form("f1", NOW, {"Budget": "Aucun budget"})
    assert desk.crm("c1", LATER, {"budget.declared": "enough"}).sends == []


def _decisions(effects: Effects) -> list[dict[str, Any]]:
    return [json.loads(send.value or b"") for send in sent(effects, "lead-decisions")]


def _excluders(effects: Effects) -> set[str]:
    (told,) = _decisions(effects)
    return {one["id"] for one in told["personas"] if one["state"] == "matched" and one["effect"] == "exclude"}


def _assert_like_any_other(first: Effects, second: Effects) -> None:
    """The second is the next revision, names the first and retracts it from its topic."""
    (before,), (after,) = _decisions(first), _decisions(second)
    assert after["status"] != before["status"]
    assert (after["revision"], after["trigger"]["kind"]) == (before["revision"] + 1, "event")
    assert after["previous"] == {"decision_id": before["decision_id"], "status": before["status"]}
    told = [json.loads(send.value or b"") for send in sent(second, f"{before['status']}-leads")]
    (retraction,) = (one for one in told if one.get("retracted"))
    assert (retraction["retracts"], retraction["decision_id"]) == (before["decision_id"], after["decision_id"])
    assert (retraction["revision"], retraction["status"]) == (after["revision"], after["status"])
