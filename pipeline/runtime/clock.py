"""A worker's clock: how far time has come, as far as it is to be trusted.

Live it is the wall clock, less a grace in which late events still come first. The broker stamps what it appends to one
of our topics: so a machine whose clock is off is told from the others, and lets nothing happen by time. Over history it
is the data's own: the highest event time a task has seen.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aiokafka import AIOKafkaProducer

from pipeline.observe.metrics import Metrics
from pipeline.runtime.position import KEY_PREFIX
from pipeline.settings import Settings

MOST_OFF: Final = 60.0
"""Seconds that our clock may be off the broker's."""
EVERY: Final = 15.0
"""Seconds between two looks at the broker's clock."""
TRUSTED: Final = 120.0
"""Seconds after which a look counts no more: a broker that is away says nothing."""
PROBE: Final = KEY_PREFIX.replace(b"position", b"clock")
"""The key of what is written to be stamped; no position has it."""

log = logging.getLogger(__name__)


@dataclass
class Clock:
    """How far time has come, ms; None: nobody can tell, and nothing is to happen by time."""

    settings: Settings
    wall: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
    offset: float | None = None
    """Seconds that our clock is ahead of the broker's; None: not known yet."""
    _looked: float = field(default=float("-inf"))

    @property
    def of_data(self) -> bool:
        """Whether time is the data's."""
        return self.settings.clock == "data"

    @property
    def is_off(self) -> bool:
        """Whether our clock is so far off the broker's that nothing may happen by it."""
        return self.offset is not None and abs(self.offset) >= MOST_OFF

    @property
    def complaint(self) -> str | None:
        """Return what is wrong with our clock, with the remedy; None: nothing."""
        if self.of_data or not self.is_off:
            return None
        return (
            f"this machine's clock is {self.offset:+.0f} s off the broker's: nothing happens by time (no fact expires, no "
            "score fades, nobody is forgotten) until it is set right"
        )

    def until(self, newest: int) -> int | None:
        """Return how far time has come, ms, for a task that has seen events up to `newest`."""
        if self.of_data:
            return max(newest, self.settings.until_ms) or None
        if self.offset is None or self.is_off or self.monotonic() - self._looked > TRUSTED:
            return None
        return int((self.wall() - self.settings.tick_grace) * 1000)

    def hear(self, before: float, stamp: int, after: float) -> None:
        """Take in what the broker stamped (ms) between two readings of our clock (seconds)."""
        was_off, said = self.is_off, stamp / 1000
        # Between the two readings it is right: only what lies outside of them is off.
        self.offset = before - said if said < before else after - said if said > after else 0.0
        self._looked = self.monotonic()
        if self.is_off and not was_off:
            log.error("%s", self.complaint)


async def keep_time(clock: Clock, metrics: Metrics) -> None:
    """Compare our clock with the broker's for as long as the worker runs; a broker that is away is asked again."""
    if clock.of_data:
        return
    while True:
        try:
            await _look_often(clock, metrics)
        except Exception as error:  # noqa: BLE001  whatever it was, without a look the clock is not trusted for long
            log.warning("the broker's clock cannot be read (%s), trying again", type(error).__name__)
            await asyncio.sleep(EVERY)


async def _look_often(clock: Clock, metrics: Metrics) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=clock.settings.broker, acks=1)
    await producer.start()
    try:
        while True:
            before = clock.wall()
            topic = clock.settings.topic("route-positions")
            written = await producer.send_and_wait(topic, b"{}", PROBE, partition=0, timestamp_ms=int(before * 1000))
            clock.hear(before, written.timestamp, clock.wall())
            metrics.clock(clock.offset or 0.0)
            await asyncio.sleep(EVERY)
    finally:
        await producer.stop()
