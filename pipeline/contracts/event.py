"""An event: one thing that happened, in our own words. Every intake format ends here, and upstreams may send it as is."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name, Scalar, Value

EventType = Literal["page", "form", "action", "identify"]
Text = Annotated[str, Field(max_length=65_536)]


class Page(Contract):
    """Where it happened."""

    url: Text | None = None
    path: Text | None = None
    title: Text | None = None
    referrer: Text | None = None


class Campaign(Contract):
    """What brought the person, as the link's parameters say."""

    source: Text | None = None
    medium: Text | None = None
    name: Text | None = None
    term: Text | None = None
    content: Text | None = None


class Form(Contract):
    """A submitted form; `answers` by field name, blank answers included as they came."""

    id: Name | None = None
    purpose: Text | None = None
    answers: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    declares: dict[str, Value] = Field(default_factory=dict)
    """Facts that answers are, where somebody has said which: `{"budget.declared": "none"}`. They come before guesses."""


class Consent(Contract):
    """What the person allowed: it may stop a message, never a lead."""

    email: bool | None = None
    call: bool | None = None


class Event(Contract):
    """One thing that happened, as upstream published it.

    At least one of `visitor_id`, `user_id`, `email` and `phone` says whose it is. `occurred_at` is the source's time.
    """

    event_id: Name
    type: EventType
    name: Text | None = None
    """What an `action` was, in the source's words: "Whitepaper Downloaded"."""
    occurred_at: Moment
    received_at: Moment | None = None
    visitor_id: Name | None = None
    user_id: Name | None = None
    previous_id: Name | None = None
    """Another id of the same person, as an `alias` names it: a user id or a visitor id, upstream doesn't say which."""
    email: Text | None = None
    phone: Text | None = None
    form: Form | None = None
    page: Page | None = None
    campaign: Campaign | None = None
    consent: Consent | None = None
    traits: dict[str, Scalar | list[Scalar] | dict[str, Scalar]] = Field(default_factory=dict)
    """What is known of the person: first_name, last_name, title, company, website, country, phone…"""
    ip: Text | None = None
    user_agent: Text | None = None
    locale: Text | None = None
    seconds_on_page: float | None = None
    test: bool = False
