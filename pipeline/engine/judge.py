"""The verdict: which personas match, and what follows by the order of precedence (product rule 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.contracts.model import Route, Standing, State, Status, Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.score import HUNDREDTHS, Points, band, engagement, is_qualified
from pipeline.state.activity import Acts
from pipeline.state.time import day_of

Facts = Mapping[str, Value]
Standings = Mapping[str, Standing]
"""Persona -> what a status record made of it; a persona without one stands as its effect says."""

HAND_RAISES: Final = frozenset({"demo", "quote", "contact", "trial"})
"""Form purposes by which somebody asks for us."""
NEVER_SPARED: Final = frozenset({"competitor", "solicitor"})
"""Personas whom raising a hand does not spare, and who are live without a status record."""
LIFT_FLAGS: Final[Mapping[str, str]] = {"customer": "existing_customer", "partner": "partner"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one persona says."""

    persona: CompiledPersona
    state: State
    standing: Literal["live", "shadow"]
    lifted: bool
    """It matched, but its own `unless` or the pack's holds."""
    route: Route

    @property
    def excludes(self) -> bool:
        """Whether this verdict alone would keep the lead from sales."""
        return self.persona.effect == "exclude" and self.state == "matched" and not self.lifted


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is decided about a lead at a moment, before it is put into words."""

    status: Status
    route: Route
    points: Points
    band: str
    verdicts: tuple[Verdict, ...]
    flags: tuple[str, ...]


def judge(pack: CompiledPack, standings: Standings, facts: Facts, acts: Acts | None, now: int) -> Judgement:
    """Return the judgement of a lead: a pure function of the pack, what is known at `now` (ms), and nothing else."""
    lifted = pack.lifts is not None and pack.lifts(facts) is True
    verdicts = tuple(
        _verdict(persona, standings, facts, lifted=lifted)
        for persona in pack.personas
        if standings.get(persona.id) != "retired"
    )
    points = Points(_fit(verdicts), engagement(acts, pack, day_of(now)), _penalties(verdicts))
    against = [verdict for verdict in verdicts if verdict.excludes and verdict.standing == "live"]
    status, route, review = _precedence(against, points, acts, pack, facts, now)
    flags = _flags(verdicts, facts, review=review, excluded=bool(against))
    return Judgement(status, route, points, band(points, pack), verdicts, flags)


def _verdict(persona: CompiledPersona, standings: Standings, facts: Facts, *, lifted: bool) -> Verdict:
    held = persona.matches(facts)
    state: State = "unknown" if held is None else "matched" if held else "not_matched"
    own = held is True and persona.unless is not None and persona.unless(facts) is True
    ambassador = held is True and persona.ambassador is not None and persona.ambassador(facts) is True
    route: Route = "ambassador" if ambassador else persona.route
    excluding = persona.kind == "negative" and persona.effect == "exclude"
    return Verdict(persona, state, _standing(persona, standings), own or (lifted and excluding), route)


def _standing(persona: CompiledPersona, standings: Standings) -> Literal["live", "shadow"]:
    said = standings.get(persona.id)
    if said is not None:
        return "live" if said == "live" else "shadow"
    return "shadow" if persona.effect == "exclude" and persona.id not in NEVER_SPARED else "live"


def _fit(verdicts: tuple[Verdict, ...]) -> int:
    matched = (verdict.persona for verdict in verdicts if verdict.state == "matched" and verdict.standing == "live")
    return sum(persona.points for persona in matched if persona.kind == "buyer") * HUNDREDTHS


def _penalties(verdicts: tuple[Verdict, ...]) -> int:
    return HUNDREDTHS * sum(
        verdict.persona.points
        for verdict in verdicts
        if verdict.persona.effect == "penalize"
        and verdict.state == "matched"
        and verdict.standing == "live"
        and not verdict.lifted
    )


def _precedence(
    against: list[Verdict], points: Points, acts: Acts | None, pack: CompiledPack, facts: Facts, now: int
) -> tuple[Status, Route, bool]:
    """Return status, route and whether a person should look, by the first rule that applies."""
    hand_raised = facts.get("form.purpose") in HAND_RAISES
    if against and hand_raised and all(_may_be_spared(verdict) for verdict in against):
        return "qualified", "none", True
    if against:
        status, route = _kept_from_sales(against)
        return status, route, False
    if hand_raised or is_qualified(points, acts, pack, day_of(now)):
        return "qualified", "none", False
    return "open", "none", False


def _may_be_spared(verdict: Verdict) -> bool:
    return verdict.persona.id not in NEVER_SPARED and verdict.persona.route in {"none", "later"}


def _kept_from_sales(against: list[Verdict]) -> tuple[Status, Route]:
    """Nurture only where every persona says so; `later` outweighs `ambassador`, for it has a date."""
    routes = {verdict.route for verdict in against}
    if routes <= {"ambassador", "later"}:
        return "nurture", "later" if "later" in routes else "ambassador"
    elsewhere = [verdict.route for verdict in against if verdict.route not in {"none", "ambassador", "later"}]
    return "excluded", elsewhere[0] if elsewhere else "none"


def _flags(verdicts: tuple[Verdict, ...], facts: Facts, *, review: bool, excluded: bool) -> tuple[str, ...]:
    flags = {
        verdict.persona.id for verdict in verdicts if verdict.state == "matched" and verdict.persona.effect == "flag"
    }
    relation = facts.get("company.relation")
    if isinstance(relation, str) and relation in LIFT_FLAGS:
        flags.add(LIFT_FLAGS[relation])
    if review:
        flags.add("needs_review")
    if not excluded and any(verdict.excludes and verdict.standing == "shadow" for verdict in verdicts):
        flags.add("shadow_would_exclude")
    return tuple(sorted(flags))
