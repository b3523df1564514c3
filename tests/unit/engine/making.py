"""Personas and packs for tests of the judgement, made without files."""

from collections.abc import Callable, Mapping

from pipeline.contracts.decision import Reason
from pipeline.contracts.hot import of
from pipeline.contracts.model import Effect, Kind, Route, Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.criteria import Criterion
from pipeline.engine.operators import References
from pipeline.personas.model import Engagement, Thresholds

Facts = Mapping[str, Value]
Matcher = Callable[[Facts], bool | None]


def when(fact: str, value: Value = True) -> Matcher:  # noqa: FBT002  a fact's value, not a flag of ours
    """Return a matcher: the fact has this value; unknown without it."""
    return lambda facts: None if fact not in facts else facts[fact] == value


def persona(  # noqa: PLR0913, PLR0917  one argument a member that tests vary
    name: str,
    matches: Matcher | None = None,
    effect: Effect | None = "exclude",
    kind: Kind = "negative",
    points: int = 0,
    route: Route = "none",
    holdout: int = 0,
    unless: Matcher | None = None,
    ambassador: Matcher | None = None,
    half_life_days: int = 0,
    flag: str = "",
) -> CompiledPersona:
    """Return a persona that matches when the fact of its own name is true."""
    matcher = matches or when(name)
    reason = of(Reason)(code=f"is_{name}", persona=name, criterion="criteria", fact=name, observed=True, expected=True)
    return CompiledPersona(
        id=name,
        version=1,
        kind=kind,
        effect=effect,
        points=points,
        half_life_days=half_life_days,
        reads=frozenset({name}),
        flag=flag or name,
        holdout=holdout,
        route=route,
        review_after_days=180 if route == "later" else 0,
        titles={"fr": name.title(), "en": name.title()},
        matches=matcher,
        reasons=lambda facts: [reason] if matcher(facts) else [],
        unknown=lambda facts: [name] if matcher(facts) is None else [],
        criterion=Criterion(matcher, "leaf"),
        lifter=None,
        unless=unless,
        ambassador=ambassador,
    )


def pack(*personas: CompiledPersona, lifts: Matcher | None = None) -> CompiledPack:
    """Return a pack of these personas: qualify at 50, keep at 40, fit alone at 45; a page is a point, halved in 10 days."""
    return CompiledPack(
        id="test",
        version=1,
        sha256="0" * 64,
        personas=personas,
        lifts=lifts,
        thresholds=Thresholds(qualify_at=50, keep_at=40, fit_alone_at=45),
        engagement=Engagement(half_life_days=10, at_most=40, points={"pages": 1, "visits": 2}),
        shelf_life_days={"year": 365, "half_year": 182, "slow": 730},
        fact_names=frozenset(),
        recent=frozenset(),
        references=References({}, {}),
    )
