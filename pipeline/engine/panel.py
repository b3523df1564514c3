"""The personas of a pack as they stand: asked on every event, and what they answer put together once for many leads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Route, Standing, State
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.criteria import carriers
from pipeline.engine.findings import Facts, Findings, Verdict, findings_of
from pipeline.engine.grounds import Ground, ground_of, observe
from pipeline.engine.holdout import is_held_out
from pipeline.engine.likeness import Like, Likeness
from pipeline.engine.precedence import READS, Ruling, ruling_of
from pipeline.engine.source import function_of_all
from pipeline.personas.model import NEVER_SPARED

Standings = Mapping[str, Standing]
"""Persona -> what a status record made of it; a persona without one stands as its effect says."""
ENOUGH: Final = 30
"""Cases, below which nothing is concluded from their number."""
_MOST: Final = 4096
"""Answers that a panel remembers; then it begins anew."""


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


UNTOLD: Final = Conduct()
Matches = tuple[bool | None, ...]
"""Who matches, in the order of a panel's personas: True, False, or None where it cannot be told."""
More = tuple[bool, tuple[tuple[bool, bool], ...]]
"""Whether the pack's `unless` holds; and of each who matches whether `unless` and the ambassador route do."""
Apart = tuple[tuple[str, ...], tuple[str, ...]]
"""Who of those who match holds the lead out, and who would exclude them but is braked."""


class Heard(NamedTuple):
    """What was answered of facts that no criterion tells apart."""

    matches: Matches
    more: More
    sampled: tuple[tuple[str, int], ...]
    """Those who match and hold some leads out, each with the share."""
    braked: tuple[str, ...]
    """Those who match, and are braked."""
    anybodys: Apart
    """What holds of nobody in particular."""
    cases: dict[Apart, "Case"]


class Case(NamedTuple):
    """What is ruled on such facts of a lead who is so set apart, and why those match who do, once it was asked."""

    ruling: Ruling
    grounds: list[Ground]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The personas that judge; `heard` and `shared` remember what followed from their answers."""

    pack: CompiledPack
    personas: tuple[CompiledPersona, ...]
    ask: Callable[[Facts], Matches]
    """All of them at once."""
    likeness: Likeness
    """Of all that any of them reads."""
    standings: Standings
    conduct: Conduct
    heard: dict[Like, Heard] = field(default_factory=dict, repr=False)
    shared: dict[tuple[Matches, More, Apart], Findings] = field(default_factory=dict, repr=False)
    grounds: dict[tuple[str, str], Ground] = field(default_factory=dict, repr=False)
    """By persona and path: as many as there are criteria."""


def panel_of(pack: CompiledPack, standings: Standings, conduct: Conduct = UNTOLD) -> Panel:
    """Return who judges: the same panel for the same pack, standings and conduct."""
    return _panel(pack, frozenset(standings.items()), conduct)


@lru_cache(maxsize=64)
def _panel(pack: CompiledPack, standings: frozenset[tuple[str, Standing]], conduct: Conduct) -> Panel:
    said = dict(standings)
    personas = tuple(persona for persona in pack.personas if said.get(persona.id) != "retired")
    ask = function_of_all([persona.node for persona in personas], pack.references)
    leaves = [*READS, *pack.lifting, *(leaf for persona in personas for leaf in persona.leaves)]
    return Panel(pack, personas, ask, Likeness(leaves, pack.references), said, conduct)


def find(panel: Panel, facts: Facts, whose: Whose | None = None) -> Findings:
    """Return what the panel finds: a pure function of the panel, the facts and whose they are; None: anybody's."""
    return conclude(panel, panel.likeness.of(facts), facts, whose).ruling.findings


def conclude(panel: Panel, like: Like, facts: Facts, whose: Whose | None = None) -> Case:
    """Return what follows from facts of this number."""
    heard = panel.heard.get(like)
    if heard is None:
        heard = _hear(panel, like, facts)
    apart = heard.anybodys if whose is None else _apart(heard, whose)
    case = heard.cases.get(apart)
    if case is None:
        case = heard.cases[apart] = Case(ruling_of(_conclude(panel, heard, apart), facts), [])
    return case


def _hear(panel: Panel, like: Like, facts: Facts) -> Heard:
    """Ask everybody, and remember the answers."""
    matches, lifts = panel.ask(facts), panel.pack.lifts
    matched = [persona for persona, holds in zip(panel.personas, matches, strict=True) if holds]
    own = tuple([(_holds(persona.unless, facts), _holds(persona.ambassador, facts)) for persona in matched])
    live = [persona for persona in matched if _standing(persona, panel.standings) == "live"]
    braked = tuple([persona.id for persona in live if persona.id in panel.conduct.braked])
    heard = Heard(
        matches=matches,
        more=(_holds(lifts, facts), own),
        sampled=tuple([(persona.id, persona.holdout) for persona in live if persona.holdout]),
        braked=braked,
        anybodys=((), braked),
        cases={},
    )
    if len(panel.heard) >= _MOST:
        panel.heard.clear()
    panel.heard[like] = heard
    return heard


def _holds(matches: Callable[[Facts], bool | None] | None, facts: Facts) -> bool:
    return matches is not None and matches(facts) is True


def reasons(panel: Panel, case: Case, facts: Facts) -> list[Reason]:
    """Return why those match who do, on facts of this case: every criterion that carried it. Not to be changed."""
    grounds, matching = case.grounds, case.ruling.findings.matching
    if matching and not grounds:
        for persona in matching:
            grounds.extend(_grounds(panel, persona, facts))
    return observe(grounds, facts)


def _grounds(panel: Panel, persona: CompiledPersona, facts: Facts) -> Iterator[Ground]:
    for carrier in carriers(persona.criterion, facts):
        key = persona.id, carrier.path
        ground = panel.grounds.get(key)
        if ground is None:
            ground = panel.grounds[key] = ground_of(carrier, persona.id)
        yield ground


def _apart(heard: Heard, whose: Whose) -> Apart:
    held_out = tuple([name for name, share in heard.sampled if is_held_out(whose.lead_id, name, share)])
    braked = heard.braked and tuple([name for name in heard.braked if name not in whose.excluded_by])
    return held_out, braked


def _conclude(panel: Panel, heard: Heard, apart: Apart) -> Findings:
    """Return the findings of a number: those of all numbers with the same answers."""
    key = heard.matches, heard.more, apart
    shared = panel.shared.get(key)
    if shared is None:
        if len(panel.shared) >= _MOST:
            panel.shared.clear()
        reviewed = panel.conduct.reviewed if panel.pack.confirm_exclusions else None
        shared = panel.shared[key] = findings_of(_verdicts(panel, *key), reviewed)
    return shared


def _verdicts(panel: Panel, matches: Matches, more: More, apart: Apart) -> tuple[Verdict, ...]:
    (lifted, asked), (held_out, braked) = more, apart
    waiting = iter(asked)
    verdicts = []
    for persona, holds in zip(panel.personas, matches, strict=True):
        own, ambassador = next(waiting) if holds else (False, False)
        state: State = "unknown" if holds is None else "matched" if holds else "not_matched"
        excluding = persona.kind == "negative" and persona.effect == "exclude"
        verdicts.append(
            Verdict(
                persona=persona,
                state=state,
                standing=_standing(persona, panel.standings),
                lifted=own or (lifted and excluding),
                route=_route(persona, ambassador=ambassador),
                held_out=persona.id in held_out,
                braked=persona.id in braked,
            )
        )
    return tuple(verdicts)


def _route(persona: CompiledPersona, *, ambassador: bool) -> Route:
    return "ambassador" if ambassador else persona.route


def _standing(persona: CompiledPersona, standings: Standings) -> Literal["live", "shadow"]:
    said = standings.get(persona.id)
    if said is not None:
        return "live" if said == "live" else "shadow"
    return "shadow" if persona.effect == "exclude" and persona.id not in NEVER_SPARED else "live"
