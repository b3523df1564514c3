"""All that the broker still holds of one lead: from the partitions that their id belongs to, and no others."""

from collections.abc import AsyncIterator
from typing import Final

import msgspec

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.runtime import logs
from pipeline.settings import Settings
from pipeline.stages.effects import Record

TOPICS: Final = ("lead-log", "lead-decisions", *STATUS_TOPICS.values())
_read_decision = decoder(Decision)
_REMOVED: Final = b'"removed":true'


class _Mark(msgspec.Struct):
    """What decisions, retractions and removals have in common, and what tells a removal."""

    lead_id: str
    revision: int
    removed: bool = False


_mark = msgspec.json.Decoder(_Mark).decode


async def of_lead(settings: Settings, lead_id: str) -> AsyncIterator[Record]:
    """Yield what was heard of a lead and what was said of them, topic by topic, each in its order."""
    for topic in TOPICS:
        async for record in logs.read_key(settings, topic, lead_id):
            yield record


async def decided(settings: Settings) -> AsyncIterator[Decision]:
    """Yield the decisions of `lead-decisions` as they stand there; who was erased has none."""
    async for record in logs.read_topics(settings, "lead-decisions"):
        if record.value is not None:
            yield _read_decision(record.value)


async def published(settings: Settings) -> AsyncIterator[bytes]:
    """Yield all that the status topics hold, retractions too, each partition in its order; of whom a removal tells, nothing.

    What was said before a removal is there until it is too old: nobody is to read it any more.
    """
    removed: dict[str, int] = {}
    async for value in _said(settings):
        if _REMOVED in value and (told := _mark(value)).removed:
            removed[told.lead_id] = max(told.revision, removed.get(told.lead_id, 0))
    async for value in _said(settings):
        if not removed or (told := _mark(value)).revision > removed.get(told.lead_id, 0):
            yield value


async def _said(settings: Settings) -> AsyncIterator[bytes]:
    async for record in logs.read_topics(settings, *STATUS_TOPICS.values()):
        if record.value is not None:
            yield record.value
