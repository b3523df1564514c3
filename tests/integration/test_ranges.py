"""What Kafka still holds as a source of history: any stretch of it, committed records only, judged as the files were."""

import asyncio
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError
from pipeline.history.simulate import DEMO, traffic
from pipeline.runtime.admin import admin_client
from pipeline.runtime.ranges import read_range
from pipeline.settings import Settings
from tests.flows import PACK

WEB, FORMS = "web-activity", "form-submissions"
HOUR_MS = 3_600_000
START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
async def ready(settings: Settings) -> Settings:
    """Settings whose two event topics exist, with two partitions each, for records of any age."""
    configs = {"retention.ms": "-1"}
    async with admin_client(settings.broker) as admin:
        await admin.create_topics(
            [NewTopic(settings.topic(name), 2, 1, topic_configs=configs) for name in (WEB, FORMS)]
        )
    return settings


async def _send(
    settings: Settings, records: Iterable[tuple[str, int, int, bytes | None]], *, commit: bool = True
) -> None:
    """Append (topic, partition, time, value) in a transaction, which is aborted where it is not to be seen."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, transactional_id=f"{settings.app_id}-history")
    await producer.start()
    try:
        await producer.begin_transaction()
        for topic, partition, at, value in records:
            await producer.send(settings.topic(topic), value, partition=partition, timestamp_ms=at)
        await (producer.commit_transaction() if commit else producer.abort_transaction())
    finally:
        await producer.stop()


async def _values(settings: Settings, begin: str | None, end: str | None) -> list[tuple[int, bytes | None]]:
    return sorted([(record.partition, record.value) async for record in read_range(settings, [WEB], begin, end)])


async def test_a_stretch_by_offset_and_by_time(ready: Settings) -> None:
    """From and to are of every partition, within what it holds; what was aborted is not there, nor what comes after."""
    begin = round(START.timestamp() * 1000)
    await _send(ready, [(WEB, number % 2, begin + number // 2 * HOUR_MS, b"%d" % number) for number in range(8)])
    await _send(ready, [(WEB, 0, begin, b"aborted")], commit=False)
    assert await _values(ready, None, None) == [(n % 2, b"%d" % n) for n in (0, 2, 4, 6, 1, 3, 5, 7)]
    assert await _values(ready, "1", "3") == [(0, b"2"), (0, b"4"), (1, b"3"), (1, b"5")]
    assert await _values(ready, "3", "99") == [(0, b"6"), (1, b"7")]
    assert await _values(ready, "3", "1") == []
    assert await _values(ready, "2026-03-01T00:30:00Z", "2026-03-01T03:00:00+01:00") == [(0, b"2"), (1, b"3")]
    assert await _values(ready, "2027-01-01T00:00:00Z", None) == []


async def test_what_is_no_stretch_is_told(ready: Settings) -> None:
    """A topic that is not there, and what is neither offset nor moment, are errors that say what is needed."""
    with pytest.raises(LeadsieveError, match="there is no topic"):
        [record async for record in read_range(ready, ["crm-outcomes"], None, None)]
    with pytest.raises(LeadsieveError, match="--from='yesterday'"):
        await _values(ready, "yesterday", None)


async def _decide(settings: Settings, *arguments: str) -> Result:
    environment = {"LEADSIEVE_BROKER": settings.broker, "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix}
    command = ["--quiet", "decide", "--pack", str(PACK), *arguments]
    return await asyncio.to_thread(CliRunner().invoke, leadsieve, command, env=environment)


async def test_topics_are_judged_as_files_are(ready: Settings, tmp_path: Path) -> None:
    """The same events from topics, spread over partitions, give the leads that they give from files, however often read."""
    published = [item for item in traffic(11, 600, START, DEMO) if item.topic in (WEB, FORMS)]
    for topic in (WEB, FORMS):
        values = [item.value or b"" for item in published if item.topic == topic]
        (tmp_path / f"{topic}.ndjson").write_bytes(b"".join(value + b"\n" for value in values))
    at = round(START.timestamp() * 1000) + HOUR_MS
    await _send(ready, [(item.topic, number % 2, at, item.value or b"") for number, item in enumerate(published)])
    files = await _decide(ready, str(tmp_path))
    topics, again = [await _decide(ready, "--topic", WEB, "--topic", FORMS) for _ in range(2)]
    assert files.exit_code == topics.exit_code == 0, topics.output
    assert topics.stdout == again.stdout
    assert _judged(topics) == _judged(files)
    assert len(_judged(files)) > 10


def _judged(result: Result) -> dict[str, tuple[str, str]]:
    """Return what was last decided of each lead."""
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line["lead_id"]: (line["status"], line.get("route", "")) for line in lines}
