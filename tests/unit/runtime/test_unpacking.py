"""Compressed batches are unpacked within bounds: whatever a few kilobytes hold, memory stays as it was."""

import tracemalloc
import zlib
from contextlib import suppress
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock, patch

import cramjam
import pytest
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.structs import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from pipeline.runtime import transport, unpacking
from pipeline.runtime.lenient import Records
from pipeline.runtime.unpacking import HEADER, MOST_BYTES, TooMuch, unpack
from pipeline.stages.effects import Packed

CODECS = {"gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
LARGE = b"\0" * (MOST_BYTES + 1)


def batch_of(codec: int, values: list[bytes], first: int = 0) -> bytes:
    """Return a batch of records with these values."""
    made = DefaultRecordBatchBuilder(2, codec, 0, -1, -1, -1, 1 << 30)
    for number, value in enumerate(values):
        made.append(number, 1_000 + number, b"k", value, [])
    built = made.build()
    return first.to_bytes(8, "big") + bytes(built)[8:]


def _as_parsed(_: object, record: object) -> object:
    return record


class Fetch:
    """What a fetch of these batches is to aiokafka."""

    def __init__(self, data: bytes) -> None:
        parts = PartitionRecords(
            TopicPartition("t", 0), Records(data), [], 0, None, None, check_crcs=True, isolation_level=1
        )
        parts._consumer_record = _as_parsed  # noqa: SLF001  as the transport does
        self._partition_records: Any = parts
        self.position = 0

    @property
    def has_more(self) -> bool:
        """Say whether something is left, as aiokafka does."""
        return self._partition_records is not None

    def _update_position(self) -> None:
        self.position = self._partition_records.next_fetch_offset


@pytest.mark.parametrize("codec", CODECS)
@given(values=st.lists(st.binary(max_size=2_000), min_size=1, max_size=40))
def test_unpacked_as_it_was(codec: str, values: list[bytes]) -> None:
    """What is within bounds is the batch that a producer without compression would have sent, but for the checksum."""
    plain, packed = batch_of(0, values), batch_of(CODECS[codec], values)
    found = unpack(packed)
    assert found[HEADER.size :] == plain[HEADER.size :]
    assert HEADER.unpack_from(found)[5] == HEADER.unpack_from(plain)[5]


@pytest.mark.parametrize("codec", CODECS)
def test_a_bomb_stands_as_one_record(codec: str) -> None:
    """A batch beyond the bounds is one record with its place, and what came as its value; those around it are read."""
    bomb = batch_of(CODECS[codec], [LARGE, b"next"], first=1)
    fetch = Fetch(batch_of(CODECS[codec], [b"before"]) + bomb + batch_of(CODECS[codec], [b"after"], first=3))
    tracemalloc.start()
    first, _ = transport.take(fetch)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(record.offset, type(record.value)) for record in first] == [(0, bytes), (1, Packed)]
    assert first[1].value == bomb[HEADER.size :]
    assert most < 3 * MOST_BYTES
    second, _ = transport.take(fetch)
    assert [(record.offset, record.value) for record in second] == [(3, b"after")]
    assert (fetch.position, fetch.has_more) == (4, False)


def test_too_many_records() -> None:
    """Records that hold nothing are as many objects all the same."""
    bomb = bytearray(batch_of(CODECS["zstd"], [b""] * 2))
    HEADER.pack_into(bomb, 0, *HEADER.unpack_from(bomb)[:12], unpacking.MOST_RECORDS + 1)
    with pytest.raises(TooMuch):
        unpack(bytes(bomb))


@pytest.mark.parametrize("codec", CODECS)
@given(packed=st.binary(max_size=200))
def test_any_bytes(codec: str, packed: bytes) -> None:
    """Bytes that no codec wrote are too much, and no error of another kind."""
    with patch.object(unpacking, "MOST_BYTES", 1 << 17), suppress(TooMuch):
        assert len(unpack(_headed(CODECS[codec], packed))) >= HEADER.size


def _headed(codec: int, packed: bytes) -> bytes:
    """Return a batch that says it is compressed so."""
    head = bytearray(batch_of(0, [b"v"])[: HEADER.size])
    head[22] |= codec
    return bytes(head) + packed


def test_several_frames() -> None:
    """What a producer wrote in several frames is one batch's."""
    two = bytes(cramjam.gzip.compress(b"ab")) + bytes(cramjam.gzip.compress(b"cd"))
    assert unpack(_headed(CODECS["gzip"], two))[HEADER.size :] == b"abcd"


def test_very_many_streams() -> None:
    """A batch of very many streams is read in one pass: none of them copies those behind it."""
    many = bytes(cramjam.gzip.compress(b"a")) * 2_000
    started = Mock(wraps=zlib.decompressobj)
    ours = SimpleNamespace(decompressobj=started, error=zlib.error)
    with patch.object(unpacking, "zlib", ours):
        assert unpack(_headed(CODECS["gzip"], many))[HEADER.size :] == b"a" * 2_000
    assert started.call_count == 1


def test_an_unknown_codec() -> None:
    """A way of compression that Kafka has not is as good as one that can't be unpacked."""
    with pytest.raises(TooMuch):
        unpack(_headed(7, b"packed"))


def test_a_fetch_is_taken_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a fetch that unpacks to much, so much is taken at once; nothing is left out, nothing comes twice."""
    monkeypatch.setattr(transport, "TAKEN_BYTES", 100)
    fetch = Fetch(b"".join(batch_of(4, [b"v" * 30] * 7, first=7 * number) for number in range(3)))
    offsets: list[int] = []
    while fetch.has_more:
        records, size = transport.take(fetch)
        assert size <= 100 + 31
        offsets += [record.offset for record in records]
        assert fetch.position == offsets[-1] + 1
    assert offsets == list(range(21))
