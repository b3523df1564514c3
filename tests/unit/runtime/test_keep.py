"""What is kept of tasks between two openings, and a folder that only one worker has."""

import os
import shutil
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.errors import LeadsieveError, StateUnwritable
from pipeline.observe.metrics import Metrics
from pipeline.runtime.disk_store import open_store
from pipeline.runtime.folder import Folder
from pipeline.runtime.hand import Hand
from pipeline.runtime.keep import Keep
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position
from pipeline.settings import Settings
from pipeline.stages.store import Store
from tests.small_disk import small_disk

ORIGIN = Origin("leadsieve", "leads-lead-log-0", "leadsieve-leads-changelog", 0, "a-topic-id")
STATES: dict[str, bytes | None] = {"a": b"1", "b": b"22"}


def fits(_: Place, __: int) -> None:
    """Say nothing against it."""


class Kept:
    """A keep over a folder, and what it counted."""

    def __init__(self, folder: Path, interval: float = 300.0) -> None:
        self.metrics = Metrics()
        self.keep = Keep(Settings(data_dir=str(folder), snapshot_interval=interval), self.metrics)
        self.folder = folder / "leadsieve"

    def count(self, result: str) -> float:
        """Return how many snapshots met this."""
        return self.metrics.value("leadsieve_snapshots_total", stage="leads", result=result)

    async def taken(self) -> dict[str, bytes]:
        """Return what the keep gives the task."""
        return dict((await self.keep.take(ORIGIN, Store, fits)).store.items())

    def end(self) -> None:
        """Let go of the folder, as the end of the process does."""
        assert self.keep.folder is not None
        self.keep.folder.close()


def hand(at: int | None = None, following: int = 7) -> Hand:
    place = Place(ORIGIN, Position(0, 5, 1), following, int(time.time() * 1000) if at is None else at)
    store = Store()
    store.apply(STATES)
    return Hand(store, place)


async def test_nothing_is_kept_without_a_folder() -> None:
    """No folder, no file: a task begins with its changelog alone."""
    keep = Keep(Settings(), Metrics())
    await keep.save_due([hand()])
    keep.save_left()
    found = await keep.take(ORIGIN, Store, fits)
    assert (len(found.store), found.place) == (0, None)


async def test_a_snapshot_is_found_by_the_next_worker(tmp_path: Path) -> None:
    """Written when due, read by who comes next, with the place it was built up to."""
    first = Kept(tmp_path)
    await first.keep.save_due([hand()])
    first.end()
    second = Kept(tmp_path)
    found = await second.keep.take(ORIGIN, Store, fits)
    assert dict(found.store.items()) == STATES
    assert found.place is not None
    assert (found.place.next, found.place.origin, found.place.position.next) == (7, ORIGIN, 5)
    assert (first.count("written"), second.count("read"), second.count("discarded")) == (1, 1, 0)


async def test_written_when_something_changed_and_not_too_often(tmp_path: Path) -> None:
    """Within the interval, or where nothing has changed, no snapshot is written."""
    kept = Kept(tmp_path)
    state = hand()
    await kept.keep.save_due([state])
    state.take({"c": b"3"}, replace(state.place, next=9))  # type: ignore[type-var]  # it has one
    await kept.keep.save_due([state])
    assert kept.count("written") == 1
    kept.keep.leave(state)
    kept.keep.save_left()
    kept.keep.save_left()
    assert kept.count("written") == 2
    kept.end()
    assert await Kept(tmp_path).taken() == STATES | {"c": b"3"}


async def test_what_does_not_fit_is_wiped(tmp_path: Path) -> None:
    """Whoever says it does not fit: the file goes, and the task begins empty."""
    kept = Kept(tmp_path)
    await kept.keep.save_due([hand()])
    found = await kept.keep.take(ORIGIN, Store, lambda *_: "it is of another time")
    assert (len(found.store), found.place) == (0, None)
    assert list(kept.folder.glob("*.snapshot")) == []
    assert kept.count("discarded") == 1


async def test_what_is_spoiled_is_wiped(tmp_path: Path) -> None:
    """A file cut short is no state at all, not a part of one."""
    kept = Kept(tmp_path)
    await kept.keep.save_due([hand()])
    path = next(kept.folder.glob("*.snapshot"))
    path.write_bytes(path.read_bytes()[:-3])
    assert await kept.taken() == {}
    assert (path.exists(), kept.count("discarded"), kept.count("read")) == (False, 1, 0)


@pytest.mark.parametrize("may_mount", [True, False])
async def test_a_full_disk_stops_nothing(tmp_path: Path, may_mount: bool) -> None:  # noqa: FBT001  it is drawn
    """A snapshot that does not fit is told and counted; the one before stands, nothing half-written is left; then it fits."""
    with small_disk(tmp_path / "data", 256, may_mount=may_mount) as disk:
        kept, state = Kept(disk.folder, interval=1), hand()
        await kept.keep.save_due([state])
        kept.keep.leave(state)
        before, large = (kept.folder / "leads-lead-log-0.snapshot").read_bytes(), {"c": os.urandom(512 * 1024)}
        state.take(large, replace(state.place, next=9))  # type: ignore[type-var]  # it has one
        disk.cramp(0)
        try:
            kept.keep.save_left()
        finally:
            disk.relieve(0)
        assert (kept.count("written"), kept.count("failed")) == (1, 1)
        assert sorted(path.name for path in kept.folder.iterdir()) == ["leads-lead-log-0.snapshot", "lock"]
        assert (kept.folder / "leads-lead-log-0.snapshot").read_bytes() == before
        kept.keep.save_left()
        kept.end()
        assert await Kept(disk.folder).taken() == STATES | large


async def test_a_folder_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    """Unmounted or deleted under a running worker: each snapshot that cannot be written is told, and that is all."""
    kept, state = Kept(tmp_path, interval=1), hand()
    await kept.keep.save_due([state])
    shutil.rmtree(kept.folder)
    state.take({"c": b"3"}, replace(state.place, next=9))  # type: ignore[type-var]  # it has one
    kept.keep.leave(state)
    kept.keep.save_left()
    assert (kept.count("written"), kept.count("failed")) == (1, 1)
    assert await kept.keep.take(ORIGIN, Store, fits) is state


async def test_state_in_hand_is_given_back_to_its_own_task_only(tmp_path: Path) -> None:
    """A rebalance that leaves a task here costs no reading; what others have now is let go."""
    kept = Kept(tmp_path)
    state = hand()
    kept.keep.leave(state)
    kept.keep.forget_others([ORIGIN.task])
    assert await kept.keep.take(ORIGIN, Store, fits) is state
    kept.keep.leave(state)
    kept.keep.forget_others(["leads-lead-log-1"])
    assert await kept.keep.take(ORIGIN, Store, fits) is not state


async def test_states_on_disk_are_kept_as_those_in_memory_are(tmp_path: Path) -> None:
    """In hand over a rebalance, in a snapshot over a restart, which a worker with states in memory reads as well."""
    kept = Kept(tmp_path)
    store = open_store(kept.folder, ORIGIN.task, None)
    state = Hand(store)
    state.take(STATES, Place(ORIGIN, Position(0, 5, 1), 7, int(time.time() * 1000)))
    kept.keep.leave(state)
    assert await kept.keep.take(ORIGIN, Store, fits) is state
    kept.keep.leave(state)
    kept.keep.save_left()
    kept.keep.forget_others([])
    kept.end()
    with pytest.raises(StateUnwritable):
        store.apply({"c": b"3"})
    assert await Kept(tmp_path).taken() == STATES


async def test_a_store_that_is_of_no_use_is_not_kept(tmp_path: Path) -> None:
    """Nothing is gone on from that LMDB itself has given up, or that was never whole."""
    kept = Kept(tmp_path)
    for whole in (True, False):
        store = open_store(kept.folder, ORIGIN.task, None)
        store.apply(STATES)
        store.sound = not whole
        kept.keep.leave(Hand(store, hand().place if whole else None))
        assert (await kept.keep.take(ORIGIN, Store, fits)).store is not store
        with pytest.raises(StateUnwritable):
            list(store.items())


def test_snapshots_nobody_would_read_are_deleted(tmp_path: Path) -> None:
    """What people have had erased since must not lie around in the snapshot of a task that others have now."""
    kept = Kept(tmp_path)
    for name, age in (("old", 4), ("new", 3)):
        (kept.folder / f"{name}.snapshot").write_bytes(b"x")
        os.utime(kept.folder / f"{name}.snapshot", (0, time.time() - age * 86_400))
    kept.keep.sweep()
    assert [path.name for path in kept.folder.glob("*.snapshot")] == ["new.snapshot"]


def test_two_workers_on_one_folder(tmp_path: Path) -> None:
    """The second refuses, and says what to do; when the first has ended, it may."""
    first = Folder(tmp_path)
    with pytest.raises(LeadsieveError, match=r"another worker uses it; give each worker a LEADSIEVE_DATA_DIR"):
        Folder(tmp_path)
    first.close()
    Folder(tmp_path).close()


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    """Where it cannot be made or written, the worker refuses at its start, naming folder and remedy."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LeadsieveError, match=r"data folder .*/file: .*; mend its rights or its disk"):
        Folder(tmp_path / "file")


def test_leftovers_of_a_crash_are_swept_out(tmp_path: Path) -> None:
    """A snapshot that was being written when the worker was killed is no snapshot; a store's file is nobody's."""
    for name in ("leads-lead-log-0.new", "leads-lead-log-0.a.scratch", "leads-lead-log-0.a.scratch-lock"):
        (tmp_path / name).write_bytes(b"half")
    Folder(tmp_path).close()
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]
