"""Traits: single criteria that a proposed persona may be made of. What must never judge anybody is none.

Each asks of a value that is known: a blank is never a criterion, and nothing that was counted as none is little activity.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Final

from pipeline.contracts.model import Value
from pipeline.enrichment.facts import WHATS
from pipeline.history.discover.people import Bits, People, bits
from pipeline.personas.criterion import Leaf
from pipeline.personas.fairness import ANSWERS, STATED, is_protected
from pipeline.personas.weak import is_weak

ENOUGH: Final = 30
"""People of the older slice who must share a value before it is looked at."""
MOST_VALUES: Final = 60
"""An answer with more values than this is free text."""
STEPS: Final = 12
"""Parts of equal size that a number's thresholds cut people into, before they are rounded."""
NUMBERS: Final = (*(f"activity.{what}.ever" for what in WHATS), "company.size", "timeline.declared")
CHOICES: Final = (
    "acquisition.source acquisition.medium acquisition.campaign acquisition.channel form.id form.purpose email.kind "
    "email.role job.seniority job.function job.freelance company.industry company.is_school company.country "
    "budget.declared need.declared geo.country"
).split()
"""Facts of few values. Not among them: who somebody is, what sales and the CRM write, hints, consent."""
SETS: Final = ("intent.text",)
_PLACES: Final = frozenset({"country", "pays", "region", "state"})
"""Answers about places: the country is a fact of its own, with its source."""
_ROUND: Final = sorted(
    {round(part * 10**power) for power in range(6) for part in (1, 2, 3, 4, 5, 6, 8)}
    | {15, 30, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1_200, 1_800, 3_600}
)
"""Numbers that people say."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Criteria on one fact, and who meets them in both slices."""

    fact: str
    leaves: tuple[Leaf, ...]
    members: Bits

    @property
    def is_activity(self) -> bool:
        """Whether it asks of nothing but how much somebody did."""
        return self.fact.startswith("activity.")


def traits(people: People) -> list[Trait]:
    """Return all traits of the older slice, those of catalogued facts first."""
    older = [person.facts for person in people.of(people.older)]
    answers = sorted({name for facts in older for name in facts if name.startswith(ANSWERS)})
    found = [
        *(trait for name in NUMBERS for trait in _of_number(name, people)),
        *(trait for name in (*CHOICES, *answers) for trait in _of_choice(name, people)),
        *(trait for name in SETS for trait in _of_set(name, people)),
    ]
    return [trait for trait in found if not any(is_protected(leaf) for leaf in trait.leaves)]


def thresholds(values: Iterable[float]) -> list[int]:
    """Return round numbers above 1 that cut values into parts of about equal size."""
    ordered = sorted(value for value in values if value > 0)
    if len(ordered) < ENOUGH:
        return []
    cuts = {_rounded(ordered[len(ordered) * step // STEPS]) for step in range(1, STEPS)}
    return sorted(cut for cut in cuts if cut > 1)


def _rounded(value: float) -> int:
    return min(_ROUND, key=lambda candidate: abs(log(candidate / value)))


def _of_number(name: str, people: People) -> Iterator[Trait]:
    values = [_number(person.facts.get(name)) for person in people.all]
    older = values[: people.older.bit_count()]
    cuts = thresholds(value for value in older if value is not None)
    for cut in cuts:
        few = bits(value is not None and 0 < value < cut for value in values)
        yield Trait(name, (_leaf(name, "at_least", 1), _leaf(name, "less_than", cut)), few)
        yield Trait(name, (_leaf(name, "at_least", cut),), bits(value is not None and value >= cut for value in values))


def _of_choice(name: str, people: People) -> Iterator[Trait]:
    if name.startswith(ANSWERS) and name.removeprefix(ANSWERS).split("_")[-1] in _PLACES:
        return
    values = [_single(person.facts.get(name)) for person in people.all]
    counted = Counter(value for value in values[: people.older.bit_count()] if value is not None)
    if len(counted) > MOST_VALUES and name.startswith(ANSWERS):
        return
    known = bits(value is not None for value in values)
    # Of a fact that also tells who is out of work, "anything but employed" would say just that.
    may_deny = name != "geo.country" and not any(is_weak(name, value) for value in counted)
    for value in sorted((value for value, count in counted.items() if count >= ENOUGH), key=str):
        members = bits(one is not None and one == value for one in values)
        if not is_weak(name, value):
            yield Trait(name, (_leaf(name, "is", value), *_stated(name)), members)
        if may_deny and isinstance(value, str):
            yield Trait(name, (_leaf(name, "is_not", value),), known & ~members)


def _stated(name: str) -> tuple[Leaf, ...]:
    """Return what must be asked beside a country: that a person or a company answers for it."""
    return (_leaf("geo.country_source", "in", tuple(sorted(STATED))),) if name == "geo.country" else ()


def _of_set(name: str, people: People) -> Iterator[Trait]:
    held = [_members(person.facts.get(name)) for person in people.all]
    counted = Counter(member for members in held[: people.older.bit_count()] for member in members)
    for member in sorted(member for member, count in counted.items() if count >= ENOUGH):
        yield Trait(name, (_leaf(name, "contains", member),), bits(member in members for members in held))


def _leaf(fact: str, operator: str, expected: Any) -> Leaf:  # noqa: ANN401  what an operator expects
    """Return a criterion; its reason code says the fact and the operator in the words of the catalogue."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in f"{fact} {operator}".lower())
    return Leaf.model_validate({"fact": fact, "because": words.strip("_")[:64], operator: expected})


def _number(value: Value | None) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _single(value: Value | None) -> str | bool | None:
    return value if isinstance(value, bool) or (isinstance(value, str) and 0 < len(value) <= 200) else None  # noqa: PLR2004  longer is free text


def _members(value: Value | None) -> Sequence[str]:
    return value if isinstance(value, list) else ()
