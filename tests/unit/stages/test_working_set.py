"""Working sets: what is written back is what has changed."""

import msgspec

from pipeline.stages.effects import Effects
from pipeline.stages.store import Store
from pipeline.stages.working_set import WorkingSet, encode


class Thing(msgspec.Struct, array_like=True, omit_defaults=True):
    """A state."""

    number: int = 0


def _stored(**numbers: int) -> Store:
    store = Store()
    store.apply({key: encode(Thing(number)) for key, number in numbers.items()})
    return store


def _written(held: WorkingSet[Thing]) -> dict[str, bytes | None]:
    effects = Effects()
    held.write(effects)
    return effects.changes


def test_what_is_changed_is_written_once() -> None:
    """A key is one state for the whole batch, however often it is touched."""
    held = WorkingSet(Thing, _stored(a=1))
    held.get("a").number += 1
    held.get("a").number += 1
    held.get("new").number = 5
    assert _written(held) == {"a": encode(Thing(3)), "new": encode(Thing(5))}


def test_what_is_only_looked_at_is_not_written() -> None:
    """Also where there was nothing: a look leaves no state behind."""
    held = WorkingSet(Thing, _stored(a=1))
    assert (held.look("a").number, held.look("new").number) == (1, 0)
    assert held.get("a") is held.look("a")
    assert _written(held) == {}
    assert set(held.changed()) == {"a"}


def test_the_store_is_never_touched() -> None:
    """What is held is a private copy."""
    store = _stored(a=1)
    WorkingSet(Thing, store).get("a").number = 9
    assert store.get("a") == encode(Thing(1))
