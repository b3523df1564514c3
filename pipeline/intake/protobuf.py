"""Protobuf to JSON, by the names of the .proto: members that are not set stay out."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any, Final

from google.protobuf import (
    any_pb2,
    descriptor,
    descriptor_pb2,
    descriptor_pool,
    duration_pb2,
    empty_pb2,
    field_mask_pb2,
    json_format,
    message_factory,
    struct_pb2,
    timestamp_pb2,
    wrappers_pb2,
)

from pipeline.errors import Problem
from pipeline.intake.fault import problem

WELL_KNOWN: Final = {
    module.DESCRIPTOR.name: module.DESCRIPTOR.serialized_pb
    for module in (any_pb2, duration_pb2, empty_pb2, field_mask_pb2, struct_pb2, timestamp_pb2, wrappers_pb2)
}
"""Files that every .proto may import without saying so to the registry."""
MOST_INDEXES: Final = 16
"""Levels at which a message may stand within others."""
_LONGEST: Final = 5
"""Bytes of a number below 2**32."""

_Message = type[Any]


def compile_schema(text: str, references: Sequence[tuple[str, str]]) -> Callable[[bytes], bytes | Problem] | Problem:
    """Return the function that reads payloads of a file's messages, or the problem of the file."""
    try:
        pool = descriptor_pool.DescriptorPool()
        for name, one in references:
            _add(pool, name, b64decode(one, validate=True))
        file = _add(pool, "schema.proto", b64decode(text, validate=True))
    except Exception as error:  # noqa: BLE001  whatever a stranger's schema makes the library raise
        return problem("unknown_schema", f"the registry's Protobuf schema can't be read: {type(error).__name__}")
    known: dict[tuple[int, ...], _Message] = {}
    return lambda payload: _read(payload, file, known)


def _add(pool: descriptor_pool.DescriptorPool, name: str, serialized: bytes) -> descriptor.FileDescriptor:
    """Add a file under the name that others import it by, and what it imports of the well-known ones."""
    proto = descriptor_pb2.FileDescriptorProto.FromString(serialized)
    proto.name = name
    for needed in proto.dependency:
        if needed in WELL_KNOWN:
            pool.AddSerializedFile(WELL_KNOWN[needed])
    pool.AddSerializedFile(proto.SerializeToString())
    return pool.FindFileByName(name)


def _read(payload: bytes, file: descriptor.FileDescriptor, known: dict[tuple[int, ...], _Message]) -> bytes | Problem:
    head = read_indexes(payload)
    if head is None:
        return problem("invalid_event", "no Protobuf: the message's place in its schema is missing")
    indexes, start = head
    try:
        if indexes not in known:
            known[indexes] = message_factory.GetMessageClass(_find(file, indexes))
        message = known[indexes].FromString(payload[start:])
        return json_format.MessageToJson(message, preserving_proto_field_name=True, indent=None).encode()
    except Exception as error:  # noqa: BLE001  whatever a stranger's bytes make the library raise
        return problem("invalid_event", f"no payload of its Protobuf schema: {type(error).__name__}")


def _find(file: descriptor.FileDescriptor, indexes: tuple[int, ...]) -> descriptor.Descriptor:
    """Return the message at a place: the first index among the file's, each further one among those nested in it."""
    found = list(file.message_types_by_name.values())[indexes[0]]
    for index in indexes[1:]:
        found = found.nested_types[index]
    return found


def read_indexes(payload: bytes) -> tuple[tuple[int, ...], int] | None:
    """Return a message's place in its file, and where the message begins; a count of 0 is short for the first one."""
    count, at = _varint(payload, 0)
    if count is None or not 0 <= count <= MOST_INDEXES:
        return None
    indexes: list[int] = []
    for _ in range(count):
        index, at = _varint(payload, at)
        if index is None or index < 0:
            return None
        indexes.append(index)
    return tuple(indexes) or (0,), at


def _varint(payload: bytes, at: int) -> tuple[int | None, int]:
    """Return the zigzag number at a place and where it ends; None where there is none."""
    value = shift = 0
    for byte in payload[at : at + _LONGEST]:
        value |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if byte < 0x80:  # noqa: PLR2004  the last byte of a number has no top bit
            return (value >> 1) ^ -(value & 1), at
    return None, at
