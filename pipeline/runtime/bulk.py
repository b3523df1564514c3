"""Reading a partition in bulk: what was fetched comes as one dict of the latest values, for less than records cost.

Aborted records, control records and checksums are aiokafka's business as ever; only its record objects, eleven members
each, are not made. Private members that this file uses, all named in tests/contracts/test_private_members.py: of the
consumer `_fetcher`, `_subscription`; of its Fetcher `_records`, `_notify`, `_wait_consume_future`,
`_create_fetch_waiter`; of a FetchResult `_partition_records`, and of that `_consumer_record`.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import FetchError, FetchResult

FETCH_BYTES = 4 * 1024 * 1024
"""Of one fetch: larger ones gain nothing, and every task that restores holds two of them."""
PATIENCE = 0.2
"""Seconds after which a partition that gives nothing is asked again how far it is."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """What one fetch brought of a partition. `next` is the offset behind it; markers and aborted records are none."""

    latest: dict[bytes, bytes | None]
    """Key -> the latest of its values in here, None where that is a tombstone. Records without a key are left out."""
    records: int
    size: int
    """Bytes of the values, of those overwritten in here too."""
    next: int
    marked: int | None
    """The offset of the latest record with the key that was asked for."""


async def fetch_to(reader: AIOKafkaConsumer, log: TopicPartition, end: int, mark: bytes = b"") -> AsyncIterator[Fetch]:
    """Yield what is fetched of the reader's only partition, in order, until `end` is reached.

    `mark`: a key whose offsets are asked for. The reader is assigned and has sought. Raises what the broker says of the partition, as `OffsetOutOfRangeError`.
    """
    fetcher, state = reader._fetcher, reader._subscription.subscription.assignment.state_value(log)
    while state.position < end:
        got = fetcher._records.pop(log, None)
        if got is None:
            await _wait(fetcher._create_fetch_waiter())
            continue
        haul = _Haul(mark)
        records = haul.take(got)
        fetcher._notify(fetcher._wait_consume_future)
        await asyncio.sleep(0)  # the next fetch is on its way while this one is looked at
        yield Fetch(haul.latest, records, haul.size, state.position, haul.marked)


async def _wait(waiter: asyncio.Future[None]) -> None:
    """Wait until something was fetched, for a while; raises what is wrong with the whole consumer."""
    done, _ = await asyncio.wait([waiter], timeout=PATIENCE)
    if done:
        waiter.result()
    waiter.cancel()


class _Haul:
    """What one fetch brings, while its records go by."""

    __slots__ = ("_mark", "latest", "marked", "size")

    def __init__(self, mark: bytes) -> None:
        self._mark = mark
        self.latest: dict[bytes, bytes | None] = {}
        self.size = 0
        self.marked: int | None = None

    def take(self, got: FetchResult | FetchError) -> int:
        """Take the committed records of a fetch, move the reader's position behind them, return how many they are."""
        if isinstance(got, FetchError):
            got.check_raise()
        if got._partition_records is not None:
            got._partition_records._consumer_record = self._note
        return len(got.getall())

    def _note(self, _: TopicPartition, record: Any) -> None:
        key, value = record.key, record.value
        if key is not None:
            self.latest[key] = value
        if value is not None:
            self.size += len(value)
        if key == self._mark:
            self.marked = record.offset
