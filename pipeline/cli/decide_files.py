"""Event files judged into an output: decisions as lines, with progress, and with checkpoints where it is a file."""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

from msgspec.structs import replace

from pipeline.cli.benches import new_replay, new_route, new_visitors
from pipeline.cli.terminal import Terminal
from pipeline.cli.upstreams import open_upstream
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError
from pipeline.history import plan, readers
from pipeline.history.checkpoint import Checkpoints, Head, fingerprint
from pipeline.history.judgement import Judge, go_on, judge_on, keep
from pipeline.history.plan import USUAL, Sizes, Window
from pipeline.history.replay import Saved
from pipeline.settings import Settings
from pipeline.stages.effects import Send

EVERY: Final = 30.0
"""Seconds between two checkpoints, at least."""
SHARE: Final = 20
"""So many times as long as writing one took is between two, at least: they cost a twentieth at most."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be judged, and by what."""

    settings: Settings
    pack: CompiledPack
    files: tuple[Path, ...]
    until: int | None = None
    """Up to when time goes on after the last event, ms; None: to the newest event."""
    cores: int = 1
    holdout: bool = True
    """Whether leads are held out, as live; False: nobody is."""
    sizes: Sizes = USUAL

    def fingerprint(self) -> str:
        """Return what tells this job from others: pack, files, settings and release, and no secret."""
        found = [path for path in readers.find(self.files) if path != readers.STDIN]
        files = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in found]
        aside = [Path(name).read_bytes() for name in (self.settings.forms, self.settings.accounts) if name]
        said = [self.settings.identity_key.encode(), str(self.settings.max_record_bytes).encode(), *aside]
        digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in said)).hexdigest()
        return fingerprint(
            [version("leadsieve"), self.pack.sha256, digest, self.until, self.holdout, self.sizes, *files]
        )


@dataclass(slots=True)
class Output:
    """Where decisions go, and what went there."""

    stream: IO[bytes]
    written: int = 0
    """Bytes."""
    decisions: int = 0
    dead: int = 0

    def take(self, sends: Iterable[Send]) -> None:
        """Write each decision once, and count what could not be read."""
        for send in sends:
            if send.topic == "lead-decisions" and send.value is not None:
                self.decisions += 1
                self.written += self.stream.write(send.value + b"\n")
            self.dead += send.topic == "dead-letters"

    def told(self) -> str:
        """Return in a line what was written."""
        return f"{self.decisions} decisions, {self.dead} dead letters"


@dataclass(slots=True)
class Pace:
    """When the next checkpoint is due, and which was the last."""

    checkpoints: Checkpoints
    asked: int
    """Number of the last whose visitors were asked for."""
    kept: int
    """Number of the last that is whole: those between are under way."""
    every: float = EVERY
    last: float = field(default_factory=time.monotonic)

    def due(self) -> Path | None:
        """Return where the visitors' states are to go, if it is time."""
        if time.monotonic() - self.last < self.every:
            return None
        self.last, self.asked = time.monotonic(), self.asked + 1
        return self.checkpoints.states("visitors", self.asked)

    def keep(self, judge: Judge, output: Output, head: Head, saved: Saved) -> None:
        """Write a checkpoint: all that was written until here stays, whatever happens."""
        began = time.monotonic()
        output.stream.flush()
        os.fsync(output.stream.fileno())
        self.kept += 1
        stands = replace(head, number=self.kept, written=output.written, decisions=output.decisions, dead=output.dead)
        keep(judge, self.checkpoints, stands, saved())
        self.every = max(self.every, SHARE * (time.monotonic() - began))


@contextmanager
def opened(job: Job) -> Iterator[tuple[Judge, list[Window]]]:
    """Give what judges, and the windows of the files, looked through already."""
    settings = job.settings
    flow, upstream = new_replay(settings, job.pack, holdout=job.holdout), open_upstream(settings)
    with (
        judge_on(job.cores, flow, upstream, partial(new_route, settings), partial(new_visitors, settings)) as judge,
        plan.opened(job.files, None, judge.survey, job.sizes) as windows,
    ):
        yield judge, windows


def decisions_to(stream: IO[bytes], terminal: Terminal, job: Job) -> None:
    """Judge files, and write the decisions as they come."""
    output = Output(stream)
    with opened(job) as (judge, windows), terminal.counting("history, by portions", len(windows)) as advance:
        for part in judge.parts(windows):
            output.take(part.sends)
            advance()
        output.take(judge.tick(job.until))
    stream.flush()
    terminal.note(output.told())


def decisions_into(path: Path, terminal: Terminal, job: Job, *, resume: bool = False, every: float = EVERY) -> None:
    """Judge files into a file, which after a kill can be gone on with: its bytes are the same in the end.

    Raises `LeadsieveError` where there is nothing to resume, or what is there is of another run.
    """
    checkpoints = Checkpoints(path.with_name(path.name + ".resume"))
    head = _stood(checkpoints, job, path) if resume else Head(job.fingerprint())
    if not resume:
        checkpoints.begin(head)
    with _from(path, head.written) as stream, opened(job) as (judge, windows):
        go_on(judge, checkpoints, head)
        output = Output(stream, head.written, head.decisions, head.dead)
        pace = Pace(checkpoints, head.number, head.number, every)
        left = windows[head.windows :]
        with terminal.counting("history, by portions", len(left)) as advance:
            for done, part in enumerate(judge.parts(left, pace.due), start=head.windows + 1):
                output.take(part.sends)
                if part.saved is not None:
                    pace.keep(judge, output, replace(head, windows=done), part.saved)
                advance()
        output.take(judge.tick(job.until))
    checkpoints.end()
    terminal.note(f"{path}: {output.told()}")


def _stood(checkpoints: Checkpoints, job: Job, path: Path) -> Head:
    """Return where the run stood that is to be gone on with."""
    head = checkpoints.head()
    if head is None:
        raise LeadsieveError(
            f"{path}: nothing to resume, no {checkpoints.folder.name} beside it: it was ended, or never begun"
        )
    if head.of != job.fingerprint():
        raise LeadsieveError(
            f"{checkpoints.folder}: of another run: its files, pack, settings, --until or release were not these; "
            "run without --resume to begin anew"
        )
    if not path.is_file() or path.stat().st_size < head.written:
        raise LeadsieveError(f"{path}: shorter than what was written; run without --resume to begin anew")
    return head


@contextmanager
def _from(path: Path, written: int) -> Iterator[IO[bytes]]:
    """Open a file to be written on behind its first so many bytes; what lies behind them goes."""
    try:
        with path.open("r+b" if written else "wb") as stream:
            stream.truncate(written)
            stream.seek(written)
            yield stream
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error
