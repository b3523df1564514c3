"""States on disk: the same as in memory whatever is done with them, with nothing left behind, and nothing by halves."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contracts.log import Seen
from pipeline.errors import StateUnwritable
from pipeline.runtime.disk_store import DiskStore, open_store
from pipeline.stages.due import DueIndex, leading_int
from pipeline.stages.effects import Record
from pipeline.stages.judging import judge
from pipeline.stages.slices import SLICES, slice_of
from pipeline.stages.store import Store
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import encode
from pipeline.state.lead import Lead
from tests.small_disk import SmallDisk, small_disk

DAY = 86_400_000
IDS = [f"{number:032x}" for number in (0, 1, 0x123 << 116, 0x124 << 116, (1 << 128) - 1)]
KEYS = [*IDS, "", "\0control", "short", "\0", "é" * 40, "A" * 32, "0123456789abcdef0123456789abcde ", "f" * 33, "fff"]
"""Ids at the edges of slices, and what looks like an id and is none."""
VALUES = st.integers(0, 3 * DAY).map(lambda due: encode(Lead(due=due)))
CHANGES = st.dictionaries(st.sampled_from(KEYS), st.none() | VALUES)


@contextmanager
def opened(index: DueIndex | None = None) -> Iterator[DiskStore]:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder), "leads-lead-log-0", index)
        yield store
        store.close()


def moving() -> DueIndex:
    """Return an index whose moments only move on, as that of visitors."""
    return DueIndex(leading_int, earliest=leading_int)


@given(st.lists(st.tuples(CHANGES, st.integers(0, 4 * DAY), st.integers(1, 20)), max_size=8))
def test_as_in_memory(steps: list[tuple[dict[str, bytes | None], int, int]]) -> None:
    """Whatever is changed and asked, in whatever order: what disk answers is what memory answers."""
    memory = Store(DueIndex(leading_int))
    with opened(DueIndex(leading_int)) as disk:
        for changes, until, most in steps:
            memory.apply(changes)
            disk.apply(changes)
            assert dict(disk.items()) == dict(memory.items())
            assert sorted(disk.keys()) == sorted(memory.keys())
            assert [disk.get(key) for key in KEYS] == [memory.get(key) for key in KEYS]
            assert (len(disk), disk.size) == (len(memory), memory.size)
            assert disk.due(until, most) == memory.due(until, most)
            parts = list(disk.parts(most))
            assert {key: value for part in parts for key, value in part.items()} == dict(memory.items())
            assert all(len(part) <= most for part in parts)
            for number in (*map(slice_of, KEYS), SLICES - 1):
                assert sorted(disk.slice(number)) == sorted(key for key in memory.keys() if slice_of(key) == number)  # noqa: SIM118  it is no dict


@given(st.lists(st.tuples(CHANGES, st.integers(0, 4 * DAY)), max_size=8))
def test_what_is_due_where_moments_move_on(steps: list[tuple[dict[str, bytes | None], int]]) -> None:
    """Keys are held packed, and each names its first moment until its day comes: what is due is the same for that."""
    truth: dict[str, bytes] = {}
    with opened(moving()) as disk:
        for changes, until in steps:
            onward = {
                key: value
                for key, value in changes.items()
                if value is None or leading_int(value) >= leading_int(truth.get(key, b"\x91\x00"))
            }
            disk.apply(onward)
            for key, value in onward.items():
                truth.pop(key, None)
                if value is not None:
                    truth[key] = value
            due = sorted((leading_int(value), key) for key, value in truth.items() if 0 < leading_int(value) <= until)
            assert disk.due(until, 100) == due


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """From the moment it is open the file has no name: whatever ends the worker, nothing stays, nothing is found again."""
    first = open_store(tmp_path, "leads-lead-log-0", None)
    second = open_store(tmp_path, "leads-lead-log-0", None)
    first.apply({"a": b"1"})
    assert (first.get("a"), second.get("a")) == (b"1", None)
    assert list(tmp_path.iterdir()) == []
    files = len(list(Path("/proc/self/fd").iterdir()))
    first.close()
    second.close()
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) < files


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    """It is told which folder, why, and what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateUnwritable, match=r"data folder .*/file: no state can be kept there .*: give it room"):
        open_store(tmp_path / "file", "leads-lead-log-0", None)


def states(begin: int, count: int) -> dict[str, bytes | None]:
    return {f"{number:032x}": os.urandom(1000) for number in range(begin, begin + count)}


def fill(store: DiskStore, disk: SmallDisk) -> dict[str, bytes | None]:
    """Write until the disk is full, and return what came in."""
    held: dict[str, bytes | None] = {}
    disk.cramp(0)
    with pytest.raises(StateUnwritable, match=str(disk.folder)):
        _fill(store, held)
    return held


def _fill(store: DiskStore, held: dict[str, bytes | None]) -> None:
    for begin in range(0, 4000, 100):
        more = states(begin, 100)
        store.apply(more)
        held |= more


@pytest.mark.parametrize("may_mount", [True, False])
def test_a_full_disk(tmp_path: Path, may_mount: bool) -> None:  # noqa: FBT001  it is drawn
    """What does not fit is not there by halves, what was there is, and with room it goes on as if nothing had been."""
    with small_disk(tmp_path / "data", 1024, may_mount=may_mount) as disk:
        store = open_store(disk.folder, "leads-lead-log-0", None)
        try:
            held = fill(store, disk)
        finally:
            disk.relieve(0)
        assert dict(store.items()) == held
        assert (len(store), store.size) == (len(held), 1000 * len(held))
        assert store.sound
        more = states(len(held), 100)
        store.apply(more)
        assert dict(store.items()) == held | more
        store.close()


def test_a_store_that_is_closed_says_so() -> None:
    """Who still goes through it in a thread is told, and not given half of it as all; nobody is given what is no more."""
    with opened(DueIndex(leading_int)) as store:
        store.apply({key: encode(Lead(due=1)) for key in IDS})
        parts = store.parts(3)
        assert len(next(parts)) == 3
        store.close()
        asked: list[Callable[[], object]] = [
            lambda: next(parts),
            lambda: store.get(IDS[0]),
            lambda: store.due(2, 1),
            lambda: store.slice(0),
            lambda: store.apply({IDS[0]: b"1"}),
        ]
        for ask in asked:
            with pytest.raises(StateUnwritable):
                ask()


def test_a_store_that_fails_is_no_records_fault() -> None:
    """What cannot be judged for want of its state is judged later: it must not go to the dead letters as a bug of ours."""
    seen = Seen(visitor_id=IDS[1], event_id="e", at=1, origin="web-activity/0/0", type="page", acts={"pages": 1})
    with opened() as store:
        store.close()
        with pytest.raises(StateUnwritable):
            judge(
                Visitors(),
                [Record("visitor-log", 0, 0, 0, None, seen.model_dump_json().encode())],
                store,
                10_000,
                10_000,
            )
