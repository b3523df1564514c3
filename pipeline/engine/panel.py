"""The personas of a pack as they stand, and what they find: asked on every event, put together once for many."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Route, Standing, State, Status, Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.holdout import is_held_out
from pipeline.engine.memory import remembering
from pipeline.engine.score import HUNDREDTHS
from pipeline.engine.source import function_of_all
from pipeline.personas.model import NEVER_SPARED

Facts = Mapping[str, Value]
Standings = Mapping[str, Standing]
"""Persona -> what a status record made of it; a persona without one stands as its effect says."""


class Conduct(NamedTuple):
    """How a pack's personas have done so far, as records of the log tell: pack and facts don't say it."""

    braked: frozenset[str] = frozenset()
    """Those who exclude nobody anew, until a person releases them."""
    reviewed: frozenset[str] = frozenset()
    """Those of whose exclusions people have reviewed `ENOUGH` at least."""


class Whose(NamedTuple):
    """The lead that is judged, as far as it matters to the verdict who they are."""

    lead_id: str
    excluded_by: frozenset[str] = frozenset()
    """The personas by whom they are excluded already: a brake stops new exclusions only."""


ENOUGH: Final = 30
"""Cases, below which nothing is concluded from their number."""
UNTOLD: Final = Conduct()
Matches = tuple[bool | None, ...]
"""Who matches, in the order of a panel's personas: True, False, or None where it cannot be told."""
More = tuple[bool, tuple[tuple[bool, bool, bool, bool], ...]]
"""Whether the pack's `unless` holds; and of each who matches, `unless`, ambassador route, holdout and brake."""
Asks = Literal["nobody", "freelancers", "everybody"]

_MOST: Final = 4096
"""Findings that a panel remembers; then it begins anew."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What all personas say, and all that follows from it alone; shared by every lead of whom they say the same."""

    verdicts: tuple[Verdict, ...]
    """In the order of the personas' ids, without the retired."""
    matched: tuple[str, ...]
    """`id@version` of those who match, less who is held out."""
    reasons: Callable[[Facts], list[Reason]]
    """Why those match: every criterion that held. Not to be changed."""
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
    """Where the lead is kept from sales, unless a raised hand spares it; None: nobody keeps it."""
    may_be_spared: bool
    confirms: Asks
    """Of whom a person is asked to confirm that they are excluded."""
    flags: frozenset[str]


class Found(NamedTuple):
    """What followed from who matches: the personas who do, and the findings by what else was answered of them."""

    matched: tuple[CompiledPersona, ...]
    findings: dict[More, Findings]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The personas that judge. `found` remembers what followed from their answers: few of the possible ever occur."""

    pack: CompiledPack
    personas: tuple[CompiledPersona, ...]
    ask: Callable[[Facts], Matches]
    """All of them at once."""
    readers: Mapping[str, tuple[int, ...]]
    """Fact -> who reads it, by their places."""
    standings: Standings
    conduct: Conduct
    found: dict[Matches, Found] = field(default_factory=dict, repr=False)


def panel_of(pack: CompiledPack, standings: Standings, conduct: Conduct = UNTOLD) -> Panel:
    """Return who judges: the same panel for the same pack, standings and conduct."""
    return _panel(pack, frozenset(standings.items()), conduct)


@lru_cache(maxsize=64)
def _panel(pack: CompiledPack, standings: frozenset[tuple[str, Standing]], conduct: Conduct) -> Panel:
    said = dict(standings)
    personas = tuple(persona for persona in pack.personas if said.get(persona.id) != "retired")
    ask = function_of_all([persona.node for persona in personas], pack.references)
    return Panel(pack, personas, ask, _readers(personas), said, conduct)


def _readers(personas: Sequence[CompiledPersona]) -> dict[str, tuple[int, ...]]:
    names = sorted({name for persona in personas for name in persona.reads})
    return {name: tuple(at for at, persona in enumerate(personas) if name in persona.reads) for name in names}


def find(panel: Panel, facts: Facts, whose: Whose | None = None) -> Findings:
    """Return what the panel finds: a pure function of the panel, the facts and whose they are; None: anybody's."""
    return conclude(panel, panel.ask(facts), facts, whose)


def ask_again(panel: Panel, before: Matches, facts: Facts, changed: Iterable[str]) -> Matches:
    """Return who matches now that the `changed` facts are other than `before`: only their readers are asked."""
    now = list(before)
    for name in changed:
        for at in panel.readers.get(name, ()):
            now[at] = panel.personas[at].matches(facts)
    return tuple(now)


def conclude(panel: Panel, matches: Matches, facts: Facts, whose: Whose | None = None) -> Findings:
    """Return what follows from who matches."""
    matched, known = _found(panel, matches)
    more = _more(panel, matched, facts, whose)
    findings = known.get(more)
    if findings is None:
        if len(known) >= _MOST:
            known.clear()
        findings = known[more] = _conclude(panel, matches, more)
    return findings


def _found(panel: Panel, matches: Matches) -> Found:
    found = panel.found.get(matches)
    if found is None:
        if len(panel.found) >= _MOST:
            panel.found.clear()
        matched = (persona for persona, holds in zip(panel.personas, matches, strict=True) if holds)
        found = panel.found[matches] = Found(tuple(matched), {})
    return found


def _more(panel: Panel, matched: tuple[CompiledPersona, ...], facts: Facts, whose: Whose | None) -> More:
    lifts = panel.pack.lifts
    asked = [
        (
            persona.unless is not None and persona.unless(facts) is True,
            persona.ambassador is not None and persona.ambassador(facts) is True,
            whose is not None and is_held_out(whose.lead_id, persona.id, persona.holdout),
            persona.id in panel.conduct.braked and (whose is None or persona.id not in whose.excluded_by),
        )
        for persona in matched
    ]
    return lifts is not None and lifts(facts) is True, tuple(asked)


def _conclude(panel: Panel, matches: Matches, more: More) -> Findings:
    verdicts = _verdicts(panel, matches, more)
    held_out = [verdict for verdict in verdicts if verdict.held_out and verdict.would_exclude]
    matched = [verdict for verdict in verdicts if verdict.state == "matched" and not verdict.held_out]
    against = [verdict for verdict in matched if verdict.excludes and verdict.standing == "live"]
    penalizing = [
        verdict
        for verdict in matched
        if verdict.persona.effect == "penalize" and verdict.standing == "live" and not verdict.lifted
    ]
    return Findings(
        verdicts=verdicts,
        matched=tuple(f"{verdict.persona.id}@{verdict.persona.version}" for verdict in matched),
        reasons=_reasons([verdict.persona for verdict in matched]),
        held_out=tuple(verdict.persona.id for verdict in held_out),
        fit=_points(matched, "buyer"),
        penalties=_points([verdict for verdict in penalizing if not verdict.persona.half_life_days], "penalize"),
        fading=tuple(verdict.persona for verdict in penalizing if verdict.persona.half_life_days),
        against=len(against),
        kept=_kept_from_sales(against) if against else None,
        may_be_spared=all(map(_may_be_spared, against)),
        confirms=_confirms(panel, against),
        flags=_flags(matched, spared=not against),
    )


def _reasons(matched: list[CompiledPersona]) -> Callable[[Facts], list[Reason]]:
    def reasons(facts: Facts) -> list[Reason]:
        return [reason for persona in matched for reason in persona.reasons(facts)]

    return remembering(reasons, [persona.node for persona in matched])


def _verdicts(panel: Panel, matches: Matches, more: More) -> tuple[Verdict, ...]:
    lifted, asked = more
    waiting = iter(asked)
    verdicts = []
    for persona, holds in zip(panel.personas, matches, strict=True):
        own, ambassador, held_out, braked = next(waiting) if holds else (False, False, False, False)
        state: State = "unknown" if holds is None else "matched" if holds else "not_matched"
        excluding = persona.kind == "negative" and persona.effect == "exclude"
        route: Route = "ambassador" if ambassador else persona.route
        standing = _standing(persona, panel.standings)
        held_out = held_out and standing == "live"
        verdicts.append(Verdict(persona, state, standing, own or (lifted and excluding), route, held_out, braked))
    return tuple(verdicts)


def _standing(persona: CompiledPersona, standings: Standings) -> Literal["live", "shadow"]:
    said = standings.get(persona.id)
    if said is not None:
        return "live" if said == "live" else "shadow"
    return "shadow" if persona.effect == "exclude" and persona.id not in NEVER_SPARED else "live"


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


def _confirms(panel: Panel, against: list[Verdict]) -> Asks:
    """Return of whom a person is asked to confirm an exclusion: one of the personas that is sure of it is enough."""
    excluding = {verdict.persona.id for verdict in against}
    if not panel.pack.confirm_exclusions or not excluding or excluding & NEVER_SPARED:
        return "nobody"
    return "freelancers" if excluding & panel.conduct.reviewed else "everybody"


def _flags(matched: list[Verdict], *, spared: bool) -> frozenset[str]:
    """Return the flags of those who match; `spared`: nobody excludes, so say who would in shadow, or unbraked."""
    flags = {verdict.persona.flag for verdict in matched if verdict.persona.effect == "flag"}
    would = [verdict for verdict in matched if verdict.would_exclude] if spared else []
    if any(verdict.standing == "shadow" for verdict in would):
        flags.add("shadow_would_exclude")
    if any(verdict.standing == "live" for verdict in would):
        flags.add("braked_would_exclude")
    return frozenset(flags)
