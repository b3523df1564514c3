"""The search: conjunctions of traits, wider first, kept by how many losers they hold against what each buyer is worth.

A beam search for subgroups (Klösgen's and Lavrač's quality: coverage against purity), several prices of a buyer at once,
so that both broad and pure ones survive to be refined.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, log
from typing import Final

from pipeline.engine.intervals import exceeds, share
from pipeline.history.discover.people import Bits, People
from pipeline.history.discover.traits import Trait

DEPTH: Final = 3
"""Traits that one persona asks of: more is nobody's portrait."""
WIDTH: Final = 60
"""Conjunctions that are refined, for each price."""
PRICES: Final = (2, 4, 6, 9)
"""Losers that one lost buyer weighs."""
SIGNIFICANT: Final = 0.05
"""The chance, after correction, of proposing anything at all where there is nothing to be found."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A conjunction of traits on different facts, who meets it, and whom of the older slice."""

    traits: tuple[Trait, ...]
    members: Bits
    losers: int
    buyers: int


@dataclass(frozen=True)
class Found:
    """What a search found, and how much it looked at."""

    rules: Sequence[Rule]
    """Those that hold losers more often than chance, corrected for all that were looked at."""
    looked_at: int


def search(people: People, traits: Sequence[Trait], least: int) -> Found:
    """Return the rules of up to `DEPTH` traits that at least so many of the older slice meet."""
    beam = [Rule((), (1 << len(people.all)) - 1, 0, 0)]
    pool: dict[Bits, Rule] = {}
    looked_at = 0
    for _ in range(DEPTH):
        fresh: dict[Bits, Rule] = {}
        for rule, trait in product(beam, traits):
            if any(asked.fact == trait.fact for asked in rule.traits):
                continue
            looked_at += 1
            members = rule.members & trait.members
            older = members & people.older
            # The same people by fewer or earlier traits are there already.
            if older.bit_count() < least or older in pool or older in fresh:
                continue
            refined = Rule((*rule.traits, trait), members, *people.counted(members, people.older))
            if not rule.traits or _earns(rule, refined):
                fresh[older] = refined
        pool |= fresh
        beam = _best(fresh.values())
    losers, buyers = people.counted(people.older, people.older)
    base = losers / max(losers + buyers, 1)
    telling = [rule for rule in pool.values() if chance(rule, base) * looked_at <= SIGNIFICANT]
    return Found(telling, looked_at)


def _earns(wider: Rule, refined: Rule) -> bool:
    """Tell whether a further trait earns its place: those it leaves out are losers less often than those it keeps."""
    out = share(wider.losers - refined.losers, wider.losers + wider.buyers - refined.losers - refined.buyers)
    return exceeds(share(refined.losers, refined.losers + refined.buyers), out)


def chance(rule: Rule, base: float) -> float:
    """Return an upper bound of the probability that so many losers, or more, met the rule by chance (Chernoff's)."""
    size = rule.losers + rule.buyers
    share = rule.losers / size
    if share <= base:
        return 1.0
    told = share * log(share / base) + ((1 - share) * log((1 - share) / (1 - base)) if share < 1 else 0.0)
    return exp(-size * told)


def _best(rules: Iterable[Rule]) -> list[Rule]:
    """Return those worth refining, by each price of a buyer; of equals those that came first."""
    kept: dict[Bits, Rule] = {}
    candidates = list(rules)
    for price in PRICES:
        ordered = sorted(candidates, key=lambda rule: price * rule.buyers - rule.losers)
        kept |= {rule.members: rule for rule in ordered[:WIDTH]}
    return list(kept.values())
