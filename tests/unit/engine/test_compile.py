import pytest

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.engine.evaluate import outcome, state_of
from pipeline.engine.scale import ONE
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import files, persona

STUDENT = persona(
    more="""\
        effect: exclude
        route: later
        review_after_days: 90
        unless: {fact: job.freelance, is: true, because: works_for_themselves}
        may_become_ambassador: {fact: activity.shares.90d, at_least: 1, because: shares}
    """
)
BUYER = persona("{fact: job.seniority, is: manager, because: manages}", "points: 30", "lead", "buyer")
PENALTY = persona("{fact: job.seniority, is: intern, because: interns}", "effect: penalize\npoints: 25", "intern")


@pytest.fixture
def compiled() -> CompiledPack:
    pack, problems = parse_pack(files(student=STUDENT, lead=BUYER, intern=PENALTY))
    assert pack is not None, problems
    return compile_pack(pack, "0" * 64)


def test_pack(compiled: CompiledPack) -> None:
    """A compiled pack carries all that judging needs, in the file's own units."""
    assert [found.id for found in compiled.personas] == ["intern", "lead", "student"]
    assert (compiled.id, compiled.version, compiled.sha256) == ("small", 1, "0" * 64)
    assert compiled.scale.fit_alone_at == 4500
    assert {worth.what: worth.by_age[0] // ONE for worth in compiled.scale.worth}["pricing_pages"] == 5
    assert compiled.shelf_life_days == {"year": 365, "half_year": 182, "slow": 730}
    assert compiled.fact_names == {"job.seniority", "job.freelance", "activity.shares.90d", "company.relation"}


def test_personas(compiled: CompiledPack) -> None:
    """A compiled persona carries its points, route, review and titles."""
    intern, lead, student = compiled.personas
    assert (intern.points, lead.points, student.points) == (25, 30, 0)
    assert (intern.effect, lead.effect, student.effect) == ("penalize", None, "exclude")
    assert (student.route, student.review_after_days) == ("later", 90)
    assert (lead.route, lead.review_after_days) == ("none", 0)
    assert student.titles == {"fr": "a", "en": "b"}
    assert [reason.code for reason in student.reasons({"job.seniority": "student"})] == ["says_student"]
    assert student.unknown({}) == ["job.seniority"]


@pytest.mark.parametrize(
    ("facts", "became"),
    [
        ({}, "unknown"),
        ({"job.seniority": "manager"}, "not_matched"),
        ({"job.seniority": "student"}, "matched"),
        ({"job.seniority": "student", "job.freelance": True}, "lifted"),
        ({"job.seniority": "student", "job.freelance": False}, "matched"),
        ({"job.seniority": "student", "company.relation": "customer"}, "lifted"),
        ({"job.seniority": "student", "activity.shares.90d": 1}, "ambassador"),
        ({"job.seniority": "student", "activity.shares.90d": 1, "job.freelance": True}, "lifted"),
        ({"job.seniority": "manager", "job.freelance": True}, "not_matched"),
    ],
)
def test_outcome(compiled: CompiledPack, facts: dict[str, Value], became: str) -> None:
    """A match is lifted by the persona's `unless` or the pack's; what is not lifted may become an ambassador."""
    student = compiled.personas[2]
    assert outcome(compiled, student, facts) == became
    matched = became not in {"unknown", "not_matched"}
    assert state_of(student, facts) == ("matched" if matched else became)


def test_lifts_spare_from_exclusion_only(compiled: CompiledPack) -> None:
    """The pack's lifts keep people from being excluded; penalties stand."""
    facts: dict[str, Value] = {"job.seniority": "intern", "company.relation": "customer"}
    assert outcome(compiled, compiled.personas[0], facts) == "matched"


def test_compiled_packs_are_keys(compiled: CompiledPack) -> None:
    """A compiled pack can be a key: what is derived from it is kept by it."""
    assert {compiled: 1}[compiled] == 1
