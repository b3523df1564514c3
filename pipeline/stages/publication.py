"""A decision on its way out: to its status topic, to the latest of every lead, and a retraction where it has moved."""

from datetime import datetime

from pipeline.contracts.decision import Decision, Previous, Retraction
from pipeline.contracts.hot import encode, of
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.stages.effects import Effects, Headers, Send
from pipeline.state.time import rfc3339

_RETRACTION = of(Retraction)


def publish(decision: Decision, effects: Effects) -> None:
    """Add the records that tell of a decision, and count them."""
    key, value = decision.lead_id.encode(), encode(decision)
    headers = _headers(decision, decision.status, decision.decision_id)
    effects.sends.append(Send(STATUS_TOPICS[decision.status], key, value, headers))
    effects.sends.append(Send("lead-decisions", key, value, headers))
    effects.counts["decisions", decision.status, decision.trigger.kind] += 1
    if decision.previous is not None and decision.previous.status != decision.status:
        _retract(decision, decision.previous, effects)


def _retract(decision: Decision, former: Previous, effects: Effects) -> None:
    retraction = _RETRACTION(
        decision_id=decision.decision_id,
        retracts=former.decision_id,
        revision=decision.revision,
        lead_id=decision.lead_id,
        status=decision.status,
        occurred_at=decision.occurred_at,
    )
    headers = _headers(decision, "retracted", f"{decision.decision_id}:retracted")
    effects.sends.append(Send(STATUS_TOPICS[former.status], decision.lead_id.encode(), encode(retraction), headers))
    effects.counts["retractions", former.status] += 1


def _headers(decision: Decision, what: str, ce_id: str) -> Headers:
    return event_headers(f"leadsieve.lead.{what}.v1", ce_id, decision.occurred_at)


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
