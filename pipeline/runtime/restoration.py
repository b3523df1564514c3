"""A task's state made whole: what is kept of it, and the changelog from there on; or all of the changelog."""

import logging
import time
from dataclasses import dataclass, replace
from functools import partial

from aiokafka import TopicPartition

from pipeline.observe.metrics import Metrics
from pipeline.runtime import changelog, place
from pipeline.runtime.bulk import Fetch
from pipeline.runtime.changelog import Restored, Stretch
from pipeline.runtime.hand import Hand
from pipeline.runtime.keep import Keep, NewStore
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position

log = logging.getLogger(__name__)

PROGRESS_EVERY = 1.0
"""Seconds between two lines on how far a restoration is."""


@dataclass
class Restoration:
    """What is restored, and from where. To be run after fencing, and never inside a rebalance's callback."""

    broker: str
    origin: Origin
    stage: str
    position_key: bytes
    keeps_state: bool
    new_store: NewStore
    keep: Keep
    metrics: Metrics

    async def run(self) -> tuple[Hand, Position | None]:
        """Return the task's state and its position, None where there is none; progress goes to log and metrics."""
        began = time.monotonic()
        tp = TopicPartition(self.origin.changelog, self.origin.partition)
        bounds = (await changelog.bounds_of(self.broker, [tp]))[tp]
        hand, found = await self._restore(tp, bounds)
        seconds = time.monotonic() - began
        self.metrics.restoration(self.stage, seconds)
        log.info(
            "task %s: restored in %.2f s, %d records and %d bytes from the changelog",
            self.origin.task, seconds, found.records, found.size,
        )  # fmt: skip
        if found.position is not None:
            following = found.marked if self.keeps_state else found.next
            hand.settle(Place(self.origin, found.position, following, int(time.time() * 1000)))
        return hand, found.position

    async def _restore(self, tp: TopicPartition, bounds: tuple[int, int]) -> tuple[Hand, Restored]:
        hand = await self.keep.take(self.origin, self.new_store, partial(self._misfit, bounds))
        if (before := hand.place) is not None:
            found = await self._read(Stretch(tp, before.next, bounds[1], self.position_key), hand)
            if (why := place.misread(before, found.position, shared=not self.keeps_state)) is None:
                return hand, found if found.position else replace(found, position=before.position)
            hand = self.keep.discard(hand, self.origin, self.new_store, why)
        return hand, await self._read(Stretch(tp, *bounds, self.position_key), hand)

    def _misfit(self, bounds: tuple[int, int], kept: Place, reached: int) -> str | None:
        return place.misfit(kept, self.origin, bounds, int(time.time() * 1000), reached)

    async def _read(self, stretch: Stretch, hand: Hand) -> Restored:
        shown = time.monotonic()

        def told(fetch: Fetch, begin: int, end: int) -> None:
            nonlocal shown
            self.metrics.restored(self.stage, fetch.records, fetch.size)
            if time.monotonic() - shown > PROGRESS_EVERY:
                shown = time.monotonic()
                log.info("task %s: restored %d of %d offsets", self.origin.task, fetch.next - begin, end - begin)

        try:
            return await changelog.go_on(self.broker, stretch, hand.store, told, keep=self.keeps_state)
        except BaseException:
            self.keep.leave(hand)  # what it holds is committed: the next try goes on from there
            raise
