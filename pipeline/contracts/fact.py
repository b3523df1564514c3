"""A fact: one typed, named value known of a lead. What is not known is absent; there is no null."""

from typing import Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Name, Value

FactType = Literal["text", "choice", "number", "flag", "set"]
Source = Literal["declared", "crm", "derived", "guessed"]
"""Best first. declared: the person said so (also what a lexicon reads in what they said); crm: the CRM says so;
derived: follows from something sure, as a company's country from its domain; guessed: a hint, as a phone's country."""

SOURCES: tuple[Source, ...] = ("declared", "crm", "derived", "guessed")


class FactSpec(Contract):
    """What a fact is called, holds and means: one line of the catalogue."""

    name: Name
    type: FactType
    choices: tuple[str, ...] = ()
    """All values of a `choice` or the members of a `set`, where they are closed."""
    doc: str
    ages: Literal["year", "half_year", "slow", "never"] = "slow"
    """How soon it stops being true: student and intern a year; budget, need, timeline half a year; others two years."""


class Facts(Contract):
    """What one event tells, by source; only what is known."""

    declared: dict[str, Value] = Field(default_factory=dict)
    crm: dict[str, Value] = Field(default_factory=dict)
    derived: dict[str, Value] = Field(default_factory=dict)
    guessed: dict[str, Value] = Field(default_factory=dict)
