"""What follows for a lead by the first rule that applies (product rule 3), as far as it needs no score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

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


class Asked(NamedTuple):
    """What the rules ask of facts."""

    hand_raised: bool
    relation: str | None
    """The flag that says it."""
    freelance: bool


def asked_of(facts: Facts) -> Asked:
    """Return what the rules ask of these facts."""
    hand_raised = str(facts.get("form.purpose")) in HAND_RAISES
    relation = LIFT_FLAGS.get(str(facts.get("company.relation")))
    return Asked(hand_raised, relation, facts.get("job.freelance") is True)


def ruling_of(findings: Findings, asked: Asked) -> Ruling:
    """Return what follows from the findings on facts that say this."""
    hand_raised, settled, review = asked.hand_raised, findings.kept, False
    if hand_raised and (settled is None or findings.may_be_spared):
        settled, review = ("qualified", "none"), settled is not None
    elif settled is not None and settled[0] == "excluded":
        review = asked.freelance if findings.confirms == "freelancers" else findings.confirms == "everybody"
    more = {asked.relation, "needs_review" if review else None} - {None}
    return Ruling(findings, hand_raised, settled, tuple(sorted({*findings.flags, *map(str, more)})))
