"""CSV files as spreadsheets and CRMs write them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import LeadsieveError
from pipeline.history.contacts.table import Table, read_table

TEXT = "Prénom;E-mail\r\nChloé;c@orvalis.example\r\n"


def _read(folder: Path, content: str | bytes) -> Table:
    path = folder / "contacts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def _cells(table: Table) -> list[dict[str, str]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Whatever a spreadsheet saves as, accents arrive."""
    table = _read(tmp_path, TEXT.encode(encoding))
    assert _cells(table) == [{"Prénom": "Chloé", "E-mail": "c@orvalis.example"}]
    assert table.problems == []


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators(tmp_path: Path, separator: str, ending: str) -> None:
    """The separator is that of the headings, also where cells hold others; every way to end a line is one."""
    lines = [separator.join(row) for row in (("Name", "E-mail"), ('"a, b; c"', "a@orvalis.example"))]
    table = _read(tmp_path, ending.join([*lines, ""]))
    assert table.separator == separator
    assert _cells(table) == [{"Name": "a, b; c", "E-mail": "a@orvalis.example"}]


def test_excel(tmp_path: Path) -> None:
    """Its separator line, formulas that keep zeros, apostrophes before a plus and error values leave no trace."""
    table = _read(tmp_path, 'sep=;\nId;Phone;Company;Size\n="0012";\'+33612345678;#N/A;#REF!\n')
    assert _cells(table) == [{"Id": "0012", "Phone": "+33612345678"}]
    assert table.rows[0].line == 3


def test_a_rounded_number_is_blank_and_said(tmp_path: Path) -> None:
    """A phone number that a spreadsheet has rounded is nobody's number."""
    table = _read(tmp_path, "E-mail,Phone\na@orvalis.example,3.36123E+10\n")
    assert _cells(table) == [{"E-mail": "a@orvalis.example"}]
    assert [(found.code, found.line) for found in table.problems] == [("rounded_number", 2)]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """A quoted cell may hold newlines, and lines may be blank: a row is found where an editor shows it."""
    table = _read(tmp_path, 'E-mail,Message\na@o.example,"one\ntwo\n\nfour"\n\n,\nb@o.example,x\n')
    assert [(row.line, row.cells["E-mail"]) for row in table.rows] == [(2, "a@o.example"), (8, "b@o.example")]
    assert table.rows[0].cells["Message"] == "one\ntwo\n\nfour"
    assert table.blank_lines == 2


def test_headings(tmp_path: Path) -> None:
    """Of two alike the second gets a number and is told; one without a name gets its place; blanks around are gone."""
    table = _read(tmp_path, "\n  E-mail ,Phone,Phone,,Phone\na,1,2,3,4\n")
    assert table.headings == ("E-mail", "Phone", "Phone (2)", "column 4", "Phone (3)")
    assert [(found.code, found.line) for found in table.problems] == [("duplicate_heading", 2)] * 2


def test_ragged_rows(tmp_path: Path) -> None:
    """A short row is one with blanks; a long one is told, for its cells may stand under wrong headings."""
    table = _read(tmp_path, "a,b\n1\n1,2,3\n1,2,\n")
    assert _cells(table) == [{"a": "1"}, {"a": "1", "b": "2"}, {"a": "1", "b": "2"}]
    assert [(found.code, found.line) for found in table.problems] == [("long_row", 3)]


def test_quotation_marks(tmp_path: Path) -> None:
    """Marks that don't pair up are told with the line of their row: behind them rows may run together."""
    table = _read(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n')
    assert [(found.code, found.line) for found in table.problems] == [("bad_quotes", 3)]


def test_what_moves_a_terminal_is_gone(tmp_path: Path) -> None:
    """Cells are shown on terminals: nothing in them may clear one or turn a text around; NUL is told."""
    table = _read(tmp_path, "a,b\n\x1b[2Jx,\u202egnp.exe\ny\0,z\n")
    assert _cells(table) == [{"a": "[2Jx", "b": "gnp.exe"}, {"a": "y", "b": "z"}]
    assert [(found.code, found.line) for found in table.problems] == [("nul_character", 3)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"<html><table><tr><td>E-mail", "web page"),
        (b"\x1f\x8b\x08rest", "gunzip"),
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b'a,b\n"' + b"x" * 1_100_000, "contacts.csv:2: .*quotation mark"),
        (b",".join([b"a"] * 2_001), "2001 columns"),
    ],
)
def test_what_is_none(tmp_path: Path, content: bytes, said: str) -> None:
    """What is no CSV is refused in words that say what to do."""
    with pytest.raises(LeadsieveError, match=said):
        _read(tmp_path, content)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Any file is a table or a `LeadsieveError`, and a table's cells stand under its headings."""
    try:
        table = _read(tmp_path_factory.mktemp("any"), content)
    except LeadsieveError:
        return
    assert len(set(table.headings)) == len(table.headings)
    assert all(row.cells.keys() <= set(table.headings) and all(row.cells.values()) for row in table.rows)
