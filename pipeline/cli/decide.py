"""`leadsieve decide`: event files or a stage log in, decisions out, the same judgement as live; no broker for files."""

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import click

from pipeline.cli.benches import new_replay, new_route, new_visitors
from pipeline.cli.packs import read_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import open_upstream
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError
from pipeline.history import readers, relay
from pipeline.history.replay import Bench, replay_log
from pipeline.runtime import logs
from pipeline.runtime.packs import PackLibrary
from pipeline.settings import Settings, from_environment, moment_ms
from pipeline.stages.effects import Record, Send
from pipeline.stages.leads import Leads

MUCH: Final = 32 * 1024 * 1024
"""Bytes of events from which on other processes are worth their start, a second or two."""
ZIPPED: Final = 8
"""How many times as large as its file a gzipped one is, about."""


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
    log: str | None,
) -> None:
    """Judge event files (.ndjson, .ndjson.gz, - for standard input) and print every decision as one JSON line.

    After the last event time goes on, and what it alone changes is decided too: facts age, scores fade.

    \b
    Examples:
      leadsieve decide --pack rules/b2b-software web-activity.ndjson form-submissions.ndjson
      leadsieve decide --pack rules/b2b-software --until 2026-12-31T00:00:00Z events.ndjson
      leadsieve decide --pack rules/b2b-software --cores 4 exports/ > decisions.ndjson
      leadsieve decide --log lead-log --broker 127.0.0.1:9092
    """  # noqa: D301  click\'s mark for a block to be left as it is
    settings = from_environment(broker=terminal.broker, forms=forms)
    pack = read_pack(folder) if folder else None
    if log is not None and until is not None:
        raise click.UsageError("--until is for files: a log has its own ticks")
    if log is not None:
        sends = _replay_log(settings, log, pack)
    elif pack is None or not files:
        raise click.UsageError("say which pack judges (--pack DIR) and which files to read, or --log")
    else:
        end = moment_ms("--until", until) if until else None
        sends = decide_files(settings, pack, files, end, cores or _cores_for(files))
    _print(terminal, sends)


def decide_files(
    settings: Settings, pack: CompiledPack, files: Iterable[Path], until: int | None = None, cores: int = 1
) -> Iterator[Send]:
    """Yield what the files cause, and then time up to `until` (ms): decisions, retractions, dead letters."""
    flow = new_replay(settings, pack)
    records = readers.records(files, upstream=open_upstream(settings))
    if cores == 1:
        yield from flow.run(records)
        yield from flow.tick(until)
        return
    with relay.crew(cores, partial(new_route, settings), partial(new_visitors, settings)) as crew:
        yield from relay.run(flow, crew, records)
        yield from relay.tick(flow, crew, until)


def _cores_for(files: Iterable[Path]) -> int:
    """Return how many processes are worth their start: one for little, and for what is not known beforehand."""
    paths = [path for path in files if path != readers.STDIN]
    size = sum(path.stat().st_size * (ZIPPED if path.suffix == ".gz" else 1) for path in readers.find(paths))
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


def _print(terminal: Terminal, sends: Iterable[Send]) -> None:
    """Print each decision once, and say on the side what could not be read."""
    decisions = dead = 0
    for send in sends:
        if send.topic == "lead-decisions" and send.value is not None:
            decisions += 1
            sys.stdout.buffer.write(send.value + b"\n")
        dead += send.topic == "dead-letters"
    sys.stdout.buffer.flush()
    terminal.note(f"{decisions} decisions, {dead} dead letters")
