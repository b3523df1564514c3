"""Events that are no forms, from formats that name what happened: pages, actions, and what only says who is there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Event, EventType, Page
from pipeline.errors import Problem
from pipeline.intake.check import check
from pipeline.intake.derived import derive_id
from pipeline.intake.member import Trait
from pipeline.intake.submission import Submission, no_time, sort_fields
from pipeline.intake.upstream import Aside

_NewEvent: Final = hot.of(Event)


@dataclass(slots=True)
class Act:
    """What a format knows of something that happened."""

    source: str
    type: EventType
    event_id: str | None = None
    name: str | None = None
    at: datetime | Problem | None = None
    received: datetime | None = None
    visitor_id: str | None = None
    user_id: str | None = None
    email: str | None = None
    phone: str | None = None
    page: Page | None = None
    campaign: Campaign | None = None
    traits: dict[str, Trait] = field(default_factory=dict)
    ip: str | None = None
    user_agent: str | None = None
    locale: str | None = None
    seconds_on_page: float | None = None
    test: bool = False


def act_event(act: Act, aside: Aside) -> Event | Problem:
    """Return the event of an act; its id is the source's, else the envelope's, else made of all that it says."""
    at = act.at or aside.envelope_time or aside.received or no_time()
    if isinstance(at, Problem):
        return at
    said = [act.type, act.name, act.at, act.visitor_id, act.user_id, act.email, act.page, act.traits]
    return check(
        _NewEvent(
            event_id=act.event_id or aside.envelope_id or derive_id(act.source, *said),
            type=act.type,
            name=act.name,
            occurred_at=at,
            received_at=act.received or aside.received,
            visitor_id=act.visitor_id,
            user_id=act.user_id,
            email=act.email,
            phone=act.phone,
            page=act.page,
            campaign=act.campaign,
            traits=act.traits,
            ip=act.ip,
            user_agent=act.user_agent,
            locale=act.locale,
            seconds_on_page=act.seconds_on_page,
            test=act.test,
        )
    )


def action_event(name: str, given: Submission, aside: Aside) -> Event | Problem:
    """Return a form that was not submitted as an action of this name: who it was counts, what they answered doesn't."""
    url = given.page.url if given.page else None
    own = sort_fields(given.fields, aside.forms.find(given.source, given.form_id, url)).own
    act = Act(
        source=given.source,
        type="action",
        event_id=given.event_id,
        name=name,
        at=given.at,
        visitor_id=own.get("visitor_id") or given.visitor_id,
        user_id=own.get("user_id") or given.user_id,
        email=own.get("email") or given.email,
        phone=own.get("phone") or given.phone,
        page=given.page,
        campaign=given.campaign,
        ip=given.ip,
        user_agent=given.user_agent,
    )
    return act_event(act, aside)
