"""Facts that no criterion of a pack tells apart have the same number: then all that the pack says of them is the same.

What a pack can see of a fact is little: a title that it looks for or doesn't, a country inside or outside a zone. Every
criterion on one fact has two bits of the number: it holds, or is known not to; neither where that is unknown. What one
value of a fact comes to is worked out once and remembered, so a lead's number costs one look-up a fact, however many
personas there are, and after an event one for each fact that it changed.
"""

from collections.abc import Iterable
from typing import Any, Final

from pipeline.engine.criteria import FactMap, Matcher, compile_criterion
from pipeline.engine.operators import References
from pipeline.personas.criterion import Leaf

Like = int
"""The number."""
MOST_VALUES: Final = 4096
"""Values of one fact that are remembered; then it begins anew."""
_PLAIN: Final = frozenset({str, int, float})
"""Types whose equal values no operator tells apart; a flag equals 0 or 1, and is something else."""


class _Fact:
    """What the criteria on one fact say of its values."""

    __slots__ = ("_at", "_matchers", "_name", "known", "rest", "unknown")

    def __init__(self, name: str, matchers: tuple[Matcher, ...], at: int) -> None:
        self._name, self._matchers, self._at = name, matchers, at
        self.known: dict[object, int] = {}
        """By value: the bits that differ from those of a fact that is not known."""
        self.unknown = self._bits({})
        """The bits where the fact is not known: those that ask just that."""
        self.rest = ~((1 << 2 * len(matchers)) - 1 << at)
        """All bits that are about other facts."""

    def says(self, value: Any) -> int:  # noqa: ANN401  whatever a fact may hold
        """Return which bits this value sets otherwise than a blank does, and remember it."""
        key = _key(value)
        try:
            found = self.known.get(key)
        except TypeError:  # no value that a fact may hold
            return self._bits({self._name: value}) ^ self.unknown
        if found is None:
            if len(self.known) >= MOST_VALUES:
                self.known.clear()
            found = self.known[key] = self._bits({self._name: value}) ^ self.unknown
        return found

    def _bits(self, facts: FactMap) -> int:
        bits = 0
        for place, matches in enumerate(self._matchers):
            held = matches(facts)
            if held is not None:
                bits |= (2 if held else 1) << (self._at + 2 * place)
        return bits


def _key(value: Any) -> object:  # noqa: ANN401  whatever a fact may hold
    if value.__class__ in _PLAIN:
        return value
    return (list, *value) if value.__class__ is list else (value.__class__, value)


class Likeness:
    """Tells leads apart as far as some criteria can."""

    def __init__(self, leaves: Iterable[Leaf], references: References) -> None:
        read = list(leaves)
        facts = _facts_of(read, references)
        self._unknown = sum(fact.unknown for fact in facts.values())
        self._facts = tuple((name, fact.known, fact) for name, fact in facts.items())
        parts = {name: (name, fact.rest, fact.unknown, fact.known, fact) for name, fact in facts.items()}
        self._readers: dict[str, tuple[_Part, ...]] = {}
        for leaf in read:
            there = self._readers.get(leaf.fact, ())
            if parts[leaf.reads] not in there:
                self._readers[leaf.fact] = (*there, parts[leaf.reads])

    def of(self, facts: FactMap) -> Like:
        """Return the number of these facts."""
        like, get, plain = self._unknown, facts.get, _PLAIN
        for name, known, fact in self._facts:
            value = get(name)
            if value is not None:
                bits = known.get(value) if value.__class__ in plain else None
                like ^= fact.says(value) if bits is None else bits
        return like

    def again(self, before: Like, facts: FactMap, changed: Iterable[str]) -> Like:
        """Return the number of these facts, of which no others than the `changed` are otherwise than `before`."""
        like, get, plain, readers = before, facts.get, _PLAIN, self._readers
        for changed_name in changed:
            for name, rest, unknown, known, fact in readers.get(changed_name, ()):
                value = get(name)
                like = like & rest | unknown
                if value is not None:
                    bits = known.get(value) if value.__class__ in plain else None
                    like ^= fact.says(value) if bits is None else bits
        return like


_Part = tuple[str, int, int, dict[object, int], _Fact]
"""A fact's name, and what stands in it: read by name it would cost twice as much."""


def _facts_of(leaves: Iterable[Leaf], references: References) -> dict[str, _Fact]:
    """Return the facts that the criteria read by their names, each with its place in the number; the same criterion has one place."""
    asked: dict[str, dict[tuple[str, str], Matcher]] = {}
    for leaf in leaves:
        key = leaf.operator, repr(leaf.expected)
        of_fact = asked.setdefault(leaf.reads, {})
        if key not in of_fact:
            of_fact[key] = compile_criterion(leaf, "", references).matches
    facts, at = {}, 0
    for name, matchers in sorted(asked.items()):
        facts[name] = _Fact(name, tuple(matchers.values()), at)
        at += 2 * len(matchers)
    return facts
