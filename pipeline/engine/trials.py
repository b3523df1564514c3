"""What would be decided if a lead brought other facts: the same judgement, asked anew only where the facts are read."""

from dataclasses import dataclass
from typing import NamedTuple

from pipeline.contracts.model import Status
from pipeline.engine.findings import Facts
from pipeline.engine.judge import conclude_on
from pipeline.engine.likeness import Like
from pipeline.engine.offers import Move
from pipeline.engine.options import apply, touched
from pipeline.engine.panel import Panel, Whose
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
    whose: Whose | None = None
    _like: Like | None = None

    def hold(self, move: Move) -> Trial:
        """Return what would be decided if the lead brought these facts."""
        facts = apply(self.facts, move, reading_of(self.panel.pack), day_of(self.now))
        judgement = conclude_on(self.panel, self._ask(facts, move), facts, self.acts, self.now, self.whose)
        points = judgement.points
        return Trial(judgement.status, judgement.findings.against, points.fit - points.penalties)

    def _ask(self, facts: Facts, move: Move) -> Like:
        if self._like is None:
            self._like = self.panel.likeness.of(self.facts)
        return self.panel.likeness.again(self._like, facts, touched(move))
