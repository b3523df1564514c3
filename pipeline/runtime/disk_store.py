"""A task's committed state on disk instead of in memory: LMDB, as room for what memory does not hold, and no more.

Its file has no name from the moment it is open: when the worker ends, however it ends, the file is gone with it. So
there is no state on disk that could be of another age, half written or damaged: a start builds it anew from the snapshot
and the changelog, as it does in memory. docs/decisions/0015 weighs that against a file that stays.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import lmdb

from pipeline.errors import StateUnwritable
from pipeline.stages.due import Due, DueIndex
from pipeline.stages.slices import SLICES, slice_of

SUFFIX: Final = ".scratch"
MOST_BYTES: Final = 64 * 1024**3
"""Of one task's file. It is an address range, not memory: a machine of 128 tasks has 128 TiB of addresses."""
_SPARE: Final = 64 * 1024**2
_ID, _OTHER = b"i", b"o"
_ID_DIGITS: Final = 32
_SLICE_SHIFT: Final = 4
"""A slice is the first twelve bits of an id, of which we store sixteen in two bytes."""


def open_store(folder: Path, task: str, index: DueIndex | None) -> "DiskStore":
    """Return an empty store for a task, on the disk that the folder is on; raises `StateUnwritable`."""
    if index is not None:
        index.hold_packed()
    try:
        handle, name = tempfile.mkstemp(SUFFIX, f"{task}.", folder)
        os.close(handle)
        try:
            return DiskStore(_open(name, _room(folder)), folder, index)
        finally:
            for path in folder.glob(f"{Path(name).name}*"):
                path.unlink()
    except (OSError, lmdb.Error) as error:
        raise _unwritable(folder, error) from error


def _open(name: str, room: int) -> lmdb.Environment:
    # Nothing is ever synced: what a crash of the machine leaves of a nameless file is nothing.
    return lmdb.open(name, map_size=room, subdir=False, sync=False, metasync=False, readahead=False, max_readers=8)


def _room(folder: Path) -> int:
    disk = os.statvfs(folder)
    return min(MOST_BYTES, disk.f_frsize * disk.f_blocks + _SPARE)


def _unwritable(folder: Path, error: Exception) -> StateUnwritable:
    return StateUnwritable(
        f"data folder {folder}: no state can be kept there ({error}): give it room or mend it; tasks wait and go on by "
        "themselves"
    )


class DiskStore:
    """Key -> encoded state of one partition, in a file of its own; what is due is held in memory, 16 bytes a key."""

    def __init__(self, env: lmdb.Environment, folder: Path, index: DueIndex | None) -> None:
        self._env, self._folder, self._index = env, folder, index
        self._read = env.begin()
        self._count = self.size = 0
        self.sound = True
        """Where not, LMDB itself has given the file up."""

    def get(self, key: str) -> bytes | None:
        """Return the state of a key; raises `StateUnwritable`."""
        try:
            return self._read.get(_pack(key))
        except lmdb.Error as error:
            raise _unwritable(self._folder, error) from error

    def keys(self) -> Iterator[str]:
        """Yield all keys, ids in order."""
        for part in self.parts(1000):
            yield from part

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield all keys with their states, ids in order."""
        for part in self.parts(1000):
            yield from part.items()

    def parts(self, most: int) -> Iterator[dict[str, bytes]]:
        """Yield all states, so many at once, from a thread too: none of the file is held back between two parts."""
        last = b""
        while found := self._part(last, most):
            last = found[-1][0]
            yield {_unpack(key): value for key, value in found}

    def _part(self, after: bytes, most: int) -> list[tuple[bytes, bytes]]:
        with self._telling(), self._env.begin() as txn, txn.cursor() as cursor:
            return list(islice(cursor, most)) if cursor.set_range(after + b"\0") else []

    def apply(self, changes: Mapping[str, bytes | None]) -> None:
        """Take over what a transaction has committed, all or nothing; raises `StateUnwritable`."""
        if not changes:
            return
        self._read.abort()  # a reader of what was would keep its pages from being used again
        try:
            with self._telling(), self._env.begin(write=True) as txn:
                count, size = self._write(txn, changes)
            self._count, self.size = self._count + count, self.size + size
        finally:
            with self._telling():
                self._read = self._env.begin()

    def _write(self, txn: "lmdb.Transaction[bytes]", changes: Mapping[str, bytes | None]) -> tuple[int, int]:
        """Write changes, and return how many keys and bytes there are more for it."""
        index, count, size = self._index, 0, 0
        for key, value in changes.items():
            packed = _pack(key)
            before = txn.pop(packed) if value is None else txn.replace(packed, value)
            if index is not None:  # where the transaction fails it is asked in vain: states tell what is due
                index.note(key, before, value)
            if before is not None:
                count, size = count - 1, size - len(before)
            if value is not None:
                count, size = count + 1, size + len(value)
        return count, size

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Let whatever LMDB says be a `StateUnwritable`."""
        try:
            yield
        except lmdb.Error as error:
            self.sound = self.sound and not isinstance(error, lmdb.PanicError)
            raise _unwritable(self._folder, error) from error

    def due(self, until: int, most: int) -> list[Due]:
        """Return (moment, key) of what is due by `until` (ms), in this order, at most so many."""
        return [] if self._index is None else self._index.due(until, most, self.get)

    def due_of(self, value: bytes) -> int:
        """Return the moment (ms) at which time alone could change a state; 0: never."""
        return 0 if self._index is None else self._index.due_of(value)

    def slice(self, number: int) -> list[str]:
        """Return the keys of one of the `SLICES`: they lie side by side."""
        begin = _ID + (number << _SLICE_SHIFT).to_bytes(2, "big")
        end = _OTHER if number == SLICES - 1 else _ID + ((number + 1) << _SLICE_SHIFT).to_bytes(2, "big")
        others = [key for key in self._keys(_OTHER, b"p") if slice_of(key) == number]
        return self._keys(begin, end) + others

    def _keys(self, begin: bytes, end: bytes) -> list[str]:
        found: list[str] = []
        with self._telling(), self._read.cursor() as cursor:
            ahead = cursor.set_range(begin)
            while ahead and (key := cursor.key()) < end:
                found.append(_unpack(key))
                ahead = cursor.next()
        return found

    def close(self) -> None:
        """Give the disk back."""
        self._env.close()

    def __len__(self) -> int:
        return self._count


def _pack(key: str) -> bytes:
    """Return a key as the file has it: ids, of 32 hex digits, take half their length and lie in order."""
    if len(key) == _ID_DIGITS:
        try:
            raw = bytes.fromhex(key)
        except ValueError:
            return _OTHER + key.encode()
        if raw.hex() == key:
            return _ID + raw
    return _OTHER + key.encode()


def _unpack(packed: bytes) -> str:
    return packed[1:].hex() if packed[:1] == _ID else packed[1:].decode()
