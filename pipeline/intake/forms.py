"""What an operator says of forms: which answer of which form is which fact, and what the form is for.

    forms:
      - form: "7"                        # the form's id, or a list of ids
        source: gravity_forms            # optional: only in this format
        url: "*/contact*"                # instead of an id, or beside it: the page it stands on
        purpose: quote
        fields:
          "1.3": first_name              # by the field's id, reference, key or label
          "4": job.title
          "6":
            fact: budget.declared
            values: {"Moins de 5 k€": below_minimum, "Plus de 5 k€": enough}
          "9": ignore

The first entry that fits a form holds. A field that is not named keeps its guess by label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from pipeline.contracts.model import Value

CANONICAL: Final[Mapping[str, str]] = {
    "job.title": "job_title",
    "job.seniority": "statut",
    "company.name": "company",
    "company.size": "company_size",
    "company.industry": "industry",
    "company.domain": "website",
    "company.country": "company_country",
    "geo.country": "country",
    "budget.declared": "budget",
    "need.declared": "need",
    "timeline.declared": "timeline",
    "intent.text": "message",
}
"""Fact -> the name under which an answer goes on, which enrichment reads as that fact and as no other."""
PERSON: Final = frozenset({"email", "phone", "first_name", "last_name", "name"})
"""What says who somebody is: never a fact, but email and phone say whose the event is."""
IDS: Final = frozenset({"user_id", "visitor_id"})
CONSENT: Final = frozenset({"consent.email", "consent.call"})
KEPT: Final = "answer"
"""The answer is kept as `form.answers.<label>`, and nothing is guessed of it."""
IGNORED: Final = "ignore"
"""The answer goes no further."""
PLAIN_TARGETS: Final = frozenset(CANONICAL) | PERSON | IDS | CONSENT | {KEPT, IGNORED}
"""What a field may be without a list of values; with one it may be any fact that a person can declare."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a field's answer is."""

    fact: str
    values: Mapping[str, Value] = field(default_factory=dict)
    """Answer, folded -> the fact's value; answers that are not listed go the way of `CANONICAL`, or stay answers."""


@dataclass(frozen=True, slots=True)
class FormRule:
    """One entry of the mapping file: which forms it is about, and what it says of them. Names are folded."""

    ids: frozenset[str] = frozenset()
    source: str | None = None
    url: str | None = None
    purpose: str | None = None
    fields: Mapping[str, Target] = field(default_factory=dict)

    def fits(self, source: str, form_id: str | None, url: str | None) -> bool:
        """Say whether it is about a form of this format, id and page."""
        if self.source is not None and self.source != source:
            return False
        if self.ids and fold(form_id or "") not in self.ids:
            return False
        return self.url is None or fnmatchcase(fold(url or ""), self.url)


@dataclass(frozen=True)
class Forms:
    """A whole mapping file."""

    rules: Sequence[FormRule] = ()

    def find(self, source: str, form_id: str | None, url: str | None) -> FormRule | None:
        """Return the first rule about a form; None where none is."""
        return next((rule for rule in self.rules if rule.fits(source, form_id, url)), None)


NO_FORMS: Final = Forms()
_LONGEST: Final = 512
"""Characters compared of an answer, a name or an address."""


def fold(text: str) -> str:
    """Return a name or an answer as the mapping compares it: without case, and with single blanks."""
    return " ".join(text[:_LONGEST].casefold().split())
