"""`leadsieve facts`: what enrichment makes of each event of a file."""

from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.event import Event
from pipeline.contracts.fact import SOURCES, Source
from pipeline.contracts.model import Value
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.errors import Problem
from pipeline.history import readers
from pipeline.intake import detect
from pipeline.stages.effects import Record

WITHOUT_FACTS = frozenset({"crm-outcomes", "persona-packs"})
"""Topics whose records are no events."""


@output_options
@click.command
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path), metavar="FILE..."
)
@click.pass_obj
def facts(terminal: Terminal, files: tuple[Path, ...]) -> None:
    """Print one JSON line an event, in the order of the files (.ndjson, .ndjson.gz, - for standard input): its known facts.

    A record that can't be read is told on standard error, with its place, and the command ends in 1. Records of
    outcomes and packs hold no facts and are passed over.

    \b
    Examples:
      leadsieve facts form-submissions.ndjson
      zcat events.ndjson.gz | leadsieve facts - | jq .facts
    """  # noqa: D301  click's mark for a block to be left as it is
    paths, tables = readers.find(files), load_tables()
    bad = 0
    for record in readers.stored(paths):
        if record.topic not in WITHOUT_FACTS:
            bad += _print(terminal, paths[record.partition], record, tables)
    if bad:
        terminal.note(f"{bad} records could not be read")
        raise click.exceptions.Exit(1)


def merged(found: Mapping[Source, Mapping[str, Value]]) -> dict[str, Value]:
    """Return one value a fact, of the best source that has it."""
    facts: dict[str, Value] = {}
    for source in reversed(SOURCES):
        facts.update(found.get(source, {}))
    return facts


def _print(terminal: Terminal, path: Path, record: Record, tables: Tables) -> int:
    """Print the facts of a record's events; return 1 where it can't be read, else 0."""
    events = detect.read(record.value, record.headers, record.topic)
    if isinstance(events, Problem):
        problem = Problem(events.code, events.message, file=str(path), line=record.offset + 1)
        click.echo(str(problem), err=True)
        return 1
    for event in events:
        terminal.record(_line(event, tables))
    return 0


def _line(event: Event, tables: Tables) -> dict[str, object]:
    return {"source_event_id": event.event_id, "facts": merged(enrich(event, tables))}
