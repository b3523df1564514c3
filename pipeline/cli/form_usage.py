"""What real submissions hold, beside what the mapping file says of them: which entries and fields are met, what is left."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.contracts.event import Event
from pipeline.enrichment.form import field_kind
from pipeline.errors import Problem
from pipeline.history import readers
from pipeline.intake import detect
from pipeline.intake.forms import CANONICAL, FormRule, Forms, Target
from pipeline.intake.upstream import Upstream

FACTS: Mapping[str, str] = {
    "job": "job.title",
    "status": "job.seniority",
    "company": "company.name",
    "size": "company.size",
    "industry": "company.industry",
    "website": "company.domain",
    "company_country": "company.country",
    "country": "geo.country",
    "budget": "budget.declared",
    "need": "need.declared",
    "timeline": "timeline.declared",
    "message": "intent.text",
    "email": "email",
    "phone": "phone",
    "name": "name",
}
"""What enrichment guesses a field to be -> what the mapping file calls that."""
_OURS = frozenset(CANONICAL.values()) | {"first_name", "last_name", "name"}
RECEIVED = 1_767_225_600_000
"""2026-01-01: any moment does, no fact hangs on it."""


class _WatchedFields(dict[str, Target]):
    """An entry's fields, that remember which of them submissions had."""

    def __init__(self, fields: Mapping[str, Target]) -> None:
        super().__init__(fields)
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> Target:
        self.used.add(name)
        return super().__getitem__(name)


class _WatchedForms(Forms):
    """A mapping that remembers which of its entries was found last."""

    found: int = -1

    def find(self, source: str, form_id: str | None, url: str | None) -> FormRule | None:
        """Return what `Forms` finds, and remember its place."""
        rule = super().find(source, form_id, url)
        object.__setattr__(self, "found", -1 if rule is None else self.rules.index(rule))
        return rule


@dataclass
class Usage:
    """What submissions hold. Entries of the mapping are named by their place in it."""

    left: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Form -> field -> how often it was answered, where the mapping does not name it."""
    left_by_rule: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    used: dict[int, set[str]] = field(default_factory=dict)
    """Entry that was met -> its fields that were, folded."""
    unread: int = 0
    """Records that could not be read."""


def read_usage(files: Iterable[Path], upstream: Upstream, forms: Forms) -> Usage:
    """Return what the submissions in files hold; raises `LeadsieveError` where a file cannot be read."""
    usage = Usage()
    fields = [_WatchedFields(rule.fields) for rule in forms.rules]
    rules = [replace(rule, fields=watched) for rule, watched in zip(forms.rules, fields, strict=True)]
    watched_forms = _WatchedForms(rules)
    for event in _events(files, replace(upstream, forms=watched_forms), usage):
        if event.form is None:
            continue
        names = [name for name, answer in event.form.answers.items() if answer not in (None, "")]
        usage.left[event.form.id or ""].update(names)
        if watched_forms.found >= 0:
            usage.used[watched_forms.found] = fields[watched_forms.found].used
            usage.left_by_rule[watched_forms.found].update(name for name in names if name not in _OURS)
    return usage


def guess_of(label: str) -> str | None:
    """Return what a field's label makes it, as the mapping file would call it; None where no guess is safe."""
    kind = field_kind(label)
    return FACTS.get(kind) if kind else None


def _events(files: Iterable[Path], upstream: Upstream, usage: Usage) -> Iterator[Event]:
    for record in readers.stored(readers.find(files)):
        if record.topic in {"crm-outcomes", "lead-overrides", "lead-reviews", "privacy-requests", "persona-packs"}:
            continue
        events = detect.read(record.value, record.headers, record.topic, upstream, RECEIVED)
        if isinstance(events, Problem):
            usage.unread += 1
        elif len(events) == 1:
            yield events[0]
