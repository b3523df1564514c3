"""Cases: the decision that stood before the outcome, and nothing that was known later."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.contracts.outcome import Outcome
from pipeline.engine.compile import CompiledPack
from pipeline.history.cases import Case, Ledger, cases, gather, kept_from_sales
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from tests.flows import PACK

START = datetime(2026, 3, 1, tzinfo=UTC)
SETTINGS = Settings()


@pytest.fixture(scope="module")
def pack() -> CompiledPack:
    return read_pack(PACK)


def _form(day: float, email: str, title: str) -> dict[str, object]:
    at = START + timedelta(days=day)
    form = {"id": "white-paper", "purpose": "content", "answers": {"job_title": title}}
    return {
        "event_id": f"{email}-{day}", "type": "form", "occurred_at": at.isoformat(), "email": email, "form": form
    }  # fmt: skip


def _timed(events: list[tuple[float, object]]) -> list[tuple[float, Record]]:
    return [
        ((START + timedelta(days=day)).timestamp(), Record(_topic(value), 0, at, -1, None, json.dumps(value).encode()))
        for at, (day, value) in enumerate(sorted(events, key=lambda event: event[0]))
    ]


def _topic(value: object) -> str:
    return "crm-outcomes" if isinstance(value, dict) and "outcome_id" in value else "web-activity"


def _outcome(day: float, email: str, result: str, **more: object) -> Outcome:
    moment = START + timedelta(days=day)
    return Outcome(outcome_id=f"{email}-{day}", occurred_at=moment, email=email, result=result, **more)  # type: ignore[arg-type]  # a literal


def _cases(
    pack: CompiledPack, events: list[tuple[float, object]], outcomes: list[Outcome], ledger: Ledger | None = None
) -> tuple[list[Case], Ledger]:
    ledger = ledger or Ledger()
    told = gather(outcomes, SETTINGS.identity_key.encode(), ledger)
    flow = new_replay(SETTINGS, pack, holdout=False)
    return list(cases(flow, _timed(events), told, ledger)), ledger


def test_what_stood_before(pack: CompiledPack) -> None:
    """What a lead says after the outcome changes nothing of the decision it is held against."""
    who = "a.dreville@orvalis.example"
    before = (1.0, _form(1, who, "Étudiante"))
    found, ledger = _cases(
        pack, [before, (9.0, _form(9, who, "Directrice des opérations"))], [_outcome(5, who, "lost")]
    )
    alone, _ = _cases(pack, [before], [_outcome(5, who, "lost")])
    assert [case.decision.status for case in found] == ["excluded"]
    assert [case.decision.decision_id for case in found] == [case.decision.decision_id for case in alone]
    assert ledger.late_events == 1


def test_an_event_of_the_same_moment_comes_too_late(pack: CompiledPack) -> None:
    """What is dated at the outcome itself may have been written because of it: nothing was decided by it."""
    who = "b.tarnos@orvalis.example"
    found, ledger = _cases(pack, [(5.0, _form(5, who, "Étudiant"))], [_outcome(5, who, "lost")])
    assert found == []
    assert ledger.refused == {"no_decision": 1}


def test_leakage_is_refused(pack: CompiledPack) -> None:
    """A batch whose later event is dated after the outcome is taken in whole: its lead's case is refused, and said."""
    who, other = "c.morvan@orvalis.example", "d.leroux@orvalis.example"
    batch = [_form(1, other, "Étudiant"), _form(8, who, "Étudiant")]
    found, ledger = _cases(pack, [(1.0, batch)], [_outcome(5, who, "lost"), _outcome(6, other, "lost")])
    assert [case.decision.contact.email for case in found] == [other]
    assert ledger.refused == {"leaked": 1}


def test_what_became_of_them(pack: CompiledPack) -> None:
    """Ever won is good, whatever came before; recycled alone decides nothing; values of what was won add up."""
    won, again, lost = (f"{name}@orvalis.example" for name in ("e.duval", "f.roche", "g.marchal"))
    events: list[tuple[float, object]] = [(1.0, _form(1, who, "Consultante")) for who in (won, again, lost)]
    outcomes = [
        _outcome(3, won, "recycled"), _outcome(6, won, "won", value=900.0, currency="EUR"),
        _outcome(7, won, "won", value=100.0, currency="EUR"), _outcome(4, again, "recycled"),
        _outcome(5, lost, "disqualified", reason="student project"),
    ]  # fmt: skip
    found, ledger = _cases(pack, events, outcomes)
    assert [(case.result, case.value, case.reason) for case in found] == [
        ("good", 1000.0, None), ("loser", None, "student project")
    ]  # fmt: skip
    assert ledger.refused == {"undecided": 1}


def test_whom_nobody_tried_to_sell_to(pack: CompiledPack) -> None:
    """A lead that a live pack kept from sales says nothing about exclusion: refused and counted."""
    who, other = "h.petit@orvalis.example", "i.vasseur@orvalis.example"
    events: list[tuple[float, object]] = [(1.0, _form(1, who, "Étudiant")), (1.0, _form(1, other, "Étudiant"))]
    outcomes = [_outcome(3, who, "lost"), _outcome(3, other, "lost")]
    first, _ = _cases(pack, events, outcomes)
    published = [case.decision for case in first if case.decision.contact.email == who]
    found, ledger = _cases(pack, events, outcomes, Ledger(kept=kept_from_sales(published)))
    assert [case.decision.contact.email for case in found] == [other]
    assert ledger.refused == {"kept_from_sales": 1}


def test_our_own_writes_and_repeats(pack: CompiledPack) -> None:
    """An outcome that our own CRM write caused proves nothing, one that comes twice counts once."""
    who = "j.alix@orvalis.example"
    events: list[tuple[float, object]] = [(1.0, _form(1, who, "Étudiant"))]
    ours = _outcome(2, who, "disqualified", author="Leadsieve")
    theirs = _outcome(3, who, "won", value=5.0)
    found, ledger = _cases(pack, events, [ours, theirs, theirs])
    assert [(case.result, case.value) for case in found] == [("good", 5.0)]
    assert ledger.refused == {"our_own_write": 1}


def test_nobody_is_held_out(pack: CompiledPack) -> None:
    """Without holdout every student is excluded; with it some of so many are let through."""
    events: list[tuple[float, object]] = [
        (1.0, _form(1, f"s{number}@orvalis.example", "Étudiant")) for number in range(150)
    ]
    outcomes = [_outcome(3, f"s{number}@orvalis.example", "lost") for number in range(150)]
    found, _ = _cases(pack, events, outcomes)
    assert {case.decision.status for case in found} == {"excluded"}
    told = gather(outcomes, SETTINGS.identity_key.encode(), Ledger())
    held = list(cases(new_replay(SETTINGS, pack), _timed(events), told, Ledger()))
    assert {case.decision.status for case in held} > {"excluded"}


def test_time_alone_counts_too(pack: CompiledPack) -> None:
    """What somebody was a year and a half ago has lapsed by the time of the outcome: nobody is a student for ever."""
    who = "k.remy@orvalis.example"
    soon, late = (_cases(pack, [(1.0, _form(1, who, "Étudiant"))], [_outcome(day, who, "lost")])[0] for day in (5, 560))
    assert [case.decision.status for case in (*soon, *late)] == ["excluded", "open"]


def test_what_is_written_after_contact_judges_nobody(pack: CompiledPack) -> None:
    """Reason, value, author and result, dealt out anew among all leads, change no decision; only what it is held against."""
    chance = Random(3)  # noqa: S311  data for tests
    people = [f"l{number}@orvalis.example" for number in range(60)]
    titles = ("Étudiante", "Directrice achats", "Stagiaire", "Consultante")
    events: list[tuple[float, object]] = [
        (1 + at / 60, _form(1 + at / 60, who, titles[at % 4])) for at, who in enumerate(people)
    ]
    written = [("won" if at % 4 else "lost", f"student, note {at}", float(at), f"seller {at % 3}") for at in range(60)]
    found = []
    for _ in range(3):
        outcomes = [
            _outcome(5 + at / 60, who, result, reason=reason, value=value, author=author)
            for at, (who, (result, reason, value, author)) in enumerate(zip(people, written, strict=True))
        ]
        # The CRM's own records flow too, and before the moment that counts: a worker reads them whenever they come.
        beside = [
            (day, _as_event(outcome)) for day, outcome in zip((3 + at / 60 for at in range(60)), outcomes, strict=True)
        ]
        found.append(_cases(pack, [*events, *beside], outcomes)[0])
        chance.shuffle(written)
    decided = [[case.decision for case in run] for run in found]
    assert len(decided[0]) == len(people)
    assert {decision.status for decision in decided[0]} >= {"excluded", "open"}
    assert decided[0] == decided[1] == decided[2]
    assert [case.result for case in found[0]] != [case.result for case in found[1]]


def _as_event(outcome: Outcome) -> dict[str, object]:
    return json.loads(outcome.model_dump_json(exclude_none=True))  # type: ignore[no-any-return]  # an object, as a record has it
