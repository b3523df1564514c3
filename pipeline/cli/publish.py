"""`leadsieve publish`: files into Kafka, byte for byte, paced, with progress."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.history import plan, readers
from pipeline.runtime import publish as runtime_publish
from pipeline.settings import Settings, from_environment


class Rate(click.ParamType):
    """A number of records a second: `500` or `500/s`."""

    name = "N/s"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number; fails as click does on what is none, or not above zero."""
        try:
            rate = float(str(value).removesuffix("/s"))
        except ValueError:
            rate = 0.0
        if not 0 < rate < float("inf"):
            self.fail(f"{value!r} is no rate: say 500 or 500/s", param, ctx)
        return rate


@output_options
@click.command
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--topic", type=click.Choice(SOURCE_TOPICS), help="Where to; else each file's name must begin with its topic."
)
@click.option("--rate", type=Rate(), help="So many records a second; else as fast as they go.")
@click.option("--history", is_flag=True, help="All files as one stream in event-time order, as history flowed.")
@click.pass_obj
def publish(
    terminal: Terminal, files: tuple[Path, ...], topic: str | None, rate: float | None, *, history: bool
) -> None:
    """Publish every line of FILES (.ndjson, .ndjson.gz, directories of them, - for standard input) as one record.

    Lines go byte for byte, also those that will become dead letters. History may be of any age: an event is late only
    beside newer ones of the same person, so --history publishes in the order of events.

    \b
    Examples:
      leadsieve publish form-submissions.ndjson.gz web-activity.ndjson.gz
      leadsieve publish --topic web-activity --rate 500/s events.ndjson
      leadsieve publish --history exports/
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment(broker=terminal.needed_broker())
    records = _read(files, topic, history=history)
    counts = asyncio.run(publish_records(terminal, settings, records, rate))
    if not sum(counts.values()):
        terminal.note("nothing to publish: the files are empty")
    rows = [(settings.topic(name), count) for name, count in sorted(counts.items())]
    terminal.table("", ("topic", "records"), rows)


def _read(files: tuple[Path, ...], topic: str | None, *, history: bool) -> Iterator[tuple[str, bytes | None]]:
    """Return (topic, value) of every record; raises `LeadsieveError` at once on a file whose topic nothing tells."""
    found = readers.find(files)
    nameless = [str(path) for path in found if topic is None and readers.topic_of(path) is None]
    if nameless:
        raise LeadsieveError(
            f"{', '.join(nameless)}: the name tells no topic; say --topic ({', '.join(SOURCE_TOPICS)})"
        )
    read = plan.records if history else readers.stored
    return ((record.topic, record.value) for record in read(found, topic))


async def publish_records(
    terminal: Terminal, settings: Settings, records: Iterable[tuple[str, bytes | None]], rate: float | None
) -> dict[str, int]:
    """Publish with a line of progress, where a person looks on."""
    columns = (SpinnerColumn(), TextColumn("published"), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = terminal.quiet or not terminal.err.is_terminal
    with Progress(*columns, console=terminal.err, transient=True, disable=hidden) as progress:
        task = progress.add_task("published", total=None)
        return await runtime_publish.publish(
            settings, records, rate, on_progress=lambda count: progress.update(task, completed=count)
        )
