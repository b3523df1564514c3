"""Avro to JSON. Names of unions and members that are null go: a null says nothing, and our members are absent instead."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import fastavro
import msgspec
from fastavro.read import LOGICAL_READERS

from pipeline.errors import Problem
from pipeline.intake.fault import problem

MOST_DECIMAL: Final = 128
"""Bytes of a decimal, some 300 digits: a megabyte of them would be reckoned with for minutes, whatever its precision."""
PRIMITIVES: Final = frozenset("null boolean int long float double bytes string".split())
_REFUSED: Final = "its schema nests in itself, or lists things of no length: payloads of it could have no end"


class _Bytes:
    """Bytes as the binary file that fastavro reads from; more than there are is an error, never fewer."""

    def __init__(self, value: bytes) -> None:
        self.value, self.at = value, 0

    def read(self, count: int) -> bytes:
        """Return the next `count` bytes; raises `EOFError` where there are fewer."""
        end = self.at + count
        if count < 0 or end > len(self.value):
            raise EOFError
        found, self.at = self.value[self.at : end], end
        return found


_DecimalReader = Callable[[bytes, Any, Any], Decimal]


def _bounded(read: _DecimalReader) -> _DecimalReader:
    def bounded(data: bytes, *schemas: Any) -> Decimal:  # noqa: ANN401  fastavro's, the writer's and the reader's
        if len(data) > MOST_DECIMAL:
            raise ValueError("a decimal of too many bytes")
        return read(data, *schemas)

    return bounded


for _kind in ("bytes-decimal", "fixed-decimal"):
    LOGICAL_READERS[_kind] = _bounded(LOGICAL_READERS[_kind])


def compile_schema(text: str, references: Sequence[tuple[str, str]]) -> Callable[[bytes], bytes | Problem] | Problem:
    """Return the function that reads payloads of a schema, or the problem of the schema."""
    named: dict[str, Any] = {}
    try:
        for _, one in references:
            fastavro.parse_schema(json.loads(one), named_schemas=named)
        parsed = fastavro.parse_schema(json.loads(text), named_schemas=named)
        endless = any(_endless(one, (), named) for one in (parsed, *named.values()))
    except Exception as error:  # noqa: BLE001  whatever a stranger's schema makes the library raise
        return problem("unknown_schema", f"the registry's Avro schema can't be read: {type(error).__name__}")
    if endless:
        return problem("unknown_schema", _REFUSED)
    return lambda payload: _read(payload, parsed)


def _read(payload: bytes, parsed: Any) -> bytes | Problem:  # noqa: ANN401  fastavro's schema
    source = _Bytes(payload)
    try:
        value = fastavro.schemaless_reader(source, parsed, None)  # type: ignore[arg-type]  # all it asks for is `read`
        left = len(payload) - source.at
        if left:
            return problem("invalid_event", f"{left} bytes behind what the Avro schema describes")
        return msgspec.json.encode(_without_nulls(value), enc_hook=str)
    except Exception as error:  # noqa: BLE001  whatever a stranger's bytes make the library raise
        return problem("invalid_event", f"no payload of its Avro schema: {type(error).__name__}")


def _without_nulls(value: Any) -> Any:  # noqa: ANN401  whatever Avro holds
    if isinstance(value, dict):
        return {str(name): _without_nulls(part) for name, part in value.items() if part is not None}
    return [_without_nulls(part) for part in value] if isinstance(value, list) else value


def _endless(schema: Any, around: tuple[str, ...], named: dict[str, Any]) -> bool:  # noqa: ANN401  an Avro schema
    """Say whether a few bytes of payload could nest or repeat without end."""
    if isinstance(schema, str):
        return schema in around if schema not in PRIMITIVES else False
    if isinstance(schema, list):
        return any(_endless(part, around, named) for part in schema)
    kind, name = schema.get("type"), schema.get("name")
    if name and kind in {"record", "error"}:
        return name in around or any(_endless(part["type"], (*around, name), named) for part in schema["fields"])
    parts = [schema[key] for key in ("items", "values") if key in schema]
    if kind == "array" and _is_empty(schema["items"], named):
        return True
    return any(_endless(part, around, named) for part in (*parts, *([kind] if not isinstance(kind, str) else [])))


def _is_empty(schema: Any, named: dict[str, Any]) -> bool:  # noqa: ANN401  as above
    """Say whether a value of this schema can take no bytes."""
    if isinstance(schema, str):
        return schema == "null" or (schema in named and _is_empty(named[schema], named))
    if isinstance(schema, list):
        return False
    if schema.get("type") in {"record", "error"}:
        return all(_is_empty(part["type"], named) for part in schema["fields"])
    return schema.get("type") == "null" or (schema.get("type") == "fixed" and not schema.get("size"))
