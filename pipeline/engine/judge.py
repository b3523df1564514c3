"""The verdict: which personas match, and what follows by the order of precedence (product rule 3)."""

from typing import NamedTuple

import msgspec

from pipeline.contracts.model import Route, Status
from pipeline.engine.compile import CompiledPack
from pipeline.engine.findings import Facts, Findings, Verdict
from pipeline.engine.likeness import Like
from pipeline.engine.panel import Case, Panel, Standings, Whose, conclude, panel_of
from pipeline.engine.score import Points, band, engagement, is_qualified, penalty
from pipeline.state.activity import Acts
from pipeline.state.override import Override
from pipeline.state.time import day_of


class Overruled(NamedTuple):
    """A person's word that stands, and what would be the status without it."""

    override: Override
    otherwise: Status


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """All that is decided about a lead at a moment, before it is put into words."""

    status: Status
    route: Route
    points: Points
    band: str
    case: Case
    at: int
    """The moment, ms, at which this holds."""
    overruled: Overruled | None = None
    """By whom status and route were set; None: the personas decide."""

    @property
    def findings(self) -> Findings:
        """Return what follows from who matches."""
        return self.case.ruling.findings

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the flags, in order; where a person decides, nobody needs to look any more."""
        flags = self.case.ruling.flags
        if self.overruled is None:
            return flags
        return tuple(sorted({*flags, "overridden"} - {"needs_review"}))

    @property
    def hand_raised(self) -> bool:
        """Return whether somebody asks for us."""
        return self.case.ruling.hand_raised

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what each persona says, in the order of their ids."""
        return self.case.verdicts


def judge(pack: CompiledPack, standings: Standings, facts: Facts, acts: Acts | None, now: int) -> Judgement:
    """Return the judgement of somebody who is held out by nobody: what the personas say of such a lead."""
    return judge_by(panel_of(pack, standings), facts, acts, now)


def judge_by(panel: Panel, facts: Facts, acts: Acts | None, now: int, whose: Whose | None = None) -> Judgement:
    """Return the judgement of a lead: a pure function of the panel, what is known at `now` (ms), and who they are.

    `whose` tells who is held out, and whom a brake comes too late for; None: neither.
    """
    return conclude_on(panel, panel.likeness.of(facts), facts, acts, now, whose)


def conclude_on(
    panel: Panel, like: Like, facts: Facts, acts: Acts | None, now: int, whose: Whose | None = None
) -> Judgement:
    """Return the judgement of a lead whose number is known: `panel.likeness` of the facts."""
    pack, day, case = panel.pack, day_of(now), conclude(panel, like, facts, whose)
    ruling = case.ruling
    findings, settled = ruling.findings, ruling.settled
    taken = penalties(findings, facts, day) if findings.fading else findings.penalties
    points = Points(findings.fit, engagement(acts, pack, day), taken)
    status, route = settled or ("qualified" if is_qualified(points, acts, pack, day) else "open", "none")
    return Judgement(status, route, points, band(points, pack), case, now)


def penalties(findings: Findings, facts: Facts, day: int) -> int:
    """Return what the matched personas take on `day`, hundredths."""
    return findings.penalties + sum(penalty(persona, facts, day) for persona in findings.fading)
