"""Publishing files into a real Apache Kafka."""

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiokafka.admin import NewTopic
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.errors import BrokerUnavailable, LeadsieveError, RecordRefused
from pipeline.intake import native
from pipeline.runtime import logs
from pipeline.runtime import publish as runtime_publish
from pipeline.runtime.admin import admin_client
from pipeline.settings import Settings

WEB, FORMS = "web-activity", "form-submissions"
ODD: Sequence[bytes | None] = [None, b"", b"\n", b"\xff\xfe", b'{"a":1}', b"x" * 300_000, '{"é":"\\ud800"}'.encode()]


@pytest.fixture
async def ready(settings: Settings) -> Settings:
    """Settings whose two event topics exist, with three partitions each and values up to 400,000 bytes."""
    limits = {"max.message.bytes": "400000"}
    async with admin_client(settings.broker) as admin:
        await admin.create_topics([NewTopic(settings.topic(name), 3, 1, topic_configs=limits) for name in (WEB, FORMS)])
    return settings


async def _read(settings: Settings, topic: str) -> list[list[bytes | None]]:
    return [[record.value async for record in logs.read_partition(settings, topic, number)] for number in range(3)]


async def _run(settings: Settings, *arguments: str) -> Result:
    """Run the command as a person would, on a thread of its own: it brings its own loop."""
    environment = {"LEADSIEVE_BROKER": settings.broker, "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix}
    return await asyncio.to_thread(CliRunner().invoke, leadsieve, ["publish", *arguments], env=environment)


async def test_byte_for_byte(ready: Settings) -> None:
    """Values arrive as they were, whatever they are: nothing, no text, large; each topic has its own."""
    records = [*((WEB, value) for value in ODD), (FORMS, b"form")]
    assert await runtime_publish.publish(ready, records) == {WEB: len(ODD), FORMS: 1}
    found = [value for partition in await _read(ready, WEB) for value in partition]
    assert sorted(map(repr, found)) == sorted(map(repr, ODD))
    assert [value for partition in await _read(ready, FORMS) for value in partition] == [b"form"]


async def test_partitions_take_turns(ready: Settings) -> None:
    """Records spread evenly and stay in order within a partition, over many batches."""
    values = [f"{number:06d}".encode() * 20 for number in range(9_000)]
    heard: list[int] = []
    await runtime_publish.publish(ready, ((WEB, value) for value in values), on_progress=heard.append)
    found = await _read(ready, WEB)
    assert [len(partition) for partition in found] == [3_000] * 3
    assert found == [values[start::3] for start in range(3)]
    assert heard == [*range(1_000, 9_001, 1_000), 9_000]


async def test_rate(ready: Settings) -> None:
    """A rate is kept: what is sent is acknowledged no sooner than it may."""
    started = time.monotonic()
    await runtime_publish.publish(ready, [(WEB, b"{}")] * 100, rate=200)
    assert time.monotonic() - started >= 0.4


async def test_refused(ready: Settings) -> None:
    """A record the broker refuses is an error that names the topic and what was written before: never a silent loss."""
    records = [(FORMS, b"fine"), (WEB, b"x" * 500_000)]
    with pytest.raises(RecordRefused, match=f"{ready.topic(WEB)}: 1 record"):
        await runtime_publish.publish(ready, records)


async def test_no_topic(ready: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic that is not there is named, with the remedy."""
    monkeypatch.setattr(runtime_publish, "TOPIC_PATIENCE", 1.0)
    with pytest.raises(LeadsieveError, match=f"no topic {ready.topic('crm-outcomes')} .*leadsieve topics"):
        await runtime_publish.publish(ready, [("crm-outcomes", b"{}")])


async def test_no_broker(unused_tcp_port: int) -> None:
    """Where no Kafka answers, that is the error."""
    with pytest.raises(BrokerUnavailable):
        await runtime_publish.publish(Settings(broker=f"127.0.0.1:{unused_tcp_port}"), [(WEB, b"{}")])


async def test_command(ready: Settings, tmp_path: Path) -> None:
    """Files go to the topics their names say, blank and bad lines too, and the counts are printed."""
    (tmp_path / "web-activity.ndjson").write_bytes(b"{}\n\nbad\n")
    (tmp_path / "form-submissions.ndjson").write_bytes(b'{"form":1}')
    result = await _run(ready, "--json", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"topic": ready.topic(FORMS), "records": 1},
        {"topic": ready.topic(WEB), "records": 3},
    ]
    assert sorted(value or b"" for partition in await _read(ready, WEB) for value in partition) == [b"", b"bad", b"{}"]


async def test_command_by_history(ready: Settings, tmp_path: Path) -> None:
    """With --history records go out in event-time order, and --topic and --rate are heard."""
    times = [f'{{"timestamp":"2026-01-0{day}T00:00:00Z"}}'.encode() for day in (3, 1, 2)]
    (tmp_path / "events.ndjson").write_bytes(b"\n".join(times))
    result = await _run(ready, "--history", "--topic", WEB, "--rate", "500/s", str(tmp_path / "events.ndjson"))
    assert result.exit_code == 0, result.output
    assert await _read(ready, WEB) == [[times[1]], [times[2]], [times[0]]]


async def test_import(ready: Settings, tmp_path: Path) -> None:
    """The rows of an export arrive as native events, in the order of their dates, without what became of anybody."""
    export = tmp_path / "contacts.csv"
    rows = ("b@orvalis.example,CEO,2026-05-03,Customer", "a@orvalis.example,DSI,2026-05-02,Lead", ",,2026-05-01,")
    export.write_text("\n".join(["Email,Title,Create Date,Lifecycle Stage", *rows]), encoding="utf-8")
    environment = {"LEADSIEVE_BROKER": ready.broker, "LEADSIEVE_TOPIC_PREFIX": ready.topic_prefix}
    result = await asyncio.to_thread(CliRunner().invoke, leadsieve, ["import", str(export)], env=environment)
    assert result.exit_code == 0, result.output
    assert f"{export}:4" in result.stderr
    values = [value for partition in await _read(ready, FORMS) for value in partition]
    events = sorted((native.read(value) for value in values if value), key=lambda event: event.occurred_at)
    assert [(event.email, event.traits) for event in events] == [
        ("a@orvalis.example", {"job_title": "DSI"}), ("b@orvalis.example", {"job_title": "CEO"})
    ]  # fmt: skip
