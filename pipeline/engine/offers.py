"""What a lead could truthfully bring of one fact: title, company, country, budget, need, timeline; nothing else."""

from collections.abc import Iterable
from typing import Final

from pipeline.contracts.fact import FactSpec
from pipeline.contracts.model import Value
from pipeline.engine.operators import OPERATORS, References
from pipeline.enrichment.facts import SENIORITIES, find
from pipeline.personas.criterion import Leaf

BRINGS: Final = (
    "job.seniority", "job.function", "company.size", "company.industry", "company.country", "geo.country",
    "budget.declared", "need.declared", "timeline.declared",
)  # fmt: skip
"""The facts that a lead can change, or make known, by saying what is true."""
ELSEWHERE: Final = ("US", "IN", "BR", "GB")
"""Countries to try, of those that are in no zone of the pack."""

Move = tuple[tuple[str, Value], ...]
"""Facts to bring, by their names, in order; none: it is so already."""
Offers = tuple[tuple[Move, ...], tuple[Move, ...]]
"""Moves by which a criterion no longer holds, and by which it holds: to be asked with `[wanted]`."""

_ANOTHER_TITLE: Final[tuple[Move, ...]] = tuple((("job.seniority", value),) for value in SENIORITIES)
"""What a title says goes with it."""


def offers_of(leaf: Leaf, references: References) -> Offers:
    """Return what a lead could bring to make a leaf fail, and hold."""
    spec = find(leaf.fact)
    if leaf.fact == "job.title":
        return _ANOTHER_TITLE, ()
    if leaf.fact not in BRINGS or spec is None or leaf.operator not in OPERATORS:
        return (), ()
    operator = OPERATORS[leaf.operator]
    takes, expected = operator.takes(leaf.expected), operator.ready(leaf.expected, references)
    offered = [value for value in values(spec, references, leaf.expected) if type(value) in takes]
    failing, holding = (
        tuple(((leaf.fact, value),) for value in offered if operator.test(value, expected) is wanted)
        for wanted in (False, True)
    )
    return failing, holding


def values(spec: FactSpec, references: References, expected: Value | None = None) -> Iterable[Value]:
    """Return values to try for a fact: few, and of every kind there is."""
    if spec.choices:
        return spec.choices
    if spec.type == "number":
        near = expected if isinstance(expected, int | float) else 0
        return [value for value in (near, near - 1, near + 1) if value >= 0]
    if spec.name.endswith("country"):
        ours = sorted({country for zone in references.zones.values() for country in zone})
        return [*ours, *[country for country in ELSEWHERE if country not in ours][:1]]
    return expected if isinstance(expected, list) else [] if expected is None else [expected]
