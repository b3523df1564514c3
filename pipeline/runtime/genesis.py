"""The first position record of every task: so that a first start is told from a loss."""

from collections.abc import Iterable, Sequence

from aiokafka import AIOKafkaProducer, TopicPartition
from msgspec.structs import replace

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.runtime import changelog, logs, position
from pipeline.runtime.position import Position
from pipeline.runtime.topic_ids import read_topic_ids
from pipeline.settings import Settings

KEYED = {"visitors-changelog": "visitor-log", "leads-changelog": "lead-log", "accounts-changelog": "account-log"}
"""Changelog -> the log whose tasks write it, partition by partition."""


async def begin(settings: Settings) -> list[str]:
    """Write a position record for every task that has none and whose changelog is empty; return those tasks' inputs.

    A keyed task whose changelog has records but no position is left alone: that is a loss, and its start refuses.
    """
    bounds = await _bounds(settings)
    fresh = [*await _fresh_sources(settings, bounds), *_fresh_logs(settings, bounds)]
    fresh = await _grounded(settings, fresh)
    if fresh:
        await _write(settings, fresh)
    return [f"{topic}/{partition}" for topic, partition, *_ in fresh]


Fresh = tuple[str, int, str, int, Position]
"""(input topic, partition, changelog, its partition, first position)."""


async def _fresh_sources(settings: Settings, bounds: changelog.Bounds) -> list[Fresh]:
    log = TopicPartition(settings.topic("route-positions"), 0)
    held = {record.key async for record in changelog.read_to_end(settings.broker, [log])}
    return [
        (topic, tp.partition, "route-positions", 0, _first(bounds, tp))
        for topic in SOURCE_TOPICS
        for tp in _partitions(bounds, settings.topic(topic))
        if position.key_of(topic, tp.partition) not in held
    ]


def _fresh_logs(settings: Settings, bounds: changelog.Bounds) -> list[Fresh]:
    return [
        (topic, tp.partition, name, tp.partition, _first(bounds, TopicPartition(settings.topic(topic), tp.partition)))
        for name, topic in KEYED.items()
        for tp in _partitions(bounds, settings.topic(name))
        if bounds[tp] == (0, 0)
    ]


def _first(bounds: changelog.Bounds, tp: TopicPartition) -> Position:
    begin, count = bounds[tp][0], len(_partitions(bounds, tp.topic))
    return Position(begin, begin, count)


def _partitions(bounds: changelog.Bounds, topic: str) -> list[TopicPartition]:
    return [tp for tp in bounds if tp.topic == topic]


async def _grounded(settings: Settings, fresh: Sequence[Fresh]) -> list[Fresh]:
    """Return the same with the ids of the topics and the print of the key: state built on them belongs to them."""
    ids = await read_topic_ids(settings.broker, [settings.topic(topic) for topic, *_ in fresh])
    identity = position.print_of(settings.identity_key)
    return [
        (topic, number, log, at, replace(first, topic_id=ids.get(settings.topic(topic), ""), identity=identity))
        for topic, number, log, at, first in fresh
    ]


async def _bounds(settings: Settings) -> changelog.Bounds:
    """Return the bounds of every partition that tasks read or keep their state in."""
    found = await logs.find_partitions(settings, (*SOURCE_TOPICS, *KEYED, *KEYED.values()))
    return await changelog.bounds_of(settings.broker, list(found))


async def _write(settings: Settings, fresh: Iterable[Fresh]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for topic, partition, log, log_partition, first in fresh:
            key, value = position.key_of(topic, partition), position.encode(first)
            await producer.send_and_wait(settings.topic(log), value, key, partition=log_partition)
    finally:
        await producer.stop()
