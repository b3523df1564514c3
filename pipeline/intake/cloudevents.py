"""CloudEvents around any of the other formats: structured, or binary with `ce_` headers, in both Kafka modes.

What the payload says of itself counts; its envelope's `source` and `id` make the id of an event that has none, and its
`time` the time of one that names none. A payload without a format of its own is native where its members are ours.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec

from pipeline.errors import Problem
from pipeline.intake.derived import derive_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import read_moment
from pipeline.intake.upstream import Aside

NAME: Final = "cloudevents"
Headers = Sequence[tuple[str, bytes | None]]
STRUCTURED: Final = "application/cloudevents"
"""How the content type of a structured event begins."""
_NATIVE: Final = frozenset({"page", "form", "action", "identify"})
_SEGMENT: Final = frozenset({"messageId", "anonymousId", "userId", "timestamp", "context", "properties"})
_OURS: Final = frozenset({"event_id", "occurred_at", "visitor_id", "user_id", "email", "phone", "form"})


class Payload(NamedTuple):
    """What stood in an envelope, and what is known beside it."""

    value: bytes
    aside: Aside


class _Envelope(msgspec.Struct):
    specversion: str
    id: str
    source: str
    type: str
    time: str | None = None
    datacontenttype: str | None = None
    data: msgspec.Raw = msgspec.Raw()
    data_base64: str | None = None


_decode = msgspec.json.Decoder(_Envelope).decode


def wraps(headers: Headers) -> bool:
    """Say whether headers are those of a CloudEvent, structured or binary."""
    for name, value in headers:
        if name == "ce_specversion":
            return True
        if value and name.lower() == "content-type" and value[:23].lower() == STRUCTURED.encode():
            return True
    return False


def unwrap(value: bytes, headers: Headers, aside: Aside) -> Payload | Problem:
    """Return the payload of an event: binary where headers say so, else structured; raises what msgspec raises."""
    told = {name.lower(): (raw or b"").decode("utf-8", "replace") for name, raw in headers}
    if "ce_specversion" not in told or told.get("content-type", "").lower().startswith(STRUCTURED):
        return _structured(value, aside)
    missing = next((name for name in ("ce_id", "ce_source", "ce_type") if not told.get(name)), None)
    if missing:
        return problem("invalid_event", f"no header {missing}, and a CloudEvent needs it")
    return _payload(value, (told["ce_source"], told["ce_id"], told.get("ce_time")), "header ce_time", aside)


def _structured(value: bytes, aside: Aside) -> Payload | Problem:
    sent = _decode(value)
    if not (sent.id and sent.source):
        return problem("invalid_event", "an empty $.id or $.source")
    given = (sent.source, sent.id, sent.time)
    if sent.data_base64 is not None:
        try:
            return _payload(b64decode(sent.data_base64, validate=True), given, "$.time", aside)
        except (Error, ValueError):
            return problem("invalid_event", "no base64 at $.data_base64")
    data = bytes(sent.data)
    if data in (b"", b"null"):
        return problem("invalid_event", "no $.data")
    # A payload that is not JSON, as a line of TSV, stands there as a text.
    text = msgspec.json.decode(data) if data.startswith(b'"') else None
    return _payload(text.encode() if isinstance(text, str) else data, given, "$.time", aside)


def _payload(value: bytes, given: tuple[str, str, str | None], place: str, aside: Aside) -> Payload | Problem:
    source, number, time = given
    at = read_moment(time, place)
    if isinstance(at, Problem):
        return at
    around = derive_id(NAME, source, number)
    known = replace(aside, envelope_id=around, envelope_time=at or aside.envelope_time, depth=aside.depth + 1)
    return Payload(value, known)


def is_native(members: Mapping[str, Any]) -> bool:
    """Say whether a payload is one of our own events that leaves its id and time to the envelope."""
    kind = members.get("type")
    mine = isinstance(kind, str) and kind in _NATIVE and not _SEGMENT & members.keys()
    return mine and not _OURS.isdisjoint(members)


def fill_in(members: Mapping[str, Any], aside: Aside) -> dict[str, Any] | None:
    """Return a native or Segment payload with id and time from its envelope where it has none; None where nothing lacks."""
    told: dict[str, Any] = {}
    number, time = ("event_id", "occurred_at") if is_native(members) else ("messageId", "timestamp")
    if aside.envelope_id and not members.get(number):
        told[number] = aside.envelope_id
    if aside.envelope_time and not any(members.get(name) for name in (time, "originalTimestamp", "sentAt")):
        told[time] = aside.envelope_time
    return {**members, **told} if told else None
