"""Facts that no criterion tells apart have one number, and any that some criterion tells apart have two."""

import pytest

from pipeline.contracts.model import Value
from pipeline.engine import likeness
from pipeline.engine.likeness import Likeness
from pipeline.personas.criterion import Leaf
from tests.unit.engine.making import NONE, Facts

LIKENESS = Likeness(
    [
        Leaf.model_validate({"because": "x", **leaf})
        for leaf in (
            {"fact": "a.text", "in": ("x", "y")},
            {"fact": "a.text", "is": "z"},
            {"fact": "a.number", "at_least": 5},
            {"fact": "a.flag", "is": True},
            {"fact": "a.set", "contains": "x"},
            {"fact": "a.blank", "is_known": True},
            {"fact": "a.late", "is": "x", "within_days": 30},
            {"fact": "a.late", "is": "x"},
        )
    ],
    NONE,
)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({}, {}, True),
        ({}, {"b.other": 1}, True),
        ({"a.text": "x"}, {"a.text": "y"}, True),
        ({"a.text": "x"}, {"a.text": "z"}, False),
        ({"a.text": "q"}, {}, False),
        ({"a.text": 1}, {}, True),
        ({"a.number": 5}, {"a.number": 5.0}, True),
        ({"a.number": 5}, {"a.number": 900}, True),
        ({"a.number": 5}, {"a.number": 4}, False),
        ({"a.flag": True}, {"a.flag": 1}, False),
        ({"a.flag": 1}, {}, True),
        ({"a.flag": True}, {"a.flag": False}, False),
        ({"a.number": True}, {"a.number": 1}, False),
        ({"a.set": ["x"]}, {"a.set": ["y", "x"]}, True),
        ({"a.set": ["x"]}, {"a.set": []}, False),
        ({"a.set": ["x"]}, {"a.set": "x"}, True),
        ({"a.set": [["x"]]}, {"a.set": []}, True),
        ({"a.blank": "q"}, {"a.blank": "r"}, True),
        ({"a.blank": "q"}, {}, False),
        ({"a.blank": {}}, {"a.blank": "q"}, True),
        ({"a.late@30": "x"}, {}, False),
        ({"a.late@30": "x"}, {"a.late": "x"}, False),
    ],
)
def test_alike(one: Facts, other: Facts, alike: bool) -> None:  # noqa: FBT001  a case's value
    """What is asked tells facts apart, and nothing else does: neither the order of asking nor what was asked before."""
    for _ in range(2):
        assert (LIKENESS.of(one) == LIKENESS.of(other)) is alike
        assert LIKENESS.again(LIKENESS.of(one), other, {*one, *other, "a.late"}) == LIKENESS.of(other)


def test_memory_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact with very many values cannot fill memory, and says the same of them."""
    monkeypatch.setattr(likeness, "MOST_VALUES", 3)
    small = Likeness([Leaf.model_validate({"fact": "a.text", "is": "x", "because": "x"})], NONE)
    values: list[Value] = ["x", *(f"v{number}" for number in range(20)), "x"]
    said = [small.of({"a.text": value}) for value in values]
    assert said == [said[0], *[said[1]] * 20, said[0]] != [said[0]] * 22
    assert len(small._facts[0][1]) <= 3  # noqa: SLF001  what it remembers
