"""Files of raw records, one a line: NDJSON, plain or gzipped, and standard input. Every line is a record, also a bad one.

A blank or malformed line goes on as it is, to become a dead letter; only the newline at the very end of a file is none.
Values are the lines byte for byte, without the newline.
"""

import gzip
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, Final

import msgspec

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake import detect
from pipeline.intake.upstream import KNOWS_NOTHING, Upstream
from pipeline.stages.effects import Record

STDIN = Path("-")
SUFFIXES = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
"""What counts as a file of records inside a directory; a file that is named itself may be called anything."""
EVENTS = "web-activity"
"""Where events belong whose file does not say: intake reads every format on every source topic."""


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths stand for: themselves, and of a directory the files of records in it, by name.

    Raises `LeadsieveError` on a path that is not there, a directory without such files and a format not read yet.
    """
    return list(chain.from_iterable(_find(path) for path in paths))


def topic_of(path: Path) -> str | None:
    """Return the source topic that a file's name begins with: `form-submissions-2026.ndjson.gz`. None: it names none."""
    return next((topic for topic in SOURCE_TOPICS if path.name.startswith(topic)), None)


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, byte for byte. Raises `LeadsieveError`, with the line, where it cannot be read on."""
    number = 0
    try:
        with _open(path) as stream:
            for line in stream:
                number += 1
                yield line.removesuffix(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise LeadsieveError(f"{path}:{number + 1}: cannot be read: {error}") from error


def stored(paths: Iterable[Path], topic: str | None = None) -> Iterator[Record]:
    """Yield the records of files as they stand, file after file.

    A record's topic is the given one, else the one its file's name begins with, else the one its content belongs to; its
    partition is the number of its file, its offset that of its line, both from 0.
    """
    for number, path in enumerate(find(paths)):
        named = topic or topic_of(path)
        for offset, line in enumerate(lines(path)):
            yield Record(named or _topic_of_line(line), number, offset, -1, None, line)


def records(paths: Iterable[Path], topic: str | None = None, upstream: Upstream = KNOWS_NOTHING) -> Iterator[Record]:
    """Yield what `stored` does, in the order of event time, as history flowed: then by topic, file and line.

    The time is that of a record's first event, whatever its format. A record that names no time keeps its place behind the one before it in its file. All of them are held in memory.
    """
    return (record for _, record in timed(paths, topic, upstream))


def timed(
    paths: Iterable[Path], topic: str | None = None, upstream: Upstream = KNOWS_NOTHING
) -> Iterator[tuple[float, Record]]:
    """Yield what `records` does, each with the time it is ordered by, seconds since 1970."""
    found: list[tuple[float, str, int, int, Record]] = []
    last, file = 0.0, -1
    for record in stored(paths, topic):
        last = _moment_of(record, last if record.partition == file else 0.0, upstream)
        file = record.partition
        found.append((last, record.topic, record.partition, record.offset, record))
    found.sort()
    return ((item[0], item[-1]) for item in found)


class _Times(msgspec.Struct, rename="camel"):
    """When a record of ours or of Segment's says it happened: enough of it to sort by, at a quarter of the cost."""

    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = msgspec.field(default=None, name="occurred_at")
    published_at: datetime | None = msgspec.field(default=None, name="published_at")
    effective_at: datetime | None = msgspec.field(default=None, name="effective_at")


_peek = msgspec.json.Decoder(_Times | list[_Times]).decode


def _moment_of(record: Record, otherwise: float, upstream: Upstream) -> float:
    """Return a record's time in seconds since 1970, of a batch its first event's; `otherwise` where it names none."""
    try:
        times = _peek(record.value or b"")
    except (ValueError, RecursionError):
        times = _Times()
    first = times if isinstance(times, _Times) else next(iter(times), _Times())
    moment = first.occurred_at or first.timestamp or first.original_timestamp or first.sent_at or first.received_at
    moment = moment or first.published_at or first.effective_at or _read_moment(record, upstream)
    return moment.timestamp() if moment and moment.tzinfo else otherwise


def _read_moment(record: Record, upstream: Upstream) -> datetime | None:
    events = detect.read(record.value, record.headers, record.topic, upstream)
    return None if isinstance(events, Problem) else events[0].occurred_at


_ASKED: Final = re.compile(rb'"kind"\s*:\s*"(?:erase|export|object|rectify)"')


def _topic_of_line(line: bytes) -> str:
    if b'"outcome_id"' in line:
        return "crm-outcomes"
    if b'"override_id"' in line:
        return "lead-overrides"
    if b'"review_id"' in line:
        return "lead-reviews"
    if b'"request_id"' in line and _ASKED.search(line):
        return "privacy-requests"
    if b'"sha256"' in line or (b'"persona"' in line and b'"effective_at"' in line):
        return "persona-packs"
    return EVENTS


def _find(path: Path) -> list[Path]:
    if path.name.endswith(".parquet"):
        raise LeadsieveError(f"{path}: Parquet is not read yet; write it as NDJSON first")
    if path == STDIN or path.is_file():
        return [path]
    if not path.is_dir():
        raise LeadsieveError(f"{path}: no such file or directory")
    found = sorted(child for child in path.iterdir() if child.name.endswith(SUFFIXES) and child.is_file())
    if not found:
        raise LeadsieveError(f"{path}: no files of records in it ({', '.join(SUFFIXES)})")
    return found


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        yield stream  # type: ignore[misc]  # a GzipFile reads as any binary stream, and has no base in common with it
