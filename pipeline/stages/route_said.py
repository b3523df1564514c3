"""Route: what others say of a lead, the CRM and people: each record becomes one in the lead-log, by lead."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import LeadOutcome, LeadOverride, LeadReview
from pipeline.contracts.outcome import Outcome, is_ours
from pipeline.contracts.override import Override
from pipeline.contracts.review import Review
from pipeline.errors import Problem
from pipeline.intake.outcome import read_outcome
from pipeline.intake.override import read_override
from pipeline.intake.review import read_review
from pipeline.stages.dates import can_be_judged, moment_of
from pipeline.stages.effects import Effects, Record, Send
from pipeline.stages.identity import lead_named_by
from pipeline.state.override import LASTS_MS
from pipeline.state.time import millis_of

MOST_REASON: Final = 500
"""Characters kept of what sales wrote of an outcome: a lead holds twenty of them."""

_LEAD_OUTCOME, _LEAD_OVERRIDE, _LEAD_REVIEW = of(LeadOutcome), of(LeadOverride), of(LeadReview)
_Known = Mapping[str, Any]
"""What all of them have: when, where the record lies, of whom."""


def route_said(record: Record, identity_key: bytes, effects: Effects) -> Problem | None:
    """Add the record that says it to the lead; return why there is none."""
    read, written = SAID_OF_LEADS[record.topic]
    said = read(record.value)
    if isinstance(said, Problem):
        return said
    lead_id = lead_named_by(said, identity_key)
    if lead_id is None:
        return Problem("no_identity", "none of lead_id (32 hex digits), user_id and email says of whom it is said")
    at, _ = moment_of(said.occurred_at, record.timestamp)
    if not can_be_judged(at):
        return Problem("invalid_time", "occurred_at is before 2000 or after 2099")
    message = written(said, {"at": at, "origin": record.origin, "lead_id": lead_id})
    effects.sends.append(Send("lead-log", lead_id.encode(), encode(message)))
    return None


def _outcome(said: Outcome, known: _Known) -> LeadOutcome:
    return _LEAD_OUTCOME(
        event_id=said.outcome_id,
        result=said.result,
        reason=said.reason and said.reason[:MOST_REASON],
        value=said.value,
        currency=said.currency,
        own=is_ours(said),
        **known,
    )


def _override(said: Override, known: _Known) -> LeadOverride:
    end = 0 if said.status is None else known["at"] + LASTS_MS
    return _LEAD_OVERRIDE(
        event_id=said.override_id,
        status=said.status,
        author=said.author,
        reason=said.reason,
        until=end if said.expires_at is None else millis_of(said.expires_at),
        **known,
    )


def _review(said: Review, known: _Known) -> LeadReview:
    return _LEAD_REVIEW(
        event_id=said.review_id, decision_id=said.decision_id, verdict=said.verdict, author=said.author, **known
    )


SAID_OF_LEADS: Final[Mapping[str, tuple[Callable[[bytes | None], Any], Callable[[Any, _Known], object]]]] = {
    "crm-outcomes": (read_outcome, _outcome),
    "lead-overrides": (read_override, _override),
    "lead-reviews": (read_review, _review),
}
"""Topic -> what reads its records, and what makes the lead-log's of them."""
