"""A CSV file as a spreadsheet or a CRM wrote it, as rows of named cells; what was odd about it is said with its line."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.errors import LeadsieveError, Problem

SEPARATORS: Final = (",", ";", "\t", "|")
LONGEST_CELL: Final = 1_000_000
"""Characters: more is a quotation mark that was never closed."""
MOST_COLUMNS: Final = 2_000
_GLANCE: Final = 100_000
"""Characters in which the row of headings begins, or there is none."""
_SEPARATOR_LINE: Final = re.compile(r'\A"?sep=(.)"?\r?\n', re.IGNORECASE)
"""What Excel puts first to say how it separates."""
_FORMULA: Final = re.compile(r'\A="(.*)"\Z', re.DOTALL)
"""What exports write so that Excel keeps a number's zeros."""
_APOSTROPHE: Final = re.compile(r"\A'(?=[+\d=@-])")
"""What is written before what Excel would calculate with."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
"""What moves a terminal's cursor or turns a text around, and has no place in a cell."""
_SPREADSHEET_ERRORS: Final = frozenset("#N/A #REF! #VALUE! #NAME? #NULL! #DIV/0! #NUM! #N/D #VALEUR! #NOM?".split())
_ROUNDED: Final = re.compile(r"\A\d[.,]\d+E\+\d+\Z", re.IGNORECASE)
"""A long number, as a phone's, after a spreadsheet has rounded it: digits are gone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file it begins on, from 1, and its cells by heading; blank cells are left out."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file."""

    path: Path
    encoding: str
    separator: str
    headings: tuple[str, ...]
    rows: list[Row] = field(repr=False)
    blank_lines: int
    problems: list[Problem] = field(repr=False)
    """Warnings: what was odd and how it was read."""


def read_table(path: Path) -> Table:
    """Return the rows of a CSV file; raises `LeadsieveError`, with the line, on what is no such file."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be read: {error.strerror}") from error
    _refuse_others(path, raw)
    problems: list[Problem] = []
    text, encoding = _decode(path, raw, problems)
    separator, text = _separator(text)
    lines = list(_parse(path, text, separator, problems))
    headed = next((at for at, (_, cells) in enumerate(lines) if any(cells)), None)
    if headed is None:
        raise LeadsieveError(f"{path}: the file is empty; export the contacts with a row of headings")
    headings = _headings(path, *lines[headed], problems)
    body = lines[headed + 1 :]
    rows = [_row(path, line, cells, headings, problems) for line, cells in body if any(cells)]
    blank = sum(not any(cells) for _, cells in lines)
    return Table(path, encoding, separator, headings, rows, blank, problems)


def _refuse_others(path: Path, raw: bytes) -> None:
    """Raise where the file is none of text: it has to be saved as CSV first."""
    start = raw[:512].lstrip().lower()
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise LeadsieveError(f"{path}: a workbook of a spreadsheet, not CSV; save it as “CSV UTF-8” and try again")
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise LeadsieveError(f"{path}:1: a web page, not CSV (some CRMs call that .xls); export as CSV and try again")
    if raw.startswith(b"\x1f\x8b"):
        raise LeadsieveError(f"{path}: compressed; unpack it first (gunzip)")


def _decode(path: Path, raw: bytes, problems: list[Problem]) -> tuple[str, str]:
    """Return the text and the encoding it was in: what the file says, else UTF-8, else what Excel writes in the West."""
    encoding = _encoding(raw)
    text = raw.decode(encoding, errors="replace")
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        problems.append(_warning("bad_character", f"a character that is not {encoding}", path, line))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(_warning("nul_character", "NUL characters were left out", path, line))
        text = text.replace("\0", "")
    return text.removeprefix("\ufeff"), encoding


def _encoding(raw: bytes) -> str:
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:2000]
    if start.count(b"\0") > len(start) // 4:  # Latin letters in UTF-16 are every other byte NUL
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(text: str) -> tuple[str, str]:
    """Return the separator, and the text without a first line that says it; the line stays, blank, to be counted."""
    if said := _SEPARATOR_LINE.match(text):
        return said[1], "\n" + text[said.end() :]
    lines = [line for line in text[:_GLANCE].splitlines() if line.strip()]
    first = next((line for line in lines if line.strip(" ,;\t|")), lines[0] if lines else "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=outside.count), text


def _parse(path: Path, text: str, separator: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line it begins on, cells) of every row, blank rows too; cells that hold nothing are empty."""
    wrong = _first_bad_quote(text, separator)
    if wrong:
        message = "quotation marks that don't pair up: rows from here on were read as well as can be; look at them"
        problems.append(_warning("bad_quotes", message, path, wrong))
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            yield begins, [_clean(cell) for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise LeadsieveError(
            f"{path}:{begins}: cannot be read as CSV: {error}; is a quotation mark left open?"
        ) from error


def _first_bad_quote(text: str, separator: str) -> int:
    """Return the line on which the first row begins whose quotation marks break the rules; 0: none does."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for _ in reader:
            begins = reader.line_num + 1
    except csv.Error:
        return begins
    return 0


def _clean(cell: str) -> str:
    text = _CONTROL.sub("", cell.replace("\u00a0", " ")).strip()
    if said := _FORMULA.match(text):
        text = said[1].replace('""', '"').strip()
    text = _APOSTROPHE.sub("", text)
    return "" if text in _SPREADSHEET_ERRORS else text


def _headings(path: Path, line: int, cells: list[str], problems: list[Problem]) -> tuple[str, ...]:
    """Return a name for every column: of two alike the second gets a number, one without a name its place."""
    if len(cells) > MOST_COLUMNS:
        raise LeadsieveError(
            f"{path}:{line}: {len(cells)} columns, at most {MOST_COLUMNS} are read; is that the heading?"
        )
    headings: list[str] = []
    for at, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {at}"
        if name in headings:
            twin = next(
                f"{name} ({number})" for number in range(2, len(cells) + 2) if f"{name} ({number})" not in headings
            )
            problems.append(
                _warning("duplicate_heading", f"“{name}” stands twice: the second is read as “{twin}”", path, line)
            )
            name = twin
        headings.append(name)
    return tuple(headings)


def _row(path: Path, line: int, cells: list[str], headings: tuple[str, ...], problems: list[Problem]) -> Row:
    if any(cells[len(headings) :]):
        message = f"{len(cells)} cells under {len(headings)} headings: what is beyond is not read"
        problems.append(_warning("long_row", message, path, line))
    named = {heading: cell for heading, cell in zip(headings, cells, strict=False) if cell}
    for heading, cell in list(named.items()):
        if _ROUNDED.match(cell):
            message = f"“{heading}” holds {cell}, which a spreadsheet has rounded: it counts as blank"
            problems.append(_warning("rounded_number", message, path, line))
            del named[heading]
    return Row(line, named)


def _warning(code: str, message: str, path: Path, line: int) -> Problem:
    return Problem(code, message, str(path), line, severity="warning")
