"""What a person may ask of those who hold data on them: the records of `privacy-requests`."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name, Value

Asked = Literal["erase", "export", "object", "rectify"]
"""erase: forget all up to that moment; export: hand over what is held; object: never judge again; rectify: set facts right."""


class PrivacyRequest(Contract):
    """A person asks, or somebody for them. At least one of `lead_id`, `user_id`, `email` and `phone` says who.

    Several names are one person's: the request is of every lead that they name.
    """

    request_id: Name
    occurred_at: Moment
    """Up to when they are forgotten, or from when on what was set right holds."""
    lead_id: Name | None = None
    user_id: Name | None = None
    email: str | None = None
    phone: str | None = None
    kind: Asked
    author: Name | None = None
    """Who enters it; needed by `rectify`."""
    facts: Annotated[dict[str, Value], Field(max_length=100)] = Field(default_factory=dict)
    """Of `rectify`: what is true instead, by the names of the catalogue: `{"job.title": "CTO"}`."""
