"""Parts of files, of some megabytes, that can be read on their own, whatever lies before or after them."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from pipeline.errors import LeadsieveError
from pipeline.history import frames, readers
from pipeline.stages.effects import Record

SPAN: Final = 2 * 1024 * 1024
"""Bytes of a span, and what its last record has beyond."""
OWN: Final = -1
"""Rank of a file whose records say themselves which file they are of."""
Key = tuple[float, int, int]
"""(seconds since 1970, rank of the file, place in it): the order of history."""
Item = tuple[int, int, Record]
"""(rank of the file, place in it, record)."""
_BLOCK: Final = 1 << 16


class Span(NamedTuple):
    """A part of a file: whole records, and what is known of them without reading it again."""

    path: str
    topic: str | None
    """Of all its records; None: their content says."""
    number: int
    """Of its file among all, from 0: the partition of its records."""
    rank: int
    """Of its file among those that hold something of the same moment; `OWN`: its records say."""
    start: int
    end: int
    """Bytes."""
    first: int = 0
    """The place of its first record in the file."""
    records: int = 0
    """How many it holds."""
    times: int = 0
    """Where the times of its records begin in the file of times, in records."""
    low: Key = (0.0, 0, 0)
    high: Key = (0.0, 0, 0)
    """Bounds of its records' keys."""

    @property
    def size(self) -> int:
        """Return its bytes."""
        return self.end - self.start


def seekable(path: Path, aside: Path, number: int) -> Path:
    """Return a file with the same records that can be read from anywhere: the file, or a copy in the folder `aside`."""
    if path != readers.STDIN and path.suffix not in (".gz", *readers.TABLES):
        return path
    copy = aside / f"{number}.ndjson"
    with copy.open("wb") as stream:
        stream.writelines(line + b"\n" for line in readers.lines(path))
    return copy


def spans_of(path: Path, topic: str | None, number: int, rank: int, size: int = SPAN) -> Iterator[Span]:
    """Yield the parts of a file as it is now, in its order. Raises `LeadsieveError` where it cannot be read."""
    next_end = _end_of_frame if path.suffix == frames.SUFFIX else _end_of_line
    try:
        with path.open("rb") as stream:
            start, length = _start(path, stream), path.stat().st_size
            while start < length:
                end = min(next_end(stream, start, size), length)
                yield Span(str(path), topic, number, rank, start, end)
                start = end
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be read: {error.strerror}") from error


def _start(path: Path, stream: IO[bytes]) -> int:
    """Return where the first record begins: behind the mark of UTF-8, where a file of lines begins with one."""
    return len(BOM_UTF8) if path.suffix != frames.SUFFIX and stream.read(len(BOM_UTF8)) == BOM_UTF8 else 0


def _end_of_line(stream: IO[bytes], start: int, size: int) -> int:
    at = start + size - 1
    stream.seek(at)
    while block := stream.read(_BLOCK):
        found = block.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(block)
    return at + 1


def _end_of_frame(stream: IO[bytes], start: int, size: int) -> int:
    at = start
    while at < start + size:
        stream.seek(at)
        head = stream.read(frames.LENGTH)
        if len(head) < frames.LENGTH:
            return at + 1
        at += frames.LENGTH + int.from_bytes(head, "big")
    return at


def items_of(span: Span) -> list[Item]:
    """Return the records of a span. Raises `LeadsieveError` where its file is not what it was."""
    path = Path(span.path)
    try:
        with path.open("rb") as stream:
            stream.seek(span.start)
            data = stream.read(span.size)
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be read: {error.strerror}") from error
    found = list(_framed(data, span) if path.suffix == frames.SUFFIX else _lines(data, span))
    if len(data) < span.size or (span.records and len(found) != span.records):
        raise LeadsieveError(f"{path}: it was changed while it was read")
    return found


def _framed(data: bytes, span: Span) -> Iterator[Item]:
    for rank, place, record in frames.frames_in(data):
        yield (rank if span.rank == OWN else span.rank), place, record


def _lines(data: bytes, span: Span) -> Iterator[Item]:
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()  # the newline at the end ends the last record, it begins none
    topic, number, rank = span.topic, span.number, span.rank
    for place, line in enumerate(lines, start=span.first):
        yield rank, place, Record(topic or readers.topic_of_line(line), number, place, -1, None, line)
