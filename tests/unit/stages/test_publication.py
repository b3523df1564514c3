"""Publication: which topics hear of a decision, and with what headers."""

import json
from datetime import UTC, datetime

from pipeline.contracts.decision import Acquisition, Contact, DecisionHead, DecisionTail, Previous, Trigger
from pipeline.contracts.hot import of
from pipeline.contracts.model import Status
from pipeline.engine.decide import Decided
from pipeline.stages.effects import Effects
from pipeline.stages.publication import publish
from tests.unit.stages.making import LEAD, topics

VALUE = b'{"decision_id":"d2"}'


def _decided(status: Status, former: Status | None) -> Decided:
    head = of(DecisionHead)(
        decision_id="d2",
        revision=2,
        lead_id=LEAD,
        account_id=None,
        status=status,
        route="none",
        review_at=None,
        previous=of(Previous)(decision_id="d1", status=former) if former else None,
        trigger=of(Trigger)(kind="event", id="e"),
    )
    tail = of(DecisionTail)(
        contact=of(Contact)(),
        acquisition=of(Acquisition)(),
        occurred_at=datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC),
        source_event_ids=["e"],
        source_events=1,
    )
    return Decided(head, tail, VALUE)


def _published(status: Status, former: Status | None) -> Effects:
    effects = Effects()
    publish(_decided(status, former), effects)
    return effects


def test_a_decision_goes_to_its_status_and_to_the_latest_of_all() -> None:
    """Both the same record, by lead; a first decision and one of the same status retract nothing."""
    for former in (None, "qualified"):
        effects = _published("qualified", former)
        assert topics(effects.sends) == ["qualified-leads", "lead-decisions"]
        status, latest = effects.sends
        assert (status.key, status.value, status.headers) == (latest.key, latest.value, latest.headers)
        assert status.key == LEAD.encode()
        assert status.value == VALUE
        assert effects.counts == {("decisions", "qualified", "event"): 1}


def test_headers_are_those_of_cloudevents() -> None:
    """A consumer can tell what a record is without reading it."""
    assert dict(_published("excluded", None).sends[0].headers) == {
        "ce_specversion": b"1.0",
        "ce_id": b"d2",
        "ce_source": b"leadsieve",
        "ce_type": b"leadsieve.lead.excluded.v1",
        "ce_time": b"2026-01-02T03:04:05.678000Z",
        "content-type": b"application/json",
    }


def test_a_retraction_goes_to_the_former_status() -> None:
    """It names the decision that no longer stands and the one that moved it, and has an id of its own."""
    effects = _published("excluded", "open")
    assert topics(effects.sends) == ["excluded-leads", "lead-decisions", "open-leads"]
    retraction = effects.sends[2]
    assert retraction.key == LEAD.encode()
    assert dict(retraction.headers)["ce_id"] == b"d2:retracted"
    assert dict(retraction.headers)["ce_type"] == b"leadsieve.lead.retracted.v1"
    told = json.loads(retraction.value or b"")
    assert (told["retracts"], told["decision_id"], told["status"], told["revision"]) == ("d1", "d2", "excluded", 2)
