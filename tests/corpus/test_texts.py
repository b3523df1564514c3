"""Free texts against labelled sets: what is read of them is right, and much is read."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.enrichment.intent import text_intents

PRECISION, RECALL = 0.97, 0.80


def _texts() -> Iterator[tuple[str, frozenset[str]]]:
    label: frozenset[str] = frozenset()
    for line in Path(__file__).with_name("texts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            label = frozenset(line[3:].split("|")) - {"-"}
        elif line and not line.startswith("# "):
            yield line, label


def test_intents() -> None:
    """Of all labelled texts hardly one is read as what it does not say, and eight in ten that say something are read."""
    read = [(label, set(text_intents(text))) for text, label in _texts()]
    right = sum(len(label & found) for label, found in read)
    assert len(read) > 250
    assert right / sum(len(found) for _, found in read) >= PRECISION
    assert right / sum(len(label) for label, _ in read) >= RECALL


def test_none() -> None:
    """Of what says no intent at most one in fifty is given one: these are buyers."""
    read = [bool(text_intents(text)) for text, label in _texts() if not label]
    assert len(read) > 80
    assert sum(read) / len(read) <= 0.02
