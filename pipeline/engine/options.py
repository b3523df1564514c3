"""Ways to make a criterion hold, or fail, by what a lead could truthfully bring."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from pipeline.contracts.model import Value
from pipeline.engine.criteria import Criterion, FactMap
from pipeline.engine.offers import Move
from pipeline.engine.view import Reading

FOLLOWS: Final[Mapping[str, Mapping[str, Value | None]]] = {
    "job.seniority": {"job.title": None},
    "job.function": {"job.title": None},
    "geo.country": {"geo.country_source": "declared"},
}
"""What follows from a fact that the lead brings; None: it is no longer known."""
MOST_FACTS: Final = 3
MOST_MOVES: Final = 24
"""Ways that are looked at for one criterion: a pack may offer any number."""


def apply(facts: FactMap, move: Move, reading: Reading, day: int) -> dict[str, Value]:
    """Return what the pack of `reading` would see if the lead brought these facts on `day`."""
    changed = dict(facts)
    for fact, value in move:
        changed[fact] = value
        for other, follows in FOLLOWS.get(fact, {}).items():
            if follows is None:
                changed.pop(other, None)
            else:
                changed[other] = follows
    for name in touched(move):
        _date(changed, name, reading, day)
    return changed


def touched(move: Move) -> list[str]:
    """Return the facts that a move changes, and those that follow from them."""
    return [name for fact, _ in move for name in (fact, *FOLLOWS.get(fact, ()))]


def _date(facts: dict[str, Value], name: str, reading: Reading, day: int) -> None:
    """Date a fact that was told just now, as `view` dates them: `fact@days`, and `fact@` with the day it was told."""
    dated: list[tuple[str, Value | None]] = [
        (f"{name}@{days}", facts.get(name)) for read, days in reading.recent if read == name
    ]
    if name in reading.fading:
        dated.append((f"{name}@", day if name in facts else None))
    for key, value in dated:
        if value is None:
            facts.pop(key, None)
        else:
            facts[key] = value


def moves(criterion: Criterion, facts: FactMap, *, wanted: bool) -> list[Move]:
    """Return ways to make the criterion hold (`wanted`) or known not to, in the order of the pack, at most `MOST_MOVES`.

    Each brings at most `MOST_FACTS` facts. None where the lead cannot change it.
    """
    return list(islice(dict.fromkeys(_moves(criterion, facts, wanted=wanted)), MOST_MOVES))


def _moves(criterion: Criterion, facts: FactMap, *, wanted: bool) -> Iterator[Move]:
    if criterion.matches(facts) is wanted:
        yield ()
    elif criterion.leaf is not None:
        yield from criterion.offers[wanted]
    elif criterion.kind == "not":
        yield from _moves(criterion.parts[0], facts, wanted=not wanted)
    elif criterion.kind == ("all" if wanted else "any"):
        yield from _together(criterion.parts, facts, wanted=wanted)
    elif criterion.kind != "of":  # weighed evidence: too many ways to be advice
        for part in criterion.parts:
            yield from _moves(part, facts, wanted=wanted)


def _together(parts: Iterable[Criterion], facts: FactMap, *, wanted: bool) -> Iterable[Move]:
    """Return ways that do for all parts at once."""
    found: list[Move] = [()]
    for part in parts:
        ways = moves(part, facts, wanted=wanted)
        joined = (one if not other else join(one, other) for one in found for other in ways)
        found = list(islice(dict.fromkeys(move for move in joined if move is not None), MOST_MOVES))
    return found


def join(one: Move, other: Move) -> Move | None:
    """Return both moves as one; None where they contradict each other or bring too many facts."""
    both = dict(one) | dict(other)
    if len(both) > MOST_FACTS or any(both[fact] != value for fact, value in one):
        return None
    return tuple(sorted(both.items()))
