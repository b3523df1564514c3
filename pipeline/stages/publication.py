"""A decision on its way out: to its status topic, to the latest of every lead, and a retraction where it has moved."""

from datetime import datetime

from pipeline.contracts.decision import Previous, Retraction
from pipeline.contracts.hot import encode, of
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.engine.decide import Decided
from pipeline.stages.effects import Effects, Headers, Send
from pipeline.state.time import rfc3339

_RETRACTION = of(Retraction)


def publish(decided: Decided, effects: Effects) -> None:
    """Add the records that tell of a decision, and count them."""
    head, at = decided.head, decided.tail.occurred_at
    key, headers = head.lead_id.encode(), _headers(head.status, head.decision_id, at)
    effects.sends.append(Send(STATUS_TOPICS[head.status], key, decided.value, headers))
    effects.sends.append(Send("lead-decisions", key, decided.value, headers))
    effects.counts["decisions", head.status, head.trigger.kind] += 1
    if head.previous is not None and head.previous.status != head.status:
        _retract(decided, head.previous, effects)


def _retract(decided: Decided, former: Previous, effects: Effects) -> None:
    head, at = decided.head, decided.tail.occurred_at
    retraction = _RETRACTION(
        decision_id=head.decision_id,
        retracts=former.decision_id,
        revision=head.revision,
        lead_id=head.lead_id,
        status=head.status,
        occurred_at=at,
    )
    headers = _headers("retracted", f"{head.decision_id}:retracted", at)
    effects.sends.append(Send(STATUS_TOPICS[former.status], head.lead_id.encode(), encode(retraction), headers))
    effects.counts["retractions", former.status] += 1


def _headers(what: str, ce_id: str, at: datetime) -> Headers:
    return event_headers(f"leadsieve.lead.{what}.v1", ce_id, at)


def event_headers(ce_type: str, ce_id: str, at: datetime) -> Headers:
    """Return the CloudEvents headers of what we publish, binary mode."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", ce_id.encode()),
        ("ce_source", b"leadsieve"),
        ("ce_type", ce_type.encode()),
        ("ce_time", rfc3339(at).encode()),
        ("content-type", b"application/json"),
    )
