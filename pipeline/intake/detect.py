"""Picks the format of a record by its content and headers, or as the topic's setting fixes it, and reads it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import msgspec

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import (
    cloudevents,
    confluent,
    facebook_leads,
    ga4,
    google_ads,
    gravity_forms,
    hubspot,
    native,
    segment,
    segment_variants,
    snowplow,
    tally,
    typeform,
)
from pipeline.intake.cloudevents import Headers
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem
from pipeline.intake.moment import of_millis
from pipeline.intake.submission import map_form
from pipeline.intake.upstream import KNOWS_NOTHING, Aside, Upstream

Reader = Callable[[bytes, Aside], list[Event] | Problem]

_GLANCE: Final = 64
"""Bytes in which a native event's id usually stands; where it does not, reading costs four times as much."""
MOST_ENVELOPES: Final = 3
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read(
    value: bytes | None, headers: Headers = (), topic: str = "", upstream: Upstream = KNOWS_NOTHING, received: int = -1
) -> list[Event] | Problem:
    """Return the events that a record holds, at least one, or why it holds none.

    A record stands or falls as one, however many events it holds. `received`: when it was appended, ms; -1: it never
    was. Never raises, whatever the bytes, but for `SchemaNeeded`: with a registry, until the schema is at hand.
    """
    if (headers and cloudevents.wraps(headers)) or topic in upstream.formats:
        return _read_told(value, headers, upstream.formats.get(topic, ""), _aside(upstream, received))
    event = decode(_guess(value), value)
    if isinstance(event, Problem):
        return _read_by_content(value or b"", _aside(upstream, received))
    if event.form is None or not upstream.forms.rules:
        return [event]
    return [map_form(event, _name_of(value), _aside(upstream, received))]


def _aside(upstream: Upstream, received: int) -> Aside:
    return Aside(upstream.forms, upstream.schemas, of_millis(received))


def _guess(value: bytes | None) -> Callable[[bytes], Event | Problem]:
    return native.read if value and value.find(b'"event_id"', 0, _GLANCE) >= 0 else segment.read


def _name_of(value: bytes | None) -> str:
    return NATIVE if _guess(value) is native.read else segment_variants.NAME


def _read_told(value: bytes | None, headers: Headers, name: str, aside: Aside) -> list[Event] | Problem:
    """Read what headers or a setting tell of: what is around it first, then the format."""
    if cloudevents.wraps(headers):
        return _unwrap(value, headers, name, aside)
    if name == cloudevents.NAME and not confluent.is_framed(value):
        return _unwrap(value, headers, "", aside)
    if confluent.is_framed(value):
        return _unframe(value or b"", name, aside)
    reader = READERS.get(name)
    return _read_with(reader, value, aside) if reader else _read_payload(value, aside)


def _unwrap(value: bytes | None, headers: Headers, name: str, aside: Aside) -> list[Event] | Problem:
    if aside.depth >= MOST_ENVELOPES:
        return problem("unknown_shape", f"more than {MOST_ENVELOPES} envelopes around one payload")
    inner = decode(partial(cloudevents.unwrap, headers=headers, aside=aside), value)
    if isinstance(inner, Problem):
        return inner
    events = _read_told(inner.value, (), "" if name == cloudevents.NAME else name, inner.aside)
    return events if isinstance(events, Problem) else _told_apart(events, inner.aside.envelope_id)


def _unframe(value: bytes, name: str, aside: Aside) -> list[Event] | Problem:
    """Read what stands in Confluent's wire format, as JSON once its schema has told what it is."""
    if aside.depth >= MOST_ENVELOPES:
        return problem("unknown_shape", f"more than {MOST_ENVELOPES} envelopes around one payload")
    inner = confluent.unframe(value, aside.schemas)
    return inner if isinstance(inner, Problem) else _read_told(inner, (), name, replace(aside, depth=aside.depth + 1))


def _told_apart(events: list[Event], envelope_id: str | None) -> list[Event]:
    """Give the events of one envelope ids of their own, where they have none but the envelope's."""
    for number, event in enumerate(events[1:], start=1):
        if event.event_id == envelope_id:
            event.event_id = f"{envelope_id}.{number}"  # type: ignore[misc]  # a Struct
    return events


def _read_payload(value: bytes | None, aside: Aside) -> list[Event] | Problem:
    """Read a payload by its content alone."""
    event = decode(_guess(value), value)
    if isinstance(event, Problem) or aside.depth:  # within an envelope, what the call lacks the envelope may know
        return _read_by_content(value or b"", aside)
    return [map_form(event, _name_of(value), aside)]


def _read_with(reader: Reader, value: bytes | None, aside: Aside) -> list[Event] | Problem:
    if value and value.lstrip()[:1] == b"[":
        return _read_batch(value, partial(_read_with, reader, aside=aside))
    return decode(lambda given: reader(given, aside), value)


def _read_batch(value: bytes, read_one: Callable[..., list[Event] | Problem]) -> list[Event] | Problem:
    parts = decode(_split, value)
    if isinstance(parts, Problem):
        return parts
    events: list[Event] = []
    for index, part in enumerate(parts):
        one = bytes(part)
        found = problem("unknown_shape", "an array in an array") if one[:1] == b"[" else read_one(value=one)
        if isinstance(found, Problem):
            return Problem(found.code, f"in element {index} of the batch: {found.message}")
        events += found
    return events or problem("unknown_shape", "a batch without an event")


def _read_by_content(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return what the format that a value's members name makes of it; at four times the cost of a right guess."""
    begins = value.lstrip()[:1]
    if begins == confluent.MAGIC:
        return _unframe(value, "", aside)
    if begins == b"[":
        return _read_batch(value, partial(_read_payload, aside=aside))
    if begins != b"{" and snowplow.is_tsv(value):
        return decode(lambda given: snowplow.read(given, aside), value)
    members = decode(msgspec.json.decode, value)
    return members if isinstance(members, Problem) else _read_members(value, members, aside)


def _read_members(value: bytes, members: object, aside: Aside) -> list[Event] | Problem:
    if not isinstance(members, dict):
        return problem("unknown_shape", "a record is one JSON object, or an array of them")
    name = NATIVE if aside.depth and cloudevents.is_native(members) else recognise(members)
    if name == cloudevents.NAME:
        return _unwrap(value, (), "", aside)
    if not name:
        return problem("unknown_shape", "no member says of which format this is; `docs/formats.md` lists what is read")
    return decode(lambda given: READERS[name](given, aside), value)


def recognise(members: Mapping[str, object]) -> str:
    """Return the name of the format that has such members; "" where none has."""
    names = members.keys()
    found = next((name for name, marks in _MARKS if any(mark <= names for mark in marks)), "")
    return found or (segment_variants.NAME if segment_variants.is_segment(members) else "")


def _read_native(value: bytes, aside: Aside) -> list[Event] | Problem:
    event = native.read(_filled(value, aside))
    return event if isinstance(event, Problem) else [map_form(event, NATIVE, aside)]


def _read_segment(value: bytes, aside: Aside) -> list[Event] | Problem:
    return segment_variants.read(_filled(value, aside), aside)


def _filled(value: bytes, aside: Aside) -> bytes:
    """Return a payload with what its envelope knows and it doesn't."""
    members = msgspec.json.decode(value) if aside.depth else None
    filled = cloudevents.fill_in(members, aside) if isinstance(members, dict) else None
    return msgspec.json.encode(filled) if filled else value


NATIVE: Final = "native"
READERS: Final[Mapping[str, Reader]] = {
    NATIVE: _read_native,
    segment_variants.NAME: _read_segment,
    snowplow.NAME: snowplow.read,
    hubspot.NAME: hubspot.read,
    typeform.NAME: typeform.read,
    tally.NAME: tally.read,
    gravity_forms.NAME: gravity_forms.read,
    google_ads.NAME: google_ads.read,
    facebook_leads.NAME: facebook_leads.read,
    ga4.NAME: ga4.read,
}
"""Format -> how a payload of it is read."""
FORMATS: Final = (*READERS, cloudevents.NAME)
"""What a topic's setting may name."""


def _marks(*alternatives: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words.split()) for words in alternatives)


_MARKS: Final = (
    (cloudevents.NAME, _marks("specversion source type")),
    (typeform.NAME, _marks("form_response")),
    (tally.NAME, _marks("eventType data")),
    (google_ads.NAME, _marks("user_column_data")),
    (facebook_leads.NAME, _marks("field_data", "object entry")),
    (snowplow.NAME, _marks("collector_tstamp", "schema data", "e tv", "e p")),
    (ga4.NAME, _marks("events client_id", "events app_instance_id", "event_name event_timestamp")),
    (
        hubspot.NAME,
        _marks("fields submittedAt", "fields context", "fields legalConsentOptions", "vid properties")
        + _marks("properties createdAt updatedAt", "subscriptionType"),
    ),
    (gravity_forms.NAME, _marks("form_id date_created")),
    (NATIVE, _marks("event_id", "occurred_at")),
)
"""Format -> the members that only it has, any of these sets; the first whose members are all there is the one."""
