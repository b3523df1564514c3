"""The store holds what was committed, and knows how much that is."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.store import Store

CHANGES = st.lists(st.dictionaries(st.sampled_from("abcd"), st.none() | st.binary(max_size=9)), max_size=12)


@given(CHANGES)
def test_the_latest_value_of_every_key(changes: list[dict[str, bytes | None]]) -> None:
    """Whatever comes in whatever order: the last value of each key is held, None forgets it, and the size is theirs."""
    store, expected = Store(), dict[str, bytes | None]()
    for each in changes:
        store.apply(each)
        expected |= each
    held = {key: value for key, value in expected.items() if value is not None}
    assert dict(store.items()) == held
    assert set(store.keys()) == set(held)
    assert (len(store), store.size) == (len(held), sum(map(len, held.values())))
    assert all(store.get(key) == held.get(key) for key in "abcde")
