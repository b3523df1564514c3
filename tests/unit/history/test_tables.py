"""Tables of events are the records that their rows stand for."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import LeadsieveError
from pipeline.history import readers
from pipeline.intake import detect


def _parquet(path: Path, query: str) -> Path:
    duckdb.sql(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in readers.lines(path)]


def test_parquet_rows_are_events(tmp_path: Path) -> None:
    """Times have their zone, members their nesting, and what holds nothing is not there: the event can be read."""
    path = _parquet(
        tmp_path / "web-activity.parquet",
        """SELECT 'e1' AS event_id, 'page' AS type, TIMESTAMP '2026-03-01 10:00:00.125' AS occurred_at,
        'v1' AS visitor_id, NULL::VARCHAR AS email, {'url': 'https://x.example/', 'title': NULL::VARCHAR} AS page,
        NULL::BOOLEAN AS test, 1.5::DECIMAL(4, 2) AS seconds_on_page""",
    )
    assert _rows(path) == [
        {
            "event_id": "e1",
            "type": "page",
            "occurred_at": "2026-03-01T10:00:00.125000Z",
            "visitor_id": "v1",
            "page": {"url": "https://x.example/"},
            "seconds_on_page": 1.5,
        }
    ]
    events = detect.read(next(readers.lines(path)))
    assert isinstance(events, list)
    assert events[0].seconds_on_page == 1.5


def test_a_column_of_values_is_the_records(tmp_path: Path) -> None:
    """Where a table holds what was published, it is read as it is, whatever else stands beside."""
    path = _parquet(tmp_path / "dump.parquet", """SELECT '{"a":1}'::BLOB AS value, 7 AS "offset" """)
    assert list(readers.lines(path)) == [b'{"a":1}']


def test_csv_rows_are_events(tmp_path: Path) -> None:
    """Columns with dots nest, blank cells are no members, numbers and truths are what their members are."""
    path = tmp_path / "web-activity.csv"
    path.write_text(
        "\ufeffevent_id,type,occurred_at,visitor_id,email,page.url,page.title,seconds_on_page,test\r\n"
        'e1,page,2026-03-01T10:00:00Z,v1, ,https://x.example/,"A ""title"",\nin two lines",12,TRUE\r\n\r\n',
        encoding="utf-8",
    )
    assert _rows(path) == [
        {
            "event_id": "e1",
            "type": "page",
            "occurred_at": "2026-03-01T10:00:00Z",
            "visitor_id": "v1",
            "page": {"url": "https://x.example/", "title": 'A "title",\nin two lines'},
            "seconds_on_page": 12.0,
            "test": True,
        }
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"event_id,event_id\n1,2\n", r"a\.csv:1: each column"),
        ("a.csv", b"a,b\n1,2,3\n", r"a\.csv:\d+: cannot be read: 3 cells"),
        ("a.csv", b"page,page.url\nx,y\n", "the one is within the other"),
        ("a.csv", b"a,b\n\xff,2\n", r"a\.csv:\d+: cannot be read"),
        ("a.csv", b'a,b\n"x,2\n', r"a\.csv:\d+: cannot be read"),
        ("a.parquet", b"no Parquet at all", r"a\.parquet: row 1 cannot be read"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """A table that cannot be read to its end says where: nothing is silently left out."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LeadsieveError, match=said):
        list(readers.lines(tmp_path / name))
