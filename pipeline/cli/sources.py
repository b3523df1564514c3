"""Where commands on history take their events from: files, and stretches of source topics."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import click

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.history import frames
from pipeline.runtime.ranges import read_range
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of source topics; of none where files are all."""

    topics: tuple[str, ...] = ()
    begin: str | None = None
    end: str | None = None


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command read topics too: `--topic`, `--from` and `--to`, which it is given as one `stretch`."""

    @click.option(
        "--topic",
        "topics",
        multiple=True,
        type=click.Choice(SOURCE_TOPICS),
        help="Read what this topic holds, committed, too; may be said again.",
    )
    @click.option(
        "--from", "begin", metavar="WHERE", help="Of the topics: from this offset, or moment of appending, on."
    )
    @click.option("--to", "end", metavar="WHERE", help="Up to, and without, this offset or moment; else to the end.")
    @wraps(command)
    def with_source(
        *given: object, topics: tuple[str, ...], begin: str | None, end: str | None, **options: object
    ) -> object:
        if (begin or end) and not topics:
            raise click.UsageError("--from and --to are of a topic: say which, --topic TOPIC")
        return command(*given, stretch=Stretch(topics, begin, end), **options)

    return with_source


@contextmanager
def files_of(settings: Settings, files: tuple[Path, ...], stretch: Stretch) -> Iterator[tuple[Path, ...]]:
    """Give the files to read, those of the topics' records among them, which go at the end."""
    if not stretch.topics:
        yield files
        return
    with TemporaryDirectory(prefix="leadsieve-topics-") as folder:
        asyncio.run(_fetch(settings, stretch, Path(folder)))
        yield (*files, *sorted(Path(folder).iterdir()))


async def _fetch(settings: Settings, stretch: Stretch, folder: Path) -> None:
    """Write each partition to a file of its own: what comes of it does not hang on how they were fetched."""
    streams: dict[Path, IO[bytes]] = {}
    with ExitStack() as stack:
        async for record in read_range(settings, stretch.topics, stretch.begin, stretch.end):
            path = folder / f"{record.topic}-{record.partition:06d}{frames.SUFFIX}"
            if path not in streams:
                streams[path] = stack.enter_context(path.open("wb"))
            streams[path].write(frames.frame(0, record.offset, record))
