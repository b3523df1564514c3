"""`leadsieve facts`: what enrichment makes of each event of a file."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from pipeline.cli.accounts import open_tables
from pipeline.cli.reference_data import COLUMNS, installed
from pipeline.cli.sources import Stretch, files_of, source_options
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import EVENT_TOPICS, open_upstream
from pipeline.contracts.event import Event
from pipeline.contracts.fact import SOURCES, Source
from pipeline.contracts.model import Value
from pipeline.enrichment import title_figures
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts_page import facts_page
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.errors import Problem
from pipeline.history import frames, readers
from pipeline.intake import detect
from pipeline.intake.detect import FORMATS
from pipeline.intake.upstream import Upstream
from pipeline.settings import Settings, from_environment
from pipeline.stages.effects import Record

WITHOUT_FACTS = frozenset({"crm-outcomes", "lead-overrides", "lead-reviews", "privacy-requests", "persona-packs"})
"""Topics whose records are no events."""
Place = tuple[str, int]
"""(file, line) of a record; of one of a topic (coordinates, 0)."""


@output_options
@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path), metavar="[FILE...]")
@click.option(
    "--format", "name", type=click.Choice(FORMATS), help="Of all records; else each record's content decides."
)
@click.option("--forms", type=click.Path(exists=True, dir_okay=False), help="The mapping file.  [LEADSIEVE_FORMS]")
@click.option("--accounts", type=click.Path(exists=True, dir_okay=False), help="Account list.  [LEADSIEVE_ACCOUNTS]")
@source_options
@click.option("--data", "asked", flag_value="data", help="Which reference data are installed: version, date, licence.")
@click.option("--catalogue", "asked", flag_value="catalogue", help="Every fact there is, in Markdown (docs/facts.md).")
@click.pass_obj
def facts(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    files: tuple[Path, ...],
    *,
    name: str | None,
    forms: str | None,
    accounts: str | None,
    stretch: Stretch,
    asked: str | None,
) -> None:
    """Print one JSON line an event, in the order of the files: its known facts.

    Files are .ndjson, .ndjson.gz, .parquet or .csv, - is standard input; what topics hold comes after them.

    Every upstream format is read, one record a line; a record that names no time counts as received now.

    A record that can't be read is told on standard error, with its place, and the command ends in 1. Records of
    outcomes and packs hold no facts and are passed over.

    \b
    Examples:
      leadsieve facts form-submissions.ndjson
      zcat events.ndjson.gz | leadsieve facts - | jq .facts
      leadsieve facts --format gravity_forms --forms forms.yaml entries.ndjson
      leadsieve facts --topic form-submissions --from 2026-11-20T00:00:00Z
      leadsieve facts --data
    """  # noqa: D301  click's mark for a block to be left as it is
    if bool(files or stretch.topics) == bool(asked):
        raise click.UsageError("say one of: files to read or a --topic, --data, --catalogue")
    if asked == "catalogue":
        terminal.result(facts_page(title_figures.TEXT).rstrip("\n"))
    elif asked == "data":
        terminal.table("Reference data", COLUMNS, installed(load_tables()))
    else:
        settings = from_environment(broker=terminal.broker, forms=forms, accounts=accounts)
        with files_of(settings, files, stretch) as found:
            _read(terminal, settings, found, name)


def _read(terminal: Terminal, settings: Settings, files: tuple[Path, ...], name: str | None) -> None:
    upstream = open_upstream(settings)
    if name:
        upstream = replace(upstream, formats=dict.fromkeys(EVENT_TOPICS, name))
    paths, tables = readers.find(files), open_tables(settings)
    bad = 0
    for place, record in places(paths):
        if record.topic not in WITHOUT_FACTS:
            bad += _print(terminal, place, record, upstream, tables)
    if bad:
        terminal.note(f"{bad} records could not be read")
        raise click.exceptions.Exit(1)


def merged(found: Mapping[Source, Mapping[str, Value]]) -> dict[str, Value]:
    """Return one value a fact, of the best source that has it."""
    facts: dict[str, Value] = {}
    for source in reversed(SOURCES):
        facts.update(found.get(source, {}))
    return facts


def places(paths: Sequence[Path]) -> Iterator[tuple[Place, Record]]:
    """Yield the records of files, each with where it stands."""
    for path in paths:
        for number, record in enumerate(readers.stored([path]), start=1):
            # What a topic held is told by its coordinates there, not by the copy that it was read from.
            yield (record.origin, 0) if path.suffix == frames.SUFFIX else (str(path), number), record


def _print(terminal: Terminal, place: Place, record: Record, upstream: Upstream, tables: Tables) -> int:
    """Print the facts of a record's events; return 1 where it can't be read, else 0."""
    received = record.timestamp if record.timestamp >= 0 else round(time.time() * 1000)
    events = detect.read(record.value, record.headers, record.topic, upstream, received)
    if isinstance(events, Problem):
        problem = Problem(events.code, events.message, file=place[0], line=place[1])
        click.echo(str(problem), err=True)
        return 1
    for event in events:
        terminal.record(_line(event, tables))
    return 0


def _line(event: Event, tables: Tables) -> dict[str, object]:
    return {"source_event_id": event.event_id, "facts": merged(enrich(event, tables))}
