"""A decision: the verdict on one lead at one moment, with everything needed to explain and reverse it."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.model import Contract, Effect, Kind, Moment, Name, Route, State, Status, Value

NoCounterfactual = Literal["qualified", "beyond_the_lead"]
Hundredths = Annotated[int, Field(description="hundredths of a point")]


class Previous(Contract):
    """The decision this one replaces."""

    decision_id: Name
    status: Status


class Score(Contract):
    """Integers, in hundredths of a point: total = fit + engagement - penalties."""

    total: Hundredths
    fit: Hundredths
    engagement: Hundredths
    penalties: Hundredths


class Reason(Contract):
    """One criterion that held: what was expected of which fact, and what was observed."""

    code: Name
    persona: Name
    criterion: Name
    """Path inside the persona's file: `criteria.any[0]`."""
    fact: Name
    observed: Value | None
    expected: Value


class PersonaVerdict(Contract):
    """What one persona says of the lead."""

    id: Name
    version: int
    kind: Kind
    effect: Effect | None
    """Null for buyers, who add fit."""
    state: State
    points: Hundredths
    reasons: list[str]
    """Codes; the whole reasons stand in `reasons` of the decision."""


class PackRef(Contract):
    """The pack that judged."""

    id: Name
    version: int
    sha256: Name


class Sentence(Contract):
    """The verdict as a salesperson reads it."""

    fr: str
    en: str


class Change(Contract):
    """One fact that the lead could bring: what is known of it, and what it would have to be."""

    fact: Name
    observed: Value | None
    needed: Value


class Counterfactual(Contract):
    """The fewest facts that would give the lead a better status, and which."""

    changes: list[Change]
    """At most three; only title, company, country, budget, need or timeline."""
    status: Status


class Question(Contract):
    """What to ask the lead next, and the fact that the answer makes known."""

    fact: Name
    fr: str
    en: str


class Contact(Contract):
    """What a CRM needs to find its record."""

    user_id: str | None = None
    email: str | None = None
    phone: str | None = None


class Acquisition(Contract):
    """Where the lead came from."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    form_id: str | None = None


class Overriding(Contract):
    """A person's word that set the status, and what the personas would have made of the lead."""

    id: Name
    author: str
    reason: str
    expires_at: Moment
    """From then on the personas decide again."""
    otherwise: Status


class Trigger(Contract):
    """What caused the decision: the record of the lead-log, by kind and id; of `tick` and `review` the id is the moment."""

    kind: Name
    id: Name
    origin: str | None = None
    """`topic/partition/offset` of the upstream record (and `/n`: its n-th event), where the raw payload is."""


class DecisionHead(Contract):
    """Which decision this is, on whom, and what follows from it."""

    decision_id: Name
    revision: int = Field(ge=1)
    lead_id: Name
    account_id: str | None
    status: Status
    route: Route
    review_at: Moment | None
    previous: Previous | None
    trigger: Trigger


class DecisionBody(Contract):
    """What is found, why, and what is advised: the same for all leads of whom the same is known."""

    score: Score
    personas: list[PersonaVerdict]
    """Those that matched or could not be told."""
    reasons: list[Reason]
    sentence: Sentence
    unknown_facts: list[str]
    next_question: Question | None = None
    """Of a lead who is `open`: the one answer that would decide most; null where none would."""
    counterfactual: Counterfactual | None = None
    no_counterfactual: NoCounterfactual | None = None
    """Why there is none: already `qualified`, or nothing that a lead can truthfully bring would help."""
    flags: list[str]
    override: Overriding | None = None
    """Set by a person; null: the personas decided."""
    pack: PackRef


class DecisionTail(Contract):
    """Who the lead is to others, and what the decision rests on."""

    contact: Contact
    acquisition: Acquisition
    occurred_at: Moment
    source_event_ids: list[str]
    """The last 20."""
    source_events: int
    """How many there were."""


class Decision(DecisionTail, DecisionBody, DecisionHead):  # pydantic takes up the members of the last base first
    """The verdict on one lead at one moment. `decision_id` is the hash of all the rest."""


class Retraction(Contract):
    """A lead has left the status of the topic this stands in."""

    decision_id: Name
    """The decision that moved it."""
    retracts: Name
    """The decision that no longer stands."""
    retracted: bool = True
    revision: int
    lead_id: Name
    status: Status
    """Where the lead is now."""
    occurred_at: Moment
