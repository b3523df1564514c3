"""What a compressed batch holds, unpacked within bounds: a few kilobytes may unpack to gigabytes, and brokers take them.

aiokafka would unpack the whole, and make an object of every record, before anybody could look at its size.
"""

import gzip
import io
import struct
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import cramjam

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a batch, unpacked: sixty times what topics take packed by default; texts shrink to a tenth, at best a thirtieth."""
MOST_RECORDS: Final = 250_000
"""Of a batch: each becomes an object, however little it holds."""
HEADER: Final = struct.Struct(">qiibIhiqqqhii")
"""Of a batch, format 2: base offset, length, epoch, magic, checksum, attributes, last offset, times, producer, records."""
_ATTRIBUTES: Final = struct.Struct(">h")
_ATTRIBUTES_AT: Final = 21
_CODEC: Final = 0x07
_GZIP: Final = 16 + zlib.MAX_WBITS
_XERIAL: Final = b"\x82SNAPPY\x00"
_XERIAL_HEADER: Final = 16
_FIRST_GUESS: Final = 16
"""Times the packed size: more than texts need, so that most is unpacked at the first try."""


class TooMuch(Exception):  # noqa: N818  a finding about a batch, no error of ours
    """A batch unpacks to more than is safe, or to nothing."""


def is_packed(batch: bytes | memoryview) -> bool:
    """Say whether a batch (format 2) is compressed."""
    return bool(HEADER.unpack_from(batch)[5] & _CODEC)


def unpack(batch: bytes | memoryview) -> bytes:
    """Return the same batch, not compressed; its checksum is then no longer its own.

    Raises `TooMuch` where it holds more than `MOST_BYTES` or `MOST_RECORDS`, or can't be unpacked.
    """
    found = HEADER.unpack_from(batch)
    if found[12] > MOST_RECORDS:
        raise TooMuch(f"{found[12]} records")
    codec = _CODECS.get(found[5] & _CODEC)
    if codec is None:
        raise TooMuch(f"compressed in no way that Kafka has: {found[5] & _CODEC}")
    head = bytearray(batch[: HEADER.size])
    _ATTRIBUTES.pack_into(head, _ATTRIBUTES_AT, found[5] & ~_CODEC)
    return bytes(head) + codec(bytes(batch[HEADER.size :]))


def payload(batch: bytes | memoryview) -> bytes:
    """Return the records of a batch as they came, compressed."""
    return bytes(batch[HEADER.size :])


def _gzip(packed: bytes) -> bytes:
    """Unpack one stream, as producers write it; of several each would copy what is left: a file reads them in turn."""
    stream = zlib.decompressobj(_GZIP)
    try:
        found = stream.decompress(packed, MOST_BYTES + 1)
        if stream.unused_data:
            found = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise TooMuch("not to be unpacked") from error
    if len(found) > MOST_BYTES or not stream.eof:
        raise TooMuch(f"more than {MOST_BYTES} bytes, or cut off")
    return found


def _snappy(packed: bytes) -> bytes:
    """Unpack blocks as Java's library writes them, or one raw block; each says its size."""
    if not packed.startswith(_XERIAL):
        return _snappy_block(packed, MOST_BYTES)
    parts: list[bytes] = []
    at, left = _XERIAL_HEADER, MOST_BYTES
    while at < len(packed):
        size = int.from_bytes(packed[at : at + 4], "big")
        parts.append(_snappy_block(packed[at + 4 : at + 4 + size], left))
        left -= len(parts[-1])
        at += 4 + size
    return b"".join(parts)


def _snappy_block(block: bytes, most: int) -> bytes:
    try:
        if cramjam.snappy.decompress_raw_len(block) <= most:
            return bytes(cramjam.snappy.decompress_raw(block))
    except cramjam.DecompressionError as error:
        raise TooMuch("not to be unpacked") from error
    raise TooMuch(f"more than {MOST_BYTES} bytes")


def _within(decompress_into: Callable[[bytes, bytearray], int]) -> Callable[[bytes], bytes]:
    """Return a codec's unpacking into room that grows up to the bound."""

    def unpacked(packed: bytes) -> bytes:
        room = min(max(_FIRST_GUESS * len(packed), 65_536), MOST_BYTES)
        while True:
            into = bytearray(room)
            try:
                return bytes(memoryview(into)[: decompress_into(packed, into)])
            except cramjam.DecompressionError as error:
                if room == MOST_BYTES:
                    raise TooMuch(f"more than {MOST_BYTES} bytes, or not to be unpacked") from error
                room = min(room * 8, MOST_BYTES)

    return unpacked


_CODECS: Final[Mapping[int, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        0: bytes,
        1: _gzip,
        2: _snappy,
        3: _within(cramjam.lz4.decompress_into),
        4: _within(cramjam.zstd.decompress_into),
    }
)
