"""Facebook Lead Ads: a lead as the Graph API gives it, `field_data` by name.

The webhook itself carries the lead's id alone: whoever receives it fetches the answers, and sends them on. The event's
id is the lead's, the time `created_time`. The testing tool fills in dummy data: such a lead is a test.
"""

from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Event
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.derived import given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import read_moment
from pipeline.intake.submission import Field, Submission, form_event
from pipeline.intake.upstream import Aside

NAME: Final = "facebook_leads"
DUMMY: Final = "<test lead: dummy data for "
_KINDS: Final = {"email": "email", "work_email": "email", "phone_number": "phone", "work_phone_number": "phone"}
_NewCampaign = hot.of(Campaign)


class _Field(msgspec.Struct):
    name: str
    values: list[Any] = []


class _Lead(msgspec.Struct):
    field_data: list[_Field]
    id: str | int | None = None
    leadgen_id: str | int | None = None
    created_time: Any = None
    form_id: str | int | None = None
    form_name: str | None = None
    campaign_id: str | int | None = None
    campaign_name: str | None = None
    ad_name: str | None = None
    platform: str | None = None
    is_organic: Any = None


class _Change(msgspec.Struct):
    value: Any = None


class _Entry(msgspec.Struct):
    changes: list[_Change] = []


class _Webhook(msgspec.Struct):
    entry: list[_Entry]


_decode = msgspec.json.Decoder(_Lead).decode
_decode_webhook = msgspec.json.Decoder(_Webhook).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the event of a lead, or those of a webhook whose changes hold answers; raises what msgspec raises."""
    if b'"field_data"' not in value:
        _decode_webhook(value)
        return problem("invalid_event", "carries ids of leads and no answers: field_data is missing")
    if b'"entry"' not in value:
        event = _read_lead(_decode(value), aside)
        return event if isinstance(event, Problem) else [event]
    return _read_webhook(value, aside)


def _read_webhook(value: bytes, aside: Aside) -> list[Event] | Problem:
    events: list[Event] = []
    changes = [
        (f"$.entry[{at}].changes[{number}].value", change.value)
        for at, entry in enumerate(_decode_webhook(value).entry)
        for number, change in enumerate(entry.changes)
    ]
    for place, change in changes:
        try:
            event = _read_lead(msgspec.convert(change, _Lead), aside)
        except msgspec.ValidationError:
            return problem("invalid_event", f"no lead with its field_data at {place}")
        if isinstance(event, Problem):
            return problem(event.code, f"{event.message} at {place}")  # type: ignore[arg-type]  # a code of the closed set
        events.append(event)
    return events or problem("unknown_shape", "no changes at $.entry")


def _read_lead(lead: _Lead, aside: Aside) -> Event | Problem:
    fields = [
        Field(one.name, one.values[0] if len(one.values) == 1 else one.values, (), _KINDS.get(one.name.lower(), ""))
        for one in lead.field_data
    ]
    platform = {"fb": "facebook", "ig": "instagram"}.get((lead.platform or "fb").lower(), lead.platform)
    medium = "social" if member.flag(lead.is_organic) else "paid_social"
    return form_event(
        Submission(
            source=NAME,
            fields=fields,
            event_id=given_id(NAME, lead.leadgen_id) or given_id(NAME, lead.id),
            form_id=given_id(NAME, lead.form_id),
            form_name=lead.form_name,
            at=read_moment(lead.created_time, "$.created_time", "s"),
            campaign=_NewCampaign(
                source=platform, medium=medium, name=lead.campaign_name or given_id(NAME, lead.campaign_id)
            ),
            test=any(isinstance(one.value, str) and one.value.startswith(DUMMY) for one in fields),
        ),
        aside,
    )
