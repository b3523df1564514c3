"""One transaction at a time: everything sent, every acknowledgement awaited, then committed; or nothing at all."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidTimestampError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
)
from aiokafka.producer import sender

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

# aiokafka waits this long whenever the broker still writes the markers of the transaction before: 20 ms by itself,
# most of what a small transaction takes. docs/decisions/0009 tells what was measured.
sender.BACKOFF_OVERRIDE = 0.002

STOP_PATIENCE = 5.0
"""Seconds a producer has to close: one whose broker is gone would wait for it."""


class Transactions:
    """The transactional producer of one task. After any error it must not be used again."""

    def __init__(self, settings: Settings, transactional_id: str) -> None:
        self._settings = settings
        self._counts: dict[str, int] = {}
        self.largest = settings.max_record_bytes * 2
        """Bytes of the largest record we write; checked before sending."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=settings.broker,
            transactional_id=transactional_id,
            transaction_timeout_ms=int(settings.transaction_timeout * 1000),
            linger_ms=0,
            retry_backoff_ms=5,
            max_batch_size=512 * 1024,
            max_request_size=self.largest + 512 * 1024,
        )

    async def fence(self) -> None:
        """Start; whoever had this id before can commit no more, and what they had open is ended."""
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection; an open transaction is left to the next owner's fence."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._producer.stop(), STOP_PATIENCE)

    async def write(
        self, sends: Iterable[Send], changelog: str, partition: int, changes: Sequence[tuple[bytes, bytes | None]]
    ) -> None:
        """Write all of it in one transaction.

        Raises `RecordRefused` where the broker would never take a record, `TimeoutError` where it does not answer, else
        what the producer raised. Whether a commit that was under way came through, only the changelog can tell then.
        """
        batches: defaultdict[tuple[str, int], list[Send]] = defaultdict(list)
        for send in sends:
            target = send.partition
            if target is None:
                target = partition_of(send.key, await self.partitions(send.topic))
            batches[send.topic, target].append(send)
        batches[changelog, partition] = [Send(changelog, key, value) for key, value in changes]
        # An idempotent producer tries for ever, and a task whose broker is gone has to be opened anew anyway.
        async with asyncio.timeout(self._settings.transaction_timeout):
            await self._write(batches)

    async def _write(self, batches: Mapping[tuple[str, int], Sequence[Send]]) -> None:
        await self._producer.begin_transaction()
        futures = [
            future
            for (topic, number), records in batches.items()
            for future in await self._send(topic, number, records)
        ]
        await self._all(futures)
        await self._producer.commit_transaction()

    async def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has; asked once."""
        if topic not in self._counts:
            self._counts[topic] = len(await self._producer.partitions_for(self._settings.topic(topic)))
        return self._counts[topic]

    async def _send(self, topic: str, partition: int, records: Sequence[Send]) -> list[asyncio.Future[object]]:
        name, futures = self._settings.topic(topic), []
        builder = self._producer.create_batch()
        for record in records:
            if builder.append(key=record.key, value=record.value, timestamp=None, headers=list(record.headers)) is None:
                futures.append(await self._producer.send_batch(builder, name, partition=partition))
                builder = self._producer.create_batch()
                builder.append(key=record.key, value=record.value, timestamp=None, headers=list(record.headers))
        futures.append(await self._producer.send_batch(builder, name, partition=partition))
        return futures

    @staticmethod
    async def _all(futures: list[asyncio.Future[object]]) -> None:
        """Await every acknowledgement: aiokafka commits a transaction whose records were refused."""
        results = await asyncio.gather(*futures, return_exceptions=True)
        errors = [result for result in results if isinstance(result, BaseException)]
        for error in errors:
            if isinstance(error, REFUSALS):
                raise RecordRefused(
                    f"the broker refused a record ({type(error).__name__}): raise max.message.bytes of the topic, or "
                    "check the machine's clock; the task goes on from the same record when it is started again"
                ) from error
        if errors:
            raise errors[0]
