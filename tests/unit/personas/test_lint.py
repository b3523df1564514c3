from collections.abc import Mapping
from datetime import date

import pytest

from pipeline.contracts.fact import FactSpec
from pipeline.contracts.model import Value
from pipeline.personas.lint import Catalogue, lint, lint_papers
from pipeline.personas.model import Pack
from pipeline.personas.parse import parse_pack
from pipeline.personas.testing import parse_tests
from tests.unit.personas.texts import HEAD, files, persona

SPECS = {
    spec.name: spec
    for spec in (
        FactSpec(name="job.seniority", type="choice", choices=("student", "manager"), doc="x"),
        FactSpec(name="job.title", type="text", doc="x"),
        FactSpec(name="company.size", type="number", doc="x"),
        FactSpec(name="crm.open_opportunity", type="flag", doc="x"),
        FactSpec(name="intent.text", type="set", choices=("thesis", "press"), doc="x"),
        FactSpec(name="geo.country", type="text", doc="x"),
        FactSpec(name="company.relation", type="choice", choices=("customer",), doc="x"),
    )
}
CATALOGUE = Catalogue(SPECS.get, SPECS)
CASES = """\
- {name: one, facts: {job.seniority: student}, expect: matched}
- {name: two, facts: {job.seniority: manager}, expect: not_matched}
- {name: three, facts: {}, expect: unknown}
"""


def _never(_: str, __: Mapping[str, Value]) -> bool | None:
    return None


def _pack(given: dict[str, str]) -> Pack:
    pack, problems = parse_pack(given)
    assert pack is not None, problems
    return pack


@pytest.mark.parametrize(
    ("criteria", "told"),
    [
        ("{fact: job.senority, is: student, because: x}", "no fact `job.senority`; did you mean `job.seniority`?"),
        ("{fact: job.seniority, is: studnet, because: x}", "is never 'studnet'; did you mean `student`?"),
        ("{fact: job.seniority, in: [manager, boss], because: x}", "is never 'boss'"),
        ("{fact: job.seniority, is: 3, because: x}", "it is never 3"),
        ("{fact: job.seniority, contains: student, because: x}", "`contains` can't be asked of it"),
        ("{fact: job.title, at_least: 3, because: x}", "`at_least` can't be asked of it"),
        ("{fact: company.size, is: many, because: x}", "it is never 'many'"),
        ("{fact: company.size, is: true, because: x}", "it is never True"),
        ("{fact: crm.open_opportunity, is: 'yes', because: x}", "it is never 'yes'"),
        ("{fact: intent.text, is: thesis, because: x}", "`is` can't be asked of it"),
        ("{fact: intent.text, contains: theses, because: x}", "is never 'theses'; did you mean `thesis`?"),
    ],
)
def test_wrong_facts(criteria: str, told: str) -> None:
    """What is asked of a fact that does not exist, or can never be so, is told with its place."""
    problems = lint(_pack(files(student=persona(criteria))), CATALOGUE, _never)
    assert [told in problem.message for problem in problems] == [True]
    assert (problems[0].file, problems[0].line) == ("student.yaml", 16)


@pytest.mark.parametrize(
    "criteria",
    [
        "{fact: job.seniority, not_in: [student], because: x}",
        "{fact: job.title, contains: étudiant en droit, because: x}",
        "{fact: company.size, at_most: 10.5, because: x}",
        "{fact: crm.open_opportunity, is: false, because: x}",
        "{fact: intent.text, contains: thesis, because: x}",
        "{fact: job.title, in_list: rivals, because: x}",
        "{fact: intent.text, is_known: true, because: x}",
    ],
)
def test_right_facts(criteria: str) -> None:
    """What can be asked of a fact goes through."""
    assert lint(_pack(files(student=persona(criteria))), CATALOGUE, _never) == []


def _papers(given: dict[str, str], today: date = date(2026, 11, 22)) -> list[tuple[str, str, str]]:
    cases, problems = parse_tests(given)
    assert problems == []
    found = lint_papers(_pack(given), cases, CATALOGUE, today, _never)
    return [(problem.file, problem.code, problem.severity) for problem in found]


def test_papers_in_order() -> None:
    """A persona with its portrait, its cases and a review to come owes nothing."""
    assert _papers({**files(), "student.test.yaml": CASES}) == []


@pytest.mark.parametrize(
    ("left_out", "code"), [("one", "missing_match"), ("two", "missing_no_match"), ("three", "missing_unknown")]
)
def test_missing_cases(left_out: str, code: str) -> None:
    """Every persona needs a case that matches, one that does not, and one that can't be told."""
    kept = "\n".join(line for line in CASES.splitlines() if left_out not in line)
    assert _papers({**files(), "student.test.yaml": kept}) == [("student.test.yaml", code, "error")]


def test_never_unknown() -> None:
    """Who says something even of somebody unknown owes no case that can't be told."""
    given = {**files(), "student.test.yaml": CASES.replace("- {name: three, facts: {}, expect: unknown}\n", "")}
    cases, _ = parse_tests(given)
    found = lint_papers(_pack(given), cases, CATALOGUE, date(2026, 11, 22), lambda _, __: False)
    assert found == []


def test_no_test_file() -> None:
    """A persona without tests is told so."""
    assert {code for _, code, _ in _papers(files())} == {"missing_match", "missing_no_match", "missing_unknown"}


def test_cases_of_false_facts() -> None:
    """A case with a fact that does not exist, or a value it never has, would test nothing."""
    wrong = CASES + "- {name: four, facts: {job.senority: student}, expect: unknown}\n"
    wrong += "- {name: five, facts: {job.seniority: boss}, expect: not_matched}\n"
    assert [code for _, code, _ in _papers({**files(), "student.test.yaml": wrong})] == ["unknown_fact", "wrong_type"]


@pytest.mark.parametrize(
    ("kind", "more", "owed"),
    [
        ("negative", "effect: exclude", 1),
        ("buyer", "points: 5", 0),
        ("detractor", "effect: flag", 1),
    ],
)
def test_portraits(kind: str, more: str, owed: int) -> None:
    """A portrait says why no opportunity comes of them, a detractor's who can veto; a buyer's needs neither."""
    text = persona(kind=kind, more=more).replace("  no_opportunity_because: {fr: a, en: b}\n", "")
    found = [code for _, code, _ in _papers({**files(student=text), "student.test.yaml": CASES})]
    assert found == ["missing_portrait"] * owed


def test_past_review() -> None:
    """A review that is due is a warning: it must not stop anybody by the calendar alone."""
    given = {**files(), "student.test.yaml": CASES}
    assert _papers(given, date(2027, 1, 31)) == []
    assert _papers(given, date(2027, 2, 1)) == [("student.yaml", "review_due", "warning")]


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("holdout_percent: {default: 0}", "unmeasured", (12, 18)),
        ("holdout_percent: {default: 5, personas: {student: 0}}", "unmeasured", (12, 51)),
        ("exclusion_budget_percent: {default: 0}", "no_budget", (12, 27)),
    ],
)
def test_percentages_that_measure_nothing(line: str, code: str, place: tuple[int, int]) -> None:
    """Where nobody is let through mistakes are never seen, and a budget of nothing is spent at once: warnings."""
    problems = lint_papers(
        _pack({**files(), "pack.yaml": f"{HEAD}{line}\n"}), [], CATALOGUE, date(2026, 11, 22), _never
    )
    found = [problem for problem in problems if problem.code == code]
    assert [(problem.severity, problem.line, problem.column) for problem in found] == [("warning", *place)]


def test_competitors_need_no_holdout() -> None:
    """Of competitors nobody is ever let through, and nobody complains."""
    given = files(competitor=persona(name="competitor"))
    problems = lint_papers(_pack(given), [], CATALOGUE, date(2026, 11, 22), _never)
    assert "unmeasured" not in {problem.code for problem in problems}
