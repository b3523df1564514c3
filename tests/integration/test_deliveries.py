"""At least once: outputs are out before anything says that they are."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from pipeline.errors import RecordRefused
from pipeline.runtime import genesis, logs, topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.broker import Broker
from pipeline.runtime.writer import writer_of
from pipeline.settings import Settings
from pipeline.stages.effects import Send

OUTPUT, CHANGELOG = "lead-decisions", "leads-changelog"


@pytest_asyncio.fixture
async def prepared(broker: Broker) -> AsyncIterator[Settings]:
    """Settings whose topics exist."""
    own = Settings(
        broker=broker.address, app_id="loose", topic_prefix="loose-", partitions=1, processing="at-least-once"
    )
    await topics.create(own)
    await genesis.begin(own)
    yield own
    async with admin_client(own.broker) as admin:
        await admin.delete_topics([topic for topic in await admin.list_topics() if topic.startswith("loose-")])


async def _write(settings: Settings, key: bytes, refusing: str) -> None:
    """Write an output and a change while the broker refuses what goes to one of the two topics."""
    async with admin_client(settings.broker) as admin:
        configs = {"max.message.bytes": "2000"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.topic(refusing), configs=configs)])
    writer = writer_of(settings, "not-used")
    await writer.fence()
    try:
        with pytest.raises(RecordRefused, match=r"max\.message\.bytes"):
            await writer.write([Send(OUTPUT, key, b"x" * 5_000)], CHANGELOG, 0, [(key, b"x" * 5_000)])
    finally:
        await writer.stop()


@pytest.mark.parametrize(
    ("refusing", "there"), [(OUTPUT, set[str]()), (CHANGELOG, {OUTPUT})], ids=["output refused", "state refused"]
)
async def test_state_never_knows_of_an_answer_that_is_not_out(
    prepared: Settings, refusing: str, there: set[str]
) -> None:
    """Without the output there is no change of state; without the change the output is there, and comes again."""
    await _write(prepared, b"lead", refusing)
    found = {record.topic async for record in logs.read_topics(prepared, OUTPUT, CHANGELOG) if record.key == b"lead"}
    assert found == there


async def test_order_and_number(prepared: Settings) -> None:
    """Several batches' worth arrives whole, in order, the position last."""
    writer = writer_of(prepared, "not-used")
    await writer.fence()
    changes = [*((b"lead%d" % at, b"x" * 300_000) for at in range(8)), (b"position", b"8")]
    sends = [Send(OUTPUT, b"%d" % at, b"x" * 300_000) for at in range(8)]
    await writer.write(sends, CHANGELOG, 0, changes)
    await writer.stop()
    kept = [record.key async for record in logs.read_topics(prepared, CHANGELOG)]
    assert kept[-9:] == [key for key, _ in changes]
    assert [record.key async for record in logs.read_topics(prepared, OUTPUT)] == [send.key for send in sends]
