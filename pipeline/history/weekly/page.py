"""The weekly report as a page that opens in a browser, and as the text of a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from pipeline.engine.words import name_of
from pipeline.history.figures import Cells, Measure
from pipeline.history.pages.render import LANGUAGES, Language, render
from pipeline.history.weekly.measures import ENOUGH
from pipeline.history.weekly.week import Week

MOST_ROWS: Final = 15
"""Sources, campaigns and forms shown; the queries have them all."""
MOST_CAMPAIGNS: Final = 6
"""Columns of the table of personas by campaign."""
MOST_FACTS: Final = 6
"""Unknown facts shown of a form."""
NOBODY: Final[Cells] = {
    "leads": 0, "excluded": 0, "nurture": 0, "open": 0, "qualified": 0, "share": None, "qualified_share": None,
}  # fmt: skip


class Due(NamedTuple):
    """A persona that somebody is to look at again."""

    persona: str
    owner: str
    review_by: date


@dataclass(frozen=True)
class Told:
    """What the report says beside the measures."""

    week: Week
    file: str
    """The name of the decisions file."""
    titles: Mapping[str, Mapping[str, str]]
    pack: str
    """Id and version; empty where none is at hand."""
    due: Sequence[Due]


class Line(NamedTuple):
    """One persona's exclusions by campaign."""

    persona: str
    total: int
    counts: list[int]
    """In the order of the grid's campaigns."""
    others: int


class Grid(NamedTuple):
    """Exclusions, persona by campaign: the campaigns with most, and the rest together."""

    campaigns: list[str]
    personas: list[Line]
    others: bool


class FormSheet(NamedTuple):
    """What a form leaves open."""

    form: str
    leads: int
    open: int
    best: Cells | None
    unknown: list[Cells]


def last_day(week: Week) -> date:
    """Return the Sunday of a week."""
    return week.monday + timedelta(days=6)


def page(measures: list[Measure], prelude: str, told: Told, language: Language, *, has_costs: bool) -> str:
    """Return the self-contained page; all that comes from upstream is escaped."""
    by_name = {measure.name: measure for measure in measures}
    values = {
        "told": told,
        "prelude": prelude,
        "m": by_name,
        "week": period(by_name, "week"),
        "before": period(by_name, "before"),
        "last_day": last_day(told.week),
        "stops": stops(by_name),
        "grid": grid(by_name["exclusions"].rows),
        "forms": forms(by_name),
        "has_costs": has_costs,
        "enough": ENOUGH,
        "most_rows": MOST_ROWS,
    }
    return render("weekly.html", language, values)


def period(measures: Mapping[str, Measure], name: str) -> Cells:
    """Return the counts of the week, or of the three before; zeros where nobody was judged."""
    return next((row for row in measures["overall"].rows if row["period"] == name), NOBODY)


def stops(measures: Mapping[str, Measure]) -> list[Cells]:
    """Return the campaigns that are clearly worse than the others."""
    return [row for row in measures["campaigns"].rows if row["stop"]]


def grid(rows: list[Cells]) -> Grid:
    """Return exclusions by persona and campaign, the largest first."""
    by_campaign: dict[str, int] = {}
    by_persona: dict[str, dict[str, int]] = {}
    for row in rows:
        by_campaign[row["campaign"]] = by_campaign.get(row["campaign"], 0) + row["leads"]
        by_persona.setdefault(row["persona"], {})[row["campaign"]] = row["leads"]
    campaigns = sorted(by_campaign, key=lambda name: (-by_campaign[name], name))[:MOST_CAMPAIGNS]
    lines = [_line(persona, counts, campaigns) for persona, counts in by_persona.items()]
    return Grid(
        campaigns, sorted(lines, key=lambda line: (-line.total, line.persona)), len(by_campaign) > MOST_CAMPAIGNS
    )


def _line(persona: str, counts: Mapping[str, int], campaigns: Sequence[str]) -> Line:
    shown = [counts.get(campaign, 0) for campaign in campaigns]
    total = sum(counts.values())
    return Line(persona, total, shown, total - sum(shown))


def forms(measures: Mapping[str, Measure]) -> list[FormSheet]:
    """Return what each form leaves open, the one with most leads first."""
    sheets: dict[str, FormSheet] = {}
    for row in measures["fields"].rows:
        best = row if row["settles"] else None
        sheets.setdefault(row["form"], FormSheet(row["form"], row["leads"], row["open"], best, []))
    for row in measures["unknown"].rows:
        if len(sheets[row["form"]].unknown) < MOST_FACTS:
            sheets[row["form"]].unknown.append({**row, "called": [name_of(row["fact"], one) for one in LANGUAGES]})
    return list(sheets.values())
