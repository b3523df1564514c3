import pytest

from pipeline.contracts.model import Value
from pipeline.personas import fairness, weak
from pipeline.personas.model import Pack
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import files, persona


def _pack(criteria: str, more: str = "effect: exclude") -> Pack:
    pack, problems = parse_pack(files(student=persona(criteria, more)))
    assert pack is not None, problems
    return pack


@pytest.mark.parametrize(
    "fact",
    [
        "consent.email",
        "consent.anything",
        "contact.language",
        "contact.gibberish",
        "form.answers.age",
        "form.answers.your_age",
        "form.answers.dateOfBirth",
        "form.answers.Civilité",
        "form.answers.genre",
        "form.answers.nationality",
        "form.answers.last_name",
        "form.answers.nom de famille",
        "form.answers.postal_code",
        "form.answers.city",
        "form.answers.gdpr-consent",
    ],
)
@pytest.mark.parametrize("member", ["criteria", "unless", "may_become_ambassador"])
def test_forbidden(fact: str, member: str) -> None:
    """Nobody is judged by consent, language, gibberish, or what they are born or live with: not for, not against."""
    leaf = f"{{fact: {fact}, is: x, because: x}}"
    pack = (
        _pack(leaf)
        if member == "criteria"
        else _pack("{fact: a.b, is: x, because: x}", f"effect: flag\n{member}: {leaf}")
    )
    assert [problem.code for problem in fairness.forbidden_facts(pack)] == ["unfair_fact"]


@pytest.mark.parametrize(
    "field",
    [
        "age_range", "ageGroup", "tranche_d_age", "origine_ethnique", "situation_familiale", "langue_maternelle",
        "mother_tongue", "sexual_orientation", "religious_group",
    ],
)  # fmt: skip
def test_by_another_name(field: str) -> None:
    """An age in steps, and the usual names of such fields in both languages, are what they are."""
    assert fairness.is_protected_answer(f"form.answers.{field}")


@pytest.mark.parametrize(
    "fact",
    [
        "job.title", "geo.region", "form.answers.occupation", "form.answers.age_of_contract", "form.answers.lead_origin",
        "form.answers.group_name", "form.answers.customer_group",
    ],
)  # fmt: skip
def test_allowed(fact: str) -> None:
    """Facts about the job, the company or the project may be criteria."""
    assert list(fairness.forbidden_facts(_pack(f"{{fact: {fact}, is: x, because: x}}"))) == []


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ("{fact: a.b, is_known: false, because: x}", 1),
        ("not: {fact: a.b, is_known: true, because: x}", 1),
        ("not: {not: {fact: a.b, is_known: false, because: x}}", 1),
        ("{fact: a.b, is_known: true, because: x}", 0),
        ("not: {fact: a.b, is_known: false, because: x}", 0),
    ],
)
def test_blanks(criteria: str, found: int) -> None:
    """No criterion holds because something was left blank."""
    assert len(list(fairness.blanks(_pack(criteria)))) == found


def _weak(pack: Pack, *matching: dict[str, Value]) -> int:
    return len(list(weak.weak_alone(pack, lambda _, facts: facts in matching)))


@pytest.mark.parametrize(
    "facts",
    [
        {"email.kind": "freemail"},
        {"email.kind": "academic"},
        {"email.kind": "alias"},
        {"job.seniority": "unemployed"},
        {"job.seniority": "retired"},
        {"email.kind": "freemail", "job.seniority": "unemployed"},
        {},
    ],
)
@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("effect: exclude", 1),
        ("effect: penalize\npoints: 11", 1),
        ("effect: penalize\npoints: 10", 0),
        ("effect: flag", 0),
    ],
)
def test_weak_alone(facts: dict[str, Value], more: str, found: int) -> None:
    """An address, or being out of work, may alone cost 10 points at most, and never exclude; nor may nothing known."""
    assert _weak(_pack("{fact: a.b, is: x, because: x}", more), facts) == found


@pytest.mark.parametrize("answer", ["Unemployed", "Retraité", "Demandeur d'emploi", "sans emploi"])
def test_weak_answers(answer: str) -> None:
    """The same holds where a form's own answer says it."""
    pack = _pack(f'{{fact: form.answers.occupation, in: ["{answer}", Student], because: x}}')
    assert _weak(pack, {"form.answers.occupation": answer}) == 1
    assert _weak(pack, {"form.answers.occupation": "Student"}) == 0


STATED = "{fact: geo.country_source, in: [declared, company], because: y}"
COUNTRY = "{fact: geo.country, not_in_zone: market, because: x}"


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        (COUNTRY, 1),
        (f"all: [{COUNTRY}, {STATED}]", 0),
        (f"all: [{STATED}, any: [{COUNTRY}, {{fact: a.b, is: x, because: x}}]]", 0),
        (f"any: [{COUNTRY}, {STATED}]", 1),
        (f"not: {{all: [{COUNTRY}, {STATED}]}}", 1),
        (f"all: [{STATED}, {{not: {{fact: geo.country, in_zone: market, because: x}}}}]", 0),
        (
            "all: [{fact: geo.country, is: US, because: x}, {fact: geo.country_source, in: [declared, ip], because: y}]",
            1,
        ),
        ("all: [{fact: geo.country, is: US, because: x}, {fact: geo.country_source, is_not: ip, because: y}]", 1),
        ("{fact: geo.ip_country, is: US, because: x}", 1),
        ("{fact: phone.country, is: US, because: x}", 1),
        ("{fact: company.country, is: US, because: x}", 0),
    ],
)
def test_places(criteria: str, found: int) -> None:
    """Who excludes by a place says beside it that it was stated; an address on the net or a phone's country only flag."""
    assert len(list(fairness.guessed_places(_pack(criteria)))) == found
    assert list(fairness.guessed_places(_pack(criteria, "effect: flag"))) == []
