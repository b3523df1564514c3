"""A snapshot: one task's state in one file, whole or not at all.

Layout: a line that names the format; blocks of (length, CRC-32, content); the first is the place (JSON), those that
follow are states (MessagePack, key -> value), an empty block ends them, and the last holds how many keys there were and
how far the changelog had come by then. States may be newer than the place, for they are taken while the task works on:
what changed meanwhile lies in the changelog behind the place, and comes again from there.
"""

import os
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, Final

import msgspec

from pipeline.runtime.place import Place

MAGIC: Final = b"LEADSIEVE SNAPSHOT 1\n"
BLOCK_BYTES: Final = 1024 * 1024
"""Of states in a block, about."""
LOOK: Final = 500
"""States in a part, between two looks at a block's size: what the thread does in one go, with the lane waiting."""
MOST_BYTES: Final = 1024 * 1024 * 1024
"""A block that claims to be larger is no block of ours."""

_FRAME: Final = Struct(">II")
_place = msgspec.json.Decoder(Place)
_states = msgspec.msgpack.Decoder(dict[str, bytes])


class Spoiled(Exception):  # noqa: N818  it reads as what is the case
    """A snapshot is not what was written: cut short, changed, or of another format."""


class Seal(msgspec.Struct, frozen=True):
    """The last block: what makes a snapshot whole."""

    keys: int
    end: int
    """The changelog's offset up to which states may have been taken in."""


_seal = msgspec.json.Decoder(Seal)


def write(path: Path, place: Place, parts: Iterable[dict[str, bytes]], end: Callable[[], int]) -> int:
    """Write a snapshot over the one before, and return its bytes; raises `OSError`, and then that one still stands.

    To be called in a thread. `parts` and `end` are asked while the task works on.
    """
    fresh = path.with_suffix(".new")
    try:
        with fresh.open("wb") as file:
            file.write(MAGIC)
            _put(file, msgspec.json.encode(place))
            count = _put_states(file, parts)
            _put(file, b"")
            _put(file, msgspec.json.encode(Seal(count, end())))
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        fresh.replace(path)
        _sync(path.parent)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return size


def _put_states(file: BinaryIO, parts: Iterable[dict[str, bytes]]) -> int:
    count, block, size = 0, dict[str, bytes](), 0
    began = time.monotonic()
    for part in parts:
        block |= part
        count, size = count + len(part), size + sum(map(len, part.values()))
        if size >= BLOCK_BYTES:
            _put(file, msgspec.msgpack.encode(block))
            block, size = {}, 0
        time.sleep(time.monotonic() - began)  # the lane wants the interpreter too
        began = time.monotonic()
    if block:
        _put(file, msgspec.msgpack.encode(block))
    return count


def _put(file: BinaryIO, content: bytes) -> None:
    file.write(_FRAME.pack(len(content), zlib.crc32(content)))
    file.write(content)


def _sync(folder: Path) -> None:
    """Have the renaming on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Reader:
    """An open snapshot. `place` is known at once; `seal` when all states are read."""

    def __init__(self, file: BinaryIO) -> None:
        """Read up to the place; raises `Spoiled`."""
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise Spoiled("it is of another format")
        self.place: Place = self._decoded(_place, self._block())
        self.seal: Seal | None = None

    def states(self) -> Iterator[dict[str, bytes]]:
        """Yield all states, part by part; raises `Spoiled` at the end at the latest: use none of them then."""
        count = 0
        while block := self._block():
            part: dict[str, bytes] = self._decoded(_states, block)
            count += len(part)
            yield part
        seal: Seal = self._decoded(_seal, self._block())
        if seal.keys != count or self._file.read(1):
            raise Spoiled("it does not hold what it says it holds")
        self.seal = seal

    def _block(self) -> bytes:
        frame = self._file.read(_FRAME.size)
        if len(frame) < _FRAME.size:
            raise Spoiled("it is cut short")
        length, checksum = _FRAME.unpack(frame)
        content = self._file.read(length) if length <= MOST_BYTES else b""
        if len(content) != length or zlib.crc32(content) != checksum:
            raise Spoiled("it is cut short or was changed: a checksum is wrong")
        return content

    @staticmethod
    def _decoded(decoder: Any, content: bytes) -> Any:  # noqa: ANN401  whatever the decoder makes
        try:
            return decoder.decode(content)
        except msgspec.DecodeError as error:
            raise Spoiled(f"it cannot be read: {error}") from error
