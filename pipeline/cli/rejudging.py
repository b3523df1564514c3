"""Waiting until every lead is judged by what was chosen, with progress where a person looks on."""

import asyncio
import time

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from pipeline.cli.terminal import Terminal
from pipeline.errors import LeadsieveError
from pipeline.runtime.rejudging import Rejudging, rejudging
from pipeline.settings import Settings

PATIENCE = 60.0
"""Seconds without any progress after which there is probably no worker."""
EVERY = 0.5
WAIT = click.option("--wait", is_flag=True, help="Wait until all known leads are judged by it.")


def wait_rejudged(terminal: Terminal, settings: Settings, origin: str, patience: float = PATIENCE) -> None:
    """Return when every lead is judged by the choice of that record; raises `LeadsieveError` where nothing moves."""
    asyncio.run(_wait(terminal, settings, origin, patience))
    terminal.note("every known lead is judged by it")


async def _wait(terminal: Terminal, settings: Settings, origin: str, patience: float) -> None:
    columns = (TextColumn("judging all leads again"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    hidden = terminal.quiet or not terminal.err.is_terminal
    before, moved = Rejudging(-1, -1, -1), time.monotonic()
    with Progress(*columns, console=terminal.err, transient=True, disable=hidden) as progress:
        bar = progress.add_task("", total=None)
        while not (now := await rejudging(settings, origin)).is_done:
            progress.update(bar, total=now.of, completed=now.of - now.left)
            if now != before:
                before, moved = now, time.monotonic()
            if time.monotonic() - moved > patience:
                raise LeadsieveError(
                    f"no lead was judged again for {patience:.0f} s, {now.left} of {now.of} parts are left: does a "
                    "worker run? It goes on by itself as soon as one does"
                )
            await asyncio.sleep(EVERY)
