"""Every operator against its cases, which are data: another implementation of the format can be held to the same files."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.engine.criteria import compile_criterion
from pipeline.engine.operators import OPERATORS, References, ready_list, ready_zones
from pipeline.engine.source import function_of
from pipeline.personas.criterion import OPERATORS as NAMES
from pipeline.personas.criterion import Leaf

HELD = {True: True, False: False, "unknown": None}
FILES = sorted(Path(__file__).parent.glob("*.yaml"))


def _cases() -> list[Any]:
    sheets = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in FILES]
    return [
        pytest.param(sheet, case, id=f"{sheet['operator']}-{at}")
        for sheet in sheets
        for at, case in enumerate(sheet["cases"])
    ]


@pytest.mark.parametrize(("sheet", "case"), _cases())
def test_operator(sheet: dict[str, Any], case: dict[str, Any]) -> None:
    """An operator says of a value what its case says, as closure and as generated function alike."""
    expected = tuple(case["expected"]) if isinstance(case["expected"], list) else case["expected"]
    leaf = Leaf.model_validate({"fact": "some.fact", "because": "so", sheet["operator"]: expected})
    references = References(
        lists={name: ready_list(tuple(labels)) for name, labels in sheet.get("lists", {}).items()},
        zones=ready_zones({name: tuple(countries) for name, countries in sheet.get("zones", {}).items()}),
    )
    facts = {"some.fact": case["value"]} if "value" in case else {}
    assert compile_criterion(leaf, "criteria", references).matches(facts) is HELD[case["holds"]], case["name"]
    assert function_of(leaf, references)(facts) is HELD[case["holds"]], case["name"]


def test_every_operator_has_cases() -> None:
    """No operator of the format goes without cases, and there is none that the format does not have."""
    assert {file.stem for file in FILES} == NAMES == {*OPERATORS, "is_known"}
