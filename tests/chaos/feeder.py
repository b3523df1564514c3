"""Traffic that never stops while everything else does."""

import asyncio
import dataclasses
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Final

from pipeline.history.simulate import DEMO, traffic
from pipeline.runtime.publish import publish
from pipeline.settings import Settings
from tests.chaos.story import Story
from tests.flows import Message

MIX: Final = dataclasses.replace(DEMO, late=0.0)
"""What is late depends on what else was seen: nothing is promised beyond the lateness bound."""
FIRST: Final = timedelta(hours=2)
LONGEST: Final = 90.0
"""Seconds that a second's worth of events may take, with the broker's patience in it."""


class Feeder:
    """Publishes made-up traffic at a rate until told to stop, and remembers what the broker has acknowledged.

    A publication that fails half-way through a broker's restart may have been written or not: it is tried again with
    the same ids, and what was written twice is for the workers to tell: the files hold it once.
    """

    def __init__(self, settings: Settings, seed: int, rate: int, story: Story) -> None:
        self._settings, self._seed, self._rate, self._story = settings, seed, rate, story
        self._stopped = False
        self.published: list[Message] = []

    def stop(self) -> None:
        """Publish no more."""
        self._stopped = True

    async def run(self) -> None:
        """Publish."""
        start, number = datetime.now(UTC) - FIRST, self._seed * 1_000_000
        while not self._stopped:
            chunk = [(item.topic, item.value) for item in traffic(number, self._rate, start, MIX, timedelta(seconds=1))]
            await self._publish(chunk)
            number, start = number + 1, start + timedelta(seconds=1)

    async def _publish(self, chunk: list[Message]) -> None:
        self.published += chunk
        failure = ""
        while True:
            try:
                await self._bounded(publish(self._settings, chunk, self._rate))
            except Exception as error:  # noqa: BLE001  the broker is away: whatever that looks like here
                if failure != (failure := type(error).__name__):
                    self._story.tell(f"publishing again: {failure}")
                await asyncio.sleep(0.5)
            else:
                return

    async def _bounded(self, publishing: Coroutine[None, None, object]) -> None:
        """Await it; raise where it takes too long, and tell where it stood: a load that stops silently proves nothing."""
        task = asyncio.create_task(publishing)
        done, _ = await asyncio.wait([task], timeout=LONGEST)
        if not done:
            self._story.tell(f"a publication hangs:\n{_stack(task)}")
            task.cancel()
            await asyncio.wait([task], timeout=LONGEST)
            raise TimeoutError
        task.result()


def _stack(task: asyncio.Task[object]) -> str:
    """Return where a task waits, through all coroutines that it waits in."""
    lines, waits = [], task.get_coro()
    while (frame := getattr(waits, "cr_frame", None)) is not None:
        lines.append(f"  {frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_qualname}")
        waits = getattr(waits, "cr_await", None)
    return "\n".join(lines)
