"""An upstream that sends what a broker takes and nobody expects: the flow goes on, and every record is accounted for."""

import json
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.producer import message_accumulator, producer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from pipeline.runtime.unpacking import MOST_BYTES
from pipeline.settings import Settings
from tests.flows import Flow, flowing
from tests.unit.runtime.test_lenient import Raw

AT = "2026-11-20T09:30:00Z"


def _page(event_id: str) -> bytes:
    return json.dumps({"event_id": event_id, "type": "page", "occurred_at": AT, "user_id": event_id}).encode()


def _questionnaire(number: int) -> bytes:
    answers = {f"question {number} {part}": "x" * 400 for part in range(99)}
    form = {"event_id": f"q{number}", "type": "form", "occurred_at": AT, "email": "a@brume.example"}
    return json.dumps(form | {"form": {"answers": answers}}).encode()


async def _send(
    flow: Flow, value: bytes, codec: str | None = None, headers: tuple[tuple[str, bytes], ...] = ()
) -> None:
    sender = AIOKafkaProducer(
        bootstrap_servers=flow.settings.broker, compression_type=codec, max_request_size=80_000_000
    )
    async with sender:
        await sender.send_and_wait(flow.settings.topic("web-activity"), value, headers=list(headers))


async def test_what_a_broker_takes_stops_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any codec, any bytes as a header's name, headers of megabytes, batches that unpack to all the memory, long answers."""
    async with flowing(settings, tmp_path) as flow:
        for codec in ("gzip", "snappy", "lz4", "zstd"):
            await _send(flow, _page(codec), codec)
        for codec in ("gzip", "zstd"):
            await _send(flow, b"\0" * (MOST_BYTES + 1), codec)
        await _send(flow, b"no JSON", headers=(("h", b"x" * 4_000_000),))
        with monkeypatch.context() as patch:
            for module in (message_accumulator, producer):
                patch.setattr(module, "DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
            await _send(flow, _page("header"), headers=((Raw("\xff\xfe"), b"1"),))
        await flow.feed([("form-submissions", _questionnaire(number)) for number in range(60)])
        await flow.feed([("web-activity", _page("last"))])
        await flow.drain()
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.fates == {"judged": 4 + 1 + 60 + 1, "dead_letter": 1 + 2}
    assert found.dead_letters == {"invalid_json": 1, "oversized_batch": 2}
