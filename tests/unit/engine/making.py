"""Personas and packs for tests of the judgement, made without files."""

import re
from collections.abc import Mapping

from pipeline.contracts.model import Effect, Kind, Route, Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.criteria import compile_criterion, reasons, unknown
from pipeline.engine.operators import References
from pipeline.engine.scale import scale_of
from pipeline.engine.source import function_of
from pipeline.personas.criterion import Leaf
from pipeline.personas.model import Engagement, Thresholds

Facts = Mapping[str, Value]
NONE = References({}, {})


def when(fact: str, value: Value = True) -> Leaf:  # noqa: FBT002  a fact's value, not a flag of ours
    """Return a criterion: the fact has this value; unknown without it."""
    return Leaf.model_validate({"fact": fact, "is": value, "because": f"is_{re.sub(r'[^a-z0-9]', '_', fact)}"})


def persona(  # noqa: PLR0913, PLR0917  one argument a member that tests vary
    name: str,
    criterion: Leaf | None = None,
    effect: Effect | None = "exclude",
    kind: Kind = "negative",
    points: int = 0,
    route: Route = "none",
    holdout: int = 0,
    unless: Leaf | None = None,
    ambassador: Leaf | None = None,
    half_life_days: int = 0,
    flag: str = "",
) -> CompiledPersona:
    """Return a persona that matches when the fact of its own name is true."""
    node = criterion or when(name)
    explained = compile_criterion(node, "criteria", NONE)
    return CompiledPersona(
        id=name,
        version=1,
        kind=kind,
        effect=effect,
        points=points,
        half_life_days=half_life_days,
        reads=frozenset({node.fact}),
        flag=flag or name,
        holdout=holdout,
        budget=2_000,
        false_exclusions=1_000,
        route=route,
        review_after_days=180 if route == "later" else 0,
        titles={"fr": name.title(), "en": name.title()},
        matches=function_of(node, NONE),
        reasons=lambda facts: reasons(explained, name, facts),
        unknown=lambda facts: unknown(explained, facts),
        node=node,
        criterion=explained,
        lifter=None,
        unless=function_of(unless, NONE) if unless else None,
        ambassador=function_of(ambassador, NONE) if ambassador else None,
        leaves=tuple(leaf for leaf in (node, unless, ambassador) if leaf),
    )


def pack(*personas: CompiledPersona, lifts: Leaf | None = None, confirms: bool = False) -> CompiledPack:
    """Return a pack of these personas: qualify at 50, keep at 40, fit alone at 45; a page is a point, halved in 10 days."""
    return CompiledPack(
        id="test",
        version=1,
        sha256="0" * 64,
        personas=personas,
        lifts=function_of(lifts, NONE) if lifts else None,
        lifting=(lifts,) if lifts else (),
        scale=scale_of(
            Thresholds(qualify_at=50, keep_at=40, fit_alone_at=45),
            Engagement(half_life_days=10, at_most=40, points={"pages": 1, "visits": 2}),
        ),
        shelf_life_days={"year": 365, "half_year": 182, "slow": 730},
        fact_names=frozenset(),
        recent=frozenset(),
        references=NONE,
        confirm_exclusions=confirms,
    )
