"""Criteria that can never hold, always do, or say what another persona says."""

import pytest

from pipeline.cli.packs import FACTS, compiler_of
from pipeline.engine.compile import compile_pack
from pipeline.errors import Problem
from pipeline.personas import logic
from pipeline.personas.logic import lint_logic
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import files, persona


def _found(given: dict[str, str]) -> list[Problem]:
    pack, problems = parse_pack(given)
    assert pack is not None, problems
    return list(lint_logic(pack, FACTS.find, compiler_of(compile_pack(pack, ""), pack.head)))


STUDENT = "{fact: job.seniority, is: student, because: x}"
MANAGER = "{fact: job.seniority, is: manager, because: x}"
BIG = "{fact: company.size, at_least: 100, because: x}"
SMALL = "{fact: company.size, less_than: 100, because: x}"


@pytest.mark.parametrize(
    ("criteria", "code", "path"),
    [
        (f"all: [{STUDENT}, {MANAGER}]", "impossible", "all"),
        (f"all: [{BIG}, {SMALL}]", "impossible", "all"),
        ("{fact: job.title, in_list: rivals, because: x}", "", ""),
        (f"any: [{BIG}, {{all: [{STUDENT}, {MANAGER}]}}]", "impossible", "all"),
        (f"any: [{BIG}, {SMALL}]", "always_true", "any"),
        (f"any: [{STUDENT}, {{fact: job.seniority, is_not: student, because: x}}]", "always_true", "any"),
        (f"not: {{all: [{STUDENT}, {MANAGER}]}}", "always_true", "not"),
        ("{fact: email.kind, not_in: [business, freemail, disposable, academic, alias], because: x}", "impossible", "x"),
        ("{fact: email.kind, in: [business, freemail, disposable, academic, alias], because: x}", "always_true", "x"),
        ("all: [{fact: geo.country, in_zone: market, because: x}, {fact: geo.country, is: DE, because: x}]", "impossible", "x"),
        ("all: [{fact: geo.country, in_zone: market, because: x}, {fact: geo.country, is: BE, because: x}]", "", ""),
        ("all: [{fact: intent.text, contains: thesis, because: x}, {fact: intent.text, contains: press, because: x}]", "", ""),
        ("all: [{fact: intent.text, contains: thesis, because: x}, {not: {fact: intent.text, contains_any: [thesis, press], because: x}}]", "impossible", "x"),
        ("all: [{fact: job.title, contains: a, because: x}, {fact: job.title, contains: b, because: x}]", "", ""),
        ("all: [{fact: job.title, contains: a, because: x}, {not: {fact: job.title, contains: a, because: x}}]", "", ""),
        ("{fact: intent.text, is_known: true, because: x}", "", ""),
        (f"all: [{STUDENT}, {{fact: job.seniority, is: manager, within_days: 3, because: x}}]", "", ""),
        (f"{{at_least: 2, of: [{STUDENT}, {MANAGER}]}}", "impossible", "x"),
        (f"{{at_least: 2, of: [{STUDENT}, {BIG}]}}", "", ""),
        ("{fact: activity.pages.7d, more_than: 3, because: x}", "", ""),
        ("{fact: crm.open_opportunity, is: true, because: x}", "", ""),
    ],
)  # fmt: skip
def test_faults(criteria: str, code: str, path: str) -> None:
    """What can't hold, or always does, is told; where texts could fit in ways nobody can list, nothing is said."""
    assert [problem.code for problem in _found(files(student=persona(criteria)))] == ([code] if path else [])


def test_dead_branch() -> None:
    """Of an `any` the branch that can't hold is named, with its place."""
    (problem,) = _found(files(student=persona(f"any:\n  - {BIG}\n  - all: [{STUDENT}, {MANAGER}]")))
    assert (problem.code, problem.file, problem.line) == ("impossible", "student.yaml", 18)


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (("points: 5", "buyer", STUDENT), ("effect: exclude", "negative", STUDENT), ["contradiction"]),
        (("points: 5", "buyer", f"all: [{STUDENT}, {BIG}]"), ("effect: exclude", "negative", STUDENT), ["contradiction"]),
        (("points: 5", "buyer", STUDENT), ("effect: exclude", "negative", f"all: [{STUDENT}, {BIG}]"), []),
        (("points: 5", "buyer", MANAGER), ("effect: exclude", "negative", STUDENT), []),
        (("effect: penalize\npoints: 5", "negative", STUDENT), ("effect: exclude", "negative", STUDENT), ["overlap"]),
        (("effect: exclude", "negative", STUDENT), ("effect: exclude", "negative", f"any: [{STUDENT}, {BIG}]"), ["overlap"]),
        (("effect: exclude\nroute: hr", "negative", STUDENT), ("effect: exclude", "negative", f"any: [{STUDENT}, {BIG}]"), []),
        (("effect: flag", "negative", STUDENT), ("effect: exclude", "negative", STUDENT), []),
    ],
)  # fmt: skip
def test_between(one: tuple[str, str, str], other: tuple[str, str, str], codes: list[str]) -> None:
    """A persona whose every match another one excludes is told: a contradiction of a buyer, an overlap otherwise."""
    given = {name: persona(text, more, name, kind) for name, (more, kind, text) in (("one", one), ("other", other))}
    assert [problem.code for problem in _found(files(**given))] == codes


def test_the_same_twice() -> None:
    """Two personas that say the same overlap both ways, and both are warnings."""
    found = _found(files(one=persona(STUDENT, name="one"), other=persona(STUDENT, name="other")))
    assert [(problem.code, problem.severity, problem.file) for problem in found] == [
        ("overlap", "warning", "one.yaml"),
        ("overlap", "warning", "other.yaml"),
    ]


def test_always_lifted() -> None:
    """A persona whose every match its own `unless` lifts never does anything."""
    found = _found(files(student=persona(f"all: [{STUDENT}, {BIG}]", f"effect: exclude\nunless: {STUDENT}")))
    assert [problem.code for problem in found] == ["impossible"]


def test_too_many_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are too many cases to try, nothing is said."""
    criteria = f"all: [{STUDENT}, {MANAGER}]"
    monkeypatch.setattr(logic, "MAX_CASES", 3)
    assert _found(files(student=persona(criteria))) == []


def test_too_many_cases_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many personas a pack has, so many cases are tried and no more: what comes first is answered."""
    criteria = f"all: [{STUDENT}, {MANAGER}]"
    given = files(one=persona(criteria, name="one"), other=persona(criteria, name="other"))
    assert [problem.file for problem in _found(given)] == ["one.yaml", "other.yaml"]
    monkeypatch.setattr(logic, "MAX_CASES_IN_ALL", 15)
    assert [problem.file for problem in _found(given)] == ["one.yaml"]
