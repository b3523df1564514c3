"""What inputs are made of: the samples of every format, and records in Confluent's wire format."""

from datetime import UTC, datetime
from typing import Final

from tests.conformance.intake.samples import Sample, samples
from tests.registry import avro_payload, framed, proto_payload

AT: Final = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def seeds() -> list[Sample]:
    """Return all of them, always in the same order."""
    form = {"id": "demo", "answers": {"poste": "DSI", "equipe": 4}}
    avro = {"event_id": "e", "type": "form", "occurred_at": AT, "email": "ana@nova.example", "form": form, "traits": {}}
    framed_ones = (
        framed(1, avro_payload(avro)),
        framed(3, proto_payload(event_id="p", type="identify", email="a@nova.example")),
    )
    return [*samples(), *(Sample(f"native:framed {number}", value) for number, value in enumerate(framed_ones * 3))]
