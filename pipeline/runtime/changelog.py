"""Reading logs back to their end; and with it a task's state: its changelog alone says where the task stands."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from pipeline.runtime import lenient, position  # noqa: F401  lenient: header names may be any bytes
from pipeline.runtime.bulk import FETCH_BYTES, Fetch, fetch_to
from pipeline.runtime.position import KEY_PREFIX, Position
from pipeline.stages.store import Committed

Progress = Callable[[int, int], None]
"""(records read, records there were at the start)."""
Bounds = dict[TopicPartition, tuple[int, int]]
"""Partition -> (first offset, end), open transactions included."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a changelog gave. `next` is the offset behind what was read, `records` and `size` (bytes) what that was."""

    position: Position | None
    next: int
    marked: int = 0
    """The offset of the position record."""
    records: int = 0
    size: int = 0


Told = Callable[[Fetch, int, int], None]
"""(what was fetched, where reading began, the end it goes to)."""


async def restore(
    broker: str, log: TopicPartition, position_key: bytes, store: Committed, told: Told, *, keep: bool
) -> Restored:
    """Fill the store (if `keep`) from the whole changelog, and return the position record, None for none.

    To be called after fencing: then nobody writes this task's records any more, and all that is committed lies below
    the end as it is now. Other tasks' open transactions may stand in between; they end, and are waited for.
    """
    begin, end = (await bounds_of(broker, [log]))[log]
    return await go_on(broker, Stretch(log, begin, end, position_key), store, told, keep=keep)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A changelog's partition from `begin` up to `end`, and the key of the task's position in it."""

    log: TopicPartition
    begin: int
    end: int
    position_key: bytes


async def go_on(broker: str, stretch: Stretch, store: Committed, told: Told, *, keep: bool) -> Restored:
    """Take a stretch of a changelog into the store, as `restore` does."""
    found = Restored(None, stretch.begin)
    if stretch.begin >= stretch.end:
        return found
    async with open_reader(broker, "read_committed", FETCH_BYTES) as reader:
        reader.assign([stretch.log])
        reader.seek(stretch.log, stretch.begin)
        async for fetch in fetch_to(reader, stretch.log, stretch.end, stretch.position_key):
            found = _with(found, fetch, stretch.position_key)
            if keep:
                store.apply(_states(fetch.latest))
            told(fetch, stretch.begin, stretch.end)
    return found


def _with(found: Restored, fetch: Fetch, position_key: bytes) -> Restored:
    value = fetch.latest.get(position_key)
    return Restored(
        position=found.position if value is None else position.decode(value),
        next=fetch.next,
        marked=found.marked if fetch.marked is None else fetch.marked,
        records=found.records + fetch.records,
        size=found.size + fetch.size,
    )


def _states(latest: Mapping[bytes, bytes | None]) -> dict[str, bytes | None]:
    """Return what is state of a changelog's records; what is left has a reserved key."""
    return {key.decode(): value for key, value in latest.items() if not key.startswith(KEY_PREFIX)}


async def read_to_end(
    broker: str, logs: Sequence[TopicPartition], progress: Progress = lambda *_: None
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Yield the committed records of partitions, each in order, up to their ends at the time of the call."""
    async for record in read_between(broker, await bounds_of(broker, logs), progress):
        yield record


async def read_between(
    broker: str, bounds: Bounds, progress: Progress = lambda *_: None
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Yield the committed records of partitions from a first offset up to an end, which must exist; each in order."""
    waiting = {log: end for log, (begin, end) in bounds.items() if begin < end}
    if not waiting:
        return
    async with open_reader(broker, "read_committed") as reader:
        reader.assign(list(waiting))
        for log in waiting:
            reader.seek(log, bounds[log][0])
        read, of = 0, sum(end - begin for begin, end in bounds.values())
        while waiting:
            for log, records in (await reader.getmany(timeout_ms=200)).items():
                read += len(records)
                end = bounds[log][1]
                for record in records:
                    if record.offset < end:
                        yield record
            progress(read, of)
            waiting = {log: end for log, end in waiting.items() if await reader.position(log) < end}


async def bounds_of(broker: str, logs: Sequence[TopicPartition]) -> Bounds:
    """Return where partitions begin and end now."""
    async with open_reader(broker, "read_uncommitted") as reader:
        return await ask_bounds(reader, logs)


async def ask_bounds(reader: AIOKafkaConsumer, logs: Sequence[TopicPartition]) -> Bounds:
    """Return where partitions begin and end now; a reader of committed records would not see what is to come."""
    begins = await reader.beginning_offsets(list(logs))
    ends = await reader.end_offsets(list(logs))
    return {log: (begins[log], ends[log]) for log in logs}


@asynccontextmanager
async def open_reader(
    broker: str, isolation_level: str, fetch_bytes: int = 1024 * 1024
) -> AsyncIterator[AIOKafkaConsumer]:
    """Yield a consumer of no group, closed on leaving."""
    reader = AIOKafkaConsumer(
        bootstrap_servers=broker,
        isolation_level=isolation_level,
        enable_auto_commit=False,
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=fetch_bytes,
    )
    try:
        await reader.start()
        yield reader
    finally:
        await reader.stop()
