"""What would have to be otherwise: the fewest facts, and only such as a lead can truthfully bring."""

import pytest

from pipeline.contracts.decision import Counterfactual
from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.engine.counterfactual import counterfactual
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import panel_of
from pipeline.engine.trials import Trials
from pipeline.personas.parse import parse_pack
from pipeline.state.time import DAY_MS
from tests.unit.personas.texts import files, persona

NOW = 20_000 * DAY_MS


def _pack(**personas: str) -> CompiledPack:
    pack, problems = parse_pack(files(**personas))
    assert pack is not None, problems
    return compile_pack(pack, "")


PACK = _pack(
    student=persona(),
    rival=persona("{fact: email.registrable_domain, in_list: rivals, because: rival}", name="rival"),
    far=persona("{fact: geo.country, not_in_zone: market, because: far}", name="far"),
    poor=persona(
        "{fact: budget.declared, is: none, because: no_budget}",
        "effect: exclude\nunless: {fact: need.declared, is: project, because: has_project}",
        name="poor",
    ),
    late=persona(
        "{fact: timeline.declared, at_least: 12, because: late}",
        "effect: exclude\nroute: later\nreview_after_days: 90",
        name="late",
    ),
    boss=persona(
        "all:\n  - {fact: job.seniority, is: director, because: directs}\n"
        "  - {fact: job.function, in: [it, sales], because: our_function}",
        "points: 60",
        name="boss",
        kind="buyer",
    ),
)


def _found(facts: dict[str, Value], pack: CompiledPack = PACK) -> Counterfactual | str:
    panel = panel_of(pack, {persona.id: "live" for persona in pack.personas})
    return counterfactual(Trials(panel, facts, None, NOW), judge_by(panel, facts, None, NOW))


@pytest.mark.parametrize(
    ("facts", "changes", "status"),
    [
        ({"job.seniority": "student", "job.function": "it"}, {"job.seniority": "director"}, "qualified"),
        ({"geo.country": "US"}, {"geo.country": "BE"}, "open"),
        ({"timeline.declared": 18}, {"timeline.declared": 11}, "open"),
        ({}, {"job.function": "it", "job.seniority": "director"}, "qualified"),
        ({"budget.declared": "none"}, {"budget.declared": "below_minimum"}, "open"),
        (
            {"geo.country": "US", "timeline.declared": 12, "budget.declared": "none"},
            {"geo.country": "BE", "budget.declared": "below_minimum"},
            "nurture",
        ),
    ],
)
def test_fewest(facts: dict[str, Value], changes: dict[str, Value], status: str) -> None:
    """The counterfactual is the shortest list of facts that gives a better status; of equals, to the best status."""
    found = _found(facts)
    assert not isinstance(found, str)
    assert {change.fact: change.needed for change in found.changes} == changes
    assert {change.fact: change.observed for change in found.changes} == {fact: facts.get(fact) for fact in changes}
    assert found.status == status


def test_nothing_better() -> None:
    """Of a qualified lead nothing has to be otherwise."""
    assert _found({"job.seniority": "director", "job.function": "sales"}) == "qualified"


def test_not_theirs_to_bring() -> None:
    """A competitor stays one, whatever they say of title, country, budget, need or time: then there is none."""
    assert _found({"email.registrable_domain": "rival.example"}) == "beyond_the_lead"


def test_more_than_three() -> None:
    """What four facts would have to be for is no advice to anybody."""
    said: dict[str, Value] = {
        "job.seniority": "student", "job.function": "hr", "budget.declared": "none", "need.declared": "none",
    }  # fmt: skip
    four = {
        f"p{at}": persona(f"{{fact: {fact}, is: {value}, because: so}}", name=f"p{at}")
        for at, (fact, value) in enumerate(said.items())
    }
    assert _found(said, _pack(**four)) == "beyond_the_lead"
    del said["job.function"]
    assert not isinstance(_found(said, _pack(**four)), str)


def test_title_goes_along() -> None:
    """Another seniority is another title: what the title says now no longer counts."""
    pack = _pack(student=persona("{fact: job.title, contains: thesis, because: says_thesis}"))
    found = _found({"job.title": "Thesis student"}, pack)
    assert not isinstance(found, str)
    assert [change.fact for change in found.changes] == ["job.seniority"]
    both = _pack(
        student=persona(
            "any:\n  - {fact: job.title, contains: thesis, because: says_thesis}\n"
            "  - {fact: job.seniority, is: student, because: says_student}"
        )
    )
    found = _found({"job.title": "Thesis student", "job.seniority": "student"}, both)
    assert not isinstance(found, str)
    assert [change.fact for change in found.changes] == ["job.seniority"]
