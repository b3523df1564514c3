"""What `pack lint` and `pack test` find in a folder: also what is asked before a pack is published."""

from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.cli.packs import FACTS, OpenedPack, compiler_of, located, open_pack, read_lock
from pipeline.cli.terminal import Terminal
from pipeline.engine.compile import CompiledPack
from pipeline.engine.evaluate import outcome
from pipeline.engine.view import told
from pipeline.errors import PackInvalid, Problem
from pipeline.personas.lint import lint_papers
from pipeline.personas.lock import check_lock
from pipeline.personas.logic import lint_logic
from pipeline.personas.testing import Case, Judge, Result, parse_tests, run_tests


def lint_folder(folder: Path, today: date) -> list[Problem]:
    """Return all that is wrong with a folder's pack, errors and warnings, each with its place."""
    opened = open_pack(folder)
    cases, problems = parse_tests(opened.files)
    if opened.pack:
        problems += lint_papers(opened.pack, cases, FACTS, today, opened.matches)
        problems += _logic(opened)
        locked = read_lock(folder)
        problems += check_lock(opened.pack, locked) if locked is not None else []
    return [*opened.problems, *located(folder, problems)]


def refuse_unfit(terminal: Terminal, folder: Path) -> None:
    """Raise `PackInvalid` where lint finds an error or a test fails; warnings are told."""
    problems = [*lint_folder(folder, datetime.now(UTC).date()), *try_folder(folder)[1]]
    errors = [problem for problem in dict.fromkeys(problems) if problem.severity == "error"]
    if errors:
        raise PackInvalid(errors)
    for problem in problems:
        terminal.note(str(problem))


def try_folder(folder: Path) -> tuple[list[Result], list[Problem]]:
    """Return what came of the test cases of a folder's pack, and all that is wrong: what failed, or kept them from it."""
    opened = open_pack(folder)
    cases, problems = parse_tests(opened.files)
    wrong = [*opened.problems, *located(folder, problems)]
    results = run_tests(cases, judge_of(opened.compiled)) if opened.compiled and not wrong else []
    wrong += located(folder, [result.problem for result in results if not result.passed])
    return results, wrong


def judge_of(compiled: CompiledPack) -> Judge:
    """Return the judge that test cases are run against: what becomes of one persona, on these facts alone."""
    personas = {persona.id: persona for persona in compiled.personas}

    def judge(case: Case) -> str:
        return outcome(compiled, personas[case.persona], told(compiled, case.facts, case.days_ago))

    return judge


def _logic(opened: OpenedPack) -> list[Problem]:
    """Return what the pack's criteria can never be, or always are: asked only of a pack that can judge."""
    if opened.problems or opened.pack is None or opened.compiled is None:
        return []
    return list(lint_logic(opened.pack, FACTS.find, compiler_of(opened.compiled, opened.pack.head)))
