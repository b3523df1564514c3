"""Confluent's wire format: JSON, Avro and Protobuf by a schema that is at hand, missing, or no good."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.contracts.event import Event
from pipeline.errors import Problem, SchemaNeeded
from pipeline.intake import avro, protobuf
from pipeline.intake.confluent import Codec, FetchedSchema, Kind, compile_schema
from pipeline.intake.detect import read
from pipeline.intake.upstream import Upstream
from tests.registry import ADDRESS, FORM, avro_payload, framed, proto_file, proto_files, proto_payload, serialized

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
EVENT = {
    "event_id": "e1",
    "type": "form",
    "occurred_at": AT,
    "email": "ana@nova.example",
    "user_agent": None,
    "form": {"id": "demo", "answers": {"poste": "DSI", "budget": None, "equipe": 4}},
    "traits": {"address": {"country": "BE"}},
}


def _codec(kind: Kind, text: str, *references: tuple[str, str]) -> Codec:
    codec = compile_schema(FetchedSchema(kind, text, references))
    assert not isinstance(codec, Problem), codec
    return codec


def _avro() -> Codec:
    return _codec("AVRO", json.dumps(FORM), ("nova.Address", json.dumps(ADDRESS)))


def _protobuf() -> Codec:
    traits, events = proto_files()
    return _codec("PROTOBUF", serialized(events), ("traits.proto", serialized(traits)))


def _event(value: bytes, **schemas: Codec | Problem) -> Event:
    events = read(
        value, (), "web-activity", Upstream(schemas={int(name[1:]): codec for name, codec in schemas.items()})
    )
    assert not isinstance(events, Problem), events
    return events[0]


def _problem(value: bytes, codec: Codec | Problem | None) -> Problem:
    found = read(value, (), "web-activity", Upstream(schemas={1: codec} if codec else None))
    assert isinstance(found, Problem), found
    return found


def test_avro() -> None:
    """Avro becomes the event it holds, whatever its unions; what is null is absent; references are found."""
    event = _event(framed(1, avro_payload(EVENT)), _1=_avro())
    assert (event.event_id, event.type, event.occurred_at, event.email) == ("e1", "form", AT, "ana@nova.example")
    assert event.form is not None
    assert event.form.answers == {"poste": "DSI", "equipe": 4}
    assert event.traits == {"address": {"country": "BE"}}


def test_protobuf() -> None:
    """Protobuf becomes the event it holds: a nested message, with imports of ours and well-known ones."""
    payload = proto_payload(
        event_id="e2", type="identify", email="ana@nova.example", traits={"country": "BE"}, occurred_at=AT
    )
    event = _event(framed(1, payload), _1=_protobuf())
    assert (event.event_id, event.type, event.occurred_at) == ("e2", "identify", AT)
    assert event.traits == {"country": "BE"}


def test_json() -> None:
    """A payload of JSON Schema is JSON as it stands, in any format."""
    value = framed(1, b'{"type":"page","messageId":"m1","anonymousId":"a1","timestamp":"2026-11-22T08:30:00Z"}')
    assert _event(value, _1=_codec("JSON", "{}")).event_id == "m1"


def test_json_without_a_registry() -> None:
    """JSON needs no registry; what else there is names the setting that is missing."""
    body = b'{"type":"page","messageId":"m1","anonymousId":"a1","timestamp":"2026-11-22T08:30:00Z"}'
    events = read(framed(7, body))
    assert not isinstance(events, Problem)
    assert events[0].event_id == "m1"
    assert _problem(framed(7, b"\x02a"), None).code == "unknown_schema"


def test_within_other_envelopes() -> None:
    """A fixed format and a CloudEvent in binary mode may be framed too."""
    lead = b'{"lead_id":"l1","user_column_data":[{"column_id":"EMAIL","string_value":"a@nova.example"}]}'
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", b"1"),
        ("ce_source", b"/s"),
        ("ce_type", b"t"),
        ("ce_time", b"2026-11-22T08:30:00Z"),
    ]
    for formats in ({}, {"web-activity": "google_ads"}):
        events = read(framed(1, lead), headers, "web-activity", Upstream(formats, schemas={1: _codec("JSON", "{}")}))
        assert not isinstance(events, Problem), events
        assert events[0].event_id == "l1"
    structured = json.dumps(
        {"specversion": "1.0", "id": "1", "source": "/s", "type": "t", "data": json.loads(lead)}
    ).encode()
    upstream = Upstream({"web-activity": "cloudevents"}, schemas={1: _codec("JSON", "{}")})
    found = read(framed(1, structured), (), "web-activity", upstream, 1_800_000_000_000)
    assert not isinstance(found, Problem), found


def test_needed() -> None:
    """A schema that is not at hand is asked for; one that can't be had is its records' problem."""
    with pytest.raises(SchemaNeeded) as raised:
        read(framed(258, b"x"), (), "", Upstream(schemas={}))
    assert raised.value.schema_id == 258
    gone = Problem("unknown_schema", "the registry has no schema 1")
    assert _problem(framed(1, b"x"), gone) == gone


@pytest.mark.parametrize(
    "payload", [b"", b"\x02", b"\xff" * 20, b"\x00" * 50, avro_payload(EVENT) + b"more", avro_payload(EVENT)[:-3]]
)
def test_no_avro(payload: bytes) -> None:
    """Bytes that the schema doesn't describe, too few or too many, are a problem."""
    assert _problem(framed(1, payload), _avro()).code == "invalid_event"


@pytest.mark.parametrize(
    ("size", "code"), [(avro.MOST_DECIMAL, "unknown_shape"), (avro.MOST_DECIMAL + 1, "invalid_event")]
)
@pytest.mark.parametrize("kind", ["bytes", "fixed"])
def test_long_decimal(kind: str, size: int, code: str) -> None:
    """A decimal of very many digits is none: to write it out would take minutes, and nothing could stop it."""
    fixed = {"name": "F", "size": size} if kind == "fixed" else {}
    value = {"type": kind, "logicalType": "decimal", "precision": 20, "scale": 2, **fixed}
    codec = _codec("AVRO", json.dumps({"type": "record", "name": "R", "fields": [{"name": "a", "type": value}]}))
    length = b"" if fixed else bytes([size * 2 & 0x7F | 0x80, size * 2 >> 7])
    assert _problem(framed(1, length + b"\x01" * size), codec).code == code


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x04",
        b"\x04\x02\x63",
        b"\x63" + b"\x00" * 60,
        b"\x80\x80\x80\x80\x80\x80",
        b"\x03",
        b"\x04\x02\x00\xff\xff",
        b"\x04\x01\x00",
    ],
)  # fmt: skip  one after the other reads best
def test_no_protobuf(payload: bytes) -> None:
    """A place that no message has, and bytes that are none, are a problem."""
    assert _problem(framed(1, payload), _protobuf()).code == "invalid_event"


@pytest.mark.parametrize("value", [b"\0", b"\0\0\0\0"])
def test_cut_head(value: bytes) -> None:
    """A head without its schema id is of no format."""
    assert _problem(value, _avro()).code == "unknown_shape"


@pytest.mark.parametrize(
    ("payload", "indexes"),
    [(b"\x00rest", ((0,), 1)), (b"\x02\x00", ((0,), 2)), (b"\x04\x02\x06", ((1, 3), 3)), (b"\x02", None)],
)
def test_indexes(payload: bytes, indexes: Any) -> None:  # noqa: ANN401  the case's expected value
    """A message's place is a count and so many numbers; a count of 0 is short for the file's first message."""
    assert protobuf.read_indexes(payload) == indexes


TREE = {"type": "record", "name": "T", "fields": [{"name": "next", "type": ["null", "T"]}]}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("AVRO", "{"),
        ("AVRO", "5"),
        ("AVRO", '{"type": "record"}'),
        ("AVRO", '"nova.Unheard"'),
        ("AVRO", "[" * 100_000),
        ("AVRO", json.dumps(TREE)),
        ("AVRO", json.dumps({"type": "array", "items": "null"})),
        ("AVRO", json.dumps({"type": "array", "items": {"type": "record", "name": "E", "fields": []}})),
        ("PROTOBUF", "no base64!"),
        ("PROTOBUF", "AAAA"),
        ("PROTOBUF", 'syntax = "proto3";'),
        ("PROTOBUF", serialized(proto_file("a.proto", "missing.proto"))),
    ],
)
def test_bad_schema(kind: Kind, text: str) -> None:
    """A schema that can't be read, or by which a few bytes could nest or repeat without end, is each record's problem."""
    found = compile_schema(FetchedSchema(kind, text))
    assert isinstance(found, Problem)
    assert found.code == "unknown_schema"
