"""A pack as it judges: every persona compiled once to closures over known facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Effect, Kind, Route
from pipeline.engine import criteria
from pipeline.engine.criteria import Criterion, FactMap, Matcher, compile_criterion
from pipeline.engine.holdout import SHARES
from pipeline.engine.operators import References, ready_list, ready_zones
from pipeline.engine.scale import Scale, scale_of
from pipeline.engine.source import function_of
from pipeline.personas.criterion import Leaf, Node, leaves
from pipeline.personas.model import (
    Head,
    Pack,
    Persona,
    all_leaves,
    exclusion_budget_percent,
    false_exclusion_percent,
    holdout_percent,
)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPersona:
    """A persona ready to judge. `matches` and the other matchers return True, False or None (unknown)."""

    id: str
    version: int
    kind: Kind
    effect: Effect | None
    """None for buyers, who add fit."""
    points: int
    """Fit of a buyer, penalty of a penalising persona, else 0."""
    half_life_days: int
    """In how many days a penalty halves, after the newest of the facts of `reads` was told; 0: never."""
    reads: frozenset[str]
    """The facts that its criteria read."""
    holdout: int
    """How many of those it would exclude are let through, of `holdout.SHARES`; 0 unless it excludes."""
    budget: int
    """Of the leads with a form so many, of `holdout.SHARES`, it may exclude before it is braked."""
    false_exclusions: int
    """So many of those it excludes, of `holdout.SHARES`, may be mistakes before it is braked."""
    flag: str
    """What decisions carry of a matched persona whose effect is `flag`."""
    route: Route
    review_after_days: int
    """When those routed `later` are looked at again; 0 for every other route."""
    titles: Mapping[str, str]
    """By language: fr, en."""
    matches: Matcher
    reasons: Callable[[FactMap], list[Reason]]
    """The criteria that held, in the order of the file; none where the persona does not match."""
    unknown: Callable[[FactMap], list[str]]
    """The facts whose absence keeps the persona unknown; none where it is known to match or not."""
    node: Node
    """The criterion that it was made of."""
    criterion: Criterion
    """The same part by part, to be explained and argued with."""
    lifter: Criterion | None
    """`unless`, part by part."""
    unless: Matcher | None
    """The persona's own lift."""
    ambassador: Matcher | None
    """Who of the matched goes to `nurture`, route `ambassador`, instead."""
    leaves: tuple[Leaf, ...]
    """Of all three."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPack:
    """A pack ready to judge; `sha256` names the texts it was compiled from."""

    id: str
    version: int
    sha256: str
    personas: tuple[CompiledPersona, ...]
    """In the order of their ids."""
    lifts: Matcher | None
    """Pack-wide `unless`: who is lifted from every excluding persona."""
    lifting: tuple[Leaf, ...]
    """What it is made of."""
    scale: Scale
    """What points are measured by."""
    shelf_life_days: Mapping[str, int]
    """By how soon facts age: year, half_year, slow."""
    fact_names: frozenset[str]
    """All facts that any criterion of the pack reads."""
    recent: frozenset[tuple[str, int]]
    """Those that some criterion reads as told of late: (fact, days)."""
    references: References
    """The pack's reference lists and zones."""
    confirm_exclusions: bool
    """Whether a person is asked to confirm exclusions that few cases, or a freelancer, make doubtful."""


def compile_pack(pack: Pack, sha256: str) -> CompiledPack:
    """Return the pack ready to judge. Total: a pack that parsed compiles, and then judges any facts without raising."""
    head = pack.head
    references = References(
        lists={name: ready_list(labels) for name, labels in head.reference_lists.items()},
        zones=ready_zones(head.zones),
    )
    personas = tuple(_persona(persona, head, references) for persona in pack.personas)
    return CompiledPack(
        id=head.id,
        version=head.version,
        sha256=sha256,
        personas=personas,
        lifts=function_of(head.lifts, references) if head.lifts else None,
        lifting=tuple(leaf for _, leaf in leaves(head.lifts, ("lifts",))),
        scale=scale_of(head.thresholds, head.engagement),
        shelf_life_days=head.shelf_life_days.model_dump(),
        fact_names=frozenset(leaf.fact for _, _, leaf in all_leaves(pack)),
        recent=frozenset((leaf.fact, leaf.within_days) for _, _, leaf in all_leaves(pack) if leaf.within_days),
        references=references,
        confirm_exclusions=head.confirm_exclusions,
    )


def without_holdout(pack: CompiledPack) -> CompiledPack:
    """Return the pack as it judges where nothing follows from it and so nobody needs to be held out."""
    return replace(pack, personas=tuple(replace(persona, holdout=0) for persona in pack.personas))


def _persona(persona: Persona, head: Head, references: References) -> CompiledPersona:
    explained = compile_criterion(persona.criteria, "criteria", references)
    unless, ambassador = persona.unless, persona.may_become_ambassador
    return CompiledPersona(
        id=persona.id,
        version=persona.version,
        kind=persona.kind,
        effect=persona.effect,
        points=persona.points or 0,
        half_life_days=persona.fading.half_life_days if persona.fading else 0,
        reads=frozenset(leaf.fact for _, leaf in leaves(persona.criteria, ("criteria",))),
        holdout=round(holdout_percent(head, persona.id) * SHARES / 100) if persona.effect == "exclude" else 0,
        budget=round(exclusion_budget_percent(head, persona.id) * SHARES / 100),
        false_exclusions=round(false_exclusion_percent(head, persona.id) * SHARES / 100),
        flag=persona.flag or persona.id,
        route=persona.route,
        review_after_days=persona.review_after_days or 0,
        titles=persona.title.model_dump(),
        matches=function_of(persona.criteria, references),
        reasons=partial(criteria.reasons, explained, persona.id),
        unknown=partial(criteria.unknown, explained),
        node=persona.criteria,
        criterion=explained,
        lifter=compile_criterion(unless, "unless", references) if unless else None,
        unless=function_of(unless, references) if unless else None,
        ambassador=function_of(ambassador, references) if ambassador else None,
        leaves=tuple(leaf for node in (persona.criteria, unless, ambassador) for _, leaf in leaves(node, ())),
    )
