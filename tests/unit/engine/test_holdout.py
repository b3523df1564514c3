"""Holdout: who is let through is the same for ever, and as many as the pack says."""

from pipeline.engine.compile import compile_pack
from pipeline.engine.holdout import SHARES, is_held_out
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import HEAD, files, persona

LEADS = [f"{number:032x}" for number in range(20_000)]


def test_share() -> None:
    """Of many leads the share is held out, each by every persona apart; none of nothing, all of all."""
    student = {lead for lead in LEADS if is_held_out(lead, "student", 500)}
    poor = {lead for lead in LEADS if is_held_out(lead, "no-budget", 500)}
    assert 900 < len(student) < 1100
    assert 900 < len(poor) < 1100
    assert len(student & poor) < 100
    assert not any(is_held_out(lead, "student", 0) for lead in LEADS)
    assert all(is_held_out(lead, "student", SHARES) for lead in LEADS[:100])
    assert student == {lead for lead in LEADS if is_held_out(lead, "student", 500)}


def test_a_greater_share_keeps_the_smaller() -> None:
    """Who is held out by a share still is by a greater one: what was measured stays measured."""
    assert all(is_held_out(lead, "student", 1000) for lead in LEADS if is_held_out(lead, "student", 500))


def test_who_holds_out() -> None:
    """Personas that exclude hold out 5 % unless the pack says otherwise; competitor, solicitor and the others nobody."""
    texts = files(
        student=persona(),
        competitor=persona(name="competitor"),
        solicitor=persona(name="solicitor"),
        weak=persona(name="weak", more="effect: penalize\npoints: 10"),
        poor=persona(name="poor"),
    )
    texts["pack.yaml"] = HEAD + "holdout_percent: {default: 5, personas: {poor: 12.5}}\n"
    pack, problems = parse_pack(texts)
    assert pack is not None, problems
    held = {found.id: found.holdout for found in compile_pack(pack, "").personas}
    assert held == {"student": 500, "competitor": 0, "solicitor": 0, "weak": 0, "poor": 1250}
