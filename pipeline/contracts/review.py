"""A review: what sales says of one decision, right or wrong: the records of `lead-reviews`."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name

ReviewVerdict = Literal["right", "wrong", "unsure"]


class Review(Contract):
    """What somebody found of a decision. It changes no status: that is what an override does.

    One of `lead_id`, `user_id` and `email` says of whom the decision is: it stands in the decision.
    """

    review_id: Name
    occurred_at: Moment
    decision_id: Name
    lead_id: Name | None = None
    user_id: Name | None = None
    email: str | None = None
    verdict: ReviewVerdict
    author: Name
    note: Annotated[str, Field(max_length=500)] | None = None
