"""Reasons are put together once for each value, and told of each lead as it is."""

import pytest

from pipeline.contracts.model import Value
from pipeline.engine import grounds
from pipeline.engine.criteria import compile_criterion
from pipeline.engine.grounds import ground_of, observe
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
