"""Job titles against labelled sets: the young are told from those who work for them, and ranks and functions are right."""

from collections import Counter
from itertools import chain

from tests.corpus.titles import SETS, measure, titles

ALL = list(chain.from_iterable(titles(name) for name in SETS))
HIGH, RECALL, RANK, WORK, COVERED = 0.99, 0.97, 0.90, 0.85, 0.90


def test_size() -> None:
    """There are at least 600 titles: 200 of the young, 300 that only look like it; none is labelled twice in one set."""
    kinds = Counter(title.kind for title in ALL)
    assert kinds["young"] >= 200
    assert kinds["alike"] >= 300
    assert len(ALL) >= 600
    for name in SETS:
        texts = [title.text for title in titles(name)]
        assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_young() -> None:
    """Who is taken for a student, intern or apprentice is one: an exclusion must be right. Nearly all are seen."""
    found = measure(ALL)
    assert found.precision >= HIGH
    assert found.recall >= RECALL


def test_reading() -> None:
    """What is read is right, and nearly all is read."""
    for name in SETS:
        found = measure(list(titles(name)))
        assert found.seniority >= RANK, name
        assert found.function >= WORK, name
        assert found.seniority_coverage >= COVERED, name
        assert found.function_coverage >= COVERED, name
