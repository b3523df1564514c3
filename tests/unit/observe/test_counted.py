import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.observe.catalogue import COUNTED
from pipeline.observe.metrics import Metrics

STAGES = Path(__file__).parents[3] / "pipeline" / "stages"


def counted() -> Iterator[tuple[str, int]]:
    """Yield (what, how many labels) wherever a stage writes `counts["what", label, …]`."""
    for file in STAGES.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Subscript(
                    value=ast.Attribute(attr="counts"), slice=ast.Tuple(elts=[ast.Constant(value=what), *labels])
                ):
                    yield str(what), len(labels)


@pytest.mark.parametrize(("what", "labels"), sorted(set(counted())), ids=str)
def test_catalogued(what: str, labels: int) -> None:
    """What a stage counts is in the catalogue, under as many labels as it gives."""
    metrics = Metrics()
    values = ["2026-11-22"] if what.startswith("leads_") else ["x"] * labels
    metrics.count("leads", {(what, *values): 1})
    assert len(values) == labels
    assert metrics.value("leadsieve_uncatalogued_counts_total") == 0


def test_all_counted() -> None:
    """Nothing stands in the catalogue that no stage counts."""
    assert {what for what, _ in counted()} == set(COUNTED)
