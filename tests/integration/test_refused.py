"""A record that the broker refuses never lets its transaction commit, whichever topic it was for."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.errors import RecordRefused
from pipeline.runtime import genesis, logs, topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.transaction import Transactions
from pipeline.settings import Settings
from pipeline.stages.effects import Send

OUTPUTS = ("visitor-log", "lead-log", *STATUS_TOPICS.values(), "lead-decisions", "dead-letters")
CHANGELOG = "leads-changelog"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def prepared(broker: object) -> AsyncIterator[Settings]:
    """Settings whose topics exist, for all tests of this file."""
    own = Settings(broker=broker.address, app_id="refused", topic_prefix="refused-", partitions=1)  # type: ignore[attr-defined]  # the session's Broker
    await topics.create(own)
    await genesis.begin(own)
    yield own
    async with admin_client(own.broker) as admin:
        await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith("refused-")])


async def _set(admin: AIOKafkaAdminClient, topic: str, config: str, value: str) -> None:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, configs={config: value})
    await admin.alter_configs([resource])


@pytest.mark.parametrize("topic", [*OUTPUTS, CHANGELOG])
@pytest.mark.parametrize(
    ("config", "value"), [("max.message.bytes", "2000"), ("message.timestamp.before.max.ms", "1")], ids=["size", "time"]
)
@pytest.mark.asyncio(loop_scope="module")
async def test_refused_record_never_commits(prepared: Settings, topic: str, config: str, value: str) -> None:
    """Too large or badly dated for one topic: the error is raised, and no topic shows anything of the transaction."""
    async with admin_client(prepared.broker) as admin:
        await _set(admin, prepared.topic(topic), config, value)
        key = f"{topic}/{config}".encode()
        sends = [Send(name, key, b"x" * 50) for name in OUTPUTS if name != topic]
        large = b"x" * 5_000
        if topic != CHANGELOG:
            sends.append(Send(topic, key, large))
        changes = [(key, large if topic == CHANGELOG else b"state")]
        transactions = Transactions(prepared, f"refused-{topic}-{config}")
        await transactions.fence()
        with pytest.raises(RecordRefused, match=r"max\.message\.bytes|clock"):
            await transactions.write(sends, CHANGELOG, 0, changes)
        await transactions.stop()
        default = {"max.message.bytes": "2097152", "message.timestamp.before.max.ms": "9223372036854775807"}
        await _set(admin, prepared.topic(topic), config, default[config])
    await _assert_nothing_committed(prepared, f"refused-{topic}-{config}", key)


async def _assert_nothing_committed(settings: Settings, transactional_id: str, key: bytes) -> None:
    """Fence, as the next owner would: what was open is aborted; then no committed record has the key."""
    following = Transactions(settings, transactional_id)
    await following.fence()
    await following.stop()
    async for record in logs.read_topics(settings, *OUTPUTS, CHANGELOG):
        assert record.key != key, record.topic


@pytest.mark.asyncio(loop_scope="module")
async def test_everything_fits_that_may_be_written(prepared: Settings) -> None:
    """A record of the largest size we write, and one of neither key nor value, are taken by every topic."""
    transactions = Transactions(prepared, "refused-largest")
    await transactions.fence()
    room = transactions.largest - 1_000
    sends = [Send(name, b"largest", b"x" * room) for name in OUTPUTS]
    await transactions.write([*sends, Send("dead-letters", None, None)], CHANGELOG, 0, [(b"largest", b"x" * room)])
    await transactions.stop()
    found = [record async for record in logs.read_topics(prepared, *OUTPUTS, CHANGELOG) if record.key == b"largest"]
    assert {record.topic: len(record.value or b"") for record in found} == dict.fromkeys([*OUTPUTS, CHANGELOG], room)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_next_owner_fences(prepared: Settings) -> None:
    """Who had the id before can commit no more, and what they had open is gone."""
    former, following = Transactions(prepared, "refused-owner"), Transactions(prepared, "refused-owner")
    await former.fence()
    await former.write([Send("lead-log", b"owner", b"1")], CHANGELOG, 0, [(b"owner", b"1")])
    await following.fence()
    with pytest.raises(Exception, match=r"[Ff]ence|epoch|ProducerFenced"):
        await former.write([Send("lead-log", b"owner", b"2")], CHANGELOG, 0, [(b"owner", b"2")])
    await following.write([Send("lead-log", b"owner", b"3")], CHANGELOG, 0, [(b"owner", b"3")])
    await asyncio.gather(former.stop(), following.stop(), return_exceptions=True)
    found = [record.value async for record in logs.read_topics(prepared, "lead-log") if record.key == b"owner"]
    assert found == [b"1", b"3"]
