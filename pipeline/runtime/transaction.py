"""One transaction at a time: everything sent, every acknowledgement awaited, then committed; or nothing at all."""

import asyncio
from collections.abc import Iterable

from aiokafka.producer import sender

from pipeline.runtime.parcels import Changes, Dispatch, Sorted, Target, changes_as_sends, largest_of, new_producer
from pipeline.settings import Settings
from pipeline.stages.effects import Send

# aiokafka waits this long whenever the broker still writes the markers of the transaction before: 20 ms by itself,
# most of what a small transaction takes. docs/decisions/0009 tells what was measured.
sender.BACKOFF_OVERRIDE = 0.002


class Transactions:
    """The transactional producer of one task. After any error it must not be used again."""

    def __init__(self, settings: Settings, transactional_id: str) -> None:
        self._settings = settings
        self.largest = largest_of(settings)
        self._producer = new_producer(
            settings,
            transactional_id=transactional_id,
            transaction_timeout_ms=int(settings.transaction_timeout * 1000),
        )
        self._dispatch = Dispatch(settings, self._producer)

    async def fence(self) -> None:
        """Start; whoever had this id before can commit no more, and what they had open is ended."""
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection; an open transaction is left to the next owner's fence."""
        await self._dispatch.stop()

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
