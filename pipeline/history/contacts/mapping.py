"""Which column of an export is what: guessed from the headings, written to a small YAML file, read from it again.

columns:
  "E-mail": email
  "Budget projet":
    fact: budget.declared
    values: {"Moins de 5 k€": below_minimum, "Plus de 5 k€": enough}
  "Notes": ignore
outcomes: {"Client actif": won}
dates: day_first
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, get_args

from pipeline.contracts.model import Value
from pipeline.enrichment.outright import can_declare, fits
from pipeline.enrichment.text import name_words, words
from pipeline.errors import Problem
from pipeline.history.contacts.headings import HEADINGS, OCCURRED_AT, RESULTS, ROW_TARGETS
from pipeline.history.contacts.moments import is_day_first
from pipeline.history.contacts.table import Row, Table
from pipeline.intake.forms import IDS, IGNORED, PLAIN_TARGETS, Target, fold
from pipeline.personas.document import Document, read_document

Result = Literal["won", "lost", "disqualified", "recycled"]
TARGETS: Final = (PLAIN_TARGETS - IDS) | ROW_TARGETS
"""All that a column can be."""
_DATES: Final = {"day_first": True, "month_first": False}
_MEMBERS: Final = frozenset({"columns", "outcomes", "dates"})
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_TAIL: Final = re.compile(r"__c\Z| \(\d+\)\Z")
"""What Salesforce puts behind the names of one's own columns, and we behind those of twins."""
_LOOKED_AT: Final = 200
"""Rows by which a column without a telling heading is known to hold addresses."""
_FRENCH: Final = frozenset("prenom nom entreprise societe poste pays telephone de du vie courriel adresse".split())


@dataclass(frozen=True)
class Columns:
    """What the columns are; those that stand for nothing are absent, those named `ignore` are asked for."""

    columns: Mapping[str, Target]
    """By heading, in the order in which they count where several are one thing."""
    results: Mapping[str, Result] = field(default_factory=dict)
    """What words of outcome columns mean beside the ones every CRM has, folded as the mapping file folds."""
    day_first: bool = True
    guessed_dates: bool = False
    """No date of the file tells whether the day or the month stands first."""

    def of(self, fact: str) -> list[str]:
        """Return the headings that are this, the one that counts first first."""
        return [heading for heading, target in self.columns.items() if target.fact == fact]


def guess(table: Table) -> Columns:
    """Return what the headings of a table say, and where none says who somebody is, what the cells show."""
    ranked = sorted(
        (rank, at, heading, fact)
        for at, heading in enumerate(table.headings)
        for fact, rank in [_known(heading)]
        if fact is not None
    )
    waiting: dict[str, list[str]] = {}
    for _, _, heading, fact in ranked:
        waiting.setdefault(fact, []).append(heading)
    # The order of the table, as people look for a column there; but of several that are one thing the best first.
    columns = {waiting[fact].pop(0): Target(fact) for _, _, _, fact in sorted(ranked, key=lambda one: one[1])}
    if not any(target.fact == "email" for target in columns.values()):
        found = next((heading for heading in table.headings if _holds_addresses(table.rows, heading)), None)
        columns |= {found: Target("email")} if found else {}
    return _dated(Columns(columns), table)


def read_mapping(file: str, text: str, table: Table) -> tuple[Columns, list[Problem]]:
    """Return the mapping that a file says, and all that is wrong with it; warnings among the problems may stand."""
    document, problems = read_document(file, text)
    if problems:
        return Columns({}), problems
    if not isinstance(document.value, Mapping) or not isinstance(document.value.get("columns"), Mapping):
        return Columns({}), [document.problem((), "bad_mapping", "say `columns:`, and under it which is what")]
    problems = [
        document.key_problem((name,), "unknown_member", f"`{name}` is none of {', '.join(sorted(_MEMBERS))}")
        for name in document.value
        if name not in _MEMBERS
    ]
    columns = dict(_columns(document, table, problems))
    dates = document.value.get("dates")
    if dates is not None and dates not in _DATES:
        problems.append(document.problem(("dates",), "bad_mapping", f"`dates` is one of {', '.join(_DATES)}"))
    mapping = _dated(Columns(columns, dict(_results(document, problems))), table)
    if dates in _DATES:
        mapping = replace(mapping, day_first=_DATES[dates], guessed_dates=False)
    return mapping, problems


def write_mapping(mapping: Columns, table: Table) -> str:
    """Return the file that says a mapping, every column of the table in it, ready to be edited."""
    said = {heading: target.fact for heading, target in mapping.columns.items()}
    headings = [*said, *(heading for heading in table.headings if heading not in said)]
    lines = [
        "# What each column is; of several that are one thing the first that is filled in counts. Edit it, and run again.",
        f"# One of: {', '.join(sorted(TARGETS))}",
        '# With values of your own: {fact: budget.declared, values: {"None yet": none}}',
        "columns:",
        *(f"  {json.dumps(heading, ensure_ascii=False)}: {said.get(heading, IGNORED)}" for heading in headings),
        "# What the words of the outcome columns mean, where they are your own: won, lost, disqualified or recycled",
        "outcomes: {}",
        f"dates: {'day_first' if mapping.day_first else 'month_first'}",
    ]
    return "\n".join(lines) + "\n"


def result_of(mapping: Columns, text: str) -> Result | None:
    """Return what a word of an outcome column says; None where nothing is decided yet."""
    own = mapping.results.get(fold(text))
    return own or known_result(text)


def known_result(text: str) -> Result | None:
    """Return what a word says in the CRMs we know."""
    words = " ".join(name_words(text))
    return next((result for result in get_args(Result) if words in RESULTS[result]), None)


def rank_in(names: tuple[str, ...], heading: str) -> int | None:
    """Return which of these names a heading has, as words or, as an API has it, in camel case; None: none of them."""
    bare = _TAIL.sub("", heading)
    spoken = " ".join(words(bare)), " ".join(name_words(bare))
    return next((names.index(one) for one in spoken if one in names), None)


def is_french(table: Table) -> bool:
    """Tell whether the headings are French."""
    return not _FRENCH.isdisjoint(word for heading in table.headings for word in name_words(heading))


def _known(heading: str) -> tuple[str | None, int]:
    """Return what a heading is and its rank among those that are the same; (None, 0) of one that nothing tells."""
    for fact, names in HEADINGS.items():
        rank = rank_in(names, heading)
        if rank is not None:
            return fact, rank
    return None, 0


def _holds_addresses(rows: Iterable[Row], heading: str) -> bool:
    cells = [row.cells[heading] for row, _ in zip(rows, range(_LOOKED_AT), strict=False) if heading in row.cells]
    return bool(cells) and sum(_ADDRESS.match(cell[:320]) is not None for cell in cells) * 2 > len(cells)


def _dated(mapping: Columns, table: Table) -> Columns:
    """Return the mapping with the order of day and month, as the dates tell or else as the headings' language has it."""
    told = is_day_first(
        row.cells[heading] for heading in mapping.of(OCCURRED_AT) for row in table.rows if heading in row.cells
    )
    return replace(mapping, day_first=is_french(table) if told is None else told, guessed_dates=told is None)


def _columns(document: Document, table: Table, problems: list[Problem]) -> Iterator[tuple[str, Target]]:
    for heading, said in document.value["columns"].items():
        path = ("columns", heading)
        if heading not in table.headings:
            problems.append(document.problem(path, "unused_column", f"the export has no column “{heading}”", "warning"))
            continue
        target = _target(document, path, said, problems)
        if target is not None and target.fact != IGNORED:
            yield heading, target


def _target(document: Document, path: tuple[str, ...], said: Any, problems: list[Problem]) -> Target | None:  # noqa: ANN401  any YAML
    values = said.get("values") if isinstance(said, Mapping) else None
    fact = said.get("fact") if isinstance(said, Mapping) else said
    if isinstance(values, Mapping) and isinstance(fact, str) and can_declare(fact):
        listed: dict[str, Value] = {fold(str(cell)): _plain(value) for cell, value in values.items()}
        wrong = [value for value in listed.values() if not fits(fact, value)]
        if wrong:
            problems.append(document.problem((*path, "values"), "unknown_value", f"`{fact}` can't be {wrong[0]!r}"))
        return Target(fact, listed)
    if values is None and isinstance(fact, str) and fact in TARGETS:
        return Target(fact)
    problems.append(document.problem(path, "unknown_target", f"`{fact}` is none of {', '.join(sorted(TARGETS))}"))
    return None


def _plain(value: Any) -> Value:  # noqa: ANN401  any YAML
    return list(value) if isinstance(value, tuple) else value


def _results(document: Document, problems: list[Problem]) -> Iterator[tuple[str, Result]]:
    said = document.value.get("outcomes") or {}
    if not isinstance(said, Mapping):
        problems.append(document.problem(("outcomes",), "bad_mapping", "`outcomes` says of each word what it means"))
        return
    for word, result in said.items():
        if result in get_args(Result):
            yield fold(str(word)), result
        else:
            one_of = ", ".join(get_args(Result))
            problems.append(document.problem(("outcomes", word), "unknown_value", f"an outcome is one of {one_of}"))
