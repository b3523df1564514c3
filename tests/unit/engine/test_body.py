"""Bodies of decisions: the same for all leads of whom the same is known, and remembered within bounds."""

import pytest

from pipeline.engine import body as bodies
from pipeline.engine.body import body
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import Whose, panel_of
from pipeline.engine.trials import Trials
from tests.unit.engine.making import pack, persona


def _bodies(facts: dict[str, str | bool], *leads: str) -> list[bytes]:
    panel, found = panel_of(pack(persona("student")), {"student": "live"}), []
    for lead in leads:
        whose = Whose(lead)
        trials = Trials(panel, facts, None, 0, whose)
        found.append(body(trials, judge_by(panel, facts, None, 0, whose)))
    return found


def test_large_bodies_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack with very many personas makes large decisions: they are the same each time, and fill no memory."""
    one, other = _bodies({"student": True}, "one", "other")
    assert one is other
    monkeypatch.setattr(bodies, "MOST_BYTES", len(one) - 1)
    large, again = _bodies({"student": True}, "one", "other")
    assert large == again == one
    assert large is not again
