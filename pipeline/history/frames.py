"""Files of whole records, with coordinates, key and headers: what a topic held, and what was put in order on the way.

A frame is its length, four bytes, and then (rank of its file, place in it, record) as msgpack.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from pipeline.errors import LeadsieveError
from pipeline.stages.effects import Record

SUFFIX: Final = ".records"
"""How such a file's name ends."""
LENGTH: Final = 4
Frame = tuple[int, int, Record]
"""(rank of its file, place in it, record)."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Frame).decode


def frame(rank: int, place: int, record: Record) -> bytes:
    """Return a record as it lies in a file."""
    encoded = _encode((rank, place, record))
    return len(encoded).to_bytes(LENGTH, "big") + encoded


def frames_in(data: bytes) -> Iterator[Frame]:
    """Yield what whole frames hold."""
    at = 0
    while at < len(data):
        end = at + LENGTH + int.from_bytes(data[at : at + LENGTH], "big")
        yield _decode(data[at + LENGTH : end])
        at = end


def write(path: Path, records: Iterable[Record]) -> int:
    """Write records to a new file, and return how many."""
    count = 0
    with path.open("wb") as stream:
        for record in records:
            stream.write(frame(0, count, record))
            count += 1
    return count


def read(path: Path) -> Iterator[Record]:
    """Yield the records of a file; raises `LeadsieveError` where it was cut off."""
    with path.open("rb") as stream:
        while head := stream.read(LENGTH):
            length = int.from_bytes(head, "big")
            body = stream.read(length)
            if len(body) < length:
                raise LeadsieveError(f"{path}: it ends in the midst of a record")
            yield _decode(body)[2]
