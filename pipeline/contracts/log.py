"""What stands in our own logs: the one ordered input of every keyed stage.

`visitor-log` holds `seen`, `linked` and `erased`; `lead-log` holds `event`, `visits`, `outcome`, `override`, `review`,
`privacy`, `pack`, `candidate`, `standing`, `tally`, `conduct` and `step`; both hold `tick`. `account-log` holds `member` and
`gone`.
Times are integers, milliseconds since 1970 UTC: the logs are read far more often than looked at.
"""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.contracts.account import Evidence, Relation
from pipeline.contracts.event import EventType
from pipeline.contracts.fact import Facts, Source
from pipeline.contracts.model import Contract, Name, Standing, Value
from pipeline.contracts.override import Overridden
from pipeline.contracts.privacy import Asked
from pipeline.contracts.review import ReviewVerdict

Millis = Annotated[int, Field(description="milliseconds since 1970-01-01T00:00:00Z")]
Braked = Literal["budget", "false_exclusions"]
"""Why a persona excludes nobody anew: past its budget, or wrong more often than it may be."""
Ignored = Literal["bot", "scanner", "test"]
"""Why an event never counts for anybody."""


class Seen(Contract):
    """An event of a visitor whom nothing in the event names. Into the visitor-log, by visitor."""

    kind: Literal["seen"] = "seen"
    event_id: Name
    type: EventType
    at: Millis
    origin: str
    """`topic/partition/offset` of the upstream record, and `/n` for the n-th event, from 0, of several in one record: how
    every event is accounted for, and where its raw payload is."""
    visitor_id: Name
    """Our id of the visitor: a keyed hash of the browser's."""
    ignored: Ignored | None = None
    acts: dict[str, int] = Field(default_factory=dict)
    """What counts as activity: `{"pages": 1, "pricing_pages": 1, "seconds_on_site": 24}`."""
    facts: Facts = Field(default_factory=Facts)


class Linked(Contract):
    """An event has said who the visitor is. Into the visitor-log, by visitor; the event itself goes to the lead."""

    kind: Literal["linked"] = "linked"
    event_id: Name
    at: Millis
    visitor_id: Name
    lead_id: Name


class VisitorErased(Contract):
    """A lead has been forgotten up to `at`: so is what this device did, and whose it was. Into the visitor-log, by visitor."""

    kind: Literal["erased"] = "erased"
    at: Millis
    visitor_id: Name
    lead_id: Name


class LeadEvent(Contract):
    """An event of a lead: from route, or passed on by the visitor who is linked to them. Into the lead-log, by lead."""

    kind: Literal["event"] = "event"
    event_id: Name
    type: EventType
    at: Millis
    origin: str
    lead_id: Name
    visitor_id: Name | None = None
    """Set when a visitor passed it on: then it was already counted once, and dedup was done there."""
    ignored: Ignored | None = None
    clamped: bool = False
    """The event was dated over 10 minutes after its append time, and clamped to that."""
    acts: dict[str, int] = Field(default_factory=dict)
    facts: Facts = Field(default_factory=Facts)
    user_id: str | None = None
    email: str | None = None
    phone: str | None = None


class Told(Contract):
    """One fact as a visitor's events told it: what, by which source, when, by which event (its mark, in hex)."""

    name: Name
    source: Source
    at: Millis
    mark: str
    value: Value


class Visits(Contract):
    """All that a visitor did, now that we know whose it is. Replaces what this visitor brought before; empty: withdrawn."""

    kind: Literal["visits"] = "visits"
    event_id: Name
    """Of the event that linked them."""
    at: Millis
    """When the visitor was last seen."""
    lead_id: Name
    visitor_id: Name
    acts: dict[str, dict[int, int]] = Field(default_factory=dict)
    """By what, by day (days since 1970): how many."""
    first_at: Millis | None = None
    facts: list[Told] = Field(default_factory=list)
    withdrawn: bool = False
    linked_on: int = 0
    """The day (days since 1970) of the naming by which the device is the lead's; 0 in records of before it was told."""


class LeadOutcome(Contract):
    """What the CRM says became of the lead."""

    kind: Literal["outcome"] = "outcome"
    event_id: Name
    at: Millis
    origin: str
    lead_id: Name
    result: Literal["won", "lost", "disqualified", "recycled"]
    reason: str | None = None
    value: float | None = None
    currency: str | None = None
    own: bool = False
    """Our own CRM write caused it: it is counted, and says nothing of the lead."""


class LeadReview(Contract):
    """What sales says of one decision on the lead."""

    kind: Literal["review"] = "review"
    event_id: Name
    at: Millis
    origin: str
    lead_id: Name
    decision_id: Name
    verdict: ReviewVerdict
    author: str


class LeadOverride(Contract):
    """A person decided about the lead, or took that back."""

    kind: Literal["override"] = "override"
    event_id: Name
    at: Millis
    origin: str
    lead_id: Name
    status: Overridden | None = None
    """None: revoked."""
    author: str
    reason: str
    until: Millis = 0
    """The first moment at which it no longer stands; 0 where it is revoked."""


class LeadPrivacy(Contract):
    """What a person asked of us. An export changes nothing here: `leadsieve export` answers it."""

    kind: Literal["privacy"] = "privacy"
    event_id: Name
    at: Millis
    origin: str
    lead_id: Name
    asks: Asked
    author: str = ""
    facts: Facts = Field(default_factory=Facts)
    """Of `rectify`: what is true instead, as declared."""


class PackChosen(Contract):
    """From here on this pack judges. In every partition of the lead-log."""

    kind: Literal["pack"] = "pack"
    event_id: Name
    at: Millis
    origin: str
    pack: Name
    version: int
    sha256: Name


class StandingChosen(Contract):
    """From here on this persona is live, shadow or retired. In every partition of the lead-log."""

    kind: Literal["standing"] = "standing"
    event_id: Name
    at: Millis
    origin: str
    pack: Name
    persona: Name
    status: Standing
    released: bool = False
    """A person has released its brake: from here on it is counted anew."""


class Tallied(Contract):
    """What a partition has newly counted of one persona, in one period of its standing."""

    since: int = -1
    """The period: the offset in `persona-packs` of the record that began it; -1: none did."""
    days: dict[int, list[int]] = Field(default_factory=dict)
    """Day of the form (since 1970) -> leads with their first form on it, and those of them that it excluded."""
    good: int = 0
    """Held-out leads that were worth selling to after all; `loser`: that were not. Less than 0 where one has changed."""
    loser: int = 0
    right: int = 0
    """Exclusions that people found right; `wrong`: that they found wrong."""
    wrong: int = 0


class Tally(Contract):
    """What a partition has newly counted of personas. Into partition 0 of the lead-log, where partitions are summed up."""

    kind: Literal["tally"] = "tally"
    at: Millis
    partition: int
    """Who has counted."""
    number: int
    """How often it has told, this one included: what comes again counts once."""
    personas: dict[str, Tallied]
    """By `pack/persona`."""


class Conducted(Contract):
    """What was found of a persona by the sums of all partitions. In every partition of the lead-log."""

    kind: Literal["conduct"] = "conduct"
    event_id: Name
    at: Millis
    origin: str
    """Of the tally in the lead-log by which it was found."""
    pack: Name
    persona: Name
    since: int = -1
    """The period it is of: what is found of one that is over says nothing."""
    braked: Braked | None = None
    """Why it excludes nobody anew, until a person releases it."""
    reviewed: bool = False
    """People have reviewed enough of its exclusions."""


class CandidateChosen(Contract):
    """From here on this pack is judged beside the one that judges, and decides nothing. In every partition of the lead-log."""

    kind: Literal["candidate"] = "candidate"
    event_id: Name
    at: Millis
    origin: str
    pack: Name
    version: int
    sha256: Name
    withdrawn: bool = False
    """No pack is, from here on."""


class Tick(Contract):
    """Time has come to `at`: what is due by then happens. Written by the task itself, into its own partition.

    So much as one transaction bears; where more is due the task writes the same record again.
    """

    kind: Literal["tick"] = "tick"
    at: Millis


class Step(Contract):
    """So many more leads are judged by what was chosen last. Written by the task itself, into its own partition."""

    kind: Literal["step"] = "step"
    turn: int
    """Of the choice that is carried out, counted in this partition; a later one makes this record idle."""
    slice: int
    """Where to go on: leads lie in slices by the beginning of their id."""


class Member(Contract):
    """What a lead is in their account, from their own facts alone. Into the account-log, by account."""

    kind: Literal["member"] = "member"
    at: Millis
    account_id: Name
    lead_id: Name
    function: str | None = None
    seniority: str | None = None
    relation: Relation | None = None
    """What the company is to us, as the lead's facts have it."""
    engaged: bool = False
    may_veto: bool = False
    evidence: list[Evidence] = Field(default_factory=list)
    """Of standing against us."""


class Gone(Contract):
    """A lead belongs to an account no longer. Into the account-log, by account."""

    kind: Literal["gone"] = "gone"
    at: Millis
    account_id: Name
    lead_id: Name


AccountRecord = Annotated[Member | Gone, Field(discriminator="kind")]
VisitorRecord = Annotated[Seen | Linked | VisitorErased | Tick, Field(discriminator="kind")]
LeadRecord = Annotated[
    LeadEvent
    | Visits
    | LeadOutcome
    | LeadOverride
    | LeadReview
    | LeadPrivacy
    | PackChosen
    | CandidateChosen
    | StandingChosen
    | Tally
    | Conducted
    | Tick
    | Step,
    Field(discriminator="kind"),
]
