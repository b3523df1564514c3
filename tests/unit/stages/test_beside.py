"""A candidate beside the pack that judges: it decides nothing, tells where it would, and leaves nothing behind."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import Tick
from pipeline.contracts.topics import DIFFERENCES
from pipeline.errors import PackNeeded
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import Lead
from pipeline.state.time import DAY_MS
from tests.unit.engine.making import pack, persona, when
from tests.unit.stages.making import (
    LEAD,
    NOW,
    OTHER_LEAD,
    PACK,
    Running,
    chosen,
    counted,
    event,
    form,
    put_forward,
    sent,
    stands,
)

CANDIDATE = replace(
    pack(
        persona("student", when("job.seniority", "student")),
        persona("intern", when("job.seniority", "intern")),
        persona("buyer", when("job.title", "CTO"), None, "buyer", 60),
    ),
    id="test",
    version=2,
    sha256="c" * 64,
    fact_names=frozenset({"job.seniority", "job.title"}),
)


def _says(**facts: Any) -> Facts:  # noqa: ANN401  whatever a fact holds
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


STUDENT, INTERN = _says(job__seniority="student"), _says(job__seniority="intern")


def _live() -> Running:
    running = Running(Leads({PACK.sha256: PACK, CANDIDATE.sha256: CANDIDATE}))
    running.take(chosen(), stands("student", "live"), stands("buyer", "live"))
    return running


@pytest.fixture
def leads() -> Running:
    return _live()


def _told(effects: Effects) -> list[dict[str, Any] | None]:
    return [None if send.value is None else json.loads(send.value) for send in sent(effects, DIFFERENCES)]


def _held(running: Running, lead_id: str = LEAD) -> Lead:
    return decoder_of(Lead).decode(running.store.get(lead_id) or b"")


def test_all_leads_are_judged_beside(leads: Running) -> None:
    """Whoever the candidate says otherwise of is told, with both verdicts; whoever it agrees on is not."""
    leads.take(form("f", facts=INTERN), form("g", lead_id=OTHER_LEAD, facts=STUDENT))
    effects = leads.take(put_forward(CANDIDATE.sha256))
    (told,) = _told(effects)
    assert told is not None
    assert (told["lead_id"], told["live"]["status"], told["candidate"]["status"]) == (LEAD, "open", "excluded")
    assert (told["live"]["personas"], told["candidate"]["personas"]) == ([], ["intern"])
    assert (told["live"]["pack"]["version"], told["candidate"]["pack"]["version"]) == (1, 2)
    assert told["trigger"]["kind"] == "candidate"
    assert counted(effects, "differences") == {("open", "excluded"): 1}
    assert counted(effects, "rejudged") == {("choice",): 2}


def test_it_decides_nothing(leads: Running) -> None:
    """With or without a candidate every decision is the same, to the byte."""
    messages = [
        form("f", facts=INTERN),
        event("p", NOW + 1, facts=STUDENT),
        event("q", NOW + 2),
        form("g", NOW + 3, facts=_says(job__title="CTO")),
        of(Tick)(at=NOW + 800 * DAY_MS),
    ]
    alone = _live()
    leads.take(put_forward(CANDIDATE.sha256))
    expected = [send for message in messages for send in alone.take(message).sends]
    got = [send for message in messages for send in leads.take(message).sends]
    assert [send for send in got if send.topic != DIFFERENCES] == expected
    assert any(send.topic == DIFFERENCES for send in got)


def test_agreeing_again_takes_it_back(leads: Running) -> None:
    """The topic holds the leads that differ now: where both say the same again, the key goes."""
    leads.take(put_forward(CANDIDATE.sha256))
    assert len(_told(leads.take(form("f", facts=INTERN)))) == 1
    assert _told(leads.take(event("p", NOW + 1))) == []
    assert _told(leads.take(event("q", NOW + 2, facts=STUDENT))) == [None]


def test_time_alone_reaches_the_candidate(leads: Running) -> None:
    """A fact that only the candidate reads becomes too old: what it said of the lead is taken back then."""
    leads.take(put_forward(CANDIDATE.sha256), form("f", facts=INTERN))
    assert _told(leads.take(of(Tick)(at=NOW + 364 * DAY_MS))) == []
    assert _told(leads.take(of(Tick)(at=NOW + 366 * DAY_MS))) == [None]


@pytest.mark.parametrize("end", ["withdrawn", "promoted"])
def test_an_end_leaves_nothing(leads: Running, end: str) -> None:
    """Withdrawn, or chosen to judge: no difference is left in the topic, and nothing with the leads."""
    leads.take(form("f", facts=INTERN), put_forward(CANDIDATE.sha256))
    last = put_forward(CANDIDATE.sha256, withdrawn=True) if end == "withdrawn" else chosen(CANDIDATE.sha256)
    assert _told(leads.take(last)) == [None]
    assert _held(leads).beside is None
    assert _told(leads.take(event("p", NOW + 1, facts=_says(job__title="CTO")))) == []


def test_another_live_pack_ends_it(leads: Running) -> None:
    """A candidate is held against the pack it was put forward against; it does not come back with the next one."""
    leads.take(form("f", facts=INTERN), put_forward(CANDIDATE.sha256))
    assert _told(leads.take(chosen())) == [None]
    assert _told(leads.take(event("p", NOW + 1))) == []


def test_a_candidate_that_is_not_at_hand_is_asked_for(leads: Running) -> None:
    """As of any pack that the log names."""
    with pytest.raises(PackNeeded):
        leads.take(put_forward("d" * 64))


def test_who_is_in_shadow_is_counted() -> None:
    """A persona in shadow is judged beside too: each lead it would exclude counts once, until it no longer would."""
    running = Running(Leads({PACK.sha256: PACK}))
    effects = running.take(chosen(), form("f", facts=STUDENT), form("g", NOW + 1, facts=STUDENT))
    assert counted(effects, "shadow_exclusions") == {("student",): 1}
    running.take(stands("student", "live"))
    assert counted(running.take(stands("student", "shadow")), "shadow_exclusions") == {("student",): 1}
