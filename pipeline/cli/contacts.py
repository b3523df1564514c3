"""Exports of contacts as `try` and `import` read them: the table, the mapping that is written and edited, and the people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli.terminal import Terminal
from pipeline.errors import LeadsieveError, Problem
from pipeline.history.contacts.mapping import Columns, guess, read_mapping, write_mapping
from pipeline.history.contacts.people import Contact, people
from pipeline.history.contacts.table import Table, read_table

SHOWN = 5
"""Problems that are said one by one; the page, or `--json`, has them all."""
CONTACTS = click.argument(
    "export", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CONTACTS.csv"
)
MAPPING = click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Which column is what. Written with the guess where it is not there yet: edit it, and run again.",
)


@dataclass(frozen=True)
class Export:
    """An export, read."""

    table: Table
    columns: Columns
    contacts: list[Contact]
    problems: list[Problem]


def open_export(export: Path, mapping_file: Path | None, now: datetime | None = None) -> Export:
    """Return the people of an export; raises `LeadsieveError` on what can't be read, or says nobody's name.

    `now` dates the rows without a date: the clock where nothing is given.
    """
    table = read_table(export)
    columns, problems = _columns(table, mapping_file)
    if not any(columns.of(fact) for fact in ("email", "phone", "contact_id")):
        raise LeadsieveError(
            f"{export}: no column is an e-mail address, a phone number or a record id; its columns are "
            f"{', '.join(table.headings[:30])}. Say which is what: --mapping FILE writes the file to edit"
        )
    contacts, unread = people(table, columns, now or datetime.now(UTC))
    return Export(table, columns, contacts, [*table.problems, *problems, *unread])


def show_mapping(terminal: Terminal, export: Export, mapping_file: Path | None) -> None:
    """Print which column was read as what, and the first of what was odd, on the side."""
    if terminal.quiet or terminal.as_json:
        return
    known = ", ".join(f"{heading} → {target.fact}" for heading, target in export.columns.columns.items())
    ignored = [heading for heading in export.table.headings if heading not in export.columns.columns]
    terminal.note(f"{export.table.path}: {len(export.table.rows)} rows, {export.table.encoding}")
    terminal.note(f"columns read: {known or 'none'}")
    terminal.note(f"columns ignored: {', '.join(ignored) or 'none'}")
    if mapping_file is None:
        terminal.note("wrong? --mapping FILE writes this down; edit the file, and run again")
    for line in _told(export.problems):
        terminal.note(line)


def _told(problems: list[Problem]) -> Iterator[str]:
    yield from (str(problem) for problem in problems[:SHOWN])
    if len(problems) > SHOWN:
        yield f"… and {len(problems) - SHOWN} more such remarks"


def _columns(table: Table, mapping_file: Path | None) -> tuple[Columns, list[Problem]]:
    if mapping_file is None or not mapping_file.exists():
        columns = guess(table)
        if mapping_file is not None:
            _write(mapping_file, write_mapping(columns, table))
        return columns, []
    try:
        text = mapping_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeadsieveError(f"{mapping_file}: cannot be read: {error}") from error
    columns, problems = read_mapping(str(mapping_file), text, table)
    if any(problem.severity == "error" for problem in problems):
        raise LeadsieveError("the mapping cannot be used\n" + "\n".join(map(str, problems)))
    return columns, problems


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error
