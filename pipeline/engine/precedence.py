"""What follows for a lead by the first rule that applies (product rule 3), as far as it needs no score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.contracts.model import Route, Status
from pipeline.engine.findings import Facts, Findings
from pipeline.personas.criterion import Leaf

HAND_RAISES: Final = frozenset({"demo", "quote", "contact", "trial"})
"""Form purposes by which somebody asks for us."""
LIFT_FLAGS: Final[Mapping[str, str]] = {"customer": "existing_customer", "partner": "partner"}
READS: Final = (
    Leaf.model_validate({"fact": "form.purpose", "in": tuple(sorted(HAND_RAISES)), "because": "asks_for_us"}),
    *(Leaf.model_validate({"fact": "company.relation", "is": known, "because": "is_known"}) for known in LIFT_FLAGS),
    Leaf.model_validate({"fact": "job.freelance", "is": True, "because": "works_alone"}),
)
"""What is asked of facts here, as criteria: facts that are alike to these too have the same ruling."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """What is ruled on facts that neither a pack nor the rules tell apart."""

    findings: Findings
    hand_raised: bool
    """Somebody asks for us."""
    settled: tuple[Status, Route] | None
    """Status and route, whatever the score; None: the score decides between `qualified` and `open`."""
    flags: tuple[str, ...]


def ruling_of(findings: Findings, facts: Facts) -> Ruling:
    """Return what follows from the findings on these facts."""
    hand_raised = str(facts.get("form.purpose")) in HAND_RAISES
    settled, review = findings.kept, False
    if hand_raised and (settled is None or findings.may_be_spared):
        settled, review = ("qualified", "none"), settled is not None
    elif settled is not None and settled[0] == "excluded":
        review = _is_to_be_confirmed(findings, facts)
    relation = LIFT_FLAGS.get(str(facts.get("company.relation")))
    more = {relation, "needs_review" if review else None} - {None}
    return Ruling(findings, hand_raised, settled, tuple(sorted({*findings.flags, *map(str, more)})))


def _is_to_be_confirmed(findings: Findings, facts: Facts) -> bool:
    if findings.confirms == "freelancers":
        return facts.get("job.freelance") is True
    return findings.confirms == "everybody"
