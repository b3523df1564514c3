"""A snapshot is whole or it is nothing: what is read is what was written, and what was spoiled is told."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.runtime import snapshot
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position
from pipeline.runtime.snapshot import Reader, Spoiled
from pipeline.stages.store import Store

ORIGIN = Origin("leadsieve", "leads-lead-log-0", "leadsieve-leads-changelog", 0, "a-topic-id")
PLACE = Place(ORIGIN, Position(3, 9, 4), 17, 1_795_000_000_000)
STATES = {"a": b"", "b": b"1" * 100, "\0control": bytes(range(256)), "é" * 40: b"2"}


def stored(states: dict[str, bytes]) -> Store:
    store = Store()
    store.apply(states)
    return store


def write(path: Path, states: dict[str, bytes], place: Place = PLACE) -> bytes:
    snapshot.write(path, place, stored(states).parts(snapshot.LOOK), lambda: 21)
    return path.read_bytes()


def read(path: Path) -> tuple[Place, dict[str, bytes], int]:
    with path.open("rb") as file:
        reader, states = Reader(file), dict[str, bytes]()
        for part in reader.states():
            states |= part
        assert reader.seal is not None
        return reader.place, states, reader.seal.end


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    """Place, states of any key and bytes, and how far the changelog had come by the end."""
    write(tmp_path / "s", STATES)
    assert read(tmp_path / "s") == (PLACE, STATES, 21)


def test_many_states_come_in_parts(tmp_path: Path) -> None:
    """A state larger than memory should be held twice is never needed: parts are bounded in bytes, and all come."""
    states = {f"{number:032x}": b"%d" % number * 200 for number in range(6_000)}
    write(tmp_path / "s", states)
    assert read(tmp_path / "s")[1] == states
    with (tmp_path / "s").open("rb") as file:
        assert sum(1 for _ in Reader(file).states()) > 3


def test_no_states_at_all(tmp_path: Path) -> None:
    """A task that keeps a position only has a snapshot too."""
    write(tmp_path / "s", {})
    assert read(tmp_path / "s") == (PLACE, {}, 21)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("snapshots") / "whole"
    write(path, STATES)
    return path


@given(st.data())
def test_cut_short_anywhere(whole: Path, data: st.DataObject) -> None:
    """Wherever the end is missing, it is told, and before the last part is out at the latest."""
    content = whole.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    spoiled(whole, content[:at])


@given(st.data())
def test_changed_anywhere(whole: Path, data: st.DataObject) -> None:
    """One bit, wherever it is."""
    content = bytearray(whole.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    spoiled(whole, bytes(content))


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"LEADSIEVE SNAPSHOT 2\n", b"LEADSIEVE SNAPSHOT 1\n{}"])
def test_what_is_no_snapshot(whole: Path, content: bytes) -> None:
    """Whatever lies there under that name."""
    spoiled(whole, content)


def test_something_behind_the_end(whole: Path) -> None:
    """Two of them in one file are none."""
    spoiled(whole, whole.read_bytes() * 2)


def spoiled(whole: Path, content: bytes) -> None:
    path = whole.with_name("spoiled")
    path.write_bytes(content)
    with pytest.raises(Spoiled, match="it "):
        read(path)


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_a_crash_while_writing_leaves_the_one_before(tmp_path: Path, fails_at: int) -> None:
    """Whenever it fails, what was there before is there still, and nothing else."""
    before = write(tmp_path / "s.snapshot", {"old": b"1"})

    def parts() -> Iterator[dict[str, bytes]]:
        yield from islice(stored(STATES).parts(1), fails_at)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        snapshot.write(tmp_path / "s.snapshot", PLACE, parts(), lambda: 21)
    assert [path.name for path in tmp_path.iterdir()] == ["s.snapshot"]
    assert (tmp_path / "s.snapshot").read_bytes() == before
