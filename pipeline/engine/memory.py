"""Answers that depend on a few facts alone, remembered by them: the same reasons come up again and again."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from pipeline.engine.criteria import FactMap
from pipeline.enrichment.facts import find
from pipeline.personas.criterion import Node, leaves

Answer = TypeVar("Answer")

MOST: Final = 256
"""Answers kept by one memory; then it begins anew."""
_ONE_TYPE: Final = frozenset({"text", "choice", "flag"})
"""Facts whose equal values are the same value."""


def remembering(answer: Callable[[FactMap], Answer], nodes: Iterable[Node]) -> Callable[[FactMap], Answer]:
    """Return `answer`, which reads nothing but the facts of these criteria, with a memory: not to be changed."""
    told = [leaf for node in nodes for _, leaf in leaves(node, ())]
    plain = tuple(sorted({leaf.reads for leaf in told if _has_one_type(leaf.fact)}))
    other = tuple(sorted({leaf.reads for leaf in told if not _has_one_type(leaf.fact)}))
    known: dict[tuple[object, ...], Answer] = {}

    def remembered(facts: FactMap) -> Answer:
        key: tuple[object, ...] = tuple(map(facts.get, plain))
        if other:
            key += tuple([_exact(facts.get(name)) for name in other])
        found = known.get(key)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[key] = answer(facts)
        return found

    return remembered


def _exact(value: object) -> object:
    """Return a key of a value: equal numbers are told differently, 1 and 1.0, and sets cannot be looked up."""
    return value if value.__class__ is int else repr(value)


def _has_one_type(fact: str) -> bool:
    spec = find(fact)
    return spec is not None and spec.type in _ONE_TYPE and not fact.startswith("form.answers.")
