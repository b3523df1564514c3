"""What is wrong with a pack that parses: names nobody knows, values that never come, personas without tests or portrait.

Pure: what it must be told (the catalogue of facts, today, how the pack judges) comes as an argument.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeline.contracts.fact import FactSpec
from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.personas import fairness, weak
from pipeline.personas.criterion import Leaf
from pipeline.personas.model import (
    HEAD,
    NEVER_SPARED,
    TEST_SUFFIX,
    Pack,
    all_leaves,
    exclusion_budget_percent,
    file_of,
    holdout_percent,
)
from pipeline.personas.portrait import NEEDED
from pipeline.personas.spelling import suggest
from pipeline.personas.testing import Case

_CONTAINS: Final = frozenset({"contains", "contains_any", "contains_all"})
_OPERATORS: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"is", "is_not", "in", "not_in", "like", "in_list", "in_zone", "not_in_zone"}) | _CONTAINS,
    "choice": frozenset({"is", "is_not", "in", "not_in", "in_list", "in_zone", "not_in_zone"}),
    "number": frozenset({"is", "is_not", "at_least", "at_most", "more_than", "less_than"}),
    "flag": frozenset({"is", "is_not"}),
    "set": _CONTAINS,
}
"""What can be asked of a fact, by its type; `is_known` of any."""
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "choice": (str,),
    "number": (int, float),
    "flag": (bool,),
    "set": (list,),
}
_NEEDED_CASES: Final = (
    ("missing_match", {"matched", "lifted", "ambassador"}, "a case that must match"),
    ("missing_no_match", {"not_matched"}, "a case that must not match"),
    ("missing_unknown", {"unknown"}, "a case that must stay unknown"),
)


@dataclass(frozen=True)
class Catalogue:
    """The facts there are: how to find one by name, and the names a wrong one is compared with."""

    find: Callable[[str], FactSpec | None]
    names: Collection[str]
    whats: Collection[str] = ()
    """What engagement may price."""
    kind_of: Callable[[str], str] = lambda _: "business"
    """What kind of addresses a domain has."""


def lint(pack: Pack, catalogue: Catalogue, matches: weak.Matches) -> list[Problem]:
    """Return what makes a pack unfit to judge: unknown facts, values that never come, unfair criteria."""
    return [
        *_wrong_facts(pack, catalogue),
        *_wrong_prices(pack, catalogue),
        *fairness.forbidden_facts(pack),
        *fairness.blanks(pack),
        *weak.weak_alone(pack, matches),
        *weak.weak_together(pack, matches),
        *weak.shared_domains(pack, catalogue.kind_of),
        *fairness.account_alone(pack),
        *fairness.evidence_of_detractors(pack),
        *fairness.guessed_places(pack),
    ]


def lint_papers(
    pack: Pack, cases: Collection[Case], catalogue: Catalogue, today: date, matches: weak.Matches
) -> list[Problem]:
    """Return what a pack that can judge still owes its readers: tests with true facts, portraits, timely reviews."""
    return [
        *_wrong_cases(cases, catalogue),
        *_missing_cases(pack, cases, matches),
        *_missing_portraits(pack),
        *_past_reviews(pack, today),
        *_unmeasured(pack),
        *_unanswered(pack),
    ]


def _wrong_facts(pack: Pack, catalogue: Catalogue) -> Iterator[Problem]:
    for document, path, leaf in all_leaves(pack):
        spec = catalogue.find(leaf.fact)
        if spec is None:
            message = f"there is no fact `{leaf.fact}`{suggest(leaf.fact, catalogue.names)}"
            yield document.problem((*path, "fact"), "unknown_fact", message)
        elif wrong := _misfit(leaf, spec):
            yield document.problem((*path, leaf.operator), "wrong_type", wrong)


def _wrong_prices(pack: Pack, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield what engagement prices and nobody counts."""
    for name in pack.head.engagement.points:
        if catalogue.whats and name not in catalogue.whats:
            message = f"nobody counts `{name}`{suggest(name, catalogue.whats)}"
            yield pack.documents[HEAD].key_problem(("engagement", "points", name), "unknown_activity", message)


def _misfit(leaf: Leaf, spec: FactSpec) -> str:
    """Return why this can't be asked of the fact; empty where it can."""
    if leaf.operator == "is_known" or _is_open(spec):
        return ""
    if leaf.operator not in _OPERATORS[spec.type]:
        fit = ", ".join(f"`{name}`" for name in sorted(_OPERATORS[spec.type]))
        return f"`{leaf.fact}` is a {spec.type}: `{leaf.operator}` can't be asked of it, but {fit} can"
    if leaf.operator in {"in_list", "in_zone", "not_in_zone", "like"}:
        return ""
    expected = leaf.expected if isinstance(leaf.expected, list) else [leaf.expected]
    return next(filter(None, (_never(value, spec, leaf.operator) for value in expected)), "")


def _is_open(spec: FactSpec) -> bool:
    """Tell whether the fact is a form's own answer, which has whatever type it came with."""
    return spec.name.startswith(fairness.ANSWERS)


def _never(value: Value, spec: FactSpec, operator: str = "") -> str:
    """Return why the fact never has this value; empty where it may."""
    if _is_open(spec):
        return ""
    members: list[Value] = list(value) if isinstance(value, list) else [value]
    types = (str,) if operator in _CONTAINS else _TYPES[spec.type]
    if not isinstance(value, types) or (isinstance(value, bool) and spec.type != "flag"):
        return f"`{spec.name}` is a {spec.type}: it is never {value!r}"
    unknown = [member for member in members if spec.choices and member not in spec.choices]
    if unknown:
        return f"`{spec.name}` is never {unknown[0]!r}{suggest(str(unknown[0]), spec.choices)}"
    return ""


def _wrong_cases(cases: Collection[Case], catalogue: Catalogue) -> Iterator[Problem]:
    for case in cases:
        for name, value in case.facts.items():
            spec = catalogue.find(name)
            if spec is None:
                message = f"{case.name}: there is no fact `{name}`{suggest(name, catalogue.names)}"
                yield Problem("unknown_fact", message, case.file, case.line)
            elif wrong := _never(value, spec):
                yield Problem("wrong_type", f"{case.name}: {wrong}", case.file, case.line)


def _missing_cases(pack: Pack, cases: Collection[Case], matches: weak.Matches) -> Iterator[Problem]:
    expectations: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        expectations[case.persona].add(case.expect)
    for persona in pack.personas:
        for code, wanted, what in _NEEDED_CASES:
            # Who says something even of somebody unknown never says that it can't be told.
            owed = code != "missing_unknown" or matches(persona.id, {}) is None
            if owed and not expectations[persona.id] & wanted:
                file = persona.id + TEST_SUFFIX
                yield Problem(code, f"the tests of `{persona.id}` need {what}", file)


def _missing_portraits(pack: Pack) -> Iterator[Problem]:
    for persona in pack.personas:
        missing = [part for part in NEEDED[persona.kind] if getattr(persona.portrait, part) is None]
        if missing:
            message = f"the portrait says nothing of {', '.join(missing)}"
            yield pack.documents[file_of(persona.id)].problem(("portrait",), "missing_portrait", message)


def _unanswered(pack: Pack) -> Iterator[Problem]:
    """Yield the owners that are still the template's question."""
    owners = {HEAD: pack.head.owner, **{file_of(persona.id): persona.owner for persona in pack.personas}}
    for file, owner in owners.items():
        if not owner.strip(" ?"):
            said = "nobody answers for it: say who does"
            yield pack.documents[file].problem(("owner",), "no_owner", said)


def _unmeasured(pack: Pack) -> Iterator[Problem]:
    """Yield the percentages by which nobody would see a persona's mistakes, or it would be braked at once."""
    head = pack.documents[HEAD]
    for persona in pack.personas:
        if persona.effect != "exclude":
            continue
        if persona.id not in NEVER_SPARED and not holdout_percent(pack.head, persona.id):
            said = f"nobody is let through that `{persona.id}` would exclude: its mistakes are never seen"
            yield head.problem(("holdout_percent", "personas", persona.id), "unmeasured", said, "warning")
        if not exclusion_budget_percent(pack.head, persona.id):
            said = f"`{persona.id}` may exclude nobody: its brake is on as soon as it has excluded one"
            yield head.problem(("exclusion_budget_percent", "personas", persona.id), "no_budget", said, "warning")


def _past_reviews(pack: Pack, today: date) -> Iterator[Problem]:
    for persona in pack.personas:
        if persona.review_by < today:
            message = f"its review was due on {persona.review_by}: look at it again, then move the date"
            yield pack.documents[file_of(persona.id)].problem(("review_by",), "review_due", message, "warning")
