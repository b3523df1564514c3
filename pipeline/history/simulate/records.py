"""Records as upstream publishes them: bytes by templates, for a page is made some hundred thousand times.

Times are milliseconds since 1970. Two shapes: Segment's, as its browser library sends it, and our own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from pipeline.history.simulate.arrivals import Device, Landing
from pipeline.history.simulate.site import HOST, Form, Page

WEB, FORMS, OUTCOMES = "web-activity", "form-submissions", "crm-outcomes"


class Published(NamedTuple):
    """One record to publish, and what it was made as."""

    topic: str
    value: bytes | None
    kind: str
    """The person's part ("student", "buyer", …), "anonymous", or what is wrong or odd with it ("bot", "malformed", …)."""
    event_id: str | None
    """None where the record has no id that could be read."""
    person: str | None
    """Whose it is, where it is somebody's: `student-00042`."""
    end: str | None = None
    """What sales will say of them in the end: a result, None where they never say."""


class Moment(NamedTuple):
    """When something happened and what it is called: the event's id, its time, and the time it left the sender."""

    event_id: bytes
    at: int
    sent: int


def expected(published: Iterable[Published]) -> dict[str, int]:
    """Return how many records there are of each kind, by name."""
    return dict(sorted(Counter(record.kind for record in published).items()))


@lru_cache(maxsize=4096)
def _second(seconds: int) -> bytes:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S").encode()


def stamp(millis: int) -> bytes:
    """Return the time as RFC 3339 with milliseconds, in UTC."""
    seconds, rest = divmod(millis, 1000)
    return b"%b.%03dZ" % (_second(seconds), rest)


def encoded(value: object) -> bytes:
    """Return the value as compact JSON."""
    return msgspec.json.encode(value)


def _escaped(text: str) -> bytes:
    return encoded(text)[1:-1].replace(b"%", b"%%")


@lru_cache(maxsize=256)
def _segment_page(page: Page) -> bytes:
    path, title = _escaped(page.path), _escaped(page.title)
    url = _escaped(HOST) + path
    return b'{"path":"%b","referrer":"%%b","search":"%%b","title":"%b","url":"%b%%b"}' % (path, title, url)


@lru_cache(maxsize=256)
def _native_page(page: Page) -> bytes:
    path, title = _escaped(page.path), _escaped(page.title)
    url = _escaped(HOST) + path
    return b'{"referrer":"%%b","url":"%b%%b","path":"%b","title":"%b"}' % (url, path, title)


_SEGMENT = (
    b'{"type":"%b",%b"messageId":"%b",%b"context":{%b%b"page":%b},"integrations":{},'
    b'"originalTimestamp":"%b","sentAt":"%b","receivedAt":"%b","timestamp":"%b"}'
)
_NATIVE = b'{"event_id":"%b","type":"%b","occurred_at":"%b","received_at":"%b",%b%b%b%b"page":%b}'
NETWORK_MS = 84
"""From the sender to whoever received it."""


class Context(NamedTuple):
    """What surrounds an event: the device, and as JSON whose it is, what its link carried, and the page."""

    device: Device
    who: bytes
    campaign: bytes
    page: bytes


def whose(device: Device, user_id: bytes | None) -> bytes:
    """Return the members that say whose an event is."""
    names = (b"visitor_id", b"user_id") if device.native else (b"anonymousId", b"userId")
    known = b'"%b":"%b",' % (names[1], user_id) if user_id else b""
    return b'"%b":"%b",%b' % (names[0], device.visitor_id, known)


def context_of(device: Device, who: bytes, page: Page, landing: Landing) -> Context:
    """Return the surroundings of an event on `page`; `who` as `whose` gives it."""
    if device.native:
        where = _native_page(page) % (landing.referrer, landing.search)
    else:
        where = _segment_page(page) % (landing.referrer, landing.search, landing.search)
    return Context(device, who, landing.campaign, where)


def page_record(context: Context, moment: Moment) -> bytes:
    """Return a page view."""
    if context.device.native:
        return _native(b"page", b'"seconds_on_page":%d,' % (3 + moment.at % 97), context, moment)
    return _segment(b"page", b'"properties":%b,' % context.page, context, moment)


def form_record(context: Context, moment: Moment, form: Form, answers: Mapping[str, object]) -> bytes:
    """Return a submitted form; `answers` by the form's own field names, blank ones included."""
    if context.device.native:
        told = {"id": form.id, "purpose": form.purpose, "answers": answers}
        email = b'"email":%b,' % encoded(answers[form.fields["email"]])
        return _native(b"form", email + b'"form":%b,' % encoded(told), context, moment)
    properties = {"form_id": form.id, "form_name": form.page.title, **answers}
    body = b'"event":"Form Submitted","properties":%b,' % encoded(properties)
    return _segment(b"track", body, context, moment)


def action_record(context: Context, moment: Moment, name: str, properties: Mapping[str, object]) -> bytes:
    """Return something else that somebody did: "Whitepaper Downloaded"."""
    if context.device.native:
        return _native(b"action", b'"name":%b,' % encoded(name), context, moment)
    return _segment(b"track", b'"event":%b,"properties":%b,' % (encoded(name), encoded(properties)), context, moment)


def identify_record(context: Context, moment: Moment, traits: Mapping[str, object]) -> bytes:
    """Return who somebody is; `traits` in Segment's words."""
    if context.device.native:
        email = b'"email":%b,' % encoded(traits["email"])
        return _native(b"identify", email + b'"traits":%b,' % encoded(_plain(traits)), context, moment)
    return _segment(b"identify", b'"traits":%b,' % encoded(traits), context, moment)


def server_record(user_id: bytes, moment: Moment, name: str, properties: Mapping[str, object]) -> bytes:
    """Return what the product's own server says of a user: no browser, no visitor, no page."""
    event = {"type": "track", "messageId": moment.event_id.decode(), "userId": user_id.decode(), "event": name}
    library = {"name": "@segment/analytics-node", "version": "2.3.0"}
    context = {"library": library, "userAgent": "analytics-node/2.3.0"}
    times = {"originalTimestamp": moment.at, "sentAt": moment.sent, "receivedAt": moment.sent + NETWORK_MS}
    told = {key: stamp(millis).decode() for key, millis in {**times, "timestamp": moment.at}.items()}
    return encoded({**event, "properties": properties, "context": context, "integrations": {}, **told})


def _plain(traits: Mapping[str, object]) -> dict[str, object]:
    names = {"firstName": "first_name", "lastName": "last_name"}
    told = {names.get(key, key): value for key, value in traits.items() if isinstance(value, str)}
    company, address = traits.get("company"), traits.get("address")
    if isinstance(company, dict):
        told["company"] = company["name"]
    if isinstance(address, dict):
        told["country"] = address["country"]
    return {**told}


def _segment(kind: bytes, body: bytes, context: Context, moment: Moment) -> bytes:
    at, sent, received = stamp(moment.at), stamp(moment.sent), stamp(moment.sent + NETWORK_MS)
    surroundings = (context.campaign, context.device.members, context.page)
    return _SEGMENT % (kind, context.who, moment.event_id, body, *surroundings, at, sent, received, at)


def _native(kind: bytes, body: bytes, context: Context, moment: Moment) -> bytes:
    at, received = stamp(moment.at), stamp(moment.sent + NETWORK_MS)
    surroundings = (context.campaign, context.device.members)
    return _NATIVE % (moment.event_id, kind, at, received, context.who, *surroundings, body, context.page)
