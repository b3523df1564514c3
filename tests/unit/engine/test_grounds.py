"""Reasons are put together once for each value, and told of each lead as it is."""

import pytest

from pipeline.contracts.model import Value
from pipeline.engine import grounds
from pipeline.engine.criteria import compile_criterion
from pipeline.engine.grounds import Grounds, ground_of, observe
from tests.unit.engine.making import NONE, when


def test_observed_to_the_type() -> None:
    """1, 1.0 and a flag are three observations, whichever came first; what is no value is observed as it is."""
    ground = ground_of(compile_criterion(when("a.b"), "criteria", NONE), "student")
    values: list[Value] = [1, 1.0, True, "1", ["1"], True, 1.0, 1]
    assert [repr(observe([ground], {"a.b": value})[0].observed) for value in values] == [
        repr(value) for value in values
    ]
    assert observe([ground], {})[0].observed is None


def test_reasons_are_shared_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text has the same reason, and very many texts cannot fill memory."""
    monkeypatch.setattr(grounds, "MOST_OBSERVED", 2)
    ground = ground_of(compile_criterion(when("a.b"), "criteria", NONE), "student")
    assert observe([ground], {"a.b": "x"})[0] is observe([ground], {"a.b": "x"})[0]
    for number in range(9):
        assert observe([ground], {"a.b": str(number)})[0].observed == str(number)
        assert len(ground[1]) <= 2


def test_lists_are_shared_by_the_same_observations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same observations, to the type, have one list; others their own; whatever comes, each is told as it is."""
    monkeypatch.setattr(grounds, "MOST_TOLD", 2)
    each = [ground_of(compile_criterion(when(name), "criteria", NONE), "student") for name in ("a.b", "c.d")]
    for one in (Grounds(each), Grounds(each[:1])):
        values: list[Value | None] = ["x", "x", "x", 1, True, 1.0, 1, ["x"], None, "x"]
        for value in values:
            facts: dict[str, Value] = {"a.b": value, "c.d": "y"} if value is not None else {"c.d": "y"}
            assert repr([reason.observed for reason in one.told(facts)]) == repr([value, "y"][: len(one.grounds)])
            assert len(one.known) <= 2
        assert one.told({"a.b": "x", "c.d": "y"}) is one.told({"a.b": "x", "c.d": "y"})
    assert Grounds([]).told({}) == []
