"""A task's committed state, encoded: a value is decoded when it is touched, not before."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from pipeline.stages.due import Due, DueIndex, Timed, due_among
from pipeline.stages.effects import Stage, States
from pipeline.stages.slices import SLICES, in_slices, slice_of


class Committed(States, Protocol):
    """The committed states of one partition, wherever they lie. Nothing else is ever in there."""

    @property
    def size(self) -> int:
        """Return the bytes of all values."""
        ...

    @property
    def sound(self) -> bool:
        """Tell whether it can still be worked with, after an error too."""
        ...

    def items(self) -> Iterable[tuple[str, bytes]]:
        """Return all keys with their states."""
        ...

    def parts(self, most: int) -> Iterator[dict[str, bytes]]:
        """Yield all states, so many at once: what is changed meanwhile may come as it was or as it is, or not at all."""
        ...

    def apply(self, changes: Mapping[str, bytes | None]) -> None:
        """Take over what a transaction has committed, all of it or nothing; None forgets the key."""
        ...

    def due_of(self, value: bytes) -> int:
        """Return the moment (ms) at which time alone could change a state; 0: never."""
        ...

    def close(self) -> None:
        """Let go of what it holds; it is of no use after that."""
        ...

    def __len__(self) -> int: ...


class Store:
    """Key -> encoded state of one partition, in memory."""

    sound: Final = True

    __slots__ = ("_index", "_slices", "_values", "size")

    def __init__(self, index: DueIndex | None = None) -> None:
        self._values: dict[str, bytes] = {}
        self.size = 0
        """Bytes of all values."""
        self._index = index
        self._slices: dict[int, list[str]] | None = None
        """While somebody goes through them."""

    def get(self, key: str) -> bytes | None:
        """Return the state of a key."""
        return self._values.get(key)

    def keys(self) -> Iterable[str]:
        """Return all keys."""
        return self._values.keys()

    def items(self) -> Iterable[tuple[str, bytes]]:
        """Return all keys with their states."""
        return self._values.items()

    def parts(self, most: int) -> Iterator[dict[str, bytes]]:
        """Yield all states, so many at once. Keys are listed here and now, which takes 10 ms for 100,000."""
        keys, get = list(self._values), self._values.get
        starts = range(0, len(keys), most)
        return ({key: held for key in keys[at : at + most] if (held := get(key)) is not None} for at in starts)

    def apply(self, changes: Mapping[str, bytes | None]) -> None:
        """Take over what a transaction has committed; None forgets the key."""
        values, index = self._values, self._index
        for key, value in changes.items():
            before = values.get(key)
            if index is not None:
                index.note(key, before, value)
            if before is not None:
                self.size -= len(before)
            if value is None:
                values.pop(key, None)
                continue
            if self._slices is not None and before is None:
                self._slices.setdefault(slice_of(key), []).append(key)
            values[key] = value
            self.size += len(value)

    def due(self, until: int, most: int) -> list[Due]:
        """Return (moment, key) of what is due by `until` (ms), in this order, at most so many."""
        return [] if self._index is None else self._index.due(until, most, self._values.get)

    def due_of(self, value: bytes) -> int:
        """Return the moment (ms) at which time alone could change a state; 0: never."""
        return 0 if self._index is None else self._index.due_of(value)

    def slice(self, number: int) -> Iterable[str]:
        """Return the keys of one of the `SLICES`; all are sorted into slices with the first, and given up with the last."""
        if self._slices is None:
            self._slices = in_slices(self._values)
        keys = [key for key in self._slices.get(number, ()) if key in self._values]
        if number == SLICES - 1:
            self._slices = None
        return keys

    def close(self) -> None:
        """Do nothing: memory is given back with the store."""

    def __len__(self) -> int:
        return len(self._values)


def index_of(stage: Stage) -> DueIndex | None:
    """Return a new index of what is due, where time alone can change something."""
    return stage.index() if isinstance(stage, Timed) else None


def store_of(stage: Stage) -> Store:
    """Return an empty store in memory for a stage."""
    return Store(index_of(stage))


class Overlay:
    """Changes that are not committed yet, over a store that must not know of them."""

    __slots__ = ("_below", "changes")

    def __init__(self, below: Committed) -> None:
        self._below = below
        self.changes: dict[str, bytes | None] = {}

    def get(self, key: str) -> bytes | None:
        """Return the state of a key, changed or not."""
        return self.changes[key] if key in self.changes else self._below.get(key)

    def keys(self) -> Iterable[str]:
        """Return all keys, less the forgotten ones."""
        gone = {key for key, value in self.changes.items() if value is None}
        return {*self._below.keys(), *self.changes} - gone

    def due(self, until: int, most: int) -> list[Due]:
        """Return (moment, key) of what is due by `until` (ms), changed or not."""
        changed = {key: 0 if value is None else self._below.due_of(value) for key, value in self.changes.items()}
        return due_among(changed, self._below.due, until, most)

    def slice(self, number: int) -> Iterable[str]:
        """Return the keys of one of the `SLICES`, less the forgotten ones."""
        gone = {key for key, value in self.changes.items() if value is None}
        changed = {key for key in self.changes if slice_of(key) == number}
        return ({*self._below.slice(number)} | changed) - gone
