"""Caching by value, bounded twice: in how many answers are kept, and in how long a text may be that keys one."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache, update_wrapper
from typing import TypeVar

from pipeline.contracts.model import Value

Text = TypeVar("Text", str, bytes)
Other = TypeVar("Other", bound=Hashable)
Result = TypeVar("Result")

SIZES: dict[str, tuple[int, int]] = {}
"""Every cache of texts, by the name of its function: (answers kept, characters of the text read)."""


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """Facts that a cache keeps and callers share, not to be changed. Equal only to itself: so it can key a cache in turn."""

    facts: Mapping[str, Value]


def cached(size: int, *, longest: int) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """Return a decorator that keeps the last `size` answers of a pure function and cuts its text to `longest` characters.

    Without the cut, one upstream that sends 64 KiB texts would fill memory through the keys alone. The answer is shared
    between callers and not to be changed.
    """

    def decorate(read: Callable[[str], Result]) -> Callable[[str], Result]:
        kept = lru_cache(maxsize=size)(read)
        SIZES[f"{read.__module__}.{read.__qualname__}"] = size, longest

        def call(text: str) -> Result:
            return kept(text[:longest])

        update_wrapper(call, read)
        return call

    return decorate


def cached_with(
    size: int, *, longest: int
) -> Callable[[Callable[[Text, Other], Result]], Callable[[Text, Other], Result]]:
    """Return what `cached` returns, for a function of a text and one thing more, such as the tables."""

    def decorate(read: Callable[[Text, Other], Result]) -> Callable[[Text, Other], Result]:
        kept = lru_cache(maxsize=size)(read)
        SIZES[f"{read.__module__}.{read.__qualname__}"] = size, longest

        def call(text: Text, other: Other) -> Result:
            return kept(text[:longest], other)

        update_wrapper(call, read)
        return call

    return decorate
