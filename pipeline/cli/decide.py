"""`leadsieve decide`: event files or a stage log in, decisions out, the same judgement as live; no broker for files."""

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from pipeline.cli.decide_files import Job, Output, decisions_into, decisions_to
from pipeline.cli.packs import read_pack
from pipeline.cli.sources import Stretch, files_of, source_options
from pipeline.cli.terminal import Terminal, output_options
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError
from pipeline.history import readers, tables
from pipeline.history.replay import Bench, replay_log
from pipeline.runtime import logs
from pipeline.runtime.packs import PackLibrary
from pipeline.settings import Settings, from_environment, moment_ms
from pipeline.stages.effects import Record, Send
from pipeline.stages.leads import Leads

MUCH: Final = 32 * 1024 * 1024
"""Bytes of events from which on other processes are worth their start, a second or two."""
ZIPPED: Final = 8
"""How many times as large as its file what is compressed is, about."""


@output_options
@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The pack that judges, every persona live.",
)
@click.option("--forms", type=click.Path(exists=True, dir_okay=False), help="The mapping file.  [LEADSIEVE_FORMS]")
@click.option(
    "--until",
    metavar="MOMENT",
    help="Let time go on to there, as 2026-11-20T00:00:00Z; else to the newest event.",
)
@click.option(
    "--cores",
    type=click.IntRange(1, 64),
    help="Processes that judge files; else all cores where files hold 32 MiB and more. The results are the same.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the decisions to this file, with checkpoints beside it.",
)
@click.option("--resume", is_flag=True, help="Go on with --out where it was interrupted: the same bytes in the end.")
@source_options
@click.option("--log", "log", help="Replay this stage log instead, a topic or an NDJSON file: byte for byte.")
@click.pass_obj
def decide(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    files: tuple[Path, ...],
    *,
    folder: Path | None,
    forms: str | None,
    until: str | None,
    cores: int | None,
    out: Path | None,
    resume: bool,
    stretch: Stretch,
    log: str | None,
) -> None:
    """Judge event files (.ndjson, .ndjson.gz, .parquet, .csv, - for standard input) and print every decision as one JSON line.

    After the last event time goes on, and what it alone changes is decided too: facts age, scores fade.

    \b
    Examples:
      leadsieve decide --pack rules/b2b-software web-activity.ndjson form-submissions.ndjson
      leadsieve decide --pack rules/b2b-software --until 2026-12-31T00:00:00Z events.ndjson
      leadsieve decide --pack rules/b2b-software --cores 4 exports/ > decisions.ndjson
      leadsieve decide --pack rules/b2b-software --out decisions.ndjson --resume exports/
      leadsieve decide --pack rules/b2b-software --topic web-activity --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z
      leadsieve decide --log lead-log --broker 127.0.0.1:9092
    """  # noqa: D301  click\'s mark for a block to be left as it is
    settings = from_environment(broker=terminal.broker, forms=forms)
    pack = read_pack(folder) if folder else None
    if log is not None and until is not None:
        raise click.UsageError("--until is for files: a log has its own ticks")
    if log is not None:
        output = Output(sys.stdout.buffer)
        output.take(_replay_log(settings, log, pack))
        output.stream.flush()
        terminal.note(output.told())
        return
    if resume and (out is None or stretch.topics or readers.STDIN in files):
        raise click.UsageError(
            "--resume goes on with a file, --out FILE, and reads its files again: no topic, and not -"
        )
    with files_of(settings, files, stretch) as found:
        if pack is None or not found:
            raise click.UsageError("say which pack judges (--pack DIR) and which files to read, or --log")
        end = moment_ms("--until", until) if until else None
        job = Job(settings, pack, found, end, cores or _cores_for(found))
        if out is None:
            decisions_to(sys.stdout.buffer, terminal, job)
        else:
            decisions_into(out, terminal, job, resume=resume)


def _cores_for(files: Iterable[Path]) -> int:
    """Return how many processes are worth their start: one for little, and for what is not known beforehand."""
    paths = [path for path in files if path != readers.STDIN]
    size = sum(
        path.stat().st_size * (ZIPPED if path.suffix in (".gz", tables.PARQUET) else 1) for path in readers.find(paths)
    )
    return (os.cpu_count() or 1) if size >= MUCH else 1


def _replay_log(settings: Settings, log: str, pack: CompiledPack | None) -> Iterator[Send]:
    library = PackLibrary(settings, {pack.sha256: pack} if pack else {})
    if Path(log).is_file():
        values = Path(log).read_bytes().splitlines()
        partitions = [[Record("lead-log", 0, number, -1, None, value) for number, value in enumerate(values)]]
    else:
        partitions = asyncio.run(_read_log(settings, log, library))
    for records in partitions:
        leads = Leads(library.packs, keep_days=settings.retention_days)
        yield from replay_log(Bench(leads, settings.max_record_bytes), records)


async def _read_log(settings: Settings, topic: str, library: PackLibrary) -> list[list[Record]]:
    count = await logs.partitions_of(settings, topic)
    if not count:
        raise LeadsieveError(f"there is no file {topic}, and no topic {settings.topic(topic)} on {settings.broker}")
    await library.fetch_all()
    return [[record async for record in logs.read_partition(settings, topic, number)] for number in range(count)]
