"""Figures that anybody can count again: DuckDB queries over a file of decisions, run in memory, without a network."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb

Cells = dict[str, Any]
"""One row of a measure, by column."""
_OFFLINE: Final = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
INTERVAL: Final = """\
CREATE OR REPLACE TEMP MACRO ratio(part, whole) AS CASE WHEN whole > 0 THEN part / whole END;
CREATE OR REPLACE TEMP MACRO middle(part, whole) AS (part / whole + 1.920729410347062 / whole) / (1 + 3.841458820694124 / whole);
CREATE OR REPLACE TEMP MACRO half(part, whole) AS 1.959963984540054 / (1 + 3.841458820694124 / whole)
  * sqrt(part / whole * (1 - part / whole) / whole + 0.960364705173531 / whole / whole);
CREATE OR REPLACE TEMP MACRO low(part, whole) AS CASE WHEN whole > 0 THEN greatest(middle(part, whole) - half(part, whole), 0) END;
CREATE OR REPLACE TEMP MACRO high(part, whole) AS CASE WHEN whole > 0 THEN least(middle(part, whole) + half(part, whole), 1) END;
"""
"""A share and the bounds of Wilson's score interval at 95 %, as macros."""


@dataclass(frozen=True)
class Measure:
    """One table of figures and the query it came of."""

    name: str
    sql: str
    rows: list[Cells]


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold a DuckDB in memory that fetches no extension."""
    with duckdb.connect(config=dict(_OFFLINE)) as connection:
        yield connection


def run(connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> list[Measure]:
    """Return the measure of each query."""
    return [Measure(name, sql, rows(connection, sql)) for name, sql in queries.items()]


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Cells]:
    """Return the rows of a query, by column."""
    found = connection.execute(sql)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
