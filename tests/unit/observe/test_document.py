from pathlib import Path

from pipeline.observe.catalogue import METRICS
from pipeline.observe.document import document

DOCUMENT = Path(__file__).parents[3] / "docs" / "metrics.md"


def test_no_drift() -> None:
    """docs/metrics.md is what the catalogue says; `python -m pipeline.observe.document > docs/metrics.md` writes it."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_complete() -> None:
    """Every metric and every label has its row."""
    text = document()
    assert [spec.name for spec in METRICS if f"| `{spec.name}` | {spec.kind} |" not in text] == []
    assert [label.name for spec in METRICS for label in spec.labels if f"| `{label.name}` |" not in text] == []
