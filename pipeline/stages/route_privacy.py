"""Route: what people ask of us: each request becomes a record in the lead-log for every lead that it names."""

from typing import Any, Final

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import LeadPrivacy
from pipeline.contracts.privacy import PrivacyRequest
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.outright import can_declare, fits, told_outright
from pipeline.enrichment.tables import Tables
from pipeline.errors import Problem
from pipeline.intake.privacy import read_privacy
from pipeline.stages.dates import can_be_judged, moment_of
from pipeline.stages.effects import Effects, Record, Send
from pipeline.stages.identity import leads_named_by

TOPIC: Final = "privacy-requests"
_READ_FROM: Final = {"job.title": "title", "company.name": "company", "company.domain": "website"}
"""Facts of which others follow, and the trait that they are read from."""
_EVENT, _FACTS, _LEAD_PRIVACY = of(Event), of(Facts), of(LeadPrivacy)


def route_privacy(record: Record, identity_key: bytes, tables: Tables, effects: Effects) -> Problem | None:
    """Add what the request asks of each lead that it names; return why there is nothing."""
    request = read_privacy(record.value)
    if isinstance(request, Problem):
        return request
    leads = leads_named_by(request, identity_key)
    if not leads:
        return Problem("no_identity", "none of lead_id (32 hex digits), user_id, email and phone says who asks")
    at, _ = moment_of(request.occurred_at, record.timestamp)
    if not can_be_judged(at):
        return Problem("invalid_time", "occurred_at is before 2000 or after 2099")
    if (wrong := _misfit(request)) is not None:
        return wrong
    facts = _facts(request, tables)
    for number, lead_id in enumerate(leads):
        message = _LEAD_PRIVACY(
            event_id=request.request_id,
            at=at,
            origin=record.origin if len(leads) == 1 else f"{record.origin}/{number}",
            lead_id=lead_id,
            asks=request.kind,
            author=request.author or "",
            facts=facts,
        )
        effects.sends.append(Send("lead-log", lead_id.encode(), encode(message)))
    return None


def _misfit(request: PrivacyRequest) -> Problem | None:
    """Return the problem of a fact that nobody can set right, or not to this; its value is somebody's, and not named."""
    for name, value in request.facts.items():
        if not can_declare(name):
            return Problem("invalid_event", "facts names one that a person cannot set right: see docs/privacy.md")
        if not fits(name, value):
            return Problem("invalid_event", f"{name} cannot have this value: see docs/facts.md")
    return None


def _facts(request: PrivacyRequest, tables: Tables) -> Facts:
    """Return what is true instead, with what a title or a company says of the rest."""
    traits: dict[str, Any] = {
        trait: value for name, trait in _READ_FROM.items() if isinstance(value := request.facts.get(name), str)
    }
    followed = enrich(
        _EVENT(event_id=request.request_id, type="identify", occurred_at=request.occurred_at, traits=traits), tables
    )
    return _FACTS(declared=followed.get("declared", {}) | told_outright(request.facts)) if request.facts else _FACTS()
