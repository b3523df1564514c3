"""The first flow, through real Kafka: what goes in is accounted for, whatever it is, and whatever happens to the worker."""

import asyncio
import json
from pathlib import Path

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from pipeline.runtime import logs
from pipeline.runtime.admin import admin_client
from pipeline.runtime.changelog import ask_bounds, open_reader
from pipeline.runtime.drain import input_partitions
from pipeline.settings import Settings
from tests.flows import Mix, flowing, made_up

EVENTS = 3_000
HOSTILE: dict[str, bytes | None] = {
    "empty_value": None,
    "invalid_utf8": b'{"event_id":"\xff"}',
    "invalid_json": b"not json",
    "unknown_shape": b'{"hello":"world"}',
    "invalid_event": b'{"event_id":7,"type":"page","occurred_at":"2026-11-22T10:00:00Z"}',
    "no_identity": b'{"event_id":"e","type":"page","occurred_at":"2026-11-22T10:00:00Z"}',
    "invalid_time": b'{"event_id":"e","type":"page","visitor_id":"v","occurred_at":"1812-01-01T00:00:00Z"}',
    "too_large": b'{"event_id":"' + b"x" * 5_000_000 + b'"}',
}


async def test_the_reckoning_comes_out_even(settings: Settings, tmp_path: Path) -> None:
    """Every record published has exactly one fate; every form its decision; nothing is lost or doubled."""
    async with flowing(settings, tmp_path) as flow:
        published = await flow.feed(made_up(seed=1, events=EVENTS))
        await flow.drain()
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.records == found.events == published == EVENTS
    assert {"anonymous", "judged", "bot", "duplicate", "stored", "dead_letter"} <= set(found.fates)
    assert found.forms > 50
    assert set(found.statuses) == {"qualified", "excluded", "nurture", "open"}


async def test_lag_tools_see_where_tasks_stand(settings: Settings, tmp_path: Path) -> None:
    """The group's offsets reach the ends of all inputs: who watches lag by them sees none where nothing is left to do."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(made_up(seed=1, events=300))
        await flow.drain()
        inputs = (await input_partitions(settings)).values()
        async with (
            asyncio.timeout(30),
            admin_client(settings.broker) as admin,
            open_reader(settings.broker, "read_uncommitted") as reader,
        ):
            ends = {tp: end for tp, (_, end) in (await ask_bounds(reader, list(inputs))).items() if end}
            while await _told(admin, settings.group, list(ends)) != ends:  # noqa: ASYNC110  offsets make no events
                await asyncio.sleep(0.5)


async def _told(admin: AIOKafkaAdminClient, group: str, inputs: list[TopicPartition]) -> dict[TopicPartition, int]:
    told = await admin.list_consumer_group_offsets(group, partitions=inputs)
    return {tp: known.offset for tp, known in told.items()}


async def test_killed_workers_lose_and_double_nothing(settings: Settings, tmp_path: Path) -> None:
    """A worker killed with work in hand is fenced and taken over by the next: exactly once all the same."""
    messages = made_up(seed=2, events=EVENTS)
    async with flowing(settings, tmp_path) as flow:
        for start in range(0, EVENTS, EVENTS // 3):
            await flow.feed(messages[start : start + EVENTS // 3])
            await asyncio.sleep(0.2 * start / EVENTS)
            flow.worker.kill()
            await flow.restart()
        await flow.drain()
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.events == EVENTS


@pytest.mark.parametrize("topic", ["form-submissions", "web-activity", "crm-outcomes"])
async def test_hostile_records_become_dead_letters(settings: Settings, tmp_path: Path, topic: str) -> None:
    """Bad input never stops the flow and is never lost: byte-identical, or by reference above the limit."""
    good = [("web-activity", value) for _, value in made_up(seed=3, events=200, mix=Mix())]
    hostile = [(topic, value) for value in HOSTILE.values()]
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(good[:100] + hostile + good[100:])
        await flow.drain()
        letters = [record async for record in logs.read_topics(settings, "dead-letters")]
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.fates["anonymous"] == 200
    assert len(letters) == len(hostile)
    whole = {record.value for record in letters if len(record.value or b"") < 5_000}
    assert {value for code, value in HOSTILE.items() if code != "too_large"} == whole
    reference = json.loads(next(record.value for record in letters if len(record.value or b"") > 5_000) or b"")
    assert reference["size"] == len(HOSTILE["too_large"] or b"")
    if topic != "crm-outcomes":
        assert set(found.dead_letters) == set(HOSTILE)


async def test_one_hostile_key_spoils_nothing(settings: Settings, tmp_path: Path) -> None:
    """Ids that look like our own reserved keys are ids like any other."""
    ids = ["\0control", "\0position/lead-log/0", "lead-log/0", "é" * 100, " "]
    messages = [
        (
            "form-submissions",
            json.dumps(
                {"event_id": f"e{number}", "type": "form", "visitor_id": name, "user_id": name,
                 "occurred_at": "2026-11-22T10:00:00Z", "form": {"id": "f"}}
            ).encode(),
        )
        for number, name in enumerate(ids)
    ]  # fmt: skip
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(messages)
        await flow.drain()
        flow.worker.kill()
        await flow.restart()
        await flow.drain()
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.fates["judged"] == len(ids)
