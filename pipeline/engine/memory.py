"""Answers that depend on a few facts alone, remembered by them: the same ones come up again and again."""

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeVar

Key = tuple[object, ...]
T = TypeVar("T")
Question = tuple[str, int]
"""Whether a lead is among a persona's share that is held out."""

_SURE: Final = frozenset({str, int, bool})
"""Types whose equal values are the same value; equal numbers of others are told differently, as 0.0 and -0.0."""


def key_of(facts: Mapping[str, object], aside: frozenset[str]) -> Key:
    """Return a key that is equal where all facts but those `aside` are the same, to the type."""
    return tuple(
        [
            (name, value.__class__, value if value.__class__ in _SURE else repr(value))
            for name, value in facts.items()
            if name not in aside
        ]
    )


class _Asked(NamedTuple, Generic[T]):
    """What had to be asked, and what was found after each answer."""

    question: Question
    then: dict[bool, "T | _Asked[T]"]


class Memory(Generic[T]):
    """What was found by a key and by the answers to what was asked on the way: what is asked next follows from both.

    So an answer that nobody asked for tells no two leads apart.
    """

    def __init__(self, most: int) -> None:
        """`most`: answers that are remembered, of however many keys; then it begins anew."""
        self._most = most
        self._kept = 0
        self._known: dict[Key, T | _Asked[T]] = {}

    def find(self, key: Key, ask: Callable[[Question], bool]) -> T | None:
        """Return what was kept under this key and these answers; None: nothing."""
        found = self._known.get(key)
        while isinstance(found, _Asked):
            found = found.then.get(ask(found.question))
        return found

    def keep(self, key: Key, asked: Mapping[Question, bool], found: T) -> T:
        """Keep what was found, `asked` in the order of asking."""
        if self._kept >= self._most:
            self._known.clear()
            self._kept = 0
        self._kept += 1
        place: dict[Any, Any] = self._known
        branch: object = key
        for question, answer in asked.items():
            place, branch = place.setdefault(branch, _Asked(question, {})).then, answer
        place[branch] = found
        return found
