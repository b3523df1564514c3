"""Segment's calls (RudderStack's too): page, screen, track, identify, group and alias, as their HTTP bodies are.

| call | becomes |
|---|---|
| `page`, `screen` | `page`; a screen's name is its title |
| `track` of a submitted form (`form_name.py`) | `form`: answers are the properties less what has its own place |
| any other `track` | `action`, named by the event |
| `identify` | `identify` with its traits |
| `group` | `identify` whose trait `company` holds the group's traits, its id among them |
| any call but a page within a group (`context.groupId`) | what it is, with that id in the trait `company` |
| `alias` | `identify` of the new user id with the `previous_id`, a visitor's where no `anonymousId` names one |

The time is `timestamp`, else `originalTimestamp`, `sentAt`, `receivedAt`. An id missing is derived from the content, so
that the same call sent twice is one event. `properties` and `traits` are free-form: read in any spelling, and what is
of a strange type there is kept as an answer or left out, never an error. Everywhere else types are Segment's.
"""

from datetime import datetime
from hashlib import blake2b

from pipeline.contracts import hot
from pipeline.contracts.event import Event, EventType, Form, Page
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.check import check
from pipeline.intake.contact_field import contact_kind
from pipeline.intake.fault import problem
from pipeline.intake.form_name import purpose_of, submits_form
from pipeline.intake.segment_call import (
    AnyCall,
    Context,
    GroupCall,
    IdentifyCall,
    Members,
    PageCall,
    Payload,
    ScreenCall,
    TrackCall,
)
from pipeline.intake.spelling import respell

MARKS = frozenset({"messageId", "anonymousId", "originalTimestamp"})
"""Members that only this format has."""
CALLS = ("page", "screen", "track", "identify", "group", "alias")

_BOOKKEEPING = frozenset(
    {"email", "phone", "form_id", "form_purpose", "purpose", "is_test", "test", "seconds_on_page"}
    | {"url", "path", "referrer", "search", "page_url", "page_path", "page_title"}
)
"""Properties of a form that are no answers: they have a place of their own in the event, or say where it stood."""


_decode = hot.decoder(Payload)
_NewContext, _NewEvent, _NewForm, _NewPage = hot.of(Context), hot.of(Event), hot.of(Form), hot.of(Page)
_Track, _Identify, _Group = hot.of(TrackCall), hot.of(IdentifyCall), hot.of(GroupCall)
_NO_CONTEXT = _NewContext()
_NO_MEMBERS: Members = {}


def read(value: bytes) -> Event | Problem:
    """Return the event that a call is; raises what `hot.decoder` raises."""
    call: AnyCall = _decode(value)
    if call.type in ("page", "screen"):
        return _from_page(call)
    return _from_track(call) if isinstance(call, _Track) else _from_person(call)


def _from_page(call: PageCall | ScreenCall) -> Event | Problem:
    members = respell(call.properties) if call.properties else _NO_MEMBERS
    context = call.context or _NO_CONTEXT
    page = context.page
    if page is None or not (page.url or page.path):
        page = _page_of(members, member.text(members.get("title")) or call.name)
    moment = call.timestamp or _other_moment(call)
    if moment is None or context.traits or "email" in members or "phone" in members:
        return _event(call, "page", members, page=page)
    # Nearly all that comes are pages: this is `_event` less what pages hardly ever have. Up to 15 keywords the call
    # costs 0.3 microseconds, beyond 1.5: CPython then makes a dict of them.
    return check(
        _NewEvent(
            event_id=_id(call.message_id) or _derive_id(call),
            type="page",
            occurred_at=moment,
            received_at=call.received_at,
            visitor_id=_id(call.anonymous_id),
            user_id=_id(call.user_id),
            page=page,
            campaign=context.campaign,
            consent=context.consent,
            ip=context.ip,
            user_agent=context.user_agent,
            locale=context.locale,
            seconds_on_page=member.seconds(members["seconds_on_page"]) if "seconds_on_page" in members else None,
            test=_is_test(context, members),
        )
    )


def _from_track(call: TrackCall) -> Event | Problem:
    members = respell(call.properties) if call.properties else _NO_MEMBERS
    page = call.context.page if call.context else None
    if not submits_form(call.event):
        return _event(call, "action", members, name=call.event, page=page)
    page, members = page or _page_of(members, member.text(members.get("page_title"))), _with_contacts(members)
    return _event(call, "form", members, name=call.event, page=page, form=_form_of(members, call.event))


def _from_person(call: AnyCall) -> Event | Problem:
    if isinstance(call, _Identify):
        return _event(call, "identify", respell(call.traits or _NO_MEMBERS), told=call.traits)
    if isinstance(call, _Group):
        return _event(call, "identify", _NO_MEMBERS, told={"company": {**(call.traits or {}), "id": call.group_id}})
    return _event(call, "identify", _NO_MEMBERS)


def _event(  # noqa: PLR0913  the parts of an event that calls differ in, by keyword
    call: AnyCall,
    kind: EventType,
    members: Members,
    *,
    name: str | None = None,
    page: Page | None = None,
    form: Form | None = None,
    told: Members | None = None,
) -> Event | Problem:
    """Return the event of a call; `members` are its respelt properties or traits, `told` what it says of the person."""
    moment = call.timestamp or _other_moment(call)
    if moment is None:
        return problem("invalid_time", "no timestamp, originalTimestamp, sentAt or receivedAt")
    context = call.context or _NO_CONTEXT
    previous = _id(getattr(call, "previous_id", None))
    person = respell({**(context.traits or {}), **(told or {})}) if context.traits or told else _NO_MEMBERS
    if context.group_id is not None:
        person = _within_group(person, context.group_id)
    return check(
        _NewEvent(
            event_id=_id(call.message_id) or _derive_id(call),
            type=kind,
            name=name,
            occurred_at=moment,
            received_at=call.received_at,
            visitor_id=_id(call.anonymous_id) or previous,
            user_id=_id(call.user_id),
            previous_id=previous,
            email=_either(members, "email") or _either(person, "email"),
            phone=_either(members, "phone") or _either(person, "phone"),
            form=form,
            page=page,
            campaign=context.campaign,
            consent=context.consent,
            traits=member.traits(person) if person else {},
            ip=context.ip,
            user_agent=context.user_agent,
            locale=context.locale,
            seconds_on_page=member.seconds(members.get("seconds_on_page")),
            test=_is_test(context, members),
        )
    )


def _page_of(members: Members, title: str | None) -> Page | None:
    url, path, referrer = (
        _either(members, "url", "page_url"),
        _either(members, "path", "page_path"),
        members.get("referrer"),
    )
    if not (url or path or referrer or title):
        return None
    return _NewPage(url=url, path=path, title=title, referrer=member.text(referrer))


def _form_of(members: Members, name: str) -> Form:
    form_id = _either(members, "form_id", "form_name")
    return _NewForm(
        id=form_id[:256] if form_id else None,
        purpose=_either(members, "form_purpose", "purpose", "form_name") or purpose_of(name),
        answers=member.answers({key: value for key, value in members.items() if key not in _BOOKKEEPING}),
    )


def _with_contacts(members: Members) -> Members:
    """Return a form's members with the person's address and number under our names for them, whatever their labels."""
    kinds = {name: contact_kind(name) for name in members if name not in _BOOKKEEPING}
    found = {kind: name for name, kind in reversed(kinds.items()) if kind and member.text(members[name])}
    renamed = {name: kind for kind, name in found.items() if not _either(members, kind)}
    return {renamed.get(name) or name: value for name, value in members.items() if name not in renamed.values()}


def _within_group(person: Members, group_id: object) -> Members:
    company, number = person.get("company"), member.text(group_id)
    if number is None or not (company is None or isinstance(company, (dict, str))):
        return person
    known = {"name": company} if isinstance(company, str) else company or {}
    return {**person, "company": {"id": number, **known}}


def _either(members: Members, *names: str) -> str | None:
    """Return the first of these members that holds text."""
    for name in names:
        if name in members and (found := member.text(members[name])):
            return found
    return None


def _is_test(context: Context, members: Members) -> bool:
    if context.test is None and "is_test" not in members and "test" not in members:
        return False
    return any(member.flag(mark) for mark in (context.test, members.get("is_test"), members.get("test")))


def _other_moment(call: AnyCall) -> datetime | None:
    return call.original_timestamp or call.sent_at or call.received_at


def _id(value: str | int | None) -> str | None:
    if value is None:
        return None
    return value.strip() or None if isinstance(value, str) else str(value)[:256]


def _derive_id(call: AnyCall) -> str:
    """Return an id made of all that stays the same when a call is sent again: its content and its source's own time."""
    content = hot.canonical(
        [
            call.type,
            [getattr(call, key, None) for key in ("event", "name", "previous_id", "group_id", "properties", "traits")],
            [call.anonymous_id, call.user_id, call.original_timestamp or call.timestamp],
        ]
    )
    return "derived-" + blake2b(content, digest_size=16).hexdigest()
