"""What combines criteria against its cases, which are data: another implementation can be held to the same files."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from pipeline.engine.compile import compile_pack
from pipeline.engine.view import told
from pipeline.personas.criterion import Leaf, Node
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import files, persona

HELD = {True: True, False: False, "unknown": None}
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


def _cases() -> list[Any]:
    sheets = {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES}
    return [
        pytest.param(sheet["criterion"], case, id=f"{name}-{at}")
        for name, sheet in sheets.items()
        for at, case in enumerate(sheet["cases"])
    ]


@pytest.mark.parametrize(("criterion", "case"), _cases())
def test_combined(criterion: dict[str, Any], case: dict[str, Any]) -> None:
    """A criterion says of facts, and of their age, what its case says; with its reasons, and what is missing."""
    pack, problems = parse_pack(files(student=persona(json.dumps(criterion))))
    assert pack is not None, problems
    compiled = compile_pack(pack, "")
    student, facts = compiled.personas[0], told(compiled, case["facts"], case.get("days_ago"))
    assert student.matches(facts) is HELD[case["holds"]], case["name"]
    assert [reason.code for reason in student.reasons(facts)] == case.get("reasons", []), case["name"]
    assert student.unknown(facts) == case.get("unknown", []), case["name"]


def test_all_that_combines_has_cases() -> None:
    """Nothing of the format that combines or narrows criteria goes without cases."""
    assert {file.stem for file in FILES} == {"all", "any", "not", "of", "within_days"}
    combining = {kind.__name__ for kind in get_args(Node) if kind is not Leaf}
    assert combining == {"All", "AnyOf", "Evidence", "Not"}
