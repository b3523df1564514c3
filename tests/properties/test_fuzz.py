"""A little of `make fuzz`, and that it finds what it looks for."""

import time
from collections.abc import Iterator

import pytest

from tests.fuzz import drive
from tests.fuzz.seeds import seeds
from tests.fuzz.spoil import Input, Spoiler
from tests.fuzz.targets import TARGETS

SPOILER = Spoiler(seeds(), seed=7)


def _inputs(count: int) -> Iterator[tuple[int, Input]]:
    return ((number, SPOILER.make(number)) for number in range(count))


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_raises(name: str) -> None:
    """No record, however spoiled, makes intake or enrichment raise, or break what they promise."""
    found = drive.drive(TARGETS[name], _inputs(2_000))
    assert found.raised == {}
    assert found.count == 2_000 or found.slow


def test_seeded() -> None:
    """An input can be made again by its number, and another seed makes others."""
    again = Spoiler(seeds(), seed=7)
    assert [again.make(number) for number in range(200)] == [SPOILER.make(number) for number in range(200)]
    other = Spoiler(seeds(), seed=8)
    assert [other.make(number) for number in range(200)] != [SPOILER.make(number) for number in range(200)]


def test_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What raises and what takes long is found, by its number; the run ends once there is enough of it."""
    monkeypatch.setattr(drive, "SLOW", 0.001)

    def target(given: Input) -> None:
        if given.value == b"bad":
            raise ValueError("so")
        until = time.thread_time() + 0.002
        while given.value == b"slow" and time.thread_time() < until:
            pass

    found = drive.drive(target, [(1, Input(b"")), (2, Input(b"bad")), (3, Input(b"slow"))])
    assert (found.count, found.raised, list(found.slow), found.slowest_at) == (3, {2: "ValueError: so"}, [3], 3)
    assert not found.is_well
    assert drive.drive(target, ((number, Input(b"bad")) for number in range(999))).count == drive.MOST
