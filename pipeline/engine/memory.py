"""Answers that depend on a few facts alone, remembered by them: the same ones come up again and again."""

from collections.abc import Callable, Iterable
from typing import Final

from pipeline.engine.criteria import FactMap
from pipeline.enrichment.facts import find

Key = tuple[object, ...]

_ONE_TYPE: Final = frozenset({"text", "choice", "flag"})
"""Facts whose equal values are the same value."""


def keys_by(names: Iterable[str]) -> Callable[[FactMap], Key]:
    """Return a function to keys that are equal where all of these facts are the same, to the type."""
    ordered = sorted(names)
    plain = tuple(name for name in ordered if _has_one_type(name))
    other = tuple(name for name in ordered if not _has_one_type(name))

    def key_of(facts: FactMap) -> Key:
        key: Key = tuple([_sure(facts.get(name)) for name in plain])
        return key + tuple([_exact(facts.get(name)) for name in other]) if other else key

    return key_of


def _sure(value: object) -> object:
    """Return a value of one type as it is, and what is none of its type in a form that can be looked up."""
    return value if value.__class__ is str or value is None or value.__class__ is bool else (repr(value),)


def _exact(value: object) -> object:
    """Return a key of a value: equal numbers are told differently, 1 and 1.0, and sets cannot be looked up."""
    return value if value.__class__ is int else repr(value)


def _has_one_type(name: str) -> bool:
    spec = find(name)
    return spec is not None and spec.type in _ONE_TYPE and not name.startswith("form.answers.")
