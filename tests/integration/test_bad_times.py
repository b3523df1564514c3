"""Bad times: each has a clear outcome, and none of them loses, doubles or invents anything."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import RecordsToDelete

from pipeline.runtime import changelog, logs, position, topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.audit import CHANGELOGS
from pipeline.runtime.drain import INPUTS, input_partitions
from pipeline.runtime.worker_process import start_worker
from pipeline.settings import Settings
from tests.flows import Flow, Mix, flowing, made_up
from tests.integration.health import health_until, task_gone

FIRST = 300
MIB = 1024 * 1024


async def test_topics_in_every_condition(settings: Settings, tmp_path: Path) -> None:
    """Empty, emptied, full of aborted records, ending in markers, with a record of 10 MB that came as a few kB."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed([item for item in made_up(seed=1, events=FIRST, mix=Mix()) if item[0] != "crm-outcomes"])
        await _abort_everywhere(settings)
        await _send_compressed(settings, b'{"event_id":"' + b"x" * 10 * MIB + b'"}')
        await flow.drain()
        await _check_and_restart(flow, expected={"too_large": 1})
        for topic in ("web-activity", "lead-log"):
            await _wait_until_noted(settings, topic)
            await _empty(settings, topic)
        flow.worker.kill()
        await flow.restart()
        assert (await health_until(flow.worker, ""))["status"] == "ok"
        again = await flow.feed(made_up(seed=2, events=FIRST))
        await flow.drain()
    assert again == FIRST


async def test_a_clock_a_year_ahead(settings: Settings, tmp_path: Path) -> None:
    """Of an event from next year the date is clamped; a worker from next year writes nothing and says why."""
    ahead = datetime.now(UTC) + timedelta(days=365)
    async with flowing(settings, tmp_path) as flow:
        await flow.feed([("form-submissions", _form("ahead", ahead))])
        await flow.drain()
        await asyncio.to_thread(flow.worker.stop)
        skewed = start_worker(settings, tmp_path / "skewed.log", module="tests.integration.skewed")
        try:
            await flow.feed([("form-submissions", _form("now", datetime.now(UTC)))])
            said = await health_until(skewed, "check the machine's clock")
        finally:
            await asyncio.to_thread(skewed.stop)
        assert said["status"] == "failing"
        await flow.restart()
        await flow.drain()
        found = await flow.audit()
        decisions = [record async for record in logs.read_topics(settings, "lead-decisions")]
    assert (found.lost, found.duplicated, found.fates["judged"]) == (0, 0, 2), found.findings
    dates = [datetime.fromisoformat(json.loads(record.value or b"")["occurred_at"]) for record in decisions]
    assert all(date < datetime.now(UTC) + timedelta(minutes=11) for date in dates)


async def test_a_topic_made_anew_under_a_running_worker(settings: Settings, tmp_path: Path) -> None:
    """Another topic under the same name is not read on with the old one's offsets: the tasks say so and stop."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(made_up(seed=3, events=FIRST))
        await flow.drain()
        async with admin_client(settings.broker) as admin:
            await admin.delete_topics([settings.topic("form-submissions")])
            while settings.topic("form-submissions") in await admin.list_topics():  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.05)
        await topics.create(settings)
        said = await health_until(flow.worker, "deleted and made anew")
        assert said["status"] == "failing"
        await task_gone(flow.worker, "form-submissions/0")


async def test_two_apps_with_one_id(settings: Settings, tmp_path: Path) -> None:
    """With another key the second refuses and says so; under another prefix they never meet."""
    other_key = replace(settings, identity_key="another key")
    other_prefix = replace(settings, topic_prefix=f"{settings.topic_prefix}other-")
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(made_up(seed=4, events=FIRST))
        await flow.drain()
        second = start_worker(other_key, tmp_path / "second.log")
        try:
            said = await health_until(second, "LEADSIEVE_IDENTITY_KEY")
        finally:
            await asyncio.to_thread(second.stop)
        assert said["status"] == "failing"
        (tmp_path / "other").mkdir()
        async with flowing(other_prefix, tmp_path / "other") as other:
            await asyncio.gather(flow.feed(made_up(seed=5, events=FIRST)), other.feed(made_up(seed=6, events=FIRST)))
            await flow.drain()
            await other.drain()
            both = [await flow.audit(), await other.audit()]
        assert "fenced" not in flow.log.read_text()
    assert [(found.lost, found.duplicated) for found in both] == [(0, 0), (0, 0)]
    assert [found.records for found in both] == [2 * FIRST, FIRST]


async def test_many_nearly_idle_tasks(settings: Settings, tmp_path: Path) -> None:
    """One worker with more than 128 tasks opens them all, judges the little that comes, and has none that fails."""
    many = replace(settings, partitions=26)
    async with flowing(many, tmp_path) as flow:
        assert len(await asyncio.to_thread(flow.worker.tasks)) > 128
        await flow.feed(made_up(seed=7, events=60, mix=Mix()))
        await flow.drain()
        assert (await health_until(flow.worker, ""))["status"] == "ok"
        found = await flow.audit()
    assert (found.lost, found.duplicated, found.records) == (0, 0, 60), found.findings


async def _check_and_restart(flow: Flow, expected: dict[str, int]) -> None:
    """Nothing aborted was judged, and after a crash every task stands at its end again, markers or not."""
    found = await flow.audit()
    assert (found.lost, found.duplicated, dict(found.dead_letters)) == (0, 0, expected), found.findings
    before = await asyncio.to_thread(flow.worker.tasks)
    flow.worker.kill()
    await flow.restart()
    await flow.drain()
    assert await asyncio.to_thread(flow.worker.tasks) == before
    assert "crm-outcomes/0" in before


async def _abort_everywhere(settings: Settings) -> None:
    """Leave aborted records, and markers at the end, in every partition that a task reads."""
    inputs = list((await input_partitions(settings)).values())
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, transactional_id=f"{settings.app_id}-upstream")
    async with producer:
        for _ in range(3):
            await producer.begin_transaction()
            await _send_to(producer, inputs, b"never to be read")
            await producer.abort_transaction()
    ends = await changelog.bounds_of(settings.broker, inputs)
    assert {tp.topic for tp in inputs} == {settings.topic(name) for name in INPUTS}
    assert all(end >= 6 for _, end in ends.values())


async def _send_to(producer: AIOKafkaProducer, partitions: Iterable[TopicPartition], value: bytes) -> None:
    for tp in partitions:
        await producer.send_and_wait(tp.topic, value, b"key", partition=tp.partition)


async def _send_compressed(settings: Settings, value: bytes) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, compression_type="gzip", max_request_size=len(value) + MIB
    )
    async with producer:
        await producer.send_and_wait(settings.topic("web-activity"), value)


async def _wait_until_noted(settings: Settings, topic: str) -> None:
    """Wait until the tasks' position records stand at the ends of a topic, behind its markers."""
    found = await logs.find_partitions(settings, [topic])
    ends = {tp.partition: end for tp, (_, end) in (await changelog.bounds_of(settings.broker, list(found))).items()}
    stands: dict[int, int] = {}
    for _ in range(100):
        async for record in logs.read_topics(settings, *CHANGELOGS):
            for number in ends:
                if record.key == position.key_of(topic, number):
                    stands[number] = position.decode(record.value or b"").next
        if stands == ends:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{topic} ends at {ends}, the tasks stand at {stands}")


async def _empty(settings: Settings, topic: str) -> None:
    """Let a topic be as retention leaves one that nobody wrote to for long."""
    found = await logs.find_partitions(settings, [topic])
    ends = await changelog.bounds_of(settings.broker, list(found))
    async with admin_client(settings.broker) as admin:
        await admin.delete_records({tp: RecordsToDelete(before_offset=end) for tp, (_, end) in ends.items()})


def _form(event_id: str, at: datetime) -> bytes:
    form = {"event_id": event_id, "type": "form", "email": "a@brume.example", "form": {"id": "f"}}
    return json.dumps(form | {"occurred_at": at.isoformat()}).encode()
