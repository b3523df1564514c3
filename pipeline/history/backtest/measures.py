"""The measures of a backtest: queries over the decisions file, run by DuckDB in memory, without a network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from pipeline.errors import LeadsieveError
from pipeline.history.backtest.queries import COMPARING, PRELUDE, QUERIES
from pipeline.history.backtest.rows import COLUMNS
from pipeline.history.figures import INTERVAL, Measure, connected, quoted, run
from pipeline.settings import Settings

_DAYS: Final = ((120, "week"), (1_100, "month"))
"""Up to so many days of history, time goes by weeks, by months; beyond by quarters."""


@dataclass(frozen=True)
class Money:
    """What a lead costs and what sales spend on one, by the settings."""

    costs: Mapping[str, float] = field(default_factory=dict)
    """Of one lead, by source."""
    default_cost: float = 0
    """Of a lead of any other source."""
    minutes: float = 0
    """That sales spend on a lead."""
    won_value: float = 0
    """Of a won lead whose outcome names no value."""


def money_of(settings: Settings) -> Money:
    """Return what the settings say of money; raises `LeadsieveError` on costs that are none."""
    costs: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in settings.lead_costs.split(","))):
        source, mark, cost = part.rpartition("=")
        try:
            costs[source.strip().lower()] = float(cost) if mark else float("nan")
        except ValueError:
            costs[source.strip().lower()] = float("nan")
        if not 0 <= costs[source.strip().lower()] < float("inf"):
            raise LeadsieveError(
                f"LEADSIEVE_LEAD_COSTS: {part!r}: say SOURCE=COST, as google=40,linkedin=85,default=20"
            )
    default = costs.pop("default", 0.0)
    return Money(costs, default, settings.sales_minutes, settings.won_value)


def prelude(file: str, period: str, money: Money) -> str:
    """Return what stands before every query; `file` as the reader's machine knows it."""
    return PRELUDE.format(
        file=file.replace("'", "''"),
        columns=COLUMNS,
        interval=INTERVAL,
        period=period,
        minutes=money.minutes,
        won_value=money.won_value,
        default_cost=money.default_cost,
        costs=costs_of(money),
    )


def costs_of(money: Money) -> str:
    """Return the statement that fills the table of costs."""
    rows = ", ".join(f"({quoted(source)}, {cost})" for source, cost in sorted(money.costs.items()))
    return f"INSERT INTO costs VALUES {rows};" if rows else "-- no costs are set"  # noqa: S608  quoted, and the operator's own


def measure(path: Path, money: Money, *, compare: bool) -> tuple[str, list[Measure]]:
    """Return the prelude, by the file's own name, and every measure of a decisions file."""
    with connected() as connection:
        connection.execute(prelude(str(path), "month", money))
        period = _period(connection)
        connection.execute(prelude(str(path), period, money))
        queries = {**QUERIES, **(COMPARING if compare else {})}
        found = run(connection, queries)
    return prelude(path.name, period, money), found


def _period(connection: duckdb.DuckDBPyConnection) -> str:
    days = connection.execute("SELECT coalesce(date_diff('day', min(decided_at), max(decided_at)), 0) FROM decisions")
    told = days.fetchone()
    return next((name for most, name in _DAYS if told is not None and told[0] <= most), "quarter")
