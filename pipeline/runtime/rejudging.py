"""How far another pack or standing has come: the tasks' position records say it, the last of each changelog."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition

from pipeline.runtime import changelog, logs, position
from pipeline.runtime.position import Position
from pipeline.settings import Settings
from pipeline.stages.slices import SLICES

TAIL = 64
"""Offsets at the end of a changelog among which the position record nearly always is: it is the last of its transaction."""


@dataclass(frozen=True, slots=True)
class Rejudging:
    """How far the partitions of the leads are. `left` of `of` slices are to be judged again; `behind`: have not begun."""

    behind: int
    left: int
    of: int

    @property
    def is_done(self) -> bool:
        """Whether every lead is judged by the choice."""
        return not self.behind and not self.left


async def rejudging(settings: Settings, origin: str = "") -> Rejudging:
    """Return how far all partitions are with the choice that came from a record of `persona-packs`, or with the last one."""
    found = await positions(settings)
    behind = [place for place in found.values() if origin and _offset(place.chosen) < _offset(origin)]
    left = sum(place.slices_left for place in found.values() if place not in behind)
    return Rejudging(len(behind), left + SLICES * len(behind), SLICES * len(found))


async def positions(settings: Settings) -> Mapping[int, Position]:
    """Return where the tasks of the leads stand, by partition."""
    partitions = list(await logs.find_partitions(settings, ["leads-changelog"]))
    bounds = await changelog.bounds_of(settings.broker, partitions)
    found: dict[int, Position] = {}
    async with changelog.open_reader(settings.broker, "read_committed") as reader:
        for tp, (begin, end) in bounds.items():
            place = await _last(reader, tp, max(begin, end - TAIL), end)
            place = place or await _last(reader, tp, begin, end)
            if place is not None:
                found[tp.partition] = place
    return found


async def _last(reader: AIOKafkaConsumer, tp: TopicPartition, begin: int, end: int) -> Position | None:
    key, found = position.key_of("lead-log", tp.partition), None
    reader.assign([tp])
    reader.seek(tp, begin)
    while await reader.position(tp) < end:
        for record in (await reader.getmany(tp, timeout_ms=200)).get(tp, ()):
            if record.key == key and record.value is not None:
                found = position.decode(record.value)
    return found


def _offset(origin: str) -> int:
    place = origin.rpartition("/")[2]
    return int(place) if place else -1
