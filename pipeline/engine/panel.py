"""The personas of a pack as they stand: asked on every event, and what they answer put together once for many leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.criteria import leaves_of
from pipeline.engine.findings import Facts, Findings, Verdict, findings_of
from pipeline.engine.grounds import Ground, Grounds, ground_of
from pipeline.engine.holdout import is_held_out
from pipeline.engine.likeness import Like, Likeness
from pipeline.engine.memory import Question
from pipeline.engine.operators import References
from pipeline.engine.precedence import READS, Asked, Ruling, asked_of, ruling_of
from pipeline.engine.source import carriers_of, function_of_all
from pipeline.personas.model import NEVER_SPARED

Standings = Mapping[str, Standing]
"""Persona -> what a status record made of it; a persona without one stands as its effect says."""
ENOUGH: Final = 30
"""Cases, below which nothing is concluded from their number."""
_MOST: Final = 4096
"""Answers that a panel remembers; then it begins anew."""
_MOST_APART: Final = 64
"""Of facts that are alike so many ways to be held out: among many who match and sample every lead has its own."""
_MOST_CARRIED: Final = 256
"""Of one persona so many sets of criteria that carried a match."""
_NO_MORE: Final = (False, False)


class Conduct(NamedTuple):
    """How a pack's personas have done so far, as records of the log tell: pack and facts don't say it."""

    braked: frozenset[str] = frozenset()
    """Those who exclude nobody anew, until a person releases them."""
    reviewed: frozenset[str] = frozenset()
    """Those of whose exclusions people have reviewed `ENOUGH` at least."""


@dataclass(slots=True)
class Whose:
    """The lead that is judged, as far as it matters to the verdict who they are."""

    lead_id: str
    excluded_by: frozenset[str] = frozenset()
    """The personas by whom they are excluded already: a brake stops new exclusions only."""
    told: dict[Question, bool] = field(default_factory=dict, compare=False)
    """Who holds them out, of those about whom it was asked, in the order of asking."""

    def is_held_out(self, question: Question) -> bool:
        """Tell whether the lead is among a persona's share that is let through unseen."""
        answer = self.told.get(question)
        if answer is None:
            answer = self.told[question] = is_held_out(self.lead_id, *question)
        return answer


UNTOLD: Final = Conduct()
Matches = tuple[bool | None, ...]
"""Who matches, in the order of a panel's personas: True, False, or None where it cannot be told."""
More = tuple[bool, tuple[tuple[bool, bool], ...]]
"""Whether the pack's `unless` holds; and of each who matches whether `unless` and the ambassador route do."""
Answers = tuple[tuple[int, ...], More]
"""The places of those who match, and what else is asked of them."""
Apart = tuple[tuple[str, ...], tuple[str, ...]]
"""Who of those who match holds the lead out, and who would exclude them but is braked."""


class Seat(NamedTuple):
    """One persona among those who judge, with all that is the same for every lead."""

    persona: CompiledPersona
    standing: Literal["live", "shadow"]
    share: int
    """Of its leads so many are held out, of `holdout.SHARES`; 0 unless it is live."""
    braked: bool
    unknown: Verdict
    """What it says where it cannot tell."""
    unlike: Verdict
    """And of whom it does not match."""
    asks_more: bool
    """It has an `unless`, or an ambassador route."""
    carriers: Callable[[Facts], int]
    """Which of its criteria carry a match: a bit each."""
    grounds: tuple[Ground, ...]
    """All of them."""
    carried: dict[int, tuple[Ground, ...]]
    """What was carried before, by these bits."""


class Heard(NamedTuple):
    """What was answered of facts that no criterion tells apart."""

    matches: Matches
    answers: Answers
    sampled: tuple[Question, ...]
    """Those who match and hold some leads out, each with the share."""
    braked: tuple[str, ...]
    """Those who match, and are braked."""
    anybodys: Apart
    """What holds of nobody in particular."""
    cases: dict[Apart, "Case"]


@dataclass(slots=True, eq=False)
class Case:
    """What is ruled on such facts of a lead who is so set apart; the rest is put together once somebody asks for it."""

    ruling: Ruling
    matches: Matches
    places: tuple[int, ...]
    """Of those who match."""
    seats: tuple[Seat, ...]
    grounds: Grounds | None = None
    """Why those match who do."""
    _verdicts: tuple[Verdict, ...] | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what each persona says, in the order of their ids."""
        if self._verdicts is None:
            said = iter(self.ruling.findings.verdicts)
            self._verdicts = tuple(
                [
                    next(said) if holds else seat.unknown if holds is None else seat.unlike
                    for seat, holds in zip(self.seats, self.matches, strict=True)
                ]
            )
        return self._verdicts


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The personas that judge; `heard` and `shared` remember what followed from their answers."""

    pack: CompiledPack
    seats: tuple[Seat, ...]
    """In the order of the personas' ids, without the retired."""
    ask: Callable[[Facts], Matches]
    """All of them at once."""
    likeness: Likeness
    """Of all that any of them reads."""
    conduct: Conduct
    heard: dict[Like, Heard] = field(default_factory=dict, repr=False)
    shared: dict[tuple[Answers, Apart], Findings] = field(default_factory=dict, repr=False)
    ruled: dict[tuple[Findings, Asked], Ruling] = field(default_factory=dict, repr=False)

    @property
    def personas(self) -> tuple[CompiledPersona, ...]:
        """Return who judges."""
        return tuple(seat.persona for seat in self.seats)


def panel_of(pack: CompiledPack, standings: Standings, conduct: Conduct = UNTOLD) -> Panel:
    """Return who judges: the same panel for the same pack, standings and conduct."""
    return _panel(pack, frozenset(standings.items()), conduct)


@lru_cache(maxsize=64)
def _panel(pack: CompiledPack, standings: frozenset[tuple[str, Standing]], conduct: Conduct) -> Panel:
    said = dict(standings)
    personas = [persona for persona in pack.personas if said.get(persona.id) != "retired"]
    seats = tuple(_seat(persona, _standing(persona, said), conduct, pack.references) for persona in personas)
    ask = function_of_all([persona.node for persona in personas], pack.references)
    leaves = [*READS, *pack.lifting, *(leaf for persona in personas for leaf in persona.leaves)]
    return Panel(pack, seats, ask, Likeness(leaves, pack.references), conduct)


def _seat(
    persona: CompiledPersona,
    standing: Literal["live", "shadow"],
    conduct: Conduct,
    references: References,
) -> Seat:
    live = standing == "live"
    return Seat(
        persona=persona,
        standing=standing,
        share=persona.holdout if live else 0,
        braked=live and persona.id in conduct.braked,
        unknown=Verdict(persona, "unknown", standing, lifted=False, route=persona.route),
        unlike=Verdict(persona, "not_matched", standing, lifted=False, route=persona.route),
        asks_more=persona.unless is not None or persona.ambassador is not None,
        carriers=carriers_of(persona.node, references),
        grounds=tuple(ground_of(leaf, persona.id) for leaf in leaves_of(persona.criterion)),
        carried={},
    )


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
        ruling = _rule(panel, heard.answers, apart, facts)
        if len(heard.cases) >= _MOST_APART:
            heard.cases.clear()
        case = heard.cases[apart] = Case(ruling, heard.matches, heard.answers[0], panel.seats)
    return case


def _hear(panel: Panel, like: Like, facts: Facts) -> Heard:
    """Ask everybody, and remember the answers."""
    matches, lifts, seats = panel.ask(facts), panel.pack.lifts, panel.seats
    places = tuple([place for place, holds in enumerate(matches) if holds])
    matched = [seats[place] for place in places]
    own = tuple([_ask_more(seat, facts) if seat.asks_more else _NO_MORE for seat in matched])
    braked = tuple([seat.persona.id for seat in matched if seat.braked])
    heard = Heard(
        matches=matches,
        answers=(places, (_holds(lifts, facts), own)),
        sampled=tuple([(seat.persona.id, seat.share) for seat in matched if seat.share]),
        braked=braked,
        anybodys=((), braked),
        cases={},
    )
    if len(panel.heard) >= _MOST:
        panel.heard.clear()
    panel.heard[like] = heard
    return heard


def _ask_more(seat: Seat, facts: Facts) -> tuple[bool, bool]:
    return _holds(seat.persona.unless, facts), _holds(seat.persona.ambassador, facts)


def _holds(matches: Callable[[Facts], bool | None] | None, facts: Facts) -> bool:
    return matches is not None and matches(facts) is True


def reasons(case: Case, facts: Facts) -> list[Reason]:
    """Return why those match who do, on facts of this case: every criterion that carried it. Not to be changed."""
    if case.grounds is None:
        case.grounds = _grounds(case, facts)
    return case.grounds.told(facts)


def _grounds(case: Case, facts: Facts) -> Grounds:
    grounds: list[Ground] = []
    for place, verdict in zip(case.places, case.ruling.findings.verdicts, strict=True):
        if not verdict.held_out:
            grounds += _carried(case.seats[place], facts)
    return Grounds(grounds)


def _carried(seat: Seat, facts: Facts) -> tuple[Ground, ...]:
    bits = seat.carriers(facts)
    carried = seat.carried.get(bits)
    if carried is None:
        if len(seat.carried) >= _MOST_CARRIED:
            seat.carried.clear()
        carried = seat.carried[bits] = tuple(ground for at, ground in enumerate(seat.grounds) if bits >> at & 1)
    return carried


def _apart(heard: Heard, whose: Whose) -> Apart:
    held_out = tuple([question[0] for question in heard.sampled if whose.is_held_out(question)])
    braked = heard.braked and tuple([name for name in heard.braked if name not in whose.excluded_by])
    return held_out, braked


def _rule(panel: Panel, answers: Answers, apart: Apart, facts: Facts) -> Ruling:
    findings, asked = _conclude(panel, answers, apart), asked_of(facts)
    ruling = panel.ruled.get((findings, asked))
    if ruling is None:
        if len(panel.ruled) >= _MOST:
            panel.ruled.clear()
        ruling = panel.ruled[findings, asked] = ruling_of(findings, asked)
    return ruling


def _conclude(panel: Panel, answers: Answers, apart: Apart) -> Findings:
    """Return the findings on whomever the same personas match: what cannot be told, or does not match, changes none."""
    key = answers, apart
    shared = panel.shared.get(key)
    if shared is None:
        if len(panel.shared) >= _MOST:
            panel.shared.clear()
        reviewed = panel.conduct.reviewed if panel.pack.confirm_exclusions else None
        shared = panel.shared[key] = findings_of(_verdicts(panel, *key), reviewed)
    return shared


def _verdicts(panel: Panel, answers: Answers, apart: Apart) -> tuple[Verdict, ...]:
    (places, (lifted, own)), (held_out, braked) = answers, apart
    return tuple(
        [
            _matching(panel.seats[place], lifted=lifted, own=lifts, ambassador=ambassador, apart=(held_out, braked))
            for place, (lifts, ambassador) in zip(places, own, strict=True)
        ]
    )


def _matching(seat: Seat, *, lifted: bool, own: bool, ambassador: bool, apart: Apart) -> Verdict:
    persona, (held_out, braked) = seat.persona, apart
    excluding = _excludes(persona)
    return Verdict(
        persona=persona,
        state="matched",
        standing=seat.standing,
        lifted=own or (lifted and excluding),
        route="ambassador" if ambassador else persona.route,
        held_out=persona.id in held_out,
        braked=persona.id in braked,
    )


@lru_cache(maxsize=64)
def excluders(panel: Panel) -> tuple[str, ...]:
    """Return the personas of a panel that exclude for real, braked or not."""
    return tuple(seat.persona.id for seat in panel.seats if seat.standing == "live" and _excludes(seat.persona))


def excludes_live(persona: CompiledPersona, standings: Standings) -> bool:
    """Tell whether a persona excludes whom it matches, brakes and holdouts aside."""
    live = standings.get(persona.id) != "retired" and _standing(persona, standings) == "live"
    return live and _excludes(persona)


def _excludes(persona: CompiledPersona) -> bool:
    return persona.kind == "negative" and persona.effect == "exclude"


def _standing(persona: CompiledPersona, standings: Standings) -> Literal["live", "shadow"]:
    said = standings.get(persona.id)
    if said is not None:
        return "live" if said == "live" else "shadow"
    return "shadow" if persona.effect == "exclude" and persona.id not in NEVER_SPARED else "live"
