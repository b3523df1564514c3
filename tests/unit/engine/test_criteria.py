from typing import Any

import pytest
from pydantic import TypeAdapter

from pipeline.contracts.model import Value
from pipeline.engine.criteria import Criterion, compile_criterion, reasons, unknown
from pipeline.engine.operators import References
from pipeline.engine.source import function_of
from pipeline.personas.criterion import Criterion as Sheet
from pipeline.personas.criterion import Node

NONE = References(lists={}, zones={})


def _node(value: Any) -> Node:  # noqa: ANN401  what a file would hold
    node: Node = TypeAdapter(Sheet).validate_python(value)
    return node


def _leaf(fact: str) -> dict[str, Any]:
    return {"fact": fact, "is": True, "because": f"is_{fact[-1]}"}


def _compiled(value: Any) -> Criterion:  # noqa: ANN401  as above
    return compile_criterion(_node(value), "criteria", NONE)


A, B, C = _leaf("x.a"), _leaf("x.b"), _leaf("x.c")
STATES: dict[bool | None, dict[str, Value]] = {True: {"x.a": True}, False: {"x.a": False}, None: {}}


@pytest.mark.parametrize("a", [True, False, None])
@pytest.mark.parametrize("b", [True, False, None])
def test_kleene(a: bool | None, b: bool | None) -> None:  # noqa: FBT001  truth values are what this is about
    """`all`, `any` and `not` follow Kleene's tables, as closures and as generated functions alike."""
    facts = {name: value for name, value in (("x.a", a), ("x.b", b)) if value is not None}
    both = False if False in (a, b) else None if None in (a, b) else True
    either = True if True in (a, b) else None if None in (a, b) else False
    turned = None if a is None else not a
    for value, expected in (({"all": (A, B)}, both), ({"any": (A, B)}, either), ({"not": A}, turned)):
        assert _compiled(value).matches(facts) is expected
        assert function_of(_node(value), NONE)(facts) is expected


def test_reasons() -> None:
    """Every leaf that carried a match is a reason, in the order of the file, with what was observed and expected."""
    criterion = _compiled({"all": ({"any": (A, B)}, {"not": C})})
    found = reasons(criterion, "p", {"x.a": False, "x.b": True, "x.c": False})
    assert [(reason.code, reason.criterion, reason.observed) for reason in found] == [
        ("is_b", "criteria.all[0].any[1]", True),
        ("is_c", "criteria.all[1].not", False),
    ]
    assert {(reason.persona, reason.expected) for reason in found} == {("p", True)}


def test_reasons_of_any() -> None:
    """Of an `any` all that held is told, not only what came first."""
    assert [reason.code for reason in reasons(_compiled({"any": (A, B, C)}), "p", {"x.a": True, "x.c": True})] == [
        "is_a",
        "is_c",
    ]


def test_reasons_against() -> None:
    """Under a `not`, what failed is the reason: of an `all` what did not hold, of an `any` everything."""
    facts: dict[str, Value] = {"x.a": True, "x.b": False}
    assert [reason.code for reason in reasons(_compiled({"not": {"all": (A, B)}}), "p", facts)] == ["is_b"]
    facts = {"x.a": False, "x.b": False}
    assert [reason.code for reason in reasons(_compiled({"not": {"any": (A, B)}}), "p", facts)] == ["is_a", "is_b"]


@pytest.mark.parametrize("facts", [{}, {"x.a": False}])
def test_no_reasons(facts: dict[str, Value]) -> None:
    """What did not match, or can't be told, has no reasons."""
    assert reasons(_compiled({"all": (A, B)}), "p", facts) == []


@pytest.mark.parametrize(
    ("value", "facts", "missing"),
    [
        ({"all": (A, B)}, {"x.a": True}, ["x.b"]),
        ({"all": (A, B)}, {"x.a": False}, []),
        ({"any": (A, B, A)}, {}, ["x.a", "x.b"]),
        ({"any": (A, B)}, {"x.b": True}, []),
        ({"all": ({"any": (A, B)}, C)}, {"x.a": True}, ["x.c"]),
        ({"not": A}, {}, ["x.a"]),
        (A, {"x.a": "yes"}, ["x.a"]),
    ],
)
def test_unknown(value: Any, facts: dict[str, Value], missing: list[str]) -> None:  # noqa: ANN401  as above
    """Told are the facts that keep a criterion unknown, and none that no longer matter."""
    assert unknown(_compiled(value), facts) == missing
