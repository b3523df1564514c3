"""What happens in which round, drawn from a seed before anything happens: one seed is one schedule."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

ALWAYS: Final[Mapping[str, int]] = {
    "kill": 8,
    "freeze_shortly": 3,
    "freeze_long": 3,
    "thaw_into_takeover": 3,
    "haunt": 2,
    "terminate": 4,
    "join": 2,
    "leave": 1,
    "restart_broker": 2,
    "spoil_group_offsets": 1,
    "delete_group": 1,
    "refuse_records": 2,
}
"""What may happen, and how often beside the others."""
SEVERAL_NODES: Final[Mapping[str, int]] = {"lose_node": 5, "roll_nodes": 1}
"""The same, where the broker has several nodes."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: what happens, and the seed of every choice made in it."""

    number: int
    happening: str
    seed: str


def fitting(nodes: int) -> Mapping[str, int]:
    """Return what may happen to a broker of so many nodes."""
    return {**ALWAYS, **SEVERAL_NODES} if nodes > 1 else ALWAYS


def plan(seed: int, rounds: int, nodes: int, only: Collection[str] = ()) -> list[Round]:
    """Return the rounds: each happening at least once where there are enough of them, the rest by weight, shuffled."""
    weights = {name: weight for name, weight in fitting(nodes).items() if name in only or not only}
    rng = Random(f"{seed}/{nodes}")  # noqa: S311  chaos is to be repeated
    names = sorted(weights)
    rng.shuffle(names)
    names = names[:rounds] + rng.choices(names, [weights[name] for name in names], k=max(0, rounds - len(names)))
    rng.shuffle(names)
    return [Round(number, name, f"{seed}/{nodes}/{number}") for number, name in enumerate(names, start=1)]
