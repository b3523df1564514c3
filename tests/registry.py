"""A schema registry on loopback, which answers as Confluent's does, and payloads of its schemas."""

import asyncio
import io
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import fastavro
from aiohttp import web
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ADDRESS: Final = {"type": "record", "name": "nova.Address", "fields": [{"name": "country", "type": ["null", "string"]}]}
FORM: Final = {
    "type": "record",
    "name": "Event",
    "namespace": "nova",
    "fields": [
        {"name": "event_id", "type": "string"},
        {"name": "type", "type": {"type": "enum", "name": "Kind", "symbols": ["page", "form"]}},
        {"name": "occurred_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "email", "type": ["null", "string"], "default": None},
        {"name": "user_agent", "type": ["null", "string"], "default": None},
        {
            "name": "form",
            "type": [
                "null",
                {
                    "type": "record",
                    "name": "Form",
                    "fields": [
                        {"name": "id", "type": "string"},
                        {"name": "answers", "type": {"type": "map", "values": ["null", "string", "int"]}},
                    ],
                },
            ],
        },
        {"name": "traits", "type": {"type": "map", "values": "nova.Address"}},
    ],
}  # fmt: skip  one field a line
TEXT, MESSAGE = descriptor_pb2.FieldDescriptorProto.TYPE_STRING, descriptor_pb2.FieldDescriptorProto.TYPE_MESSAGE
STAMP: Final = "google/protobuf/timestamp.proto"


def proto_file(name: str, *imports: str) -> descriptor_pb2.FileDescriptorProto:
    """Return an empty .proto file of package nova."""
    return descriptor_pb2.FileDescriptorProto(name=name, package="nova", syntax="proto3", dependency=imports)


def add_message(parent: Any, name: str, **fields: str | int) -> Any:  # noqa: ANN401  a file or a message
    """Add a message with text fields, or fields of the message type that is named; returns it."""
    messages = parent.message_type if hasattr(parent, "message_type") else parent.nested_type
    message = messages.add(name=name)
    for number, (field, kind) in enumerate(fields.items(), start=1):
        made = message.field.add(name=field, number=number, label=1, type=TEXT if kind == TEXT else MESSAGE)
        if isinstance(kind, str):
            made.type_name = kind
    return message


def proto_files() -> tuple[descriptor_pb2.FileDescriptorProto, descriptor_pb2.FileDescriptorProto]:
    """Return (a file that is imported, the file whose second message holds the nested message of an event)."""
    traits = proto_file("traits.proto")
    add_message(traits, "Traits", country=TEXT)
    events = proto_file("events.proto", "traits.proto", STAMP)
    add_message(events, "Other", unused=TEXT)
    outer = add_message(events, "Outer", unused=TEXT)
    add_message(
        outer,
        "Event",
        event_id=TEXT,
        type=TEXT,
        email=TEXT,
        traits=".nova.Traits",
        occurred_at=".google.protobuf.Timestamp",
    )  # fmt: skip  as it would stand in a .proto
    return traits, events


def serialized(file: descriptor_pb2.FileDescriptorProto) -> str:
    """Return a file as the registry gives it for `format=serialized`."""
    return b64encode(file.SerializeToString()).decode()


def framed(schema_id: int, payload: bytes) -> bytes:
    """Return a payload in the wire format."""
    return b"\0" + schema_id.to_bytes(4, "big") + payload


def avro_payload(value: Mapping[str, Any], schema: Any = FORM) -> bytes:  # noqa: ANN401  an Avro schema
    """Return a value as Avro, without its schema."""
    named: dict[str, Any] = {}
    fastavro.parse_schema(ADDRESS, named_schemas=named)
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema, named_schemas=named), value)
    return out.getvalue()


def proto_payload(**members: Any) -> bytes:  # noqa: ANN401  whatever a message holds
    """Return an `Outer.Event`, with the indexes (1, 0) that say so before it."""
    pool = descriptor_pool.DescriptorPool()
    from google.protobuf import timestamp_pb2  # noqa: PLC0415  beside its use

    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    for file in proto_files():
        pool.Add(file)  # type: ignore[no-untyped-call]  # as its stubs have it
    made = message_factory.GetMessageClass(pool.FindMessageTypeByName("nova.Outer.Event"))(**members)
    return b"\x04\x02\x00" + made.SerializeToString()


def schemas_there() -> dict[str, dict[str, Any]]:
    """Return what the registry answers, by path and query."""
    traits, events = proto_files()
    refers = [{"name": "traits.proto", "subject": "nova/traits", "version": 1}]
    return {
        "/schemas/ids/1": {
            "schema": json.dumps(FORM),
            "references": [{"name": "nova.Address", "subject": "address", "version": 3}],
        },
        "/subjects/address/versions/3": {"subject": "address", "id": 9, "version": 3, "schema": json.dumps(ADDRESS)},
        "/schemas/ids/2": {"schemaType": "JSON", "schema": '{"type":"object"}'},
        "/schemas/ids/3": {"schemaType": "PROTOBUF", "schema": 'syntax = "proto3";', "references": refers},
        "/schemas/ids/3?format=serialized": {"schemaType": "PROTOBUF", "schema": serialized(events)},
        "/subjects/nova%2Ftraits/versions/1": {"schemaType": "PROTOBUF", "schema": 'syntax = "proto3";'},
        "/subjects/nova%2Ftraits/versions/1?format=serialized": {"schema": serialized(traits)},
        "/schemas/ids/4": {"schemaType": "THRIFT", "schema": "struct A {}"},
        "/schemas/ids/5": {"schema": '{"type": "no such type"}'},
    }


class Registry:
    """A registry that runs; `asked` are the paths it was asked for, `away` makes it fail, `refused`: it did."""

    def __init__(self) -> None:
        self.answers, self.asked, self.away, self.address = schemas_there(), list[str](), False, ""
        self.authorization: str | None = None
        self.refused = asyncio.Event()

    async def answer(self, request: web.Request) -> web.Response:
        """Answer as Confluent's registry does."""
        self.asked.append(request.raw_path)
        self.authorization = request.headers.get("Authorization")
        if self.away:
            self.refused.set()
            return web.json_response({"error_code": 50001}, status=500)
        found = self.answers.get(request.raw_path)
        if found is None:
            return web.json_response({"error_code": 40403, "message": "Schema not found"}, status=404)
        return web.Response(text=json.dumps(found), content_type="application/vnd.schemaregistry.v1+json")


@asynccontextmanager
async def running_registry() -> AsyncIterator[Registry]:
    """Run a registry on a free port of loopback."""
    registry, app = Registry(), web.Application()
    app.router.add_get("/{path:.*}", registry.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    registry.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield registry
    finally:
        await runner.cleanup()
