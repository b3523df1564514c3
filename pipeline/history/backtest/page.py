"""The backtest as a page that a marketing director reads: what to switch on, what not, what it costs; each with its query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from pipeline.history.backtest.measures import Money
from pipeline.history.cases import Refusal
from pipeline.history.figures import Cells, Measure
from pipeline.history.pages.charts import Dot, Line, dots, lines
from pipeline.history.pages.render import Language, both, render

ENOUGH: Final = 30
"""Leads below which nothing is said of a persona."""
MOST_MOVERS: Final = 200
MOST_ROWS: Final = 25
"""Sources and campaigns shown; the query has them all."""


@dataclass(frozen=True)
class Told:
    """What the page says beside the measures."""

    pack: str
    """Id and version, as of `candidate`: "" where no second pack is compared."""
    candidate: str
    file: str
    """The decisions file's name."""
    refused: Mapping[Refusal, int]
    late_events: int
    titles: Mapping[str, Mapping[str, str]]
    """Persona -> title by language, of both packs."""
    money: Money


def page(measures: list[Measure], prelude: str, told: Told, language: Language) -> str:
    """Return the self-contained page."""
    by_name = {measure.name: measure for measure in measures}
    overall = by_name["overall"].rows[0]
    values = {
        "told": told,
        "prelude": prelude,
        "m": by_name,
        "all": overall,
        "verdicts": {row["persona"]: verdict(row, overall["base"]) for row in by_name["personas"].rows},
        "dots": _dots(by_name["personas"].rows, told, overall["base"]),
        "drift_plot": _drift(by_name["periods"].rows),
        "threshold_plot": _thresholds(by_name["thresholds"].rows),
        "drifting": [row for row in by_name["drift"].rows if has_drifted(row)],
        "has_money": bool(told.money.costs or told.money.default_cost or told.money.minutes or told.money.won_value)
        or any(row["value_won"] for row in by_name["money"].rows),
        "most_movers": MOST_MOVERS,
        "most_rows": MOST_ROWS,
    }
    return render("backtest.html", language, values)


def verdict(row: Cells, base: float | None) -> tuple[str, str]:
    """Return in a word, French and English, whether excluding by a persona beats chance: by the bounds, not the point."""
    if row["kept"] < ENOUGH or base is None:
        return "trop peu pour conclure", "too few to tell"
    if row["precision_low"] > base:
        return "juste", "right"
    if row["precision_high"] < base:
        return "à tort : pire que le hasard", "wrong: worse than chance"
    return "pas mieux que le hasard", "no better than chance"


def has_drifted(row: Cells) -> bool:
    """Tell whether a persona was right less, or more, often in the second half: the intervals don't meet."""
    if min(row["early_kept"], row["late_kept"]) < ENOUGH:
        return False
    return bool(row["early_high"] < row["late_low"] or row["late_high"] < row["early_low"])


def _dots(rows: list[Cells], told: Told, base: float | None) -> Markup:
    shown = [
        Dot(both(*_title(told, row["persona"])), row["precision"], row["precision_low"], row["precision_high"])
        for row in rows
        if row["kept"]
    ]
    return dots(shown, base) if shown else Markup("")


def _title(told: Told, persona: str) -> tuple[str, str]:
    title = told.titles.get(persona, {"fr": persona, "en": persona})
    return title["fr"], title["en"]


def _drift(rows: list[Cells]) -> Markup:
    if len(rows) < 2:  # noqa: PLR2004  of one period there is no line
        return Markup("")
    months = [row["period"][:7] for row in rows]
    # A month that stands twice has weeks: then it is their Mondays that tell them apart.
    labels = months if len(set(months)) == len(months) else [row["period"][5:] for row in rows]
    return lines(labels, [Line(_series(rows, "precision"), "--good"), Line(_series(rows, "good_lost"), "--bad")])


def _thresholds(rows: list[Cells]) -> Markup:
    if not rows:
        return Markup("")
    labels = [str(row["threshold"]) for row in rows]
    return lines(labels, [Line(_series(rows, "good_share"), "--good"), Line(_series(rows, "missed"), "--bad")])


def _series(rows: list[Cells], name: str) -> list[tuple[float, float, float] | None]:
    value = "good_lost_share" if name == "good_lost" else name
    return [None if row[value] is None else (row[value], row[f"{name}_low"], row[f"{name}_high"]) for row in rows]
