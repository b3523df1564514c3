"""One transaction at a time: everything sent, every acknowledgement awaited, then committed; or nothing at all."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.producer import sender

from pipeline.runtime.parcels import Changes, Dispatch, Sorted, Target, changes_as_sends
from pipeline.settings import Settings
from pipeline.stages.effects import Send

# aiokafka waits this long whenever the broker still writes the markers of the transaction before: 20 ms by itself,
# most of what a small transaction takes. docs/decisions/0009 tells what was measured.
sender.BACKOFF_OVERRIDE = 0.002

STOP_PATIENCE = 5.0
"""Seconds a producer has to close: one whose broker is gone would wait for it."""
BATCH_BYTES = 1_000_000
"""Of records sent to one partition at once: what topics take by default, and so every topic we may write to."""


class Transactions:
    """The transactional producer of one task. After any error it must not be used again."""

    def __init__(self, settings: Settings, transactional_id: str) -> None:
        self._settings = settings
        self.largest = settings.max_record_bytes * 2
        """Bytes of the largest record we write; checked before sending."""
        self._producer = AIOKafkaProducer(
            bootstrap_servers=settings.broker,
            transactional_id=transactional_id,
            transaction_timeout_ms=int(settings.transaction_timeout * 1000),
            linger_ms=0,
            retry_backoff_ms=5,
            max_batch_size=BATCH_BYTES,
            max_request_size=self.largest + BATCH_BYTES,
        )
        self._dispatch = Dispatch(settings, self._producer)

    async def fence(self) -> None:
        """Start; whoever had this id before can commit no more, and what they had open is ended."""
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection; an open transaction is left to the next owner's fence."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._producer.stop(), STOP_PATIENCE)

    async def write(self, sends: Iterable[Send], changelog: str, partition: int, changes: Changes) -> int:
        """Write all of it in one transaction; return where in the changelog its last batch begins, negative: unknown.

        Raises `RecordRefused` where the broker would never take a record, `TimeoutError` where it does not answer, else
        what the producer raised. Whether a commit that was under way came through, only the changelog can tell then.
        """
        found = await self._dispatch.sort(sends)
        found[changelog, partition] = changes_as_sends(changelog, changes)
        # An idempotent producer tries for ever, and a task whose broker is gone has to be opened anew anyway.
        async with asyncio.timeout(self._settings.transaction_timeout):
            return (await self._write(found))[changelog, partition]

    async def _write(self, found: Sorted) -> dict[Target, int]:
        await self._producer.begin_transaction()
        offsets = await self._dispatch.deliver(found)
        await self._producer.commit_transaction()
        return offsets

    async def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has; asked once."""
        return await self._dispatch.partitions(topic)
