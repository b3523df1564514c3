"""What is known of a company from its leads: the committee picture that `account-signals` holds, by account id."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name, Value

Relation = Literal["customer", "competitor", "partner", "supplier", "own"]
Signal = Literal["detractor", "may_veto", "competitor", "committee"]
"""detractor: evidence against us; may_veto: somebody in a post that signs; competitor: by the account list; committee:
two functions at least."""
AtLeast = Annotated[int, Field(ge=0, description="at least so many: 0 to 5, then 10, 20, 50, 100, 200, 500…")]
"""Told in steps, so that an account of thousands is no message for every lead."""


class Seen(Contract):
    """A function or a seniority seen among the leads, and in how many."""

    name: Name
    leads: AtLeast


class Evidence(Contract):
    """A criterion that held of a lead, and what was observed."""

    code: Name
    fact: Name
    observed: Value | None = None


class Detractor(Contract):
    """A lead with evidence of standing against us."""

    lead_id: Name
    evidence: list[Evidence]


class AccountSignal(Contract):
    """The buying committee as far as it was seen. An account whom no lead is left of has no value under its key."""

    account_id: Name
    revision: int = Field(ge=1)
    """Grows with every message on the account."""
    signals: list[Signal]
    relation: Relation | None = None
    leads: AtLeast
    functions: list[Seen]
    """By their names; as `seniorities`."""
    seniorities: list[Seen]
    engaged: list[str]
    """Leads who came on three days or more, by their ids; as the next, the first hundred that were told."""
    may_veto: list[str]
    """Leads in posts that can stop the purchase."""
    detractors: list[Detractor]
    occurred_at: Moment
    """The moment of the lead who changed it, the newest so far."""
