"""Reading record batches as brokers take them: the name of a header may be any bytes, and then aiokafka reads nothing.

Its consumers raise over such a batch, again and again, and nothing of the partition is ever read. Here the batch is read
once more by aiokafka's Python reader, with what is no UTF-8 in those names escaped. To be imported by all who consume.

Private members of aiokafka that this file uses, all named in tests/contracts/test_private_members.py: the Python readers
`_MemoryRecordsPy` (its `_next_slice`) and `_DefaultRecordBatchPy` (its `_buffer`, `_maybe_uncompress`).
"""

from collections.abc import Iterator
from typing import Any, Final

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch, _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy

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
        try:
            return iter(list(self._fast))
        except UnicodeDecodeError:
            return iter(list(_LenientBatch(self._piece)))

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
