"""Files of raw records: NDJSON, plain or gzipped, standard input, tables of events, and what a topic held.

Every line is a record, also a bad one: a blank or malformed line goes on as it is, to become a dead letter; only the
newline at the very end of a file is none. Values are the lines byte for byte, without the newline, and without the mark
of UTF-8 that Windows' programs begin a file with.
"""

import gzip
import re
import sys
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, Final

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.history import frames, tables
from pipeline.stages.effects import Record

STDIN = Path("-")
SUFFIXES = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz", tables.PARQUET)
"""What counts as a file of records inside a directory; a file that is named itself may be called anything."""
EVENTS = "web-activity"
"""Where events belong whose file does not say: intake reads every format on every source topic."""


def find(paths: Iterable[Path]) -> list[Path]:
    """Return the files that paths stand for: themselves, and of a directory the files of records in it, by name.

    Raises `LeadsieveError` on a path that is not there and a directory without such files.
    """
    return list(chain.from_iterable(_find(path) for path in paths))


def topic_of(path: Path) -> str | None:
    """Return the source topic that a file's name begins with: `form-submissions-2026.ndjson.gz`. None: it names none."""
    return next((topic for topic in SOURCE_TOPICS if path.name.startswith(topic)), None)


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, byte for byte, of a table the lines that its rows stand for.

    Raises `LeadsieveError`, with the line, where it cannot be read on.
    """
    if path.suffix in TABLES:
        yield from TABLES[path.suffix](path)
        return
    number = 0
    try:
        with _open(path) as stream:
            for line in stream:
                number += 1
                yield (line if number > 1 else line.removeprefix(BOM_UTF8)).removesuffix(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise LeadsieveError(f"{path}:{number + 1}: cannot be read: {error}") from error


def stored(paths: Iterable[Path], topic: str | None = None) -> Iterator[Record]:
    """Yield the records of files as they stand, file after file.

    A record's topic is the given one, else the one its file's name begins with, else the one its content belongs to; its
    partition is the number of its file among all, its offset that of its line in the file, both from 0. What a topic
    held keeps its own.
    """
    for number, path in enumerate(find(paths)):
        if path.suffix == frames.SUFFIX:
            yield from frames.read(path)
            continue
        named = topic or topic_of(path)
        for offset, line in enumerate(lines(path)):
            yield Record(named or topic_of_line(line), number, offset, -1, None, line)


_ASKED: Final = re.compile(rb'"kind"\s*:\s*"(?:erase|export|object|rectify)"')


def topic_of_line(line: bytes) -> str:
    """Return the source topic that a record's content belongs to."""
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


TABLES = {tables.PARQUET: tables.parquet_lines, tables.CSV: tables.csv_lines}
"""How a file's name ends -> what reads it as lines."""
