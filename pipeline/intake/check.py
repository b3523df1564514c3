"""What no decoder can tell of an event that is otherwise well formed."""

from datetime import UTC, datetime

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.fault import problem

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Moments from EARLIEST to before LATEST are ours: days counted and shelf lives added stay within what every store holds."""


def check(event: Event) -> Event | Problem:
    """Return the event, or why it cannot be one of ours: nobody's, or of no time we can hold."""
    if not (event.visitor_id or event.user_id or _said(event.email) or _said(event.phone)):
        return problem("no_identity", "none of visitor_id, user_id, email and phone says whose event it is")
    if EARLIEST <= event.occurred_at < LATEST and event.received_at is None:
        return event
    wrong = check_moment(event.occurred_at, "occurred_at")
    if event.received_at is not None:
        wrong = wrong or check_moment(event.received_at, "received_at")
    return wrong or event


def check_moment(moment: datetime, member: str) -> Problem | None:
    """Return the problem of a moment that is not ours; `member` names it."""
    if EARLIEST <= moment < LATEST:
        return None
    return problem("invalid_time", f"{member} is before {EARLIEST:%Y} or not before {LATEST:%Y}")


def check_lead(lead_id: str | None, user_id: str | None, email: str | None, what: str) -> Problem | None:
    """Return the problem of a record that names no lead; `what` ends the sentence that says so."""
    if lead_id or user_id or _said(email):
        return None
    return problem("no_identity", f"none of lead_id, user_id and email says {what}")


def _said(text: str | None) -> bool:
    return bool(text and text.strip())
