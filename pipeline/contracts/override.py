"""An override: what a person decided about one lead, and took back: the records of `lead-overrides`."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name

Overridden = Literal["qualified", "excluded"]
"""What a person may set a lead to."""
OverrideReason = Annotated[str, Field(min_length=1, max_length=500)]


class Override(Contract):
    """A person takes a lead back, or out; one of `lead_id`, `user_id` and `email` says whom.

    The latest word counts: another `set` replaces the one before, `revoke` ends it.
    """

    override_id: Name
    occurred_at: Moment
    lead_id: Name | None = None
    user_id: Name | None = None
    email: str | None = None
    action: Literal["set", "revoke"]
    status: Overridden | None = None
    """Needed by `set`; `revoke` has none."""
    author: Name
    reason: OverrideReason
    expires_at: Moment | None = None
    """From then on the personas decide again; 180 days after `occurred_at` where nothing is said."""
