"""What goes into a stage and what comes out of it, as values: records in; sends, changes of state and counts out."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

Headers = tuple[tuple[str, bytes], ...]
RECORD_OVERHEAD: Final = 512
"""Bytes a record may need besides key, value and headers."""
_NAME_BYTES: Final = 4
"""Of a character of a header's name, at most."""
_LENGTHS: Final = 10
"""Bytes in which a header's two lengths are written, at most: upstream may send half a million empty ones."""
Count = tuple[str, ...]
"""A counter's name, then its label values."""


class Packed(bytes):
    """The value of a record that stands for a whole batch: its records, as compressed as they came.

    They would unpack to more than is safe. The record has the place of the first of them.
    """

    __slots__ = ()


class Record(msgspec.Struct, frozen=True, gc=False):
    """A record as it came from its topic; `topic` is the name in our design, whatever an operator calls it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    """Append time, ms; -1 where nothing was appended (files)."""
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def origin(self) -> str:
        """Return the record's coordinates as `topic/partition/offset`."""
        return f"{self.topic}/{self.partition}/{self.offset}"


class Send(msgspec.Struct, frozen=True, gc=False):
    """A record to write. `partition` None: by the key. A broadcast is one send a partition."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None

    @property
    def size(self) -> int:
        """Return the bytes the record needs on the wire, at most."""
        headers = sum(_NAME_BYTES * len(name) + len(value or b"") + _LENGTHS for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + RECORD_OVERHEAD


class Effects:
    """All that a batch of records causes; nothing of it has happened yet."""

    __slots__ = ("changes", "chosen", "counts", "sends", "slices_left")

    def __init__(self) -> None:
        self.sends: list[Send] = []
        self.changes: dict[str, bytes | None] = {}
        """Key -> its new encoded state; None: forgotten."""
        self.counts: Counter[Count] = Counter()
        self.slices_left: int | None = None
        """Of all keys, how many slices are still to be gone through; None: nothing was told of that."""
        self.chosen = ""
        """The origin of the choice that is carried out from here on; empty: as before."""

    def extend(self, other: "Effects") -> None:
        """Add what comes after."""
        self.sends += other.sends
        self.changes.update(other.changes)
        self.counts.update(other.counts)
        self.slices_left = self.slices_left if other.slices_left is None else other.slices_left
        self.chosen = other.chosen or self.chosen


class States(Protocol):
    """The committed state of one task, encoded, by key."""

    def get(self, key: str) -> bytes | None:
        """Return the state of a key, None where there is none."""
        ...

    def keys(self) -> Iterable[str]:
        """Return all keys."""
        ...

    def due(self, until: int, most: int) -> list[tuple[int, str]]:
        """Return (moment, key) of what is due by `until` (ms), in this order, at most so many."""
        ...

    def slice(self, number: int) -> Iterable[str]:
        """Return the keys of one of the `SLICES`, in any order."""
        ...


class Stage(Protocol):
    """A stage: `process` is pure; whoever calls it writes the effects, all or none."""

    @property
    def name(self) -> str:
        """Return the stage's name, as metrics and dead letters show it."""
        ...

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return what the records cause."""
        ...
