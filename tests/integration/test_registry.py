"""Records in Confluent's wire format through the whole flow, with a registry that is away at first."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.settings import Settings
from tests.flows import flowing
from tests.registry import avro_payload, framed, proto_payload, running_registry

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
FORM = {
    "event_id": "avro-1",
    "type": "form",
    "occurred_at": AT,
    "email": "ana@brume.example",
    "form": {"id": "demo", "answers": {"poste": "DSI"}},
    "traits": {},
}


async def test_nothing_is_lost(settings: Settings, tmp_path: Path) -> None:
    """While the registry is away records wait; then each is judged, and those without a schema are dead letters."""
    json = b'{"event_id":"json-1","type":"page","occurred_at":"2026-11-22T08:30:00Z","visitor_id":"v1"}'
    proto = proto_payload(event_id="proto-1", type="identify", email="lou@brume.example", occurred_at=AT)
    messages = [
        ("form-submissions", framed(1, avro_payload(FORM))),
        ("form-submissions", framed(3, proto)),
        ("form-submissions", framed(99, b"x")),
        ("web-activity", framed(2, json)),
        ("web-activity", framed(2, b"[" + json + b"," + json + b"]")),
    ]
    async with running_registry() as registry:
        registry.away = True
        async with flowing(replace(settings, schema_registry=registry.address), tmp_path) as flow:
            await flow.feed(messages)
            await registry.refused.wait()
            registry.away = False
            await flow.drain()
            found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.dead_letters == {"unknown_schema": 1}
    assert found.fates == {"judged": 2, "anonymous": 1, "duplicate": 2, "dead_letter": 1}
