"""The schema registry, on loopback: what is fetched, what is kept, and what becomes of a registry that is away."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import LeadsieveError, Problem, RegistryUnavailable
from pipeline.runtime import registry
from pipeline.runtime.registry import SchemaLibrary
from pipeline.settings import Settings
from tests.registry import avro_payload, proto_payload, running_registry

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
AVRO = {"event_id": "e", "type": "page", "occurred_at": AT, "form": None, "traits": {}}


def _read(library: SchemaLibrary, schema_id: int, payload: bytes) -> bytes:
    codec = library.schemas[schema_id]
    assert not isinstance(codec, Problem), codec
    found = codec(payload)
    assert isinstance(found, bytes), found
    return found


async def test_fetched_with_references() -> None:
    """A schema comes with all that it refers to, whatever its kind; Protobuf in the form that needs no parser."""
    async with running_registry() as there:
        library = SchemaLibrary(Settings(schema_registry=there.address + "/", schema_registry_auth="ann:secret"))
        for schema_id in (1, 2, 3):
            await library.fetch(schema_id)
    assert b'"event_id":"e"' in _read(library, 1, avro_payload(AVRO))
    assert _read(library, 2, b"{}") == b"{}"
    assert b'"event_id": "p"' in _read(library, 3, proto_payload(event_id="p"))
    assert there.authorization == "Basic YW5uOnNlY3JldA=="
    assert there.asked.count("/subjects/address/versions/3") == 1


@pytest.mark.parametrize("schema_id", [4, 5, 99])
async def test_no_good(schema_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema that isn't there, or can't be used, is a problem for a while: then it is asked for again."""
    monkeypatch.setattr(registry, "FORGET_AFTER", 0.0)
    async with running_registry() as there:
        library = SchemaLibrary(Settings(schema_registry=there.address))
        await library.fetch(schema_id)
        found = library.schemas[schema_id]
        assert isinstance(found, Problem)
        assert found.code == "unknown_schema"
        there.answers[f"/schemas/ids/{schema_id}"] = there.answers["/schemas/ids/2"]
        while schema_id in library.schemas:
            await library.fetch(2)
        await library.fetch(schema_id)
    assert _read(library, schema_id, b"{}") == b"{}"


async def test_away() -> None:
    """A registry that fails, answers something else or isn't there at all is no reason to give a record up."""
    async with running_registry() as there:
        library = SchemaLibrary(Settings(schema_registry=there.address))
        there.away = True
        with pytest.raises(RegistryUnavailable, match="ClientResponseError"):
            await library.fetch(1)
        there.away = False
        there.answers["/schemas/ids/6"] = []  # type: ignore[assignment]  # that is the point
        there.answers["/schemas/ids/7"] = {"schema": '"string"', "references": [{"no": "name"}]}
        for schema_id in (6, 7):
            with pytest.raises(RegistryUnavailable):
                await library.fetch(schema_id)
    with pytest.raises(RegistryUnavailable, match="ClientConnector"):
        await library.fetch(1)
    assert not library.schemas


async def test_kept_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many schemas are kept, and no more."""
    monkeypatch.setattr(registry, "MOST_SCHEMAS", 2)
    async with running_registry() as there:
        library = SchemaLibrary(Settings(schema_registry=there.address))
        for schema_id in (1, 2, 3):
            await library.fetch(schema_id)
    assert set(library.schemas) == {3}


def test_address() -> None:
    """An address that is none is refused before anything begins."""
    with pytest.raises(LeadsieveError, match="LEADSIEVE_SCHEMA_REGISTRY"):
        Settings(schema_registry="registry:8081")
