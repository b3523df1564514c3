"""What goes on in a run: a line for each thing in a log and on standard error, and a bar where somebody watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@dataclass
class Story:
    """Tells into a file and, unless quiet, on standard error."""

    log: TextIO
    began: float = field(default_factory=time.monotonic)
    bar: Progress | None = None

    def tell(self, text: str) -> None:
        """Tell one thing."""
        line = f"chaos {time.monotonic() - self.began:7.1f} s: {text}"
        print(line, file=self.log, flush=True)
        if self.bar is not None:
            self.bar.console.print(line, markup=False, highlight=False)
        else:
            print(line, file=sys.stderr, flush=True)  # noqa: T201  progress, for people and machines

    def count(self) -> None:
        """Tell that one more round is over."""
        if self.bar is not None:
            self.bar.advance(self.bar.task_ids[0])


@contextmanager
def telling(path: Path, rounds: int) -> Iterator[Story]:
    """Yield a story that is told into the file at `path`; where standard error is a terminal, with a bar of all rounds."""
    columns = (TextColumn("chaos"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with path.open("w") as log:
        story = Story(log)
        if not sys.stderr.isatty():
            yield story
            return
        with Progress(*columns, console=None, redirect_stdout=False) as bar:
            bar.add_task("rounds", total=rounds)
            story.bar = bar
            yield story
