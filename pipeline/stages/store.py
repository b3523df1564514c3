"""A task's committed state, in memory, encoded: a value is decoded when it is touched, not before."""

from collections.abc import Iterable, Mapping


class Store:
    """Key -> encoded state of one partition. Holds committed state only."""

    __slots__ = ("_values", "size")

    def __init__(self) -> None:
        self._values: dict[str, bytes] = {}
        self.size = 0
        """Bytes of all values."""

    def get(self, key: str) -> bytes | None:
        """Return the state of a key."""
        return self._values.get(key)

    def keys(self) -> Iterable[str]:
        """Return all keys."""
        return self._values.keys()

    def items(self) -> Iterable[tuple[str, bytes]]:
        """Return all keys with their states."""
        return self._values.items()

    def apply(self, changes: Mapping[str, bytes | None]) -> None:
        """Take over what a transaction has committed; None forgets the key."""
        values = self._values
        for key, value in changes.items():
            former = values.pop(key, None) if value is None else values.get(key)
            if value is not None:
                values[key] = value
                self.size += len(value)
            if former is not None:
                self.size -= len(former)

    def __len__(self) -> int:
        return len(self._values)


class Overlay:
    """Changes that are not committed yet, over a store that must not know of them."""

    __slots__ = ("_below", "changes")

    def __init__(self, below: Store) -> None:
        self._below = below
        self.changes: dict[str, bytes | None] = {}

    def get(self, key: str) -> bytes | None:
        """Return the state of a key, changed or not."""
        return self.changes[key] if key in self.changes else self._below.get(key)

    def keys(self) -> Iterable[str]:
        """Return all keys, less the forgotten ones."""
        gone = {key for key, value in self.changes.items() if value is None}
        return (self._below.keys() | self.changes.keys()) - gone
