"""Record batches as any broker takes them: whatever codec, whatever bytes name a header."""

import itertools
from typing import Any

import pytest
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatchBuilder, _DefaultRecordBatchBuilderPy

from pipeline.runtime.lenient import Records

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
Headers = list[tuple[str, bytes | None]]


class Raw(str):
    """A header's name that is written as these bytes, as clients in other languages may."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return one byte for each character."""
        del encoding, errors
        return super().encode("latin-1")


def batch_of(builder: Any, codec: str, headers: list[Headers]) -> bytes:  # noqa: ANN401  either of aiokafka's
    """Return a batch with one record for each of these headers."""
    made = builder(2, CODECS.index(codec), 0, 7, 0, 0, 1 << 20)
    for offset, held in enumerate(headers):
        made.append(offset, timestamp=1_000 + offset, key=b"k", value=b"v%d" % offset, headers=held)
    return bytes(made.build())


def read(data: bytes) -> list[Any]:
    """Return the records of all batches, read as the fetcher does."""
    records = Records(data)
    return list(itertools.chain.from_iterable(iter(records.next_batch, None)))


@pytest.mark.parametrize("codec", CODECS)
def test_any_codec_is_read(codec: str) -> None:
    """Upstream compresses as it likes: without the codec aiokafka reads nothing of the partition, for ever."""
    found = read(batch_of(DefaultRecordBatchBuilder, codec, [[("h", b"1")], []]) * 2)
    assert [(record.offset, record.key, record.value) for record in found] == [(0, b"k", b"v0"), (1, b"k", b"v1")] * 2


@pytest.mark.parametrize("codec", CODECS)
def test_a_header_of_any_name_is_read(codec: str) -> None:
    """What is no UTF-8 in a name is escaped, and the records around it are as they were."""
    headers: list[Headers] = [[("é", b"1")], [(Raw("a\xff"), None), (Raw("\xed\xa0\x80"), b"\xff")], []]
    found = read(batch_of(_DefaultRecordBatchBuilderPy, codec, headers))
    assert [tuple(record.headers) for record in found] == [
        (("é", b"1"),),
        (("a\\xff", None), ("\\xed\\xa0\\x80", b"\xff")),
        (),
    ]
    assert [(record.offset, record.timestamp, record.value) for record in found] == [
        (number, 1_000 + number, b"v%d" % number) for number in range(3)
    ]
    for name, _ in found[1].headers:
        name.encode()  # can be written to the dead letters


def test_the_fetcher_sees_what_it_asks_a_batch_for() -> None:
    """Where the batch begins and ends, whose it is, whether it was damaged."""
    data = batch_of(DefaultRecordBatchBuilder, "none", [[], []])
    batch = Records(data).next_batch()
    assert (batch.base_offset, batch.next_offset, batch.producer_id) == (0, 2, 7)
    assert (batch.is_control_batch, batch.is_transactional, batch.validate_crc()) == (False, False, True)
    assert not Records(data[:-1] + b"\xff").next_batch().validate_crc()


def test_consumers_read_by_it() -> None:
    """Aiokafka's fetcher takes our reader."""
    assert vars(fetcher)["MemoryRecords"] is Records
