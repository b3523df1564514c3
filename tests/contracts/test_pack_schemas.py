"""The schemas for editors against the parser: both take the packs that ship, and refuse the same mistakes."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pipeline.cli.schemas import all_schemas
from pipeline.personas.parse import parse_pack
from pipeline.personas.testing import parse_tests
from tests.unit.personas.texts import HEAD, files, persona

ROOT = Path(__file__).parents[2]
SHEETS = sorted(ROOT.glob("rules/*/*.yaml"))
VALIDATORS = {
    name.removesuffix(".v1.json"): jsonschema.Draft202012Validator(schema) for name, schema in all_schemas().items()
}


def _kind(file: str) -> str:
    return "pack" if file == "pack.yaml" else "persona-test" if file.endswith(".test.yaml") else "persona"


def _valid(file: str, text: str) -> bool:
    # A date is text to a JSON Schema, and to editors.
    value = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return VALIDATORS[_kind(file)].is_valid(value)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_shipped(path: Path) -> None:
    """Every file of the packs that ship keeps its schema."""
    assert _valid(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_hint(path: Path) -> None:
    """Every file of the packs that ship tells editors its schema, where it stands."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    hint = f"# yaml-language-server: $schema=../../schemas/{_kind(path.name)}.v1.json"
    assert first == hint
    assert (path.parent / hint.partition("=")[2]).resolve().is_file()


@pytest.mark.parametrize(
    ("criteria", "more"),
    [
        ("{fact: job.senority, is: student, because: x}", "effect: exclude"),
        ("{fact: job.seniority, is: student, in: [student], because: x}", "effect: exclude"),
        ("{fact: job.seniority, because: x}", "effect: exclude"),
        ("{fact: job.seniority, is: student}", "effect: exclude"),
        ("{fact: job.seniority, iss: student, because: x}", "effect: exclude"),
        ("{fact: job.seniority, is: student, because: Says}", "effect: exclude"),
        ("any: []", "effect: exclude"),
        ("any: [3]", "effect: exclude"),
        ("{at_least: 1, of: []}", "effect: exclude"),
        ("{fact: job.seniority, is: student, because: x}", "effect: exclud"),
        ("{fact: job.seniority, is: student, because: x}", ""),
        ("{fact: job.seniority, is: student, because: x}", "effect: penalize"),
        ("{fact: job.seniority, is: student, because: x}", "effect: exclude\npoints: 5"),
        ("{fact: job.seniority, is: student, because: x}", "effect: exclude\nroute: later"),
        ("{fact: job.seniority, is: student, because: x}", "effect: exclude\nversoin: 2"),
    ],
)
def test_wrong(criteria: str, more: str) -> None:
    """What an editor underlines in a persona, lint would refuse."""
    text = persona(criteria, more)
    assert not _valid("student.yaml", text)
    if "senority" not in criteria:  # the catalogue is lint's
        assert parse_pack(files(student=text))[1] != []


@pytest.mark.parametrize(
    ("old", "new"),
    [("owner:", "ower:"), ("[FR, BE]", "[FR, Belgium]"), ("qualify_at: 50", "qualify_at: 500"), ("pages:", "page:")],
)
def test_wrong_head(old: str, new: str) -> None:
    """What an editor underlines in pack.yaml is a mistake; the head itself is none."""
    assert _valid("pack.yaml", HEAD)
    assert not _valid("pack.yaml", HEAD.replace(old, new))


@pytest.mark.parametrize(
    "case",
    [
        "{name: x, facts: {}, expect: maybe}",
        "{name: x, facts: {job.senority: student}, expect: unknown}",
        "{name: x, facts: {job.seniority: {value: student}}, expect: unknown}",
        "{facts: {}, expect: unknown}",
    ],
)
def test_wrong_case(case: str) -> None:
    """What an editor underlines in a test is a mistake."""
    assert not _valid("student.test.yaml", f"- {case}")
    good: Any = "- {name: x, facts: {job.seniority: {value: student, days_ago: 3}}, expect: unknown}"
    assert _valid("student.test.yaml", good)
    assert parse_tests({"student.yaml": "", "student.test.yaml": good})[1] == []
