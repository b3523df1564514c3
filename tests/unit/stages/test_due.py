"""Who is due: told in order, whatever was noted when, and as the states say it."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stages.due import DueIndex, leading_int
from pipeline.stages.slices import SLICES, slice_of
from pipeline.stages.store import Overlay, Store
from pipeline.state.time import DAY_MS

KEYS = (*(f"{number:032x}" for number in range(6)), "odd", "F" * 32, "0" * 31)
MOMENTS = st.sampled_from((0, 1, DAY_MS - 1, DAY_MS, DAY_MS + 1, 9 * DAY_MS, 1 << 40))
CHANGES = st.dictionaries(st.sampled_from(KEYS), st.none() | MOMENTS, max_size=6)
ASKED = st.tuples(MOMENTS, st.integers(1, 4))


class State(msgspec.Struct, array_like=True):
    """One whose first member is its moment."""

    due: int = 0
    rest: str = "x"


def _state(due: int) -> bytes:
    return msgspec.msgpack.encode(State(due))


@settings(deadline=None)
@given(st.lists(CHANGES, max_size=8), st.lists(ASKED, min_size=1, max_size=8))
def test_it_is_as_if_all_were_asked(changes: list[dict[str, int | None]], asked: list[tuple[int, int]]) -> None:
    """Between any changes, in any order of questions: the index names whom a look at every state would."""
    store, truth = Store(DueIndex(leading_int)), dict[str, int]()
    for number, (until, most) in enumerate(asked):
        for change in changes[number : number + 1]:
            store.apply({key: None if due is None else _state(due) for key, due in change.items()})
            for key, due in change.items():
                truth.pop(key, None)
                truth |= {} if due is None else {key: due}
        expected = sorted((due, key) for key, due in truth.items() if 0 < due <= until)
        assert store.due(until, most) == expected[:most]


@settings(deadline=None)
@given(CHANGES, CHANGES, MOMENTS)
def test_changes_that_are_not_committed_count(
    below: dict[str, int | None], above: dict[str, int | None], until: int
) -> None:
    """While a batch is judged record by record, what came before in it is known, to this question and to slices."""
    store = Store(DueIndex(leading_int))
    store.apply({key: None if due is None else _state(due) for key, due in below.items()})
    overlay = Overlay(store)
    overlay.changes = {key: None if due is None else _state(due) for key, due in above.items()}
    truth = {key: due for key, due in (below | above).items() if due is not None}
    assert overlay.due(until, 99) == sorted((due, key) for key, due in truth.items() if 0 < due <= until)
    assert sorted(key for number in range(SLICES) for key in overlay.slice(number)) == sorted(truth)


def test_moments_that_only_grow_are_asked_when_their_day_comes() -> None:
    """A visitor is noted once, when new; whoever came again meanwhile is put off."""
    store = Store(DueIndex(leading_int, earliest=leading_int))
    store.apply({KEYS[0]: _state(DAY_MS), KEYS[1]: _state(DAY_MS)})
    store.apply({KEYS[1]: _state(5 * DAY_MS)})
    assert store.due(2 * DAY_MS, 9) == [(DAY_MS, KEYS[0])]
    assert store.due(5 * DAY_MS, 9) == [(DAY_MS, KEYS[0]), (5 * DAY_MS, KEYS[1])]


@settings(deadline=None)
@given(st.integers(0, (1 << 64) - 1), st.integers(1, 30))
def test_the_first_number_of_any_state(number: int, members: int) -> None:
    """However large, and however many members follow; what begins otherwise has none."""
    assert leading_int(msgspec.msgpack.encode([number, *range(members)])) == number
    assert leading_int(msgspec.msgpack.encode(["a" * members, number])) == 0


def test_every_key_lies_in_one_slice() -> None:
    """Ids by their first three digits; all else in the first."""
    assert [slice_of(key) for key in ("000" + "f" * 29, "fff" + "0" * 29, "FFF", "\0control", "")] == [0, 4095, 0, 0, 0]
