"""HubSpot: a submission as its forms API takes it, and a contact as workflows and the CRM API send it.

| shape | becomes |
|---|---|
| `fields` with `submittedAt` or `context` | a form, by `hutk` where no address is given |
| a contact with `properties` | an identify of its newest properties, and a form for each of its `form-submissions` |
| the webhook of object ids (`subscriptionType`) | nothing: it carries no answers, and the problem says what to send |

A contact is known by its email; one without by `hubspot-<id>`.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Consent, Event, Page
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.action import Act, act_event
from pipeline.intake.derived import derive_id, given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import first_moment, read_moment
from pipeline.intake.spelling import respell
from pipeline.intake.submission import Field, Submission, campaign_of, form_event, query_members
from pipeline.intake.upstream import Aside

NAME: Final = "hubspot"
_NewConsent, _NewPage = hot.of(Consent), hot.of(Page)


class _Field(msgspec.Struct):
    name: str
    value: Any = None
    label: str | None = None


class _Context(msgspec.Struct):
    hutk: str | None = None
    ip_address: str | None = msgspec.field(default=None, name="ipAddress")
    page_uri: str | None = msgspec.field(default=None, name="pageUri")
    page_name: str | None = msgspec.field(default=None, name="pageName")


class _Submitted(msgspec.Struct, rename="camel"):
    fields: list[_Field]
    submitted_at: Any = None
    context: _Context | None = None
    legal_consent_options: Any = None
    form_guid: str | None = None
    form_id: str | None = None
    form_name: str | None = None
    portal_id: str | int | None = None
    is_test: Any = None


class _Conversion(msgspec.Struct, rename="kebab"):
    conversion_id: str | None = None
    timestamp: Any = None
    form_id: str | None = None
    title: str | None = None
    page_url: str | None = None
    page_title: str | None = None


class _Contact(msgspec.Struct):
    properties: dict[str, Any]
    vid: str | int | None = None
    id: str | int | None = None
    portal_id: str | int | None = msgspec.field(default=None, name="portal-id")
    updated_at: Any = msgspec.field(default=None, name="updatedAt")
    created_at: Any = msgspec.field(default=None, name="createdAt")
    form_submissions: list[_Conversion] | None = msgspec.field(default=None, name="form-submissions")


_decode_form = msgspec.json.Decoder(_Submitted).decode
_decode_contact = msgspec.json.Decoder(_Contact).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the events of a submission or of a contact; raises what msgspec raises."""
    members = msgspec.json.decode(value)
    if isinstance(members, dict) and "subscriptionType" in members:
        return problem("unknown_shape", "HubSpot's webhook of object ids: let a workflow send the contact itself")
    if isinstance(members, dict) and "properties" in members:
        return _read_contact(_decode_contact(value), aside)
    event = _read_form(_decode_form(value), aside)
    return event if isinstance(event, Problem) else [event]


def _read_form(sent: _Submitted, aside: Aside) -> Event | Problem:
    context = sent.context or _Context()
    page = _NewPage(url=context.page_uri, title=context.page_name) if context.page_uri or context.page_name else None
    return form_event(
        Submission(
            source=NAME,
            fields=[Field(one.label or one.name, one.value, (one.name,), _kind(one.name)) for one in sent.fields],
            form_id=sent.form_guid or sent.form_id,
            form_name=sent.form_name,
            at=read_moment(sent.submitted_at, "$.submittedAt"),
            page=page,
            campaign=campaign_of(query_members(context.page_uri)),
            consent=_consent(sent.legal_consent_options),
            visitor_id=given_id(NAME, context.hutk),
            ip=context.ip_address,
            test=member.flag(sent.is_test),
        ),
        aside,
    )


def _kind(name: str) -> str:
    return {"email": "email", "phone": "phone", "mobilephone": "phone"}.get(name.rpartition("/")[2].lower(), "")


def _consent(options: object) -> Consent | None:
    """Return what `legalConsentOptions` say of being written to; None where they say nothing."""
    given = options.get("consent") if isinstance(options, dict) else None
    told = given.get("communications") if isinstance(given, dict) else None
    values = [one.get("value") for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    flags = [value for value in values if isinstance(value, bool)]
    return _NewConsent(email=any(flags)) if flags else None


def _read_contact(contact: _Contact, aside: Aside) -> list[Event] | Problem:
    traits = member.traits(respell({name: _newest(value) for name, value in contact.properties.items()}))
    number = given_id(NAME, contact.vid) or given_id(NAME, contact.id)
    who = _who(traits, number)
    identify = act_event(
        Act(
            source=NAME,
            type="identify",
            at=first_moment(
                read_moment(traits.get("lastmodifieddate"), "$.properties.lastmodifieddate"),
                read_moment(contact.updated_at, "$.updatedAt"),
                read_moment(contact.created_at, "$.createdAt"),
            ),
            traits={name: value for name, value in traits.items() if value is not None},
            **who,
        ),
        aside,
    )
    if isinstance(identify, Problem):
        return identify
    return _with_forms(identify, contact, number, aside)


def _with_forms(identify: Event, contact: _Contact, number: str | None, aside: Aside) -> list[Event] | Problem:
    events = [identify]
    for at, form in enumerate(contact.form_submissions or []):
        place = f"$.form-submissions[{at}]"
        event = form_event(_submission(identify, form, number, f"{place}.timestamp"), aside)
        if isinstance(event, Problem):
            return event
        events.append(event)
    return events


def _submission(identify: Event, form: _Conversion, number: str | None, place: str) -> Submission:
    """Return one of a contact's earlier submissions: which form, when and where; the answers are the contact's."""
    given = given_id(NAME, form.conversion_id)
    page = _NewPage(url=form.page_url, title=form.page_title) if form.page_url or form.page_title else None
    return Submission(
        source=NAME,
        fields=[],
        event_id=given or derive_id(NAME, number, form.form_id, form.timestamp),
        form_id=form.form_id,
        form_name=form.title,
        at=read_moment(form.timestamp, place),
        page=page,
        campaign=campaign_of(query_members(form.page_url)),
        user_id=identify.user_id,
        email=identify.email,
        phone=identify.phone,
    )


def _who(traits: Mapping[str, object], number: str | None) -> dict[str, Any]:
    email = member.text(traits.get("email"))
    phone = member.text(traits.get("phone")) or member.text(traits.get("mobilephone"))
    return {"email": email, "phone": phone, "user_id": f"{NAME}-{number}" if number and not email else None}


def _newest(value: object) -> object:
    """Return a property's value: alone, or as the newest of its versions."""
    return value.get("value") if isinstance(value, dict) and ("value" in value or "versions" in value) else value
