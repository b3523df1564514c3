"""Several workers as processes, and somebody who starts again what has ended: what an operator's supervisor does."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Final

from pipeline.runtime.worker_process import WorkerProcess, start_worker
from pipeline.settings import Settings

HAUNTED: Final = "tests.chaos.haunted"
ASSIGNED: Final = "partitions assigned"
FENCED: Final = "was fenced"
GHOST_REFUSED: Final = "ghost refused"
GHOST_COMMITTED: Final = "ghost committed"
SNAPSHOT_READ: Final = ": snapshot of "
TELLING: Final = (ASSIGNED, FENCED, GHOST_REFUSED, GHOST_COMMITTED, SNAPSHOT_READ)
"""What workers' logs tell that is counted."""


@dataclass
class Fleet:
    """The workers of one app; `counts` tells what was done to them."""

    settings: Settings
    folder: Path
    tell: Callable[[str], None] = lambda _: None
    workers: dict[int, WorkerProcess] = field(default_factory=dict)
    stopped: set[int] = field(default_factory=set)
    """Workers that are frozen now."""
    counts: Counter[str] = field(default_factory=Counter)
    snapshots: float | None = None
    """Seconds between two snapshots; each worker has a data folder of its own, which its successor takes over."""
    _folders: dict[int, int] = field(default_factory=dict)
    _next: int = 0
    _read: Counter[Path] = field(default_factory=Counter)
    _heard: Counter[str] = field(default_factory=Counter)

    def start(self, *, haunted: bool = False) -> None:
        """Start one more worker; a haunted one meets a former owner's ghost at the opening of every task."""
        log = self.folder / f"worker-{self._next}.log"
        settings = self.settings if self.snapshots is None else self._with_folder()
        self.workers[self._next] = start_worker(settings, log, module=HAUNTED if haunted else "pipeline")
        self._next += 1

    def _with_folder(self) -> Settings:
        """Return settings with the first data folder that no running worker has; of every second, states lie on disk."""
        assert self.snapshots is not None
        taken = {folder for number, folder in self._folders.items() if number in self.workers}
        free = next(number for number in range(len(taken) + 1) if number not in taken)
        self._folders[self._next] = free
        return replace(
            self.settings,
            data_dir=str(self.folder / f"data-{free}"),
            snapshot_interval=self.snapshots,
            store=("memory", "disk")[free % 2],
        )

    def supervise(self) -> None:
        """Start anew every worker that has ended by itself."""
        for number, worker in list(self.workers.items()):
            if worker.process.poll() is not None:
                self.counts["self_stops"] += 1
                self.tell(f"worker {number} stopped by itself: {last_words(worker.log)}")
                del self.workers[number]
                self.start()

    def kill(self, rng: Random, *, haunted: bool = False) -> None:
        """End a worker as a crash would, and start another."""
        self.workers.pop(self._pick(rng)).kill()
        self.counts["kills"] += 1
        self.start(haunted=haunted)

    def terminate(self, rng: Random, *, oldest: bool = False) -> None:
        """Ask a worker to end, and start another: a rolling restart's step."""
        number = min(self.workers) if oldest else self._pick(rng)
        self.workers.pop(number).stop()
        self.counts["terminations"] += 1
        self.start()

    def freeze(self, rng: Random) -> None:
        """Stop a worker in the middle of whatever it does."""
        number = self._pick(rng)
        os.kill(self.workers[number].process.pid, signal.SIGSTOP)
        self.stopped.add(number)
        self.counts["freezes"] += 1

    def thaw(self) -> None:
        """Let every frozen worker go on, as a zombie if its time is over."""
        for number in list(self.stopped):
            self._awake(number)

    def leave(self, rng: Random) -> None:
        """Let a worker go without another in its place."""
        self.workers.pop(self._pick(rng)).stop()
        self.counts["leaves"] += 1

    def end(self) -> None:
        """Stop all of them."""
        self.thaw()
        for worker in self.workers.values():
            worker.stop()

    def tasks(self) -> dict[str, int]:
        """Return where all open tasks stand; of one that two workers believe to have, the one who is further."""
        found: dict[str, int] = {}
        for worker in self.workers.values():
            for name, place in worker.tasks().items():
                found[name] = max(place, found.get(name, -1))
        return found

    def rebalances(self) -> int:
        """Return how often partitions were given out, as the workers' logs tell."""
        return self.said(ASSIGNED)

    def said(self, words: str) -> int:
        """Return how often these words stand in the workers' logs."""
        for log in self.folder.glob("worker-*.log"):
            self._read_on(log)
        return self._heard[words]

    def _read_on(self, log: Path) -> None:
        """Count what a log has told since it was last looked into, whole lines only: reading all of it costs too much."""
        with log.open("rb") as file:
            file.seek(self._read[log])
            told = file.read().rpartition(b"\n")[0]
        self._read[log] += len(told)
        for words in TELLING:
            self._heard[words] += told.count(words.encode())

    def _pick(self, rng: Random) -> int:
        return rng.choice(sorted(set(self.workers) - self.stopped) or sorted(self.workers))

    def _awake(self, number: int) -> None:
        if number in self.stopped:
            self.stopped.discard(number)
            if self.workers[number].process.poll() is None:
                os.kill(self.workers[number].process.pid, signal.SIGCONT)


def last_words(log: Path) -> str:
    """Return the last line of a worker's log that tells of something grave, or else its last line."""
    lines = log.read_text(errors="replace").splitlines() or ["nothing"]
    grave = [line for line in lines if '"critical"' in line.lower() or '"error"' in line.lower()]
    return (grave or lines)[-1][:400]
