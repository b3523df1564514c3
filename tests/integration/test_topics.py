import asyncio
import json
import time
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import InvalidTimestampError, MessageSizeTooLargeError
from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.errors import BrokerUnavailable, LeadsieveError
from pipeline.runtime import topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.topic_specs import SPECS, list_needs
from pipeline.settings import Settings

OURS = [spec.name for spec in SPECS if spec.kind not in {"source", "control"}]


@pytest.fixture
async def made(settings: Settings) -> Settings:
    await topics.create(settings)
    return settings


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("broker", "app_id", "topic_prefix"):
        monkeypatch.setenv(f"LEADSIEVE_{name.upper()}", getattr(settings, name))


async def test_create(settings: Settings) -> None:
    """All topics are created once; a second run creates nothing, and the check has nothing to say."""
    created = await topics.create(settings)
    assert [topic.name for topic in created] == [spec.name for spec in SPECS]
    assert {topic.topic for topic in created if topic.kind in {"changelog", "positions"}} == {
        f"{settings.topic_prefix}{settings.app_id}-{name}"
        for name in ("visitors-changelog", "leads-changelog", "accounts-changelog", "route-positions")
    }
    assert await topics.create(settings) == []
    assert await topics.check(settings) == []


async def test_create_at_once(settings: Settings) -> None:
    """Of two that create at once both succeed, and every topic is one's work only."""
    both = await asyncio.gather(topics.create(settings), topics.create(settings))
    assert sorted(topic.name for created in both for topic in created) == sorted(spec.name for spec in SPECS)


async def test_create_the_rest(made: Settings) -> None:
    """A topic that went missing is created again, the others are left alone."""
    async with admin_client(made.broker) as admin:
        await admin.delete_topics([made.topic("dead-letters")])
    assert await complaints(made, 1) == {("topic_missing", made.topic("dead-letters"))}
    assert [topic.name for topic in await topics.create(made)] == ["dead-letters"]


async def test_refused(settings: Settings) -> None:
    """A name that the broker refuses is an error in its words."""
    with pytest.raises(LeadsieveError, match=rf"no topic/form-submissions.*and {len(SPECS) - 1} more"):
        await topics.create(replace(settings, topic_prefix="no topic/"))


async def test_nobody_there() -> None:
    """Without a broker every question is one clear error."""
    for ask in (topics.create, topics.check, topics.describe):
        with pytest.raises(BrokerUnavailable):
            await ask(Settings(broker="127.0.0.1:9"))


async def test_other_partitions(made: Settings) -> None:
    """Another count of partitions is a problem where state depends on it, and upstream's own choice elsewhere."""
    problems = await topics.check(replace(made, partitions=6))
    assert {problem.code for problem in problems} == {"topic_partitions"}
    assert {problem.file for problem in problems} == {
        made.topic(name)
        for name in (
            "visitor-log",
            "lead-log",
            "account-log",
            "visitors-changelog",
            "leads-changelog",
            "accounts-changelog",
            "lead-decisions",
            "candidate-differences",
            "account-signals",
        )
    }


async def test_other_config(made: Settings) -> None:
    """What was altered on the broker against our need is found, with the command that puts it right."""
    await alter(made, "lead-log", {"retention.ms": "60000"})
    await alter(made, "leads-changelog", {"cleanup.policy": "delete"})
    await alter(made, "dead-letters", {"max.message.bytes": "1000"})
    altered = {made.topic(name) for name in ("lead-log", "leads-changelog", "dead-letters")}
    assert await complaints(made, 3) == {("topic_config", topic) for topic in altered}
    message = next(str(problem) for problem in await topics.check(made) if problem.file == made.topic("lead-log"))
    assert f"kafka-configs --alter --topic {made.topic('lead-log')} --add-config retention.ms=2419200000" in message


async def alter(settings: Settings, topic: str, configs: dict[str, str]) -> None:
    """Set these settings of a topic, all others as we make them."""
    spec = next(spec for spec in SPECS if spec.name == topic)
    made = {need.config: str(need.value) for need in list_needs(spec, settings)}
    async with admin_client(settings.broker) as admin:
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic), made | configs)])


async def complaints(settings: Settings, count: int) -> set[tuple[str, str]]:
    """Return code and topic of every problem, once there are `count`: the broker takes a moment to show a change."""
    for _ in range(200):
        problems = await topics.check(settings)
        if len(problems) == count:
            break
        await asyncio.sleep(0.05)
    return {(problem.code, problem.file) for problem in problems}


async def test_large_value_in(made: Settings) -> None:
    """Upstream can publish a value of 5 MB: refusing it is our work, as a dead letter."""
    async with AIOKafkaProducer(bootstrap_servers=made.broker, max_request_size=6_000_000) as producer:
        await producer.send_and_wait(made.topic("form-submissions"), b"x" * 5_000_000)


async def test_too_large(made: Settings) -> None:
    """None of our own topics takes a value above its limit."""
    async with AIOKafkaProducer(bootstrap_servers=made.broker, max_request_size=6_000_000) as producer:
        for name in OURS:
            with pytest.raises(MessageSizeTooLargeError):
                await producer.send_and_wait(made.topic(name), b"x" * 3_000_000, b"key")


async def test_from_the_future(made: Settings) -> None:
    """None of our own topics keeps a record's date of more than an hour ahead: positions are stamped on arrival."""
    ahead = int((time.time() + 2 * 3600) * 1000)
    async with AIOKafkaProducer(bootstrap_servers=made.broker) as producer:
        stamped = await producer.send_and_wait(made.topic("route-positions"), b"x", b"key", timestamp_ms=ahead)
        assert abs(stamped.timestamp / 1000 - time.time()) < 60
        for name in set(OURS) - {"route-positions"}:
            with pytest.raises(InvalidTimestampError):
                await producer.send_and_wait(made.topic(name), b"x", b"key", timestamp_ms=ahead)


async def test_stamped_on_arrival(made: Settings) -> None:
    """A source's records are stamped when they arrive: history that upstream stamps as old outlives the retention."""
    async with AIOKafkaProducer(bootstrap_servers=made.broker) as producer:
        sent = await producer.send_and_wait(made.topic("web-activity"), b"x", timestamp_ms=1_600_000_000_000)
    assert abs(sent.timestamp / 1000 - time.time()) < 60
    assert sent.timestamp_type == 1


@pytest.mark.usefixtures("environment")
def test_command(settings: Settings) -> None:
    """`leadsieve topics` creates all, prints each as JSON, and finds nothing wrong; a second run says they are there."""
    for state in ("created", "there"):
        result = CliRunner().invoke(leadsieve, ["topics", "--json", "--broker", settings.broker])
        assert result.exit_code == 0, result.output
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        assert [row["topic"] for row in rows] == [settings.topic(spec.name) for spec in SPECS]
        assert {row["state"] for row in rows} == {state}
    assert {row["retention_ms"] for row in rows if row["kind"] in {"log", "output"}} == {28 * 24 * 3_600_000}
    assert len([row for row in rows if row["topic"].removeprefix(settings.topic_prefix) in STATUS_TOPICS.values()]) == 4


@pytest.mark.usefixtures("environment")
def test_command_check(settings: Settings) -> None:
    """`leadsieve topics --check` creates nothing, names what is missing and the remedy, and exits with 1."""
    result = CliRunner().invoke(leadsieve, ["topics", "--check", "--broker", settings.broker])
    assert result.exit_code == 1
    assert (
        f"{settings.topic('lead-log')}: error: the topic does not exist: `leadsieve topics` creates it" in result.stderr
    )
    assert "missing" in result.stdout
    assert len(asyncio.run(topics.check(settings))) == len(SPECS)


@pytest.mark.usefixtures("environment")
def test_command_table(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people it is a table in their units."""
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(leadsieve, ["topics", "--broker", settings.broker])
    assert "28 days" in result.stdout
    assert "latest by key" in result.stdout
    assert "6 MiB" in result.stdout


def test_command_alone() -> None:
    """Without a broker set the command says how to name one."""
    result = CliRunner().invoke(leadsieve, ["topics"], env={"LEADSIEVE_BROKER": None})
    assert isinstance(result.exception, LeadsieveError)
    assert "--broker HOST:PORT" in str(result.exception)
