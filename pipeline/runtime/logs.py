"""Reading topics back, read committed, from first to last: for replay, for audits, for the end of a demo."""

from collections.abc import AsyncIterator, Iterable, Mapping

from aiokafka import TopicPartition

from pipeline.runtime import changelog
from pipeline.runtime.admin import admin_client
from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.effects import Record


async def partitions_of(settings: Settings, topic: str) -> int:
    """Return how many partitions a topic has; `topic` is its name in our design."""
    return len(await find_partitions(settings, [topic]))


async def find_partitions(settings: Settings, topics: Iterable[str]) -> dict[TopicPartition, str]:
    """Return the partitions of topics as the broker knows them, each with its topic's name in our design."""
    names = {settings.topic(topic): topic for topic in topics}
    async with admin_client(settings.broker) as admin:
        found = await admin.describe_topics(list(names))
    return {
        TopicPartition(topic["topic"], number): names[topic["topic"]]
        for topic in found
        for number in range(len(topic["partitions"]))
    }


async def read_topics(settings: Settings, *topics: str) -> AsyncIterator[Record]:
    """Yield the committed records of topics, each partition in order, up to their ends at the time of the call."""
    async for record in _read(settings, await find_partitions(settings, topics)):
        yield record


async def read_partition(settings: Settings, topic: str, partition: int) -> AsyncIterator[Record]:
    """Yield the committed records of one partition, up to its end at the time of the call."""
    async for record in _read(settings, {TopicPartition(settings.topic(topic), partition): topic}):
        yield record


async def read_key(settings: Settings, topic: str, key: str, whose: str = "") -> AsyncIterator[Record]:
    """Yield the committed records of a key, of the one partition that they lie in; none where there is no such topic.

    `whose`: the key of our log by which that partition was found, if another.
    """
    count, wanted = await partitions_of(settings, topic), key.encode()
    if not count:
        return
    async for record in read_partition(settings, topic, partition_of((whose or key).encode(), count)):
        if record.key == wanted:
            yield record


async def _read(settings: Settings, partitions: Mapping[TopicPartition, str]) -> AsyncIterator[Record]:
    names = {tp.topic: name for tp, name in partitions.items()}
    async for found in changelog.read_to_end(settings.broker, list(partitions)):
        yield Record(
            names[found.topic],
            found.partition,
            found.offset,
            found.timestamp,
            found.key,
            found.value,
            tuple(found.headers),
        )
