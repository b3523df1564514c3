"""Restoring from a changelog: what is committed, the latest of each key, up to the end as it was; nothing else."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewTopic

from pipeline.runtime import changelog, position
from pipeline.runtime.admin import admin_client
from pipeline.runtime.position import Position
from pipeline.settings import Settings
from pipeline.stages.store import Store

POSITION = position.key_of("lead-log", 0)
Changes = Mapping[bytes, bytes | None]


@pytest.fixture
async def log(settings: Settings) -> TopicPartition:
    """An empty changelog of one partition."""
    name = settings.topic("leads-changelog")
    async with admin_client(settings.broker) as admin:
        await admin.create_topics([NewTopic(name, 1, 1)])
    return TopicPartition(name, 0)


@asynccontextmanager
async def writing(settings: Settings, who: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, transactional_id=f"{settings.app_id}-{who}", retry_backoff_ms=5
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


async def send(producer: AIOKafkaProducer, log: TopicPartition, changes: Changes) -> None:
    for key, value in changes.items():
        await producer.send(log.topic, value, key, partition=0)
    await producer.flush()


async def commit(producer: AIOKafkaProducer, log: TopicPartition, changes: Changes) -> None:
    await producer.begin_transaction()
    await send(producer, log, changes)
    await producer.commit_transaction()


async def restore(settings: Settings, log: TopicPartition) -> tuple[dict[str, bytes], changelog.Restored]:
    store = Store()
    found = await changelog.restore(settings.broker, log, POSITION, store, lambda *_: None, keep=True)
    return dict(store.items()), found


async def test_an_empty_changelog_gives_nothing(settings: Settings, log: TopicPartition) -> None:
    """No records: no state, no position, and no wait for records."""
    assert await restore(settings, log) == ({}, changelog.Restored(None, 0))


async def test_the_latest_committed_value_of_every_key(settings: Settings, log: TopicPartition) -> None:
    """Later transactions win, tombstones forget, aborted records never were; the end may be a marker."""
    first, second = Position(0, 5, 1), Position(5, 9, 1)
    async with writing(settings, "task") as producer:
        await commit(producer, log, {b"a": b"1", b"b": b"1", b"c": b"1", POSITION: position.encode(first)})
        await commit(producer, log, {b"a": b"2", b"b": None, POSITION: position.encode(second)})
        await producer.begin_transaction()
        await send(producer, log, {b"a": b"aborted", b"d": b"aborted", POSITION: b"{}"})
        await producer.abort_transaction()
    state, found = await restore(settings, log)
    assert state == {"a": b"2", "c": b"1"}
    assert found.position == second
    assert (found.records, found.next) == (7, 7 + 3 + 3)  # three markers, three aborted records


async def test_another_tasks_open_transaction_is_waited_for(settings: Settings, log: TopicPartition) -> None:
    """Of a log that several tasks write to, what lay below the end at the start is read, whenever its fate is known."""
    async with writing(settings, "task") as producer, writing(settings, "other") as other:
        await other.begin_transaction()
        await send(other, log, {b"theirs": b"1"})
        await commit(producer, log, {b"ours": b"1"})
        restoring = asyncio.create_task(restore(settings, log))
        await asyncio.sleep(0.5)
        assert not restoring.done()
        await other.commit_transaction()
        state, _ = await restoring
    assert state == {"theirs": b"1", "ours": b"1"}


async def test_large_states_come_in_several_fetches(settings: Settings, log: TopicPartition) -> None:
    """More than one fetch takes: everything comes, once, and progress is told up to the end."""
    values = {b"key%d" % number: b"%d" % number * 100_000 for number in range(100)}
    told: list[tuple[int, int]] = []
    store = Store()
    async with writing(settings, "task") as producer:
        for number in range(0, 100, 10):
            await commit(producer, log, dict(list(values.items())[number : number + 10]))
    found = await changelog.restore(
        settings.broker, log, POSITION, store, lambda f, _, end: told.append((f.next, end)), keep=True
    )
    assert {key: store.get(key.decode()) for key in values} == values
    assert (found.records, found.size, store.size) == (100, *[sum(map(len, values.values()))] * 2)
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1] == (110, 110)
