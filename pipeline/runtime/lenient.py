"""Reading record batches as brokers take them: aiokafka would stop over some, and die of others.

The name of a header may be any bytes: its consumers raise over such a batch, again and again, and nothing of the
partition is ever read. Here the batch is read once more by its Python reader, with what is no UTF-8 escaped. And a
compressed batch may unpack to gigabytes: it is unpacked within bounds (`unpacking`), and beyond them one record stands
for all of it, whose value is the batch as it came, `Packed`. To be imported by all who consume.

Private members of aiokafka that this file uses, all named in tests/contracts/test_private_members.py: the Python readers
`_MemoryRecordsPy` (its `_next_slice`) and `_DefaultRecordBatchPy` (its `_buffer`, `_maybe_uncompress`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy

from pipeline.runtime.unpacking import TooMuch, is_packed, payload, unpack
from pipeline.stages.effects import Packed

_PASSED_ON: Final = ("base_offset", "next_offset", "producer_id", "is_control_batch", "is_transactional")


class _Escaping(bytearray):
    """Bytes whose text is never refused."""

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  an index gives a number, a slice bytes
        found = super().__getitem__(place)
        return _Escaping(found) if isinstance(found, bytearray) else found

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, errors)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc]  # final to type checkers alone
    """A batch read in Python, which takes any bytes as a header's name."""

    _buffer: bytearray

    def __iter__(self) -> Any:  # noqa: ANN401  as aiokafka has it
        self._maybe_uncompress()
        self._buffer = _Escaping(self._buffer)
        return self


@dataclass(frozen=True, slots=True)
class Standing:
    """The record that stands for a batch which is too much to be unpacked, as aiokafka has records."""

    offset: int
    timestamp: int
    timestamp_type: int
    value: Packed
    key: None = None
    headers: tuple[()] = ()
    checksum: None = None


class _Batch:
    """A batch read at full speed, and leniently where that fails."""

    __slots__ = (*_PASSED_ON, "_fast", "_iterator", "_piece")

    def __init__(self, fast: Any, piece: Any) -> None:  # noqa: ANN401  aiokafka has no types for us
        self._fast, self._piece = fast, piece
        for name in _PASSED_ON:
            setattr(self, name, getattr(fast, name))

    def validate_crc(self) -> bool:
        return bool(self._fast.validate_crc())

    def __iter__(self) -> Iterator[Any]:
        fast, piece = self._fast, self._piece
        if is_packed(piece):
            try:
                piece = unpack(piece)
            except TooMuch:
                return iter([self._standing()])
            fast = DefaultRecordBatch(piece)
        try:
            return iter(list(fast))
        except UnicodeDecodeError:
            return iter(list(_LenientBatch(piece)))

    def _standing(self) -> Standing:
        fast = self._fast
        return Standing(fast.base_offset, fast.max_timestamp, fast.timestamp_type, Packed(payload(self._piece)))

    def __next__(self) -> Any:  # noqa: ANN401  a record
        return next(self._fast)  # of control batches, which brokers write


class Records(_MemoryRecordsPy):  # type: ignore[misc]  # as above
    """What a fetch brought, batch by batch."""

    def next_batch(self, *args: Any) -> Any:  # noqa: ANN401  a batch, as aiokafka has it
        """Return the next batch, None where there is none."""
        piece = self._next_slice
        batch = super().next_batch(*args)
        return _Batch(batch, piece) if isinstance(batch, DefaultRecordBatch) else batch


fetcher.MemoryRecords = Records
