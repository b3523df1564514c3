"""Builds events for tests: only what matters to a test is said."""

from datetime import UTC, datetime
from typing import Any

from pipeline.contracts.event import Event, Form

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def event(kind: str = "page", **members: Any) -> Event:  # noqa: ANN401  whatever an event holds
    return Event.model_validate({"event_id": "e", "type": kind, "occurred_at": MOMENT, **members})


def form(answers: dict[str, Any], **members: Any) -> Event:  # noqa: ANN401  as above
    return event("form", form=Form(id=members.pop("form_id", None), answers=answers), **members)
