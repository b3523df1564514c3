"""The choice: which of the rules found become personas together, within a bound of buyers lost, none saying it twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.engine.intervals import share
from pipeline.history.discover.people import Bits, People
from pipeline.history.discover.search import Rule

SPENT: Final = 0.75
"""Of the bound on buyers lost, so much is spent while choosing: what is chosen looks better than it is. Decision 14 says
how it was found."""
NEW: Final = 40
"""People whom a further persona must bring of its own."""
TELLING: Final = 0.3
"""A persona's lower bound must lie so far on the way from the share of losers among all to certainty."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A rule that is proposed, and what it brought beyond those before it."""

    rule: Rule
    new_losers: int
    new_buyers: int


def choose(people: People, rules: Sequence[Rule], most_lost: float) -> list[Chosen]:
    """Return the personas to propose, surest first; together they lose at most `SPENT` of `most_lost` of older buyers."""
    all_losers, all_buyers = people.counted(people.older, people.older)
    base = all_losers / max(all_losers + all_buyers, 1)
    least, most = base + TELLING * (1 - base), SPENT * most_lost * all_buyers
    sure = [rule for rule in rules if _sureness(rule.losers, rule.buyers) > least]
    chosen: list[Chosen] = []
    covered: Bits = 0
    while best := _next(people, sure, covered, most, least):
        chosen.append(best)
        covered |= best.rule.members
    return chosen


def _next(people: People, rules: Sequence[Rule], covered: Bits, most: float, least: float) -> Chosen | None:
    """Return the rule whose new people are most surely losers; of equals the one with fewer traits."""
    spent = people.counted(covered, people.older)[1]
    found: tuple[float, int, Chosen] | None = None
    for rule in rules:
        losers, buyers = people.counted(rule.members & ~covered, people.older)
        if losers + buyers < NEW or spent + buyers > most:
            continue
        sureness = _sureness(losers, buyers)
        rank = (sureness, -len(rule.traits))
        if sureness >= least and (found is None or rank > found[:2]):
            found = (*rank, Chosen(rule, losers, buyers))
    return found[2] if found else None


def _sureness(losers: int, buyers: int) -> float:
    """Return the lower bound of the share of losers."""
    return share(losers, losers + buyers).low or 0.0
