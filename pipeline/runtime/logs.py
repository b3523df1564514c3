"""Reading topics back, read committed, from first to last: for replay, for audits, for the end of a demo."""

from collections.abc import AsyncIterator, Iterable

from aiokafka import TopicPartition

from pipeline.runtime import changelog
from pipeline.runtime.admin import admin_client
from pipeline.settings import Settings
from pipeline.stages.effects import Record


async def partitions_of(settings: Settings, topic: str) -> int:
    """Return how many partitions a topic has; `topic` is its name in our design."""
    async with admin_client(settings.broker) as admin:
        return len((await admin.describe_topics([settings.topic(topic)]))[0]["partitions"])


async def read_topic(settings: Settings, topic: str) -> AsyncIterator[Record]:
    """Yield the committed records of a topic, each partition in order, up to their ends at the time of the call."""
    count = await partitions_of(settings, topic)
    async for record in _read(settings, topic, range(count)):
        yield record


async def read_partition(settings: Settings, topic: str, partition: int) -> AsyncIterator[Record]:
    """Yield the committed records of one partition, up to its end at the time of the call."""
    async for record in _read(settings, topic, [partition]):
        yield record


async def _read(settings: Settings, topic: str, partitions: Iterable[int]) -> AsyncIterator[Record]:
    logs = [TopicPartition(settings.topic(topic), partition) for partition in partitions]
    async for found in changelog.read_to_end(settings.broker, logs):
        headers = tuple(found.headers)
        yield Record(topic, found.partition, found.offset, found.timestamp, found.key, found.value, headers)
