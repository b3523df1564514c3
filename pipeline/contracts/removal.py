"""A removal: a lead whom we say nothing of any more, told where they stood. It holds no personal data."""

from typing import Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name

Why = Literal["erased", "objected", "expired"]
"""erased: they asked to be forgotten; objected: not to be judged any more; expired: nobody has heard of them for so long."""


class Removal(Contract):
    """Stands in the status topic of the last decision. Whoever copied what we said of the lead takes it back."""

    lead_id: Name
    removed: bool = True
    why: Why
    retracts: Name
    """The decision that no longer stands; none takes its place."""
    revision: int = Field(ge=1)
    occurred_at: Moment
    """When they asked, or their time had come."""
