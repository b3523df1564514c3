"""What is known of a person: the newest value of every fact by source, and which of them counts at a moment."""

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.contracts.fact import SOURCES
from pipeline.contracts.model import Value

Held = tuple[int, bytes, Value]
"""(as of, mark of the event, value)."""
FactTable = dict[str, dict[int, Held]]
"""Fact -> rank of its source (0 is best) -> what that source last said."""

RANK: Final[Mapping[str, int]] = {source: rank for rank, source in enumerate(SOURCES)}


def learn(table: FactTable, rank: int, facts: Mapping[str, Value], at: int, mark: bytes) -> None:
    """Take in what one event told; the later event wins, and of two at one moment the greater mark."""
    for name, value in facts.items():
        slots = table.get(name)
        if slots is None:
            table[name] = {rank: (at, mark, value)}
            continue
        held = slots.get(rank)
        if held is None or (held[0], held[1]) < (at, mark):
            slots[rank] = (at, mark, value)


def absorb(table: FactTable, other: FactTable) -> None:
    """Take in a whole other table, entry by entry, by the same rule."""
    for name, slots in other.items():
        for rank, (at, mark, value) in slots.items():
            learn(table, rank, {name: value}, at, mark)


def known(tables: Iterable[FactTable], now: int, lives: Mapping[str, int], life: int) -> dict[str, Value]:
    """Return what counts at `now`: the best source that is not past the fact's shelf life, its newest word.

    `lives` holds shelf lives in milliseconds by fact, `life` that of all others.
    """
    best: dict[str, tuple[int, int, bytes, Value]] = {}
    for table in tables:
        for name, slots in table.items():
            oldest = now - lives.get(name, life)
            for rank, (at, mark, value) in slots.items():
                if at < oldest:
                    continue
                entry = (-rank, at, mark, value)
                held = best.get(name)
                if held is None or held[:3] < entry[:3]:
                    best[name] = entry
    return {name: entry[3] for name, entry in best.items()}
