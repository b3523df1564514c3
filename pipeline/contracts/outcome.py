"""An outcome: what the CRM says became of a lead."""

from typing import Final, Literal

from pipeline.contracts.model import Contract, Moment, Name

OURS: Final = "leadsieve"
"""The author of outcomes that our own CRM write caused."""


class Outcome(Contract):
    """Won, lost, disqualified or recycled; one of `lead_id`, `user_id` and `email` says who."""

    outcome_id: Name
    occurred_at: Moment
    lead_id: Name | None = None
    user_id: Name | None = None
    email: str | None = None
    result: Literal["won", "lost", "disqualified", "recycled"]
    reason: str | None = None
    """What sales wrote after contact: it may teach, it never judges."""
    value: float | None = None
    currency: str | None = None
    author: str | None = None


def is_ours(author: str | None) -> bool:
    """Tell whether our own CRM write caused an outcome: then it says nothing of the lead."""
    return (author or "").strip().casefold() == OURS
