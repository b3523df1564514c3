"""The panel: who judges, and what it remembers of its own findings."""

import pytest

from pipeline.engine import panel as panels
from pipeline.engine.holdout import SHARES
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import Whose, find, panel_of
from tests.unit.engine.making import pack, persona, when

PACK = pack(
    persona("student", unless=when("founder"), ambassador=when("shares")),
    persona("weak", effect="penalize", points=30),
    persona("buyer", effect=None, kind="buyer", points=60),
)


def test_one_panel_for_the_same_standings() -> None:
    """However the standings are held, the same ones make the same panel, and others another."""
    assert panel_of(PACK, {"student": "live", "weak": "live"}) is panel_of(PACK, {"weak": "live", "student": "live"})
    assert panel_of(PACK, {"student": "live"}) is not panel_of(PACK, {"student": "shadow"})


def test_the_retired_are_not_asked() -> None:
    """Nobody asks a retired persona, whatever it would say."""
    assert [persona.id for persona in panel_of(PACK, {"weak": "retired"}).personas] == ["student", "buyer"]


def test_leads_of_whom_all_say_the_same_share_their_findings() -> None:
    """What matches nobody more changes no finding; each answer of who matches does, `unless` and ambassador included."""
    panel = panel_of(PACK, {"student": "live"})
    base = {"student": True}
    assert find(panel, base | {"job.title": "x"}) is find(panel, base | {"job.title": "y"})
    others = [base, base | {"founder": True}, base | {"shares": True}, {"student": False}, base | {"weak": True}]
    assert len({id(find(panel, facts)) for facts in others}) == len(others)
    assert find(panel, {}) is find(panel, {"student": False})


def test_who_cannot_tell_is_told_from_who_does_not_match() -> None:
    """Leads who share findings have verdicts of their own: a persona that is unknown of one does not match the other."""
    panel = panel_of(PACK, {"student": "live"})
    one, other = (
        {verdict.persona.id: verdict.state for verdict in judge_by(panel, facts, None, 0).verdicts}
        for facts in ({"weak": True}, {"weak": True, "student": False})
    )
    assert one == {"student": "unknown", "weak": "matched", "buyer": "unknown"}
    assert other == {"student": "not_matched", "weak": "matched", "buyer": "unknown"}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack with very many answers cannot fill memory: the panel begins anew, and finds the same."""
    monkeypatch.setattr(panels, "_MOST", 2)
    panel = panel_of(PACK, {"student": "live", "weak": "shadow"})
    kept = [find(panel, facts).matched for facts in ({}, {"student": True}, {"weak": True}, {"student": True})]
    assert kept == [(), ("student@1",), ("weak@1",), ("student@1",)]
    assert len(panel.heard) <= 2
    assert len(panel.shared) <= 2


def test_ways_to_be_held_out_are_bounded() -> None:
    """Among many personas that match, each lead may be held out by others: a panel does not keep them all."""
    names = [f"per{at}" for at in range(12)]
    many = pack(*(persona(name, holdout=SHARES // 2) for name in names))
    panel, facts = panel_of(many, dict.fromkeys(names, "live")), dict.fromkeys(names, True)
    found = {find(panel, facts, Whose(f"lead {at}")).held_out for at in range(300)}
    assert len(found) > 200
    assert [len(heard.cases) <= 64 for heard in panel.heard.values()] == [True]
    assert find(panel, facts, Whose("lead 7")).held_out in found
