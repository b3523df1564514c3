"""Criteria as closures over known facts, three-valued after Kleene, and the explanations they can give.

A matcher returns True (held), False (known not to hold) or None (a fact that decides it is missing). Facts are a plain
mapping of known facts: what is not known is absent. These closures are the readable definition, and explain part by
part; what judges every lead is the same as one flat function, from `source`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.contracts import hot
from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Value
from pipeline.engine.offers import Offers, offers_of
from pipeline.engine.operators import OPERATORS, References
from pipeline.personas.criterion import All, AnyOf, Evidence, Leaf, Node, Not, children, path_text

FactMap = Mapping[str, Value]
Matcher = Callable[[FactMap], bool | None]

NewReason = hot.of(Reason)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A compiled criterion: its matcher, and its parts and leaf for explanations."""

    matches: Matcher
    kind: str
    """`leaf`, `all`, `any`, `not` or `of`."""
    parts: tuple["Criterion", ...] = ()
    leaf: Leaf | None = None
    path: str = ""
    expected: Value = ""
    """What a leaf expects, as written: asked of the leaf itself it costs as much as all else that a reason says."""
    offers: Offers = ((), ())
    """What a lead could bring to make a leaf fail, and hold."""


def compile_criterion(node: Node, path: str, references: References) -> Criterion:
    """Return the criterion ready to judge; `path` is where it stands in its file, `criteria`."""
    if isinstance(node, Leaf):
        offers = offers_of(node, references)
        return Criterion(_leaf(node, references), "leaf", leaf=node, path=path, expected=node.expected, offers=offers)
    parts = tuple(compile_criterion(child, f"{path}.{path_text(end)}", references) for end, child in children(node))
    matchers = tuple(part.matches for part in parts)
    match node:
        case Not():
            return Criterion(_negation(matchers[0]), "not", parts, path=path)
        case All():
            return Criterion(_conjunction(matchers), "all", parts, path=path)
        case AnyOf():
            return Criterion(_disjunction(matchers), "any", parts, path=path)
        case Evidence():
            return Criterion(_evidence(matchers, weights_of(node), node.at_least), "of", parts, path=path)


def weights_of(node: Evidence) -> tuple[int, ...]:
    """Return what each piece of evidence weighs."""
    return tuple(child.weight or 1 for child in node.criteria)


def _leaf(leaf: Leaf, references: References) -> Matcher:
    fact = leaf.reads
    if leaf.operator == "is_known":
        wanted = leaf.expected
        return lambda facts: (fact in facts) is wanted
    operator = OPERATORS[leaf.operator]
    test, takes, expected = operator.test, operator.takes(leaf.expected), operator.ready(leaf.expected, references)

    def match(facts: FactMap) -> bool | None:
        value = facts.get(fact)
        if value is None or type(value) not in takes:
            return None
        return test(value, expected)

    return match


def _negation(part: Matcher) -> Matcher:
    def match(facts: FactMap) -> bool | None:
        held = part(facts)
        return None if held is None else not held

    return match


def _conjunction(parts: tuple[Matcher, ...]) -> Matcher:
    def match(facts: FactMap) -> bool | None:
        result: bool | None = True
        for part in parts:
            held = part(facts)
            if held is False:
                return False
            if held is None:
                result = None
        return result

    return match


def _disjunction(parts: tuple[Matcher, ...]) -> Matcher:
    def match(facts: FactMap) -> bool | None:
        result: bool | None = False
        for part in parts:
            held = part(facts)
            if held:
                return True
            if held is None:
                result = None
        return result

    return match


def _evidence(parts: tuple[Matcher, ...], weights: tuple[int, ...], at_least: int) -> Matcher:
    def match(facts: FactMap) -> bool | None:
        held = open_ = 0
        for part, weight in zip(parts, weights, strict=True):
            said = part(facts)
            held += weight if said else 0
            open_ += weight if said is None else 0
        if held >= at_least:
            return True
        return None if held + open_ >= at_least else False

    return match


def reasons(criterion: Criterion, persona: str, facts: FactMap) -> list[Reason]:
    """Return why the criterion held: every leaf that carried it, in the order of the file; none where it did not."""
    if criterion.matches(facts) is not True:
        return []
    return [_reason(leaf, persona, facts) for leaf in carriers(criterion, facts)]


def carriers(criterion: Criterion, facts: FactMap) -> Iterator[Criterion]:
    """Return the leaves that carry a criterion which holds, in the order of the file."""
    return _carriers(criterion, facts, held=True)


def leaves_of(criterion: Criterion) -> Iterator[Criterion]:
    """Yield the leaves, in the order of the file."""
    if criterion.kind == "leaf":
        yield criterion
    for part in criterion.parts:
        yield from leaves_of(part)


def unknown(criterion: Criterion, facts: FactMap) -> list[str]:
    """Return the facts whose absence keeps the criterion unknown, each once, in the order of the file."""
    if criterion.matches(facts) is not None:
        return []
    return list(dict.fromkeys(_missing(criterion, facts)))


def _carriers(criterion: Criterion, facts: FactMap, *, held: bool) -> Iterator[Criterion]:
    """Yield the leaves that make the criterion what it is known to be: held, or not (then under a `not`)."""
    if criterion.kind == "leaf":
        yield criterion
    elif criterion.kind == "not":
        yield from _carriers(criterion.parts[0], facts, held=not held)
    else:
        for part in criterion.parts:
            if part.matches(facts) is held:
                yield from _carriers(part, facts, held=held)


def _missing(criterion: Criterion, facts: FactMap) -> Iterator[str]:
    if criterion.leaf:
        yield criterion.leaf.fact
    for part in criterion.parts:
        if part.matches(facts) is None:
            yield from _missing(part, facts)


def _reason(criterion: Criterion, persona: str, facts: FactMap) -> Reason:
    leaf = criterion.leaf
    assert leaf is not None  # noqa: S101  carriers are leaves
    return NewReason(
        code=leaf.because,
        persona=persona,
        criterion=criterion.path,
        fact=leaf.fact,
        observed=facts.get(leaf.reads),
        expected=criterion.expected,
    )
