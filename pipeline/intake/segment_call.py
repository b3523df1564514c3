"""What Segment sends, as pydantic models with Segment's names: `segment.py` says what becomes of it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from pipeline.contracts.event import Campaign, Consent, Page, Text
from pipeline.contracts.model import Contract, Moment

Id = Annotated[str, Field(max_length=256)] | int
"""Some libraries send numbers; a blank one is none."""
Members = dict[str, Any]


class Context(Contract):
    """What surrounds a call; page, campaign and consent have our own shapes."""

    page: Page | None = None
    campaign: Campaign | None = None
    consent: Consent | None = None
    traits: Members | None = None
    ip: Text | None = None
    user_agent: Text | None = Field(default=None, alias="userAgent")
    locale: Text | None = None
    group_id: Any = Field(default=None, alias="groupId")
    test: Any = None


class Call(Contract):
    """What every call has."""

    message_id: Id | None = Field(default=None, alias="messageId")
    anonymous_id: Id | None = Field(default=None, alias="anonymousId")
    user_id: Id | None = Field(default=None, alias="userId")
    timestamp: Moment | None = None
    original_timestamp: Moment | None = Field(default=None, alias="originalTimestamp")
    sent_at: Moment | None = Field(default=None, alias="sentAt")
    received_at: Moment | None = Field(default=None, alias="receivedAt")
    context: Context | None = None
    event_id: None = None
    """Never there: a record that has it is a native event."""


class PageCall(Call):
    """A page was seen."""

    type: Literal["page"] = "page"
    name: Text | None = None
    properties: Members | None = None


class ScreenCall(Call):
    """A screen of an app was seen."""

    type: Literal["screen"] = "screen"
    name: Text | None = None
    properties: Members | None = None


class TrackCall(Call):
    """Something was done."""

    type: Literal["track"] = "track"
    event: Text
    properties: Members | None = None


class IdentifyCall(Call):
    """Something became known of the person."""

    type: Literal["identify"] = "identify"
    traits: Members | None = None


class GroupCall(Call):
    """Something became known of the person's company."""

    type: Literal["group"] = "group"
    group_id: Id | None = Field(default=None, alias="groupId")
    traits: Members | None = None


class AliasCall(Call):
    """Two ids are one person's."""

    type: Literal["alias"] = "alias"
    previous_id: Id | None = Field(default=None, alias="previousId")


AnyCall = PageCall | ScreenCall | TrackCall | IdentifyCall | GroupCall | AliasCall
Payload = Annotated[AnyCall, Field(discriminator="type")]
