"""What a task writes, packed: records by the partition they go to, in batches as large as the broker takes at once.

Private members of aiokafka that this file uses, all named in tests/contracts/test_private_members.py: of a BatchBuilder
`_builder` and `_relative_offset`.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    IllegalOperation,
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
)
from aiokafka.producer.message_accumulator import BatchBuilder

from pipeline.errors import RecordRefused
from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.effects import Send

REFUSALS = (
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
)
"""What a broker says of records it will never take: sending them again cannot help."""

Target = tuple[str, int]
"""(topic of our design, partition)."""
Sorted = dict[Target, list[Send]]
"""Records by where they go; those of one partition in order."""
Answer = asyncio.Future[Any]
"""Of the broker, to a batch: where it lies, or what was wrong."""
Changes = Sequence[tuple[bytes, bytes | None]]
"""Keys of a changelog and their new values; None: forgotten."""
STOP_PATIENCE = 5.0
"""Seconds a producer has to close: one whose broker is gone would wait for it."""
BATCH_BYTES = 1_000_000
"""Of records sent to one partition at once: what topics take by default, and so every topic we may write to."""
_BARE: list[tuple[str, bytes]] = []


def largest_of(settings: Settings) -> int:
    """Return the bytes of the largest record that a task writes; checked before sending."""
    return settings.max_record_bytes * 2


def new_producer(settings: Settings, **kind: Any) -> AIOKafkaProducer:  # noqa: ANN401  options of aiokafka's
    """Return a task's producer: it waits for nothing, and packs as much as a topic takes at once."""
    return AIOKafkaProducer(
        bootstrap_servers=settings.broker,
        linger_ms=0,
        retry_backoff_ms=5,
        max_batch_size=BATCH_BYTES,
        max_request_size=largest_of(settings) + BATCH_BYTES,
        **kind,
    )


@dataclass
class Dispatch:
    """Sends records through one producer and awaits every acknowledgement."""

    settings: Settings
    producer: AIOKafkaProducer
    _counts: dict[str, int] = field(default_factory=dict)

    async def stop(self) -> None:
        """Close the producer, as far as its broker lets it in time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.producer.stop(), STOP_PATIENCE)

    async def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has; asked once."""
        if topic not in self._counts:
            self._counts[topic] = len(await self.producer.partitions_for(self.settings.topic(topic)))
        return self._counts[topic]

    async def sort(self, sends: Iterable[Send]) -> Sorted:
        """Return the records by where they go."""
        found: defaultdict[Target, list[Send]] = defaultdict(list)
        counts = self._counts
        for send in sends:
            target = send.partition
            if target is None:
                topic = send.topic
                target = partition_of(send.key, counts.get(topic) or await self.partitions(topic))
            found[send.topic, target].append(send)
        return found

    async def deliver(self, found: Sorted) -> dict[Target, int]:
        """Send all of it; return, when the broker has acknowledged every batch, where each partition's last one lies.

        That is the offset of its first record, negative where the broker did not say.

        Raises `RecordRefused` where the broker would never take a record, else the first error of the producer.
        """
        packed = {target: list(self._pack(sends)) for target, sends in found.items()}
        answers: list[Answer] = []
        targets: list[Target] = []
        # First batches first: a partition's second waits until its first is on its way, and would keep others waiting.
        for layer in zip_longest(*packed.values()):
            for target, batch in zip(packed, layer, strict=True):
                if batch is not None:
                    answers.append(await self._send(batch, target, answers))
                    targets.append(target)
        return dict(zip(targets, await _all(answers), strict=True))

    async def _send(self, batch: BatchBuilder, target: Target, before: list[Answer]) -> Answer:
        """Send a batch, and return the broker's answer to come. Where a batch `before` it has failed, its error is raised."""
        try:
            answer: Answer = await self.producer.send_batch(batch, self.settings.topic(target[0]), partition=target[1])
        except IllegalOperation:
            # That ended the transaction: aiokafka says here that there is none, and not why.
            if before:
                told, _ = await asyncio.wait(before, return_when=asyncio.FIRST_EXCEPTION)
                await _all([*told])
            raise
        return answer

    def _pack(self, sends: Sequence[Send]) -> Iterator[BatchBuilder]:
        """Yield batches that hold the records. What wraps aiokafka's builder costs as much as the builder: we ask that."""
        now, batch = int(time.time() * 1000), self.producer.create_batch()
        append, at = batch._builder.append, 0
        for send in sends:
            headers = list(send.headers) if send.headers else _BARE
            if append(at, now, send.key, send.value, headers) is None:
                yield _closed(batch, at)
                batch = self.producer.create_batch()
                append, at = batch._builder.append, 0
                append(at, now, send.key, send.value, headers)  # a batch takes one record, whatever its size
            at += 1
        yield _closed(batch, at)


def _closed(batch: BatchBuilder, records: int) -> BatchBuilder:
    batch._relative_offset = records
    batch.close()
    return batch


def changes_as_sends(changelog: str, changes: Changes) -> list[Send]:
    """Return a task's changes of state as records of its changelog."""
    return [Send(changelog, key, value) for key, value in changes]


async def _all(answers: list[Answer]) -> list[int]:
    """Await every acknowledgement, and return offsets: aiokafka commits a transaction whose records were refused."""
    results: list[Any] = await asyncio.gather(*answers, return_exceptions=True)
    errors = [result for result in results if isinstance(result, BaseException)]
    for error in errors:
        if isinstance(error, REFUSALS):
            raise RecordRefused(
                f"the broker refused a record ({type(error).__name__}): raise max.message.bytes of the topic, or "
                "check the machine's clock; the task goes on from the same record when it is started again"
            ) from error
    if errors:
        raise errors[0]
    return [-1 if answer is None else answer.offset for answer in results]
