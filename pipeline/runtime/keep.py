"""Where tasks' state is between two openings: in hand over a rebalance, in snapshots over a restart.

The changelog stays the truth. Whatever is found here is a shortcut, and is thrown away, with a word in the log, where
anything about it is not as it must be.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from pipeline.errors import StateUnwritable
from pipeline.observe.metrics import Metrics
from pipeline.runtime import snapshot
from pipeline.runtime.folder import Folder
from pipeline.runtime.hand import Hand
from pipeline.runtime.place import HALF_OF_DELETES_MS, Origin, Place
from pipeline.runtime.snapshot import Reader, Spoiled
from pipeline.settings import Settings
from pipeline.stages.store import Committed

log = logging.getLogger(__name__)

SHARE = 20
"""A task's snapshots take at most one in so many seconds of the time: large ones are written less often."""
REFRESH_MS = 24 * 3_600_000
"""After which a snapshot is written anew although nothing has changed: it would be thought too old one day."""
NewStore = Callable[[], Committed]
Misfit = Callable[[Place, int], str | None]
"""(place, changelog offset that the state may have come to) -> why it cannot be gone on from."""


class Keep:
    """The states that this worker has or had. Everything but the reading and writing of files runs on the main loop."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        """Lock the data folder, if one is set; raises `LeadsieveError` where it cannot be used."""
        self._metrics, self._interval = metrics, settings.snapshot_interval
        self.folder = Folder(Path(settings.data_dir) / settings.group) if settings.data_dir else None
        self._left: dict[str, Hand] = {}
        self._next: dict[str, float] = {}
        """Task -> when its next snapshot may be written, by the monotonic clock."""
        self._saved: dict[str, Place] = {}
        self._saving = threading.Lock()
        self._awake_at = _now()
        """When the open tasks surely were ours: a process may be frozen for days, and not know it."""
        self.sweep()

    async def take(self, origin: Origin, new_store: NewStore, misfit: Misfit) -> Hand:
        """Return the state that is at hand for a task and fits, an empty one where there is none."""
        path, left = self._path(origin.task), self._left.pop(origin.task, None)
        try:
            if left is not None and left.place is not None:
                _check(misfit(left.place, left.place.next))
                return left
            if path is not None and path.exists():
                return await asyncio.to_thread(self._load, path, origin, new_store(), misfit)
        except (Spoiled, OSError) as error:
            return self.discard(left, origin, new_store, str(error))
        return Hand(new_store())

    def discard(self, hand: Hand | None, origin: Origin, new_store: NewStore, why: str) -> Hand:
        """Throw away what was kept of a task, say why, and return an empty state."""
        if hand is not None:
            hand.close()
        log.warning("task %s: kept state discarded, the whole changelog is read: %s", origin.task, why)
        self._metrics.snapshot(_stage(origin), "discarded")
        self._saved.pop(origin.task, None)
        if (path := self._path(origin.task)) is not None:
            path.unlink(missing_ok=True)
        return Hand(new_store())

    def leave(self, hand: Hand) -> None:
        """Keep the state of a closed task in hand: the task may come back with the next assignment."""
        if hand.place is None or not hand.store.sound:
            hand.close()
        else:
            self._left[hand.place.origin.task] = hand

    def forget_others(self, tasks: Iterable[str]) -> None:
        """Let go of what was left by tasks that are not among these: others have them now."""
        for task in self._left.keys() - set(tasks):
            self._left.pop(task).close()

    async def save_due(self, hands: Iterable[Hand]) -> None:
        """Write a snapshot of each open task whose time has come; to be called every second."""
        for hand in hands:
            if hand.place is not None and self._is_due(hand.place):
                await asyncio.to_thread(self._save, hand, hand.place, self._awake_at, hand.store.parts(snapshot.LOOK))
        self._awake_at = _now()

    def save_left(self) -> None:
        """Write a snapshot of everything closed that has changed since the last: at the very end, with no loop running."""
        for hand in self._left.values():
            if hand.place is not None and self.folder is not None and self._has_moved(hand.place):
                self._save(hand, hand.place, hand.place.at, hand.store.parts(snapshot.LOOK))

    def sweep(self) -> None:
        """Delete snapshots that nobody would read any more: they hold what people may have had erased since."""
        oldest = time.time() - HALF_OF_DELETES_MS / 1000
        for path in self.folder.path.glob("*.snapshot") if self.folder is not None else ():
            if path.stat().st_mtime < oldest:
                log.info("snapshot %s is too old to be of use: deleted", path.name)
                path.unlink(missing_ok=True)

    def _path(self, task: str) -> Path | None:
        return self.folder.path / f"{task}.snapshot" if self.folder is not None else None

    def _is_due(self, place: Place) -> bool:
        if self.folder is None or time.monotonic() < self._next.get(place.origin.task, 0.0):
            return False
        saved = self._saved.get(place.origin.task)
        return self._has_moved(place) or saved is None or _now() - saved.at > REFRESH_MS

    def _has_moved(self, place: Place) -> bool:
        saved = self._saved.get(place.origin.task)
        return saved is None or saved.next != place.next

    def _load(self, path: Path, origin: Origin, store: Committed, misfit: Misfit) -> Hand:
        began = time.monotonic()
        try:
            place = _read(path, store, misfit)
        except BaseException:
            store.close()  # at once: on a full disk who tries again needs its room
            raise
        seconds = time.monotonic() - began
        log.info("task %s: snapshot of %d keys, %d bytes read in %.2f s", origin.task, len(store), store.size, seconds)
        self._metrics.snapshot(_stage(origin), "read")
        self._saved[origin.task] = place
        return Hand(store, place)

    def _save(self, hand: Hand, place: Place, at: int, parts: Iterator[dict[str, bytes]]) -> None:
        with self._saving:
            path, task, began = self._path(place.origin.task), place.origin.task, time.monotonic()
            assert path is not None  # noqa: S101  nobody asks where there is no folder
            dated = msgspec.structs.replace(place, at=at)
            try:
                size = snapshot.write(path, dated, parts, lambda: (hand.place or place).next)
            except (OSError, StateUnwritable) as error:
                log.warning("task %s: no snapshot, the one before stands: %s: %s", task, path, error)
                self._metrics.snapshot(_stage(place.origin), "failed")
            else:
                log.debug("task %s: snapshot, %d bytes in %.2f s", task, size, time.monotonic() - began)
                self._metrics.snapshot(_stage(place.origin), "written")
                self._saved[task] = dated
            seconds = time.monotonic() - began
            self._next[task] = time.monotonic() + max(self._interval, SHARE * seconds)


def _read(path: Path, store: Committed, misfit: Misfit) -> Place:
    """Take a snapshot into an empty store, and return its place; raises `Spoiled`, `OSError` and what the store does."""
    with path.open("rb") as file:
        reader = Reader(file)
        _check(misfit(reader.place, reader.place.next))
        for part in reader.states():
            store.apply(part)
    if reader.seal is not None:
        _check(misfit(reader.place, reader.seal.end))
    return reader.place


def _check(why: str | None) -> None:
    if why is not None:
        raise Spoiled(why)


def _stage(origin: Origin) -> str:
    return origin.task.partition("-")[0]


def _now() -> int:
    return int(time.time() * 1000)
