"""Confluent's wire format: a zero byte, the id of a schema, and a payload in JSON, Avro or Protobuf.

The pure half: with a `Codec` for the schema's id at hand the payload becomes JSON, and is read as that is. Whoever fetches
schemas compiles them once (`compile_schema`); an id that is not at hand is asked for by raising `SchemaNeeded`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.errors import Problem, SchemaNeeded
from pipeline.intake import avro, protobuf
from pipeline.intake.fault import problem

Kind = Literal["AVRO", "JSON", "PROTOBUF"]
Codec = Callable[[bytes], bytes | Problem]
"""Payload -> the JSON it stands for."""
MAGIC: Final = b"\0"
HEAD: Final = 5
"""Bytes before the payload: the zero byte, and the schema's id."""


@dataclass(frozen=True, slots=True)
class FetchedSchema:
    """A schema as the registry gave it, with all that it refers to."""

    kind: Kind
    text: str
    """Avro and JSON: the schema. Protobuf: its FileDescriptorProto in base64 (`format=serialized`)."""
    references: Sequence[tuple[str, str]] = ()
    """(name, text) of every schema it refers to, those that others refer to first."""


Schemas = Mapping[int, Codec | Problem]
"""Schema id -> how its payloads are read, or why they can't be."""


def is_framed(value: bytes | None) -> bool:
    """Say whether a value is in the wire format: no JSON and no TSV begins so."""
    return value is not None and value[:1] == MAGIC


def unframe(value: bytes, schemas: Schemas | None) -> bytes | Problem:
    """Return the JSON that a framed value holds. `schemas` None: there is no registry to ask.

    Raises `SchemaNeeded` where there is one, and the schema is not at hand.
    """
    if len(value) < HEAD:
        return problem("unknown_shape", f"{len(value)} bytes, and no JSON: the wire format begins with {HEAD}")
    number, payload = int.from_bytes(value[1:HEAD], "big"), value[HEAD:]
    if schemas is None:
        # A payload of JSON Schema is JSON as it stands.
        plain = payload.lstrip()[:1] in (b"{", b"[")
        return payload if plain else problem("unknown_schema", f"schema {number} is needed, and no registry is set")
    codec = schemas.get(number)
    if codec is None:
        raise SchemaNeeded(number)
    return codec if isinstance(codec, Problem) else codec(payload)


def compile_schema(schema: FetchedSchema) -> Codec | Problem:
    """Return how payloads of a schema are read, or why they can't be: a problem that each of its records then has."""
    if schema.kind == "JSON":
        return _as_it_is
    if schema.kind == "AVRO":
        return avro.compile_schema(schema.text, schema.references)
    return protobuf.compile_schema(schema.text, schema.references)


def _as_it_is(payload: bytes) -> bytes:
    return payload
