"""At least once, without transactions: what is to be said first, and only then that it was said.

Outputs are acknowledged before state and position are sent. So a crash in between loses nothing: the same events are
judged again over the state of before, and say the same again. State and position go to one partition, in order and the
position last: within one batch they are there together or not at all.

What this gives up against `Transactions`: readers see outputs that are about to be said again; and nobody fences a
former owner, who may write its last batch after its successor has begun. docs/decisions/0010 has it all.
"""

import asyncio
from collections.abc import Iterable

from pipeline.runtime.parcels import Changes, Dispatch, changes_as_sends, largest_of, new_producer
from pipeline.settings import Settings
from pipeline.stages.effects import Send


class Deliveries:
    """The producer of one task that works at least once. After any error it must not be used again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.largest = largest_of(settings)
        self._producer = new_producer(settings, acks="all", enable_idempotence=True)
        self._dispatch = Dispatch(settings, self._producer)

    async def fence(self) -> None:
        """Start; nobody is fenced."""
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection."""
        await self._dispatch.stop()

    async def write(self, sends: Iterable[Send], changelog: str, partition: int, changes: Changes) -> int:
        """Write the outputs, then the changes, of which the last must be the position; return as `Transactions.write`.

        Raises what `Transactions.write` raises; which part of it came through, only the topics can tell then.
        """
        found = await self._dispatch.sort(sends)
        async with asyncio.timeout(self._settings.transaction_timeout):
            if found:
                await self._dispatch.deliver(found)
            target = (changelog, partition)
            return (await self._dispatch.deliver({target: changes_as_sends(changelog, changes)}))[target]

    async def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has; asked once."""
        return await self._dispatch.partitions(topic)
