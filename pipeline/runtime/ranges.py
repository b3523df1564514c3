"""A stretch of a topic, by offsets or by append time, read committed: history that Kafka still holds."""

from collections.abc import AsyncIterator, Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition

from pipeline.errors import LeadsieveError
from pipeline.runtime import changelog, logs
from pipeline.runtime.changelog import Bounds
from pipeline.settings import Settings, moment_ms
from pipeline.stages.effects import Record


async def read_range(
    settings: Settings, topics: Iterable[str], begin: str | None, end: str | None
) -> AsyncIterator[Record]:
    """Yield the committed records of source topics from `begin` on, up to and without `end`.

    Each of the two is an offset, of every partition, or a moment of appending with its zone; None: all there is now.
    Records come partition by partition as the broker gives them: in order within each. Raises `LeadsieveError` on a
    topic that is not there, and on what is neither an offset nor a moment.
    """
    first, last = _point("--from", begin), _point("--to", end)
    names = await logs.find_partitions(settings, topics)
    missing = set(topics) - set(names.values())
    if missing:
        raise LeadsieveError(
            f"there is no topic {', '.join(map(settings.topic, sorted(missing)))} on {settings.broker}"
        )
    async with changelog.open_reader(settings.broker, "read_uncommitted") as reader:
        bounds = await _bounds(reader, list(names), first, last)
    async for found in changelog.read_between(settings.broker, bounds):
        log = TopicPartition(found.topic, found.partition)
        yield Record(
            names[log], found.partition, found.offset, found.timestamp, found.key, found.value, tuple(found.headers)
        )


Point = tuple[str, int] | None
"""("offset" or "moment", its value); None: open."""


def _point(name: str, text: str | None) -> Point:
    if text is None:
        return None
    return ("offset", int(text)) if text.isascii() and text.isdigit() else ("moment", moment_ms(name, text))


async def _bounds(reader: AIOKafkaConsumer, partitions: list[TopicPartition], first: Point, last: Point) -> Bounds:
    """Return the offsets between which partitions are to be read, within what they hold."""
    held = await changelog.ask_bounds(reader, partitions)
    begins = await _offsets(reader, held, first, 0)
    ends = await _offsets(reader, held, last, 1)
    return {log: (begins[log], max(begins[log], ends[log])) for log in partitions}


async def _offsets(reader: AIOKafkaConsumer, held: Bounds, point: Point, side: int) -> dict[TopicPartition, int]:
    """Return a point's offset in each partition; `side`: 0 where open means its beginning, 1 its end."""
    if point is None:
        return {log: bounds[side] for log, bounds in held.items()}
    kind, value = point
    if kind == "offset":
        return {log: min(max(value, begin), end) for log, (begin, end) in held.items()}
    found = await reader.offsets_for_times(dict.fromkeys(held, value))
    # Nothing was appended from that moment on: the end.
    return {log: end if (at := found.get(log)) is None else at.offset for log, (_, end) in held.items()}
