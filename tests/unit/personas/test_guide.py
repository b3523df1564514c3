"""The guide's example is a pack: it parses, and its tests pass."""

import re
from datetime import date
from pathlib import Path

from pipeline.cli.pack_checks import judge_of
from pipeline.cli.packs import FACTS, open_pack
from pipeline.personas.criterion import OPERATORS
from pipeline.personas.lint import lint_papers
from pipeline.personas.testing import parse_tests, run_tests

GUIDE = (Path(__file__).parents[3] / "docs" / "persona-guide.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^`([a-z.]+)`: [^\n]*\n\n```yaml\n(.*?)```", re.DOTALL | re.MULTILINE)


def test_example(tmp_path: Path) -> None:
    """What the guide shows is free of problems and does what it says."""
    for name, text in BLOCK.findall(GUIDE):
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = open_pack(tmp_path)
    cases, problems = parse_tests(opened.files)
    assert opened.pack is not None
    assert opened.compiled is not None
    papers = lint_papers(opened.pack, cases, FACTS, date(2026, 11, 22), opened.matches)
    assert [*opened.problems, *problems, *papers] == []
    assert {case.expect for case in cases} == {"matched", "not_matched", "unknown", "lifted", "ambassador"}
    assert all(result.passed for result in run_tests(cases, judge_of(opened.compiled)))


def test_operators() -> None:
    """The guide's table names every operator, and no other."""
    table = GUIDE.split("| operator |")[1].split("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} == OPERATORS
