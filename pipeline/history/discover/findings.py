"""The findings: what was proposed by the older slice, held against the newer one; and which personas no longer hold."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from pipeline.engine.intervals import Share, exceeds, share
from pipeline.history.cases import Case
from pipeline.history.discover.choice import Chosen, choose
from pipeline.history.discover.people import Bits, People, bits
from pipeline.history.discover.search import search
from pipeline.history.discover.traits import Trait, traits

LEAST_SHARE: Final = 0.035
"""Of the older slice so many must meet a persona."""
LEAST: Final = 30
SAME: Final = 0.8
"""A persona that holds this share of those its activity alone would hold is told by their activity."""
NAMELESS: Final = 5
"""What fewer people than this have in common is told of nobody."""
MOST_REASONS: Final = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What excluding a set of people would have done within one slice."""

    excluded: int
    precision: Share
    """Losers among the excluded."""
    recall: Share
    """Excluded among the losers."""
    good_lost: Share
    """Excluded among the buyers."""


@dataclass(frozen=True)
class Proposal:
    """One proposed persona: whom it tells, and what the newer slice says of it."""

    id: str
    traits: tuple[Trait, ...]
    members: Bits
    proposed: Figures
    judged: Figures
    holds: bool
    """On the newer slice its whole interval, corrected for how many are proposed, lies above the share of losers there."""
    little_engagement: bool
    """It is made of nothing but how much people did, or the rest of it changes next to nothing."""
    reasons: Mapping[str, int]
    """What sales wrote of the older losers among them, and of how many: it names them, it never found them."""


@dataclass(frozen=True)
class Findings:
    """All that one discovery has to say."""

    people: People
    proposals: Sequence[Proposal]
    together: Figures
    """All proposals on the newer slice, also those that did not hold: nothing was chosen by it."""
    with_engagement: Figures
    """The same without those that are little engagement."""
    older_base: Share
    newer_base: Share
    looked_at: int


def find(people: People, most_lost: float) -> Findings:
    """Return what the older slice proposes within so many buyers lost, judged by the newer one."""
    size = people.older.bit_count()
    found = search(people, traits(people), max(LEAST, round(LEAST_SHARE * size)))
    chosen = choose(people, found.rules, most_lost)
    proposals = [_proposal(number, one, people, len(chosen)) for number, one in enumerate(chosen, start=1)]
    union = _union(proposals)
    engaged = _union(one for one in proposals if not one.little_engagement)
    return Findings(
        people, proposals, figures(people, union, people.newer), figures(people, engaged, people.newer),
        _base(people, people.older), _base(people, people.newer), found.looked_at,
    )  # fmt: skip


def figures(people: People, members: Bits, within: Bits) -> Figures:
    """Return what excluding these people would have done within a slice."""
    losers, buyers = people.counted(members, within)
    all_losers, all_buyers = people.counted(within, within)
    return Figures(
        losers + buyers, share(losers, losers + buyers), share(losers, all_losers), share(buyers, all_buyers)
    )


def _union(proposals: Iterable[Proposal]) -> Bits:
    union: Bits = 0
    for one in proposals:
        union |= one.members
    return union


def _base(people: People, within: Bits) -> Share:
    losers, buyers = people.counted(within, within)
    return share(losers, losers + buyers)


def _proposal(number: int, chosen: Chosen, people: People, proposed: int) -> Proposal:
    rule = chosen.rule
    judged = figures(people, rule.members, people.newer)
    losers, buyers = people.counted(rule.members, people.newer)
    low, base = share(losers, losers + buyers, _corrected(proposed)).low, _base(people, people.newer).value
    return Proposal(
        id=f"found-{number}",
        traits=rule.traits,
        members=rule.members,
        proposed=figures(people, rule.members, people.older),
        judged=judged,
        holds=low is not None and base is not None and low > base,
        little_engagement=_is_little_engagement(rule.traits, rule.members, people),
        reasons=_reasons(people, rule.members),
    )


def _is_little_engagement(asked: Sequence[Trait], members: Bits, people: People) -> bool:
    """Tell whether a persona is no more than little activity: by what it asks, or by whom it holds nearly all the same."""
    active = (1 << len(people.all)) - 1
    for trait in asked:
        active &= trait.members if trait.is_activity else active
    doing_little = any(trait.is_activity for trait in asked)
    return doing_little and (members & people.older).bit_count() >= SAME * (active & people.older).bit_count()


def _reasons(people: People, members: Bits) -> dict[str, int]:
    there = people.of(members & people.older & people.losers)
    counted = Counter(reason for person in there if (reason := " ".join((person.reason or "").split())))
    return {reason: count for reason, count in counted.most_common(MOST_REASONS) if count >= NAMELESS}


def _corrected(tests: int, error: float = 0.05) -> float:
    """Return how many standard deviations leave `error` to all of so many two-sided tests together (Bonferroni)."""
    return NormalDist().inv_cdf(1 - error / (2 * max(tests, 1)))


@dataclass(frozen=True, slots=True)
class Drift:
    """A persona of the pack in both slices: was it right, and is it still?"""

    persona: str
    older: Share
    newer: Share
    verdict: str
    """right, stopped, weaker, wrong, unsure or few."""


def drifts(people: People, cases: Sequence[Case]) -> list[Drift]:
    """Return how right the pack's negative personas were in both slices, over everybody they matched."""
    matched: dict[str, set[int]] = {}
    for at, case in enumerate(cases):
        for one in case.decision.personas:
            if one.kind == "negative":
                told = matched.setdefault(one.id, set())
                if one.state == "matched":
                    told.add(at)
    return [_drift(persona, bits(at in told for at in range(len(cases))), people) for persona, told in sorted(matched.items())]  # fmt: skip


def _drift(persona: str, members: Bits, people: People) -> Drift:
    older, newer = (figures(people, members, within).precision for within in (people.older, people.newer))
    return Drift(
        persona, older, newer, _verdict(older, newer, _base(people, people.older), _base(people, people.newer))
    )


def _verdict(older: Share, newer: Share, older_base: Share, newer_base: Share) -> str:
    """Return what became of a persona, by bounds against the share of losers among all of each slice."""
    if min(older.whole, newer.whole) < LEAST or None in {older_base.value, newer_base.value}:
        return "few"
    was_right = (older.low or 0) > (older_base.value or 0)
    if (newer.high or 1) < (newer_base.value or 0):
        return "wrong"
    if (newer.low or 0) <= (newer_base.value or 0):
        return "stopped" if was_right else "unsure"
    return "weaker" if exceeds(older, newer) else "right"
