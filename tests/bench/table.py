"""A run as the tables of docs/scale.md: `python -Im tests.bench.table < run.ndjson`."""

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

import msgspec

Row = dict[str, Any]

COLUMNS: Final = {
    "peer-job": ("name", "events", "events_per_second", "cpu_us_per_event", "rss_mib", "lost", "duplicated"),
    "product-mix": ("name", "events", "events_per_second", "cpu_us_per_event", "rss_mib", "lost", "duplicated"),
    "latency": ("name", "events", "p50_ms", "p99_ms", "cpu_us_per_event", "decisions"),
    "two-workers": ("workers", "events", "events_per_second", "cpu_us_per_event"),
    "restore": ("case", "events", "seconds", "events_per_second", "cpu_us_per_event", "state_bytes", "bytes_each"),
    "growth": ("leads", "visitors", "events", "cpu_us_per_event", "rss_mib"),
    "decide": ("name", "events", "seconds", "events_per_second", "cpu_us_per_event", "rss_mib", "decisions"),
    "partitions": ("partitions", "events", "events_per_second", "cpu_us_per_event", "lost", "duplicated"),
}
"""Case, or how its name begins -> what of it is shown."""
NUMBERS: Final = ("peer-job", "product-mix")


def tables(rows: Iterable[Row]) -> str:
    """Return Markdown: a table a case, and the ratios."""
    found = list(rows)
    ratios = next((row for row in found if row["name"] == "ratios"), None)
    measured = [row for row in found if row["name"] != "ratios" and not row["problem"]]
    parts = [
        _table(case, _with_ratios(list(group), case, ratios))
        for case, group in groupby(sorted(measured, key=_order), key=_kind)
    ]
    if ratios is not None:
        place = {
            name: ratios[name] for name in ("two_workers", "growth", "cpus", "load", "load_after", "python", "broker")
        }
        parts.append("\n".join(f"- `{name}`: {value}" for name, value in place.items()))
    return "\n\n".join(parts)


def _kind(row: Row) -> str:
    return next(kind for kind in COLUMNS if row["case"].startswith(kind))


def _order(row: Row) -> int:
    return list(COLUMNS).index(_kind(row))


def _with_ratios(rows: Sequence[Row], case: str, ratios: Row | None) -> list[Row]:
    wall, cpu = ((ratios or {}).get(name, {}).get(case, {}) for name in ("ratios", "cpu_ratios"))
    return [{**row, "ours to it": wall.get(row["name"]), "by CPU": cpu.get(row["name"])} for row in rows]


def _table(case: str, rows: Sequence[Row]) -> str:
    columns = COLUMNS[case] + (("ours to it", "by CPU") if case in NUMBERS else ())
    lines = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    lines += [f"| {' | '.join(_shown(row[column]) for column in columns)} |" for row in rows]
    return f"**`{case}`**\n\n" + "\n".join(lines)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.stdout.write(tables(msgspec.json.decode(line) for line in sys.stdin if line.startswith("{")) + "\n")
