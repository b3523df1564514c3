"""Reading logs back to their end; and with it a task's state: its changelog alone says where the task stands."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from pipeline.runtime import lenient, position  # noqa: F401  lenient: header names may be any bytes
from pipeline.runtime.position import KEY_PREFIX, Position
from pipeline.stages.store import Store

Progress = Callable[[int, int], None]
"""(records read, records there were at the start)."""
Bounds = dict[TopicPartition, tuple[int, int]]
"""Partition -> (first offset, end), open transactions included."""


async def restore(
    broker: str, log: TopicPartition, position_key: bytes, store: Store, progress: Progress, *, keep: bool
) -> Position | None:
    """Fill the store (if `keep`) from the changelog's partition; return the position record, None where there is none.

    To be called after fencing: then nobody writes this task's records any more, and all that is committed lies below
    the end as it is now. Other tasks' open transactions may stand in between; they end, and are waited for.
    """
    found: Position | None = None
    changes: dict[str, bytes | None] = {}
    async for record in read_to_end(broker, [log], progress):
        if record.key == position_key:
            found = position.decode(record.value or b"")
        elif keep and record.key is not None and not record.key.startswith(KEY_PREFIX):
            changes[record.key.decode()] = record.value
    store.apply(changes)
    return found


async def read_to_end(
    broker: str, logs: Sequence[TopicPartition], progress: Progress = lambda *_: None
) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Yield the committed records of partitions, each in order, up to their ends at the time of the call."""
    bounds = await bounds_of(broker, logs)
    waiting = {log: end for log, (begin, end) in bounds.items() if begin < end}
    if not waiting:
        return
    async with open_reader(broker, "read_committed") as reader:
        reader.assign(list(waiting))
        for log in waiting:
            reader.seek(log, bounds[log][0])
        read, of = 0, sum(end - begin for begin, end in bounds.values())
        while waiting:
            for records in (await reader.getmany(timeout_ms=200)).values():
                read += len(records)
                for record in records:
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
async def open_reader(broker: str, isolation_level: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Yield a consumer of no group, closed on leaving."""
    reader = AIOKafkaConsumer(
        bootstrap_servers=broker, isolation_level=isolation_level, enable_auto_commit=False, fetch_max_wait_ms=50
    )
    try:
        await reader.start()
        yield reader
    finally:
        await reader.stop()
