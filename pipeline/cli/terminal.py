"""What a command writes with: tables and colours for people on a TTY, JSON lines for machines, progress on the side."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from pipeline.errors import LeadsieveError

_UNBOUNDED: Final = 1_000
"""Columns of what is no terminal."""


@dataclass(frozen=True)
class Terminal:
    """The global options, and the two streams: results go to `out`, everything else to `err`."""

    broker: str | None = None
    as_json: bool = False
    quiet: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def result(self, text: str) -> None:
        """Print one line of result, as it is."""
        self.out.print(text, markup=False)

    def record(self, value: Any) -> None:  # noqa: ANN401  anything that JSON holds
        """Print one JSON line."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

    def note(self, text: str) -> None:
        """Say what is going on, on standard error; silent under --quiet."""
        if not self.quiet:
            self.err.print(text, markup=False)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table; under --json one object a row."""
        if self.as_json:
            for row in rows:
                self.record(dict(zip(columns, row, strict=True)))
            return
        table = Table(title=title or None, title_justify="left", header_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))  # what upstream wrote is no markup
        # Into a file or a pipe it takes the width it needs: there is no edge to keep within, and names must stay whole.
        if not self.out.is_terminal:
            self.out.width = max(self.out.width, _UNBOUNDED)
        self.out.print(table)

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[], object]]:
        """Show on standard error how far a long work is, where a person looks on; call what is given for each one done."""
        hidden = self.quiet or not self.err.is_terminal
        with Progress(console=self.err, transient=True, disable=hidden) as progress:
            task = progress.add_task(what, total=total)
            yield lambda: progress.advance(task)

    def needed_broker(self) -> str:
        """Return the broker's address; raises `LeadsieveError` with the remedy where none is set."""
        if not self.broker:
            raise LeadsieveError(
                "no broker: say --broker HOST:PORT or set LEADSIEVE_BROKER (`leadsieve broker` starts one here)"
            )
        return self.broker


def output_options(command: click.Command) -> click.Command:
    """Let `--json`, `--quiet` and `--broker` stand behind a command too, where people type them."""
    command.params += [
        click.Option(
            ["--broker"],
            metavar="HOST:PORT",
            expose_value=False,
            callback=_set("broker"),
            help="The Apache Kafka to use.",
        ),
        click.Option(
            ["--json"], is_flag=True, expose_value=False, callback=_set("as_json"), help="JSON lines, for machines."
        ),
        click.Option(
            ["--quiet"], is_flag=True, expose_value=False, callback=_set("quiet"), help="Results and errors only."
        ),
    ]
    return command


def _set(name: str) -> Any:  # noqa: ANN401  click's callback type is private
    def callback(ctx: click.Context, _: click.Parameter, value: object) -> None:
        if value:
            ctx.obj = replace(ctx.obj or Terminal(), **{name: value})

    return callback
