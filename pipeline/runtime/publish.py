"""Raw records into Kafka, byte for byte: whole batches through an idempotent producer, every answer awaited."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from pipeline.errors import BrokerUnavailable, LeadsieveError, RecordRefused
from pipeline.runtime.admin import admin_client
from pipeline.settings import Settings

BATCH_BYTES = 256 * 1024
"""A larger record goes alone, in a batch of its own: whether it may is the broker's to say."""
IN_FLIGHT = 64
"""Batches sent and not yet answered."""
TICK = 0.02
"""Seconds: under a rate, how often what is due goes out."""
PROGRESS = 1_000
"""Records between two words about progress."""
ANSWER_PATIENCE = 60.0
"""Seconds in which a batch has to be answered: an idempotent producer by itself tries for ever."""
TOPIC_PATIENCE = 10.0
"""Seconds in which the broker has to know a topic."""

Progress = Callable[[int], None]
AsyncProducer = Any
"""aiokafka has no types."""


async def publish(
    settings: Settings,
    records: Iterable[tuple[str, bytes | None]],
    rate: float | None = None,
    on_progress: Progress | None = None,
) -> dict[str, int]:
    """Write records, (topic, value) each, and return how many the broker has acknowledged, by topic.

    Topics have the names of our design. Records have no key and take the partitions in turn, so that they stay nearly
    in order. `rate` is in records a second; `on_progress` hears the count so far. Raises `BrokerUnavailable` where none
    answers, `LeadsieveError` on a topic that is not there, and `RecordRefused` as soon as the broker refuses a batch.
    """
    async with _producer(settings) as producer:
        writer = _Writer(settings, producer)
        started = time.monotonic()
        for count, (topic, value) in enumerate(records, start=1):
            await writer.add(topic, value)
            if rate and (ahead := count / rate - (time.monotonic() - started)) > TICK:
                await writer.flush()
                await asyncio.sleep(ahead)
            if on_progress and count % PROGRESS == 0:
                on_progress(count)
        await writer.flush()
        await writer.settle(0)
    if on_progress:
        on_progress(writer.acknowledged.total())
    return dict(writer.acknowledged)


@dataclass
class _Lane:
    """One topic on its way: an open batch a partition, filled in turn."""

    name: str
    """On the broker."""
    batches: list[Any]
    turn: Iterator[int]


@dataclass
class _Writer:
    """Fills batches, sends those that are full and keeps book of what was acknowledged."""

    settings: Settings
    producer: AsyncProducer
    acknowledged: Counter[str] = field(default_factory=Counter)
    lanes: dict[str, _Lane] = field(default_factory=dict)
    pending: deque[tuple[str, int, asyncio.Future[Any]]] = field(default_factory=deque)

    async def add(self, topic: str, value: bytes | None) -> None:
        """Put a record into its topic's next batch; a full one goes out first."""
        lane = self.lanes.get(topic) or await self._open(topic)
        partition = next(lane.turn)
        if lane.batches[partition].append(timestamp=None, key=None, value=value) is None:
            await self._send(topic, partition)
            lane.batches[partition].append(timestamp=None, key=None, value=value)

    async def flush(self) -> None:
        """Send every batch that holds something."""
        for topic, lane in self.lanes.items():
            for partition, batch in enumerate(lane.batches):
                if batch.record_count():
                    await self._send(topic, partition)

    async def settle(self, most: int) -> None:
        """Wait until at most so many batches are unanswered; raises on the first that is refused or never answered."""
        while len(self.pending) > most:
            topic, count, answer = self.pending.popleft()
            try:
                await asyncio.wait_for(answer, ANSWER_PATIENCE)
            except (KafkaError, TimeoutError) as error:
                raise self._failure(topic, count, error) from error
            self.acknowledged[topic] += count

    def _failure(self, topic: str, count: int, error: Exception) -> LeadsieveError:
        said = f"{self.settings.topic(topic)}: {count} record(s) not written, {self.acknowledged.total()} were before"
        if isinstance(error, TimeoutError) or getattr(error, "retriable", False):
            return BrokerUnavailable(f"{said}: {self.settings.broker} did not answer in {ANSWER_PATIENCE:g} s; {error}")
        return RecordRefused(f"{said}: the broker refused them: {error}")

    async def _open(self, topic: str) -> _Lane:
        name = self.settings.topic(topic)
        try:
            partitions = await asyncio.wait_for(self.producer.partitions_for(name), TOPIC_PATIENCE)
        except (TimeoutError, UnknownTopicOrPartitionError) as error:
            raise LeadsieveError(f"no topic {name} at {self.settings.broker}: `leadsieve topics` makes ours") from error
        lane = _Lane(name, [self.producer.create_batch() for _ in partitions], cycle(range(len(partitions))))
        self.lanes[topic] = lane
        return lane

    async def _send(self, topic: str, partition: int) -> None:
        lane = self.lanes[topic]
        batch, lane.batches[partition] = lane.batches[partition], self.producer.create_batch()
        count = batch.record_count()
        batch.close()
        answer = await self.producer.send_batch(batch, lane.name, partition=partition)
        # After a failure nobody asks the others any more: asyncio shall not complain of that.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self.pending.append((topic, count, answer))
        await self.settle(IN_FLIGHT)


@asynccontextmanager
async def _producer(settings: Settings) -> AsyncIterator[AsyncProducer]:
    async with admin_client(settings.broker):
        pass  # it asks first whether a Kafka answers at all, and says so in words
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker.split(","),
        acks="all",
        enable_idempotence=True,
        max_batch_size=BATCH_BYTES,
        linger_ms=0,
    )
    try:
        try:
            async with asyncio.timeout(ANSWER_PATIENCE):
                await producer.start()
        except TimeoutError as error:
            raise BrokerUnavailable(
                f"{settings.broker} took a connection, but not within {ANSWER_PATIENCE:g} s a producer"
            ) from error
        yield producer
    finally:
        with suppress(TimeoutError):  # what a silent broker leaves unanswered must not keep us
            await asyncio.wait_for(producer.stop(), TOPIC_PATIENCE)
