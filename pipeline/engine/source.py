"""Criteria as one flat Python function each: a third of what nested closures cost, where calling is what costs.

No text of a pack ever stands in the source: it is made of our own words and of numbered names, which are bound to what
the pack says. `criteria` has the same laws as closures; a property test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pipeline.engine.operators import (
    OPERATORS,
    References,
    Test,
    differs,
    equals,
    is_among,
    is_at_least,
    is_at_most,
    is_less_than,
    is_more_than,
    is_none_of,
)
from pipeline.personas.criterion import All, Evidence, Leaf, Node, Not

_SIGNS: Final[Mapping[Test, str]] = {
    equals: "==",
    differs: "!=",
    is_among: "in",
    is_none_of: "not in",
    is_at_least: ">=",
    is_at_most: "<=",
    is_more_than: ">",
    is_less_than: "<",
}
"""The operators that Python has a sign for: written out, they need no call."""


class _Names:
    """What the source refers to, by numbered names: bound values, and the facts it looks up."""

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self.facts: dict[str, str] = {}
        """Fact -> the variable that holds its value."""

    def of(self, value: object) -> str:
        name = f"c{len(self.bound)}"
        self.bound[name] = value
        return name

    def fact(self, name: str) -> str:
        return self.facts.setdefault(name, f"v{len(self.facts)}")


def function_of(node: Node, references: References) -> Any:  # noqa: ANN401  a criteria.Matcher, made by exec
    """Return `(facts) -> bool | None` for the criterion: True, False, or None where what decides is not known."""
    names = _Names()
    return _made(list(_lines(node, "r0", 0, names, references)), "r0", names)


def function_of_all(nodes: Sequence[Node], references: References) -> Any:  # noqa: ANN401  made by exec
    """Return `(facts) -> (bool | None, ...)`: what `function_of` says of each criterion, every fact looked up once."""
    names = _Names()
    lines = [line for at, node in enumerate(nodes) for line in _lines(node, f"p{at}", 0, names, references)]
    return _made(lines, f"({''.join(f'p{at}, ' for at in range(len(nodes)))})", names)


def _made(lines: Iterable[str], result: str, names: _Names) -> Any:  # noqa: ANN401  a function
    looked = [f"{variable} = get({names.of(fact)})" for fact, variable in names.facts.items()]
    body = "\n".join(f"    {line}" for line in ["get = facts.get", *looked, *lines])
    source = f"def asked(facts):\n{body}\n    return {result}\n"
    exec(compile(source, "<criteria>", "exec"), names.bound)  # noqa: S102  our own words only, see above
    return names.bound["asked"]


def _lines(node: Node, into: str, depth: int, names: _Names, references: References) -> Iterator[str]:
    """Yield the statements that leave what the criterion says in the variable `into`."""
    if isinstance(node, Leaf):
        yield from _leaf(node, into, names, references)
    elif isinstance(node, Not):
        yield from _lines(node.criterion, into, depth, names, references)
        yield f"if {into} is not None: {into} = not {into}"
    elif isinstance(node, Evidence):
        yield from _evidence(node, into, depth, names, references)
    else:
        settled, neutral = ("False", "True") if isinstance(node, All) else ("True", "False")
        yield from _lines(node.criteria[0], into, depth, names, references)
        for child in node.criteria[1:]:
            part = f"r{depth + 1}"
            yield f"if {into} is not {settled}:"
            yield from (f" {line}" for line in _lines(child, part, depth + 1, names, references))
            yield f" if {part} is not {neutral}: {into} = {part}"


def _evidence(node: Evidence, into: str, depth: int, names: _Names, references: References) -> Iterator[str]:
    held, unknown, part = f"h{depth}", f"u{depth}", f"r{depth + 1}"
    yield f"{held} = {unknown} = 0"
    for child in node.criteria:
        weight = child.weight or 1
        yield from _lines(child, part, depth + 1, names, references)
        yield f"if {part}: {held} += {weight}"
        yield f"elif {part} is None: {unknown} += {weight}"
    yield f"{into} = True if {held} >= {node.at_least} else None if {held} + {unknown} >= {node.at_least} else False"


def _leaf(leaf: Leaf, into: str, names: _Names, references: References) -> Iterator[str]:
    value = names.fact(leaf.reads)
    if leaf.operator == "is_known":
        yield f"{into} = ({value} is not None) is {leaf.expected}"
        return
    operator = OPERATORS[leaf.operator]
    expected = names.of(operator.ready(leaf.expected, references))
    sign = _SIGNS.get(operator.test)
    asked = f"{value} {sign} {expected}" if sign else f"{names.of(operator.test)}({value}, {expected})"
    kinds = sorted(kind.__name__ for kind in operator.takes(leaf.expected))
    fits = " or ".join(f"{value}.__class__ is {kind}" for kind in kinds)
    yield f"{into} = {asked} if {fits} else None"
