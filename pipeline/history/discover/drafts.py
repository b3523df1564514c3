"""Proposals as the files of a pack: personas to be read, argued about and begun in shadow, each with its tests.

Tests stand for at least five people each: bands and common values, one row for all who share it, and nobody's own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from pipeline.contracts.model import Value
from pipeline.history.discover import words
from pipeline.history.discover.findings import NAMELESS, Findings, Proposal
from pipeline.history.discover.people import People
from pipeline.history.discover.traits import NUMBERS, thresholds
from pipeline.personas.criterion import Leaf
from pipeline.personas.model import TEST_SUFFIX, file_of

EVIDENCE: Final = "discovery.json"
"""The figures behind the drafts, beside them."""
MOST_CASES: Final = 3
"""Test rows of each kind."""
Row = tuple[tuple[str, Value], ...]
"""Facts that at least `NAMELESS` people share, a number by where its band begins."""


def draft_files(findings: Findings, owner: str, review_by: str, source: str) -> dict[str, str]:
    """Return the files of all proposals that held on the newer slice, persona and tests, by name."""
    files = {}
    for proposal in findings.proposals:
        if proposal.holds:
            files[file_of(proposal.id)] = _written(_persona(proposal, findings.people, (owner, review_by, source)))
            files[proposal.id + TEST_SUFFIX] = _written(_cases(proposal, findings.people))
    return files


def _persona(proposal: Proposal, people: People, papers: tuple[str, str, str]) -> dict[str, Any]:
    owner, review_by, source = papers
    leaves = [_document(leaf) for trait in proposal.traits for leaf in trait.leaves]
    return {
        "id": proposal.id,
        "version": 1,
        "kind": "negative",
        "title": words.title(proposal),
        "owner": owner,
        "review_by": review_by,
        "portrait": words.portrait(proposal, people),
        "effect": "exclude",
        "route": "none",
        "criteria": {"all": leaves},
        "references": [source, *words.questions(proposal)["en"]],
    }


def _document(leaf: Leaf) -> dict[str, Any]:
    """Return a criterion as a file has it."""
    return {"fact": leaf.fact, leaf.operator: leaf.expected, "because": leaf.because}


def _cases(proposal: Proposal, people: People) -> list[dict[str, Any]]:
    """Return test rows: who must match, who must not, and of whom nothing can be told."""
    names = sorted({leaf.fact for trait in proposal.traits for leaf in trait.leaves})
    cuts = {name: _cuts(name, people) for name in names if name in NUMBERS}
    rows: dict[bool, Counter[Row]] = {True: Counter(), False: Counter()}
    for person in people.of(people.older):
        row = generalised(person.facts, names, cuts)
        if row is not None:
            rows[_meets(dict(row), proposal)][row] += 1
    cases = [
        {"name": f"{count} people of the older half {'match' if matched else 'do not match'} so", "facts": dict(row), "expect": "matched" if matched else "not_matched"}
        for matched, counted in rows.items()
        for row, count in counted.most_common(MOST_CASES)
        if count >= NAMELESS
    ]  # fmt: skip
    return [*cases, {"name": "nothing known", "facts": {}, "expect": "unknown"}]


def generalised(facts: Mapping[str, Value], names: Sequence[str], cuts: Mapping[str, Sequence[float]]) -> Row | None:
    """Return somebody's facts as many share them: numbers by the beginning of their band; None where one is not known."""
    row: list[tuple[str, Value]] = []
    for name in names:
        value = facts.get(name)
        if value is None or isinstance(value, list):
            return None
        if name in cuts:
            value = max((cut for cut in cuts[name] if isinstance(value, int | float) and cut <= value), default=0)
        row.append((name, value))
    return tuple(row)


def _cuts(name: str, people: People) -> list[float]:
    values = (person.facts.get(name) for person in people.of(people.older))
    return [1, *thresholds(value for value in values if isinstance(value, int | float))]


def _meets(facts: Mapping[str, Value], proposal: Proposal) -> bool:
    """Tell whether a row, on which everything asked is known, meets the criteria; the pack's own tests say it again."""
    return all(_holds(leaf, facts[leaf.fact]) for trait in proposal.traits for leaf in trait.leaves)


def _holds(leaf: Leaf, value: Value) -> bool:
    expected: Any = leaf.expected
    if leaf.operator in {"at_least", "less_than"}:
        told = isinstance(value, int | float)
        return told and (value >= expected if leaf.operator == "at_least" else value < expected)
    if leaf.operator == "is_not":
        return bool(value != expected)
    return bool(value in expected if leaf.operator == "in" else value == expected)


def _written(document: object) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
