"""What would be decided if a lead brought other facts: the same judgement, asked anew only where the facts are read."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.contracts.model import Status
from pipeline.engine.judge import HAND_RAISES, penalties, precedence
from pipeline.engine.offers import Move
from pipeline.engine.options import apply, touched
from pipeline.engine.panel import Facts, Matches, Panel, ask_again, conclude
from pipeline.engine.score import Points, engagement, is_qualified
from pipeline.engine.view import reading_of
from pipeline.state.activity import Acts
from pipeline.state.time import day_of


class Trial(NamedTuple):
    """What a move would come to."""

    status: Status
    against: int
    """So many live personas exclude."""
    points: int
    """Fit less penalties, in hundredths."""


@dataclass(slots=True)
class Trials:
    """One lead before a panel, on what they did, at one moment (ms)."""

    panel: Panel
    facts: Facts
    acts: Acts | None
    now: int
    lead_id: str | None = None
    _matches: Matches | None = None
    _qualified: dict[tuple[int, int], bool] = field(default_factory=dict)

    def hold(self, move: Move) -> Trial:
        """Return what would be decided if the lead brought these facts."""
        facts = apply(self.facts, move, reading_of(self.panel.pack), day_of(self.now))
        findings = conclude(self.panel, self._ask(facts, move), facts, self.lead_id)
        hand_raised = facts.get("form.purpose") in HAND_RAISES
        cost = penalties(findings, facts, day_of(self.now))
        qualifies = hand_raised or self._is_qualified(findings.fit, cost)
        status, _, _ = precedence(findings, hand_raised=hand_raised, qualifies=qualifies)
        return Trial(status, findings.against, findings.fit - cost)

    def _ask(self, facts: Facts, move: Move) -> Matches:
        if self._matches is None:
            self._matches = self.panel.ask(self.facts)
        return ask_again(self.panel, self._matches, facts, touched(move))

    def _is_qualified(self, fit: int, cost: int) -> bool:
        known = self._qualified.get((fit, cost))
        if known is None:
            pack, day = self.panel.pack, day_of(self.now)
            points = Points(fit, engagement(self.acts, pack, day), cost)
            known = self._qualified[fit, cost] = is_qualified(points, self.acts, pack, day)
        return known
