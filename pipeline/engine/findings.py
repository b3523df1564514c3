"""What all personas say of a lead, and all that follows from it alone: who matches, what it costs, who keeps them back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from pipeline.contracts.model import Route, State, Status, Value
from pipeline.engine.compile import CompiledPersona
from pipeline.engine.scale import HUNDREDTHS
from pipeline.personas.model import NEVER_SPARED

Facts = Mapping[str, Value]
Asks = Literal["nobody", "freelancers", "everybody"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one persona says."""

    persona: CompiledPersona
    state: State
    standing: Literal["live", "shadow"]
    lifted: bool
    """It matched, but its own `unless` or the pack's holds."""
    route: Route
    held_out: bool = False
    """It matched, but the lead is let through to see what becomes of them: nobody outside is told."""
    braked: bool = False
    """It matched, but excludes nobody anew until a person releases it, and did not exclude this lead before."""

    @property
    def excludes(self) -> bool:
        """Whether this verdict alone would keep the lead from sales."""
        return self.would_exclude and not self.held_out and not self.braked

    @property
    def would_exclude(self) -> bool:
        """Whether it would, holdout and brake aside."""
        return self.persona.effect == "exclude" and self.state == "matched" and not self.lifted


class Findings(msgspec.Struct, frozen=True, eq=False):
    """What follows from who matches; shared by every lead whom the same personas match."""

    verdicts: tuple[Verdict, ...]
    """Of those who match, held out or not, in the order of their ids."""
    matched: tuple[str, ...]
    """`id@version` of those who match, less who is held out."""
    matching: tuple[CompiledPersona, ...]
    """The same themselves."""
    held_out: tuple[str, ...]
    """Who would exclude the lead, were it not held out: live personas, by their ids."""
    fit: int
    """Hundredths, as `penalties`."""
    penalties: int
    """Of those that do not fade."""
    fading: tuple[CompiledPersona, ...]
    """Those whose penalty depends on how long ago its facts were told."""
    against: int
    """So many live personas would keep the lead from sales."""
    kept: tuple[Status, Route] | None
    """Where the lead is kept from sales; None: nobody keeps it."""
    may_be_spared: bool
    """Who asks for us is spared by all who keep them."""
    confirms: Asks
    """Of whom a person is asked to confirm that they are excluded."""
    flags: frozenset[str]


def findings_of(verdicts: tuple[Verdict, ...], reviewed: frozenset[str] | None) -> Findings:
    """Return what follows from what each persona says that matches.

    `reviewed`: those whose exclusions people have borne out; None: the pack asks nobody to confirm exclusions.
    """
    held_out = [verdict for verdict in verdicts if verdict.held_out and verdict.would_exclude]
    matched = [verdict for verdict in verdicts if not verdict.held_out]
    against = [verdict for verdict in matched if verdict.excludes and verdict.standing == "live"]
    penalizing = [
        verdict
        for verdict in matched
        if verdict.persona.effect == "penalize" and verdict.standing == "live" and not verdict.lifted
    ]
    return Findings(
        verdicts=verdicts,
        matched=tuple(f"{verdict.persona.id}@{verdict.persona.version}" for verdict in matched),
        matching=tuple(verdict.persona for verdict in matched),
        held_out=tuple(verdict.persona.id for verdict in held_out),
        fit=_points(matched, "buyer"),
        penalties=_points([verdict for verdict in penalizing if not verdict.persona.half_life_days], "penalize"),
        fading=tuple(verdict.persona for verdict in penalizing if verdict.persona.half_life_days),
        against=len(against),
        kept=_kept_from_sales(against) if against else None,
        may_be_spared=all(map(_may_be_spared, against)),
        confirms=_confirms(against, reviewed),
        flags=_flags(matched, spared=not against),
    )


def _points(matched: list[Verdict], what: str) -> int:
    """Return the points, in hundredths, of the live ones of a kind or effect."""
    counted = (verdict.persona for verdict in matched if verdict.standing == "live")
    return HUNDREDTHS * sum(persona.points for persona in counted if what in {persona.kind, persona.effect})


def _may_be_spared(verdict: Verdict) -> bool:
    return verdict.persona.id not in NEVER_SPARED and verdict.persona.route in {"none", "later"}


def _kept_from_sales(against: list[Verdict]) -> tuple[Status, Route]:
    """Nurture only where every persona says so; `later` outweighs `ambassador`, for it has a date."""
    routes = {verdict.route for verdict in against}
    if routes <= {"ambassador", "later"}:
        return "nurture", "later" if "later" in routes else "ambassador"
    elsewhere = [verdict.route for verdict in against if verdict.route not in {"none", "ambassador", "later"}]
    return "excluded", elsewhere[0] if elsewhere else "none"


def _confirms(against: list[Verdict], reviewed: frozenset[str] | None) -> Asks:
    """Return of whom a person is asked to confirm an exclusion: one of the personas that is sure of it is enough."""
    excluding = {verdict.persona.id for verdict in against}
    if reviewed is None or not excluding or excluding & NEVER_SPARED:
        return "nobody"
    return "freelancers" if excluding & reviewed else "everybody"


def _flags(matched: list[Verdict], *, spared: bool) -> frozenset[str]:
    """Return the flags of those who match; `spared`: nobody excludes, so say who would in shadow, or unbraked."""
    flags = {verdict.persona.flag for verdict in matched if verdict.persona.effect == "flag"}
    would = [verdict for verdict in matched if verdict.would_exclude] if spared else []
    if any(verdict.standing == "shadow" for verdict in would):
        flags.add("shadow_would_exclude")
    if any(verdict.standing == "live" for verdict in would):
        flags.add("braked_would_exclude")
    return frozenset(flags)
