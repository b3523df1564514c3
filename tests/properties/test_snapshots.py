"""Kept state and the changelog behind it are the whole changelog, whatever was changed, and whenever it was kept."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pipeline.runtime import snapshot
from pipeline.runtime.disk_store import open_store
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position
from pipeline.stages.store import Committed, Store

ORIGIN = Origin("leadsieve", "leads-lead-log-0", "leadsieve-leads-changelog", 0, "")
Change = tuple[str, bytes | None]
CHANGES = st.lists(st.tuples(st.sampled_from("abcdefg"), st.none() | st.binary(max_size=3)), max_size=40)


def take(store: Committed, changes: list[Change]) -> None:
    for key, value in changes:
        store.apply({key: value})


@given(CHANGES, st.integers(0, 40), st.integers(1, 3), st.integers(0, 9), st.booleans())
def test_snapshot_and_tail_are_the_whole(
    changes: list[Change],
    begun: int,
    most: int,
    each: int,
    on_disk: bool,  # noqa: FBT001  both are drawn
) -> None:
    """A snapshot begun after any change, with further changes committed between its parts, tombstones among them.

    From memory or from disk; and what it is read back into may be the other.
    """
    begun = min(begun, len(changes))
    taken = begun
    with TemporaryDirectory() as name:
        folder = Path(name)
        stores: list[Committed] = [Store(), open_store(folder, "task", None)]
        restored, live = stores if on_disk else reversed(stores)
        take(live, changes[:begun])

        def parts() -> Iterator[dict[str, bytes]]:
            nonlocal taken
            for part in live.parts(most):
                yield part
                take(live, changes[taken : taken + each])
                taken = min(len(changes), taken + each)

        snapshot.write(folder / "s.snapshot", Place(ORIGIN, Position(0, begun, 1), begun, 0), parts(), lambda: taken)
        with (folder / "s.snapshot").open("rb") as file:
            reader = snapshot.Reader(file)
            for part in reader.states():
                restored.apply(part)
        assert reader.seal is not None
        assert reader.seal.end == taken
        take(restored, changes[reader.place.next :])
        expected = Store()
        take(expected, changes)
        assert dict(restored.items()) == dict(expected.items())
        live.close()
        restored.close()
