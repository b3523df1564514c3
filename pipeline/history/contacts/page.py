"""The trial as a page for marketing: who would be excluded and why, which customers among them, what is not known."""

from pipeline.engine.intervals import share
from pipeline.errors import Problem
from pipeline.history.contacts.headings import OUTCOME
from pipeline.history.contacts.mapping import Columns
from pipeline.history.contacts.table import Table
from pipeline.history.contacts.trial import KEPT, Trial, blanks, count_personas
from pipeline.history.pages.render import Language, render

_NAMES = {"\t": "Tab"}


def page(trial: Trial, table: Table, columns: Columns, problems: list[Problem], pack: str, language: Language) -> str:
    """Return the self-contained page; all that comes from the export is escaped. `pack`: its id and version."""
    won = [person for person in trial.people if person.result == "won"]
    values = {
        "file": table.path.name,
        "pack": pack,
        "trial": trial,
        "titles": trial.titles,
        "kept_share": share(trial.statuses["excluded"], len(trial.people)),
        "won_lost": trial.of(*KEPT, result="won"),
        "won_total": len(won),
        "any_known": any(person.result is not None for person in trial.people) or bool(columns.of(OUTCOME)),
        "personas": count_personas(trial),
        "blanks": blanks(trial, columns),
        "excluded": trial.of("excluded"),
        "nurtured": trial.of("nurture"),
        "rows": len(table.rows),
        "encoding": table.encoding,
        "separator": _NAMES.get(table.separator, table.separator),
        "day_first": columns.day_first,
        "guessed_dates": columns.guessed_dates,
        "mapped": [(name, columns.columns[name].fact if name in columns.columns else "") for name in table.headings],
        "problems": problems,
    }
    return render("trial.html", language, values)
