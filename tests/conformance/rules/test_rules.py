"""The packs that ship: fit to judge, complete, and in agreement with the tests that stand beside their personas."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.pack_checks import judge_of
from pipeline.cli.packs import FACTS, open_pack
from pipeline.personas.lint import lint_papers
from pipeline.personas.testing import parse_tests, run_tests

RULES = Path(__file__).parents[3] / "rules"
PACKS = sorted(path.parent for path in RULES.glob("*/pack.yaml"))


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_fit(folder: Path) -> None:
    """A shipped pack parses, and lint finds nothing in it that would keep it from judging."""
    assert [str(problem) for problem in open_pack(folder).problems] == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_complete(folder: Path) -> None:
    """Every shipped persona has its portrait and cases that match, that don't and that can't be told."""
    opened = open_pack(folder)
    cases, problems = parse_tests(opened.files)
    assert opened.pack is not None
    problems += lint_papers(opened.pack, cases, FACTS, date(2026, 11, 22), opened.matches)
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_cases(folder: Path) -> None:
    """Every case beside a shipped persona ends as it says."""
    opened = open_pack(folder)
    cases, _ = parse_tests(opened.files)
    assert opened.compiled is not None
    assert cases
    failed = [str(result.problem) for result in run_tests(cases, judge_of(opened.compiled)) if not result.passed]
    assert failed == []


def test_both_packs_ship() -> None:
    """The packs of the first flow are there."""
    assert {folder.name for folder in PACKS} >= {"b2b-software", "online-education"}
