"""Tables of events, Parquet and CSV, as the JSON lines they stand for: a row is a record, a column a member.

A blank cell is no member. A column `page.url` is the member `url` within `page`. A table with a column `value` holds
records as they were published: that column alone is read, as it is.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from pipeline.errors import LeadsieveError

PARQUET: Final = ".parquet"
CSV: Final = ".csv"
RAW: Final = "value"
"""The column that holds whole records."""
AT_ONCE: Final = 2_000
"""Rows that are read together."""
NUMBERS: Final = frozenset({"seconds_on_page"})
"""Members of an event that are numbers; a CSV file holds text alone."""
TRUTHS: Final = frozenset({"test", "consent.email", "consent.call"})
"""Members that are true or false."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


def parquet_lines(path: Path) -> Iterator[bytes]:
    """Yield the rows of a Parquet file as JSON, in its order; times without a zone are UTC.

    Raises `LeadsieveError` with the row where it cannot be read.
    """
    number = 0
    try:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet($1)", [str(path)])
            names = [str(column[0]) for column in found.description or ()]
            while rows := found.fetchmany(AT_ONCE):
                for row in rows:
                    number += 1
                    yield _line(dict(zip(names, row, strict=True)))
    except (duckdb.Error, OSError, TypeError, ValueError) as error:
        raise LeadsieveError(f"{path}: row {number + 1} cannot be read: {error}") from error


def csv_lines(path: Path) -> Iterator[bytes]:
    """Yield the rows of a CSV file of events as JSON: commas, UTF-8, names of members in its first line.

    Raises `LeadsieveError` with the line where it cannot be read.
    """
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            names = _names(next(rows, []), path)
            for row in rows:
                number = rows.line_num
                if row:
                    yield _csv_line(names, row)
    except (OSError, ValueError, csv.Error) as error:
        raise LeadsieveError(f"{path}:{number + 1}: cannot be read: {error}") from error


def _names(names: list[str], path: Path) -> list[str]:
    if len(set(names)) < len(names) or not all(names):
        raise LeadsieveError(f"{path}:1: each column needs a name of its own, as event_id,type,occurred_at,page.url")
    return names


def _csv_line(names: list[str], row: list[str]) -> bytes:
    if len(row) > len(names):
        raise ValueError(f"{len(row)} cells under {len(names)} names")
    return _line({name: _typed(name, cell) for name, cell in zip(names, row, strict=False) if cell.strip()})


def _typed(name: str, cell: str) -> object:
    """Return a cell as what its member is; one that is of another type stays text, for intake to refuse."""
    if name in NUMBERS:
        try:
            return float(cell)
        except ValueError:
            return cell
    return {"true": True, "false": False}.get(cell.strip().lower(), cell) if name in TRUTHS else cell


def _line(row: Mapping[str, Any]) -> bytes:
    raw = row.get(RAW)
    if isinstance(raw, str | bytes):
        return (raw.encode() if isinstance(raw, str) else raw).replace(b"\n", b" ")
    return _encode(_nested((name, plain) for name, value in row.items() if (plain := _plain(value)) is not None))


def _nested(members: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in members:
        *above, last = name.split(".")
        into = found
        for part in above:
            into = into.setdefault(part, {})
            if not isinstance(into, dict):
                raise ValueError(f"a column {part} and a column {name}: the one is within the other")  # noqa: TRY004  the file's fault
        into[last] = value
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    """Return a value as JSON has it, without members that hold nothing; None: it holds nothing."""
    if isinstance(value, dict):
        members = {str(name): plain for name, held in value.items() if (plain := _plain(held)) is not None}
        return members or None
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else value
