"""One connection of a worker that asks, every few seconds, whether the broker answers and the topics are still the same.

An idle task asks the broker nothing: without this, nobody would be told that it is gone. And a topic that was deleted
and made anew under the same name has offsets that mean nothing to us; its id tells.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from pipeline.observe.metrics import Metrics
from pipeline.runtime.topic_ids import ask_topic_ids

EVERY: Final = 3.0
"""Seconds between two questions."""
PATIENCE: Final = 5.0
"""Seconds in which the broker has to answer."""

Found = Callable[[Mapping[str, str]], None]


class Watch:
    """Knows whether the broker answers, and asks for the ids of topics."""

    def __init__(self, broker: str, topics: Sequence[str], metrics: Metrics) -> None:
        self._broker, self._topics, self._metrics = broker, topics, metrics
        self._client: AIOKafkaClient | None = None
        self._lock = asyncio.Lock()
        self._away_since: float | None = None
        self._up = asyncio.Event()
        self._up.set()
        metrics.broker(up=True)

    @property
    def away(self) -> float | None:
        """Return for how many seconds the broker has not answered; None while it does."""
        return None if self._away_since is None else time.monotonic() - self._away_since

    async def until_back(self) -> None:
        """Return at once, or where the broker is away when it is back."""
        await self._up.wait()

    async def topic_id(self, topic: str) -> str:
        """Return the topic's id; empty where the broker knows no ids. Raises `KafkaError` or `TimeoutError`."""
        return (await self._ask([topic])).get(topic, "")

    async def run(self, found: Found) -> None:
        """Ask until cancelled; `found` hears of each answer."""
        try:
            while True:
                await self._look(found)
                await asyncio.sleep(EVERY)
        finally:
            await self._forget()

    async def _look(self, found: Found) -> None:
        try:
            ids = await self._ask(self._topics)
        except (KafkaError, OSError, TimeoutError):
            await self._forget()
            self._away_since = self._away_since or time.monotonic()
            self._up.clear()
            self._metrics.broker(up=False)
        else:
            self._away_since = None
            self._up.set()
            self._metrics.broker(up=True)
            found(ids)

    async def _ask(self, topics: Sequence[str]) -> Mapping[str, str]:
        async with asyncio.timeout(PATIENCE):
            return await ask_topic_ids(await self._connected(), topics)

    async def _connected(self) -> AIOKafkaClient:
        async with self._lock:  # all tasks open at once and share the one connection
            if self._client is None:
                client = AIOKafkaClient(bootstrap_servers=self._broker)
                try:
                    await client.bootstrap()
                except BaseException:
                    await client.close()
                    raise
                self._client = client
            return self._client

    async def _forget(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(client.close(), PATIENCE)
