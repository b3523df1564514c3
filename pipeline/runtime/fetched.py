"""A fetched batch, and the gate that says which partitions may be fetched now."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from aiokafka import TopicPartition


class Fetched(Protocol):
    """A record as the broker's batch holds it, and no more of it than we use."""

    @property
    def offset(self) -> int:
        """Return where it stands in its partition."""
        ...

    @property
    def timestamp(self) -> int:
        """Return its append time, ms."""
        ...

    @property
    def key(self) -> bytes | None:
        """Return its key."""
        ...

    @property
    def value(self) -> bytes | None:
        """Return its value."""
        ...

    @property
    def headers(self) -> Iterable[tuple[str, bytes]]:
        """Return its headers."""
        ...


@dataclass(frozen=True, slots=True)
class Batch:
    """One partition's fetched records: every offset in [start, next) was looked at; markers and aborted ones are none.

    `epoch` counts the partition's seeks: a batch of an earlier epoch was on its way when the task was opened anew.
    """

    tp: TopicPartition
    epoch: int
    start: int
    next: int
    records: list[Fetched]
    size: int = field(default=0)
    """Bytes of keys and values."""


def split(batch: Batch, most: int) -> tuple[Batch, Batch | None]:
    """Return a batch of at most so many records, and one of what is left of it; None where nothing is."""
    if len(batch.records) <= most:
        return batch, None
    at, size = batch.records[most].offset, batch.size * most // len(batch.records)
    head = replace(batch, next=at, records=batch.records[:most], size=size)
    return head, replace(batch, start=at, records=batch.records[most:], size=batch.size - size)


class Receiver(Protocol):
    """Who owns the partitions of this worker: the tasks. Called on the main loop."""

    def attach(self, consumer: Any) -> None:  # noqa: ANN401  Faust's consumer, ours
        """Connect with the consumer that fetches and seeks."""

    def on_revoked(self, partitions: frozenset[TopicPartition]) -> Any:  # noqa: ANN401  an awaitable of nothing
        """Finish or abandon what these partitions' tasks are at, within two seconds."""

    def on_assigned(self, partitions: frozenset[TopicPartition]) -> None:
        """Open a task for each of these partitions, in the background."""

    def on_fetch_error(self, tp: TopicPartition, error: BaseException) -> None:
        """Close the task of a partition that cannot be fetched any more."""

    def committed(self) -> dict[TopicPartition, int]:
        """Return the next offset of every task that moved since the last call."""
        ...


class Gate:
    """The partitions that may be fetched. Written on the main loop, read in the consumer's thread."""

    def __init__(self) -> None:
        self.open: frozenset[TopicPartition] = frozenset()
        self._wake: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self, loop: asyncio.AbstractEventLoop) -> asyncio.Event:
        """Return the event, of the consumer thread's loop, that is set whenever the gate opens further."""
        self._loop, self._wake = loop, asyncio.Event()
        return self._wake

    def let(self, tp: TopicPartition) -> None:
        """Let a partition be fetched."""
        if tp not in self.open:
            self.open |= {tp}
            if self._loop is not None and self._wake is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._wake.set)

    def bar(self, tp: TopicPartition) -> None:
        """Keep a partition from being fetched; what was fetched already stays with the fetcher."""
        self.open -= {tp}
