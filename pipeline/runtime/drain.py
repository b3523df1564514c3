"""Telling when everything published has been judged: no task stands before the end of its log."""

import asyncio
import time
from collections.abc import Callable

from aiokafka import TopicPartition

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.runtime.changelog import ask_bounds, open_reader
from pipeline.runtime.logs import find_partitions
from pipeline.settings import Settings

INPUTS = (*SOURCE_TOPICS, "visitor-log", "lead-log", "account-log")


async def input_partitions(settings: Settings) -> dict[str, TopicPartition]:
    """Return `topic/partition` -> the broker's name of it, for every partition a task reads."""
    found = await find_partitions(settings, INPUTS)
    return {f"{topic}/{tp.partition}": tp for tp, topic in found.items()}


async def wait_until_drained(
    settings: Settings, places: Callable[[], dict[str, int]], patience: float = 120.0, every: float = 0.05
) -> None:
    """Return when all tasks stand at the ends of their logs; `places` says where they stand.

    `patience`: seconds without any progress until it raises `LeadsieveError`.
    """
    inputs = await input_partitions(settings)
    moved = time.monotonic()
    before: dict[str, int] = {}
    async with open_reader(settings.broker, "read_uncommitted") as reader:
        while True:
            now = await asyncio.to_thread(places)
            ends = await ask_bounds(reader, list(inputs.values()))
            behind = {name: ends[tp][1] for name, tp in inputs.items() if now.get(name, -1) < ends[tp][1]}
            # A hop later there may be more: only two looks alike, with nothing behind, are the end.
            if not behind and now == before:
                return
            if now != before:
                moved, before = time.monotonic(), now
            if time.monotonic() - moved > patience:
                raise LeadsieveError(f"no progress for {patience:.0f} s, still behind these ends: {behind}")
            await asyncio.sleep(every)
