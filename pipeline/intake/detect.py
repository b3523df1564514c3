"""Picks the format of a record by its content, and reads it."""

from collections.abc import Callable, Sequence

import msgspec

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import native, segment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

Headers = Sequence[tuple[str, bytes | None]]
Reader = Callable[[bytes], Event | Problem]

_GLANCE = 64
"""Bytes in which a native event's id usually stands; where it does not, reading costs four times as much."""
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


def read(value: bytes | None, headers: Headers = (), topic: str = "") -> list[Event] | Problem:
    """Return the events that a record holds, at least one, or why it holds none.

    A value is one JSON object, or an array of them: a batch, taken whole or not at all, for a record stands or falls
    as one. Never raises, whatever the bytes. `headers` and `topic` are for formats that need them; none does so far.
    """
    del headers, topic
    event = decode(_guess(value), value)
    if not isinstance(event, Problem):
        return [event]
    if value and value.lstrip().startswith(b"["):
        return _read_batch(value)
    event = _read_again(value, event)
    return event if isinstance(event, Problem) else [event]


def _guess(value: bytes | None) -> Reader:
    return native.read if value and value.find(b'"event_id"', 0, _GLANCE) >= 0 else segment.read


def _read_batch(value: bytes) -> list[Event] | Problem:
    parts = decode(_split, value)
    if isinstance(parts, Problem):
        return parts
    events: list[Event] = []
    for index, part in enumerate(parts):
        event = _read_one(bytes(part))
        if isinstance(event, Problem):
            return Problem(event.code, f"in element {index} of the batch: {event.message}")
        events.append(event)
    return events or problem("unknown_shape", "a batch without an event")


def _read_one(value: bytes) -> Event | Problem:
    event = decode(_guess(value), value)
    return _read_again(value, event) if isinstance(event, Problem) else event


def _read_again(value: bytes | None, found: Problem) -> Event | Problem:
    """Return what another format makes of a value that the guessed one refused for its shape."""
    if value is None or found.code not in ("invalid_event", "invalid_time"):
        return found
    reader = _recognise(value)
    if isinstance(reader, Problem):
        return reader
    return found if reader is _guess(value) else decode(reader, value)


def _recognise(value: bytes) -> Reader | Problem:
    """Return the reader of a value that our glance took for another format: what its members say, at full cost."""
    members = decode(msgspec.json.decode, value)
    if isinstance(members, Problem):
        return members
    if not isinstance(members, dict):
        return problem("unknown_shape", "a record is one JSON object, or an array of them")
    if "event_id" in members:
        return native.read
    if segment.MARKS & members.keys() or members.get("type") in segment.CALLS:
        return segment.read
    return problem("unknown_shape", "no member says of which format this is: event_id (native), messageId (Segment)")
