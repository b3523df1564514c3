"""What criteria can and cannot be: never, always, the same as another's. Found by trying every case that can differ.

Of each fact few values matter: those that some criterion names, one beside each, and none. Where these are too many, or
where texts could be made to fit in ways that nobody can list, nothing is said: what is told here is so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import Any, Final

from pipeline.contracts.fact import FactSpec
from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.personas.criterion import AnyOf, Evidence, Leaf, Node, children, leaves
from pipeline.personas.document import Path
from pipeline.personas.model import CRITERIA, Head, Pack, Persona, file_of

Matcher = Callable[[Mapping[str, Value]], bool | None]
Compile = Callable[[Node], Matcher]
"""Criterion -> whether it holds of facts that were told today."""
Find = Callable[[str], FactSpec | None]

MAX_CASES: Final = 20_000
"""So many cases are tried of one question."""
MAX_CASES_IN_ALL: Final = 1_000_000
"""So many of one pack: what is asked after that stays unanswered."""
_MOST_MEMBERS: Final = 4
"""Of sets with more members that matter, nothing is said."""
_TEXTUAL: Final = frozenset({"contains", "contains_any", "contains_all", "like", "in_list"})
_ELSEWHERE: Final = "\u2205"
"""A text, and a country, that no criterion names."""


class Unclear(Exception):  # noqa: N818  not an error: a question that is not answered
    """Too many cases, or not all can be listed."""


def lint_logic(pack: Pack, find: Find, compile_node: Compile) -> Iterator[Problem]:
    """Yield criteria that can never hold or always do, and personas that say the same or contradict each other."""
    world, compile_node = _World(pack.head, find), _once(compile_node)
    for persona in pack.personas:
        document = pack.documents[file_of(persona.id)]
        for member in CRITERIA:
            node = getattr(persona, member)
            if node is not None:
                for path, code, message in _faults(node, (member,), world, compile_node):
                    yield document.problem(path, code, message)
        if persona.unless is not None and _implies(persona.criteria, persona.unless, world, compile_node):
            said = "whoever it matches is lifted by `unless`: it never does anything"
            yield document.problem(("unless",), "impossible", said)
    for one, other in product(pack.personas, repeat=2):
        if one is not other:
            yield from _between(pack, one, other, world, compile_node)


def _once(compile_node: Compile) -> Compile:
    """Return the same, which compiles a criterion of a pack once, however often it is asked for."""
    compiled: dict[int, Matcher] = {}

    def of(node: Node) -> Matcher:
        if id(node) not in compiled:
            compiled[id(node)] = compile_node(node)
        return compiled[id(node)]

    return of


def _faults(node: Node, path: Path, world: "_World", compile_node: Compile) -> Iterator[tuple[Path, str, str]]:
    held = _held(node, world, compile_node)
    if held is not None and True not in held:
        yield path, "impossible", "this can never hold: what it asks for excludes itself"
        return
    if held is not None and held == {True} and not any(leaf.operator == "is_known" for _, leaf in leaves(node, ())):
        yield path, "always_true", "this holds of everybody of whom anything is known: it tells nobody apart"
    if isinstance(node, AnyOf | Evidence):
        for end, child in children(node):
            yield from _faults(child, (*path, *end), world, compile_node)


def _held(node: Node, world: "_World", compile_node: Compile) -> set[bool | None] | None:
    """Return all that a criterion says where every fact it reads is known; None where that is unclear."""
    matches = compile_node(node)
    try:
        return {matches(facts) for facts in world.cases([node], unknown=False)}
    except Unclear:
        return None


def _implies(one: Node, other: Node, world: "_World", compile_node: Compile) -> bool:
    """Tell whether the other surely holds wherever the one does, which it somewhere does.

    What the other reads and the one does not is left unknown: if it holds then, it holds whatever that may be.
    """
    shared = {leaf.fact for _, leaf in leaves(one, ())} & {leaf.fact for _, leaf in leaves(other, ())}
    if not shared:
        return False
    first, second = compile_node(one), compile_node(other)
    try:
        found = [second(facts) for facts in world.cases([one, other], of=one, unknown=True) if first(facts)]
    except Unclear:
        return False
    return bool(found) and all(held is True for held in found)


def _between(pack: Pack, one: Persona, other: Persona, world: "_World", compile_node: Compile) -> Iterator[Problem]:
    if other.effect != "exclude" or one.kind == "detractor" or one.effect == "flag":
        return
    if not _implies(one.criteria, other.criteria, world, compile_node):
        return
    document = pack.documents[file_of(one.id)]
    if one.kind == "buyer":
        said = f"whoever it matches is excluded by `{other.id}`: its points can never count"
        yield document.problem(("criteria",), "contradiction", said)
    elif one.effect == "penalize":
        said = f"whoever it matches is excluded by `{other.id}`: its penalty never counts"
        yield document.problem(("criteria",), "overlap", said, "warning")
    elif one.route == other.route:
        said = f"whoever it matches is excluded by `{other.id}` too: is it another kind of person?"
        yield document.problem(("criteria",), "overlap", said, "warning")


class _World:
    """Which values of a fact can make a difference."""

    def __init__(self, head: Head, find: Find) -> None:
        self._head, self._find, self._left = head, find, MAX_CASES_IN_ALL

    def cases(self, nodes: Iterable[Node], *, unknown: bool, of: Node | None = None) -> Iterator[dict[str, Value]]:
        """Yield facts in every combination that matters to the nodes; `of`: only those that this one reads."""
        asked: dict[str, list[Leaf]] = defaultdict(list)
        for node in nodes:
            for _, leaf in leaves(node, ()):
                asked[leaf.fact].append(leaf)
        read = {leaf.fact for _, leaf in leaves(of, ())} if of is not None else set(asked)
        columns = {fact: [*self._values(fact, asked[fact]), *([None] if unknown else [])] for fact in sorted(read)}
        size = 1
        for column in columns.values():
            size *= len(column)
            if size > MAX_CASES:
                raise Unclear
        self._left -= size
        if self._left < 0:
            raise Unclear
        for row in product(*columns.values()):
            yield {fact: value for fact, value in zip(columns, row, strict=True) if value is not None}

    def _values(self, fact: str, asked: list[Leaf]) -> list[Value]:
        spec = self._find(fact)
        if spec is None or (len(asked) > 1 and any(leaf.within_days for leaf in asked)):
            raise Unclear
        if spec.type == "set":
            return _sets(asked)
        if len(asked) > 1 and any(leaf.operator in _TEXTUAL for leaf in asked):
            raise Unclear
        if spec.choices:
            return list(spec.choices)
        found: list[Any] = [True, False] if spec.type == "flag" else [_ELSEWHERE] if spec.type == "text" else [0]
        for leaf in asked:
            found += self._named(leaf)
        return list(dict.fromkeys(found)) if spec.type != "flag" else found[:2]

    def _named(self, leaf: Leaf) -> list[Any]:
        """Return the values that a leaf names, and those beside them."""
        expected = leaf.expected
        if leaf.operator == "is_known":
            return []
        if leaf.operator in {"in_zone", "not_in_zone"}:
            return [*self._head.zones.get(str(expected), ())]
        if leaf.operator == "in_list":
            return list(self._head.reference_lists.get(str(expected), ())[:1])
        if isinstance(expected, bool | int | float):
            return [expected] if isinstance(expected, bool) else [expected - 1, expected, expected + 1]
        words = expected if isinstance(expected, list) else [expected]
        return [*words, " ".join(words)] if leaf.operator != "like" else [str(expected).replace("*", "")]


def _sets(asked: list[Leaf]) -> list[Value]:
    """Return every set of the members that some leaf names."""
    named: dict[str, None] = {}
    for leaf in asked:
        if leaf.operator != "is_known":
            named |= dict.fromkeys(leaf.expected if isinstance(leaf.expected, list) else [str(leaf.expected)])
    if len(named) > _MOST_MEMBERS:
        raise Unclear
    return [list(members) for size in range(len(named) + 1) for members in combinations(named, size)]
