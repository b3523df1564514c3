"""Kept state and the changelog behind it are the whole changelog, whatever was changed, and whenever it was kept."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pipeline.runtime import snapshot
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position
from pipeline.stages.store import Store

ORIGIN = Origin("leadsieve", "leads-lead-log-0", "leadsieve-leads-changelog", 0, "")
Change = tuple[str, bytes | None]
CHANGES = st.lists(st.tuples(st.sampled_from("abcdefg"), st.none() | st.binary(max_size=3)), max_size=40)


def states_of(changes: list[Change]) -> Store:
    store = Store()
    for key, value in changes:
        store.apply({key: value})
    return store


@given(CHANGES, st.integers(0, 40), st.integers(0, 9))
def test_snapshot_and_tail_are_the_whole(changes: list[Change], begun: int, each: int) -> None:
    """A snapshot begun after any change, with further changes committed while it is written, tombstones among them."""
    begun = min(begun, len(changes))
    live, ahead = states_of(changes[:begun]), iter(changes[begun:])
    taken = begun

    def get(key: str) -> bytes | None:
        nonlocal taken
        for _ in range(each):
            if (change := next(ahead, None)) is not None:
                live.apply(dict([change]))
                taken += 1
        return live.get(key)

    place = Place(ORIGIN, Position(0, begun, 1), begun, 0)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.snapshot"
        snapshot.write(path, place, list(live.keys()), get, lambda: taken)
        restored = Store()
        with path.open("rb") as file:
            reader = snapshot.Reader(file)
            for part in reader.states():
                restored.apply(part)
    assert reader.seal is not None
    assert reader.seal.end == taken
    for key, value in changes[reader.place.next :]:
        restored.apply({key: value})
    assert dict(restored.items()) == dict(states_of(changes).items())
