"""Criteria as one flat Python function each: a third of what nested closures cost, where calling is what costs.

No text of a pack ever stands in the source: it is made of our own words and of numbered names, which are bound to what
the pack says. `criteria` has the same laws as closures; a property test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
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
from pipeline.personas.criterion import All, Evidence, Leaf, Node, Not, children

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
        self.kinds: dict[tuple[str, tuple[str, ...]], str] = {}
        """(variable, types) -> the variable that tells whether its value is of one of these."""

    def of(self, value: object) -> str:
        name = f"c{len(self.bound)}"
        self.bound[name] = value
        return name

    def fact(self, name: str) -> str:
        return self.facts.setdefault(name, f"v{len(self.facts)}")

    def fits(self, variable: str, kinds: Iterable[type]) -> str:
        types = tuple(sorted(kind.__name__ for kind in kinds))
        return self.kinds.setdefault((variable, types), f"k{len(self.kinds)}")


def function_of(node: Node, references: References) -> Any:  # noqa: ANN401  a criteria.Matcher, made by exec
    """Return `(facts) -> bool | None` for the criterion: True, False, or None where what decides is not known."""
    names = _Names()
    return _made(list(_lines(node, "r0", 0, names, references)), "r0", names)


def function_of_all(nodes: Sequence[Node], references: References) -> Any:  # noqa: ANN401  made by exec
    """Return `(facts) -> (bool | None, ...)`: what `function_of` says of each criterion, every fact looked up once."""
    names = _Names()
    lines = [line for at, node in enumerate(nodes) for line in _lines(node, f"p{at}", 0, names, references)]
    return _made(lines, f"({''.join(f'p{at}, ' for at in range(len(nodes)))})", names)


def carriers_of(node: Node, references: References) -> Any:  # noqa: ANN401  `(facts) -> int`, made by exec
    """Return a function to the leaves that carry a criterion which holds: a bit each, in the order of the file."""
    names, first = _Names(), count()
    return _made(["m0 = 0", *_carriers(node, first, names, references, held=True)], "m0", names)


def _carriers(node: Node, first: Iterator[int], names: _Names, references: References, *, held: bool) -> Iterator[str]:
    """Yield the statements that add the bits of a criterion which is known to hold, or not to (then under a `not`)."""
    if isinstance(node, Leaf):
        yield f"m0 |= {1 << next(first)}"
    elif isinstance(node, Not):
        yield from _carriers(node.criterion, first, names, references, held=not held)
    elif isinstance(node, All) is held and not isinstance(node, Evidence):
        for child in node.criteria:  # it is what it is by all of them
            yield from _carriers(child, first, names, references, held=held)
    else:
        for child in node.criteria:
            yield from _lines(child, "r0", 0, names, references)
            yield f"if r0 is {held}:"
            yield from (f" {line}" for line in _carriers(child, first, names, references, held=held))


def _made(lines: Iterable[str], result: str, names: _Names) -> Any:  # noqa: ANN401  a function
    looked = [f"{variable} = get({names.of(fact)})" for fact, variable in names.facts.items()]
    fitting = [
        f"{fits} = {' or '.join(f'{variable}.__class__ is {kind}' for kind in kinds)}"
        for (variable, kinds), fits in names.kinds.items()
    ]
    body = "\n".join(f"    {line}" for line in ["get = facts.get", *looked, *fitting, *lines])
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
        # What is cheap is asked first: often nothing else needs to be. Which one settles it makes no difference.
        first, *others = sorted(node.criteria, key=_cost)
        yield from _lines(first, into, depth, names, references)
        for child in others:
            part = f"r{depth + 1}"
            yield f"if {into} is not {settled}:"
            yield from (f" {line}" for line in _lines(child, part, depth + 1, names, references))
            yield f" if {part} is not {neutral}: {into} = {part}"


def _cost(node: Node) -> int:
    """Return what asking costs, roughly: a comparison is 1, a call of an operator's function 5."""
    if isinstance(node, Leaf):
        operator = OPERATORS.get(node.operator)
        return 1 if operator is None or operator.test in _SIGNS else 5
    return sum(_cost(child) for _, child in children(node))


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
    yield f"{into} = {asked} if {names.fits(value, operator.takes(leaf.expected))} else None"
