"""The verdict: which personas match, and what follows by the order of precedence (product rule 3)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from pipeline.contracts.model import Route, Status
from pipeline.engine.compile import CompiledPack
from pipeline.engine.panel import Facts, Findings, Matches, Panel, Standings, Verdict, Whose, conclude, panel_of
from pipeline.engine.score import Points, band, engagement, is_qualified, penalty
from pipeline.state.activity import Acts
from pipeline.state.override import Override
from pipeline.state.time import day_of

HAND_RAISES: Final = frozenset({"demo", "quote", "contact", "trial"})
"""Form purposes by which somebody asks for us."""
LIFT_FLAGS: Final[Mapping[str, str]] = {"customer": "existing_customer", "partner": "partner"}


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
    findings: Findings
    flags: tuple[str, ...]
    hand_raised: bool
    """Somebody asks for us."""
    at: int
    """The moment, ms, at which this holds."""
    overruled: Overruled | None = None
    """By whom status and route were set; None: the personas decide."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what each persona says, in the order of their ids."""
        return self.findings.verdicts


def judge(pack: CompiledPack, standings: Standings, facts: Facts, acts: Acts | None, now: int) -> Judgement:
    """Return the judgement of somebody who is held out by nobody: what the personas say of such a lead."""
    return judge_by(panel_of(pack, standings), facts, acts, now)


def judge_by(panel: Panel, facts: Facts, acts: Acts | None, now: int, whose: Whose | None = None) -> Judgement:
    """Return the judgement of a lead: a pure function of the panel, what is known at `now` (ms), and who they are.

    `whose` tells who is held out, and whom a brake comes too late for; None: neither.
    """
    return conclude_on(panel, panel.ask(facts), facts, acts, now, whose)


def conclude_on(
    panel: Panel, matches: Matches, facts: Facts, acts: Acts | None, now: int, whose: Whose | None = None
) -> Judgement:
    """Return the judgement of a lead of whom it was already asked who matches."""
    pack, day, findings = panel.pack, day_of(now), conclude(panel, matches, facts, whose)
    points = Points(findings.fit, engagement(acts, pack, day), penalties(findings, facts, day))
    hand_raised = str(facts.get("form.purpose")) in HAND_RAISES
    qualifies = hand_raised or (findings.kept is None and is_qualified(points, acts, pack, day))
    status, route, review = precedence(findings, hand_raised=hand_raised, qualifies=qualifies)
    review = review or (status == "excluded" and _is_to_be_confirmed(findings, facts))
    flags = _flags(findings, facts, review=review)
    return Judgement(status, route, points, band(points, pack), findings, flags, hand_raised, now)


def penalties(findings: Findings, facts: Facts, day: int) -> int:
    """Return what the matched personas take on `day`, hundredths."""
    taken = findings.penalties
    for persona in findings.fading:
        taken += penalty(persona, facts, day)
    return taken


def precedence(findings: Findings, *, hand_raised: bool, qualifies: bool) -> tuple[Status, Route, bool]:
    """Return status, route and whether a person should look, by the first rule that applies."""
    if findings.kept is not None and not (hand_raised and findings.may_be_spared):
        status, route = findings.kept
        return status, route, False
    return "qualified" if qualifies else "open", "none", findings.kept is not None


def _is_to_be_confirmed(findings: Findings, facts: Facts) -> bool:
    if findings.confirms == "freelancers":
        return facts.get("job.freelance") is True
    return findings.confirms == "everybody"


def _flags(findings: Findings, facts: Facts, *, review: bool) -> tuple[str, ...]:
    relation = LIFT_FLAGS.get(str(facts.get("company.relation")))
    if relation is None and not review and not findings.flags:
        return ()
    more = {relation} if relation else set()
    return tuple(sorted(findings.flags | more | ({"needs_review"} if review else set())))
