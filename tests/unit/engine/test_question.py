"""What to ask next: the one answer that would decide most."""

import pytest

from pipeline.contracts.model import Value
from pipeline.engine.compile import compile_pack
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import panel_of
from pipeline.engine.question import QUESTIONS, next_question
from pipeline.engine.trials import Trials
from pipeline.personas.parse import parse_pack
from pipeline.state.time import DAY_MS
from tests.unit.personas.texts import files, persona

PACK, PROBLEMS = parse_pack(
    files(
        student=persona("{fact: job.seniority, in: [student, intern], because: studies}"),
        poor=persona("{fact: budget.declared, is: none, because: no_budget}", name="poor"),
        far=persona("{fact: geo.country, not_in_zone: market, because: far}", name="far"),
    )
)


def _asked(facts: dict[str, Value]) -> str | None:
    assert PACK is not None, PROBLEMS
    panel = panel_of(compile_pack(PACK, ""), dict.fromkeys(("student", "poor", "far"), "live"))
    judgement = judge_by(panel, facts, None, 20_000 * DAY_MS)
    unknown = [name for verdict in judgement.verdicts for name in verdict.persona.unknown(facts)]
    question = next_question(Trials(panel, facts, None, 20_000 * DAY_MS), judgement, unknown)
    return None if question is None else question.fact


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({}, "job.title"),
        ({"job.seniority": "director"}, "geo.country"),
        ({"job.seniority": "director", "geo.country": "FR"}, "budget.declared"),
        ({"job.seniority": "director", "geo.country": "FR", "budget.declared": "enough"}, None),
        ({"job.seniority": "student"}, None),
        ({"form.purpose": "demo"}, None),
    ],
)
def test_next(facts: dict[str, Value], asked: str | None) -> None:
    """The most deciding unknown is asked for, of a lead who is open, until no answer would decide any more."""
    assert _asked(facts) == asked


def test_both_languages() -> None:
    """Every question is asked in French and in English."""
    assert all(question.fr.endswith("?") and question.en.endswith("?") for question in QUESTIONS.values())
