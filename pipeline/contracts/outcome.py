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
    caused_by: Name | None = None
    """The decision of ours that a CRM has carried out by this, as when it disqualifies whom we exclude."""


def is_ours(outcome: Outcome) -> bool:
    """Tell whether a decision of ours caused an outcome, by our own write or the CRM's: then it says nothing of the lead."""
    return outcome.caused_by is not None or (outcome.author or "").strip().casefold() == OURS
