"""A persona's test file: facts, and what the persona must say of them. Parses, and runs against whoever judges."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, RootModel

from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.personas.criterion import FactName, Sheet
from pipeline.personas.document import read_document
from pipeline.personas.model import HEAD, TEST_SUFFIX, Line, file_of
from pipeline.personas.parse import read_sheet

Expectation = Literal["matched", "not_matched", "unknown", "lifted", "ambassador"]
"""`lifted`: the criteria hold, and an `unless` too. `ambassador`: they hold, and `may_become_ambassador` does."""


Held = str | int | float | bool | tuple[str, ...]


class Told(Sheet):
    """A fact, and how long ago it was told."""

    value: Held
    days_ago: Annotated[int, Field(ge=0, le=36_500)]


class CaseSheet(Sheet):
    """A case as it stands in the file."""

    name: Line
    facts: dict[FactName, Held | Told]
    """By name: what is known of somebody, or `{value, days_ago}` where it matters when it was told."""
    expect: Expectation
    """What the persona must say of them."""


class CasesSheet(RootModel[Annotated[tuple[CaseSheet, ...], Field(min_length=1)]]):
    """The whole of a test file."""


@dataclass(frozen=True)
class Case:
    """One case of a persona's test file, and where it stands."""

    persona: str
    name: str
    facts: dict[str, Value]
    days_ago: dict[str, int]
    """How long ago facts were told; today, where nothing is said."""
    expect: Expectation
    file: str
    line: int


Judge = Callable[[Case], str]
"""What becomes of the persona, in the words of `Expectation`."""


def parse_tests(files: Mapping[str, str]) -> tuple[list[Case], list[Problem]]:
    """Return the cases of all test files among these, and everything wrong with them; other files are passed over."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for file in sorted(name for name in files if name.endswith(TEST_SUFFIX)):
        found, wrong = _parse_file(file, files[file])
        cases += found
        problems += wrong
        stem = file.removesuffix(TEST_SUFFIX)
        if file_of(stem) not in files or file_of(stem) == HEAD:
            problems.append(Problem("lone_test", "no persona stands beside these tests", file))
    return cases, problems


def _parse_file(file: str, text: str) -> tuple[list[Case], list[Problem]]:
    document, problems = read_document(file, text)
    if problems:
        return [], problems
    sheet, problems = read_sheet(CasesSheet, document)
    persona = file.removesuffix(TEST_SUFFIX)
    return [
        Case(persona, case.name, _facts(case), _days_ago(case), case.expect, file, document.values[at,][0])
        for at, case in enumerate(sheet.root if sheet else ())
    ], problems


def _facts(case: CaseSheet) -> dict[str, Value]:
    held = {name: told.value if isinstance(told, Told) else told for name, told in case.facts.items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items()}


def _days_ago(case: CaseSheet) -> dict[str, int]:
    return {name: told.days_ago for name, told in case.facts.items() if isinstance(told, Told)}


@dataclass(frozen=True)
class Result:
    """A case, and what came of it."""

    case: Case
    got: str

    @property
    def passed(self) -> bool:
        """Whether it ended as expected."""
        return self.got == self.case.expect

    @property
    def problem(self) -> Problem:
        """What to tell of a case that failed."""
        message = f"{self.case.name}: expected {self.case.expect}, got {self.got}"
        return Problem("test_failed", message, self.case.file, self.case.line)


def run_tests(cases: Iterable[Case], judge: Judge) -> list[Result]:
    """Return what comes of every case, in their order."""
    return [Result(case, judge(case)) for case in cases]
