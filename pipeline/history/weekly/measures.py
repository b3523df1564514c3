"""The figures of a week, of the decisions file that stands beside the report."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import NormalDist
from typing import Final

import msgspec

from pipeline.engine.intervals import Z95
from pipeline.errors import LeadsieveError
from pipeline.history.backtest.measures import Money, costs_of
from pipeline.history.figures import INTERVAL, Measure, connected, run
from pipeline.history.weekly.queries import COLUMNS, PRELUDE, QUERIES, TOLD_OF
from pipeline.history.weekly.week import Week

ENOUGH: Final = 30
"""Leads below which nothing is said of a campaign."""
_RISK: Final = 0.05
"""That any campaign at all is called one to stop by chance alone."""


class _Dated(msgspec.Struct):
    """What tells a decision from a retraction, and whether it belongs to the weeks that are looked at."""

    occurred_at: datetime
    trigger: msgspec.Raw = msgspec.Raw(b"")


_read = msgspec.json.Decoder(_Dated).decode


def moments(lines: Iterable[bytes], source: str) -> Iterator[tuple[datetime, bytes]]:
    """Yield decisions with their moments; retractions are left out. Raises `LeadsieveError` on a line that is neither."""
    for number, line in enumerate(lines, start=1):
        try:
            dated = _read(line)
        except (ValueError, RecursionError) as error:
            raise LeadsieveError(f"{source}:{number}: no decision: {error}") from error
        if dated.trigger:
            yield dated.occurred_at, line


def write(decisions: Iterable[tuple[datetime, bytes]], week: Week, path: Path) -> int:
    """Write the decisions of the four weeks that end with `week`, as they were published; return how many."""
    count = 0
    try:
        with path.open("wb") as stream:
            for moment, line in decisions:
                if week.window <= moment < week.end:
                    stream.write(line + b"\n")
                    count += 1
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error
    return count


def measure(path: Path, week: Week, money: Money) -> tuple[str, list[Measure]]:
    """Return the prelude, by the file's own name, and every measure of a decisions file."""
    with connected() as connection:
        connection.execute(prelude(str(path), week, money, Z95))
        told = connection.execute(TOLD_OF).fetchone()
        z = NormalDist().inv_cdf(1 - _RISK / 2 / max(told[0] if told else 1, 1))
        connection.execute(prelude(str(path), week, money, z))
        return prelude(path.name, week, money, z), run(connection, QUERIES)


def prelude(file: str, week: Week, money: Money, z: float) -> str:
    """Return what stands before every query; `z`: standard deviations of the bounds of campaigns, for all of them at once."""
    return PRELUDE.format(
        file=file.replace("'", "''"),
        columns=COLUMNS,
        begin=week.begin.strftime("%Y-%m-%d"),
        end=week.end.strftime("%Y-%m-%d"),
        default_cost=money.default_cost,
        costs=costs_of(money),
        enough=ENOUGH,
        z=z,
        interval=INTERVAL,
    )
