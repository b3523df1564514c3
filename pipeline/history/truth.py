"""Decisions held against the truth: of made-up people it is known who they are, so precision and recall are counted exactly.

Somebody whom we know under two names is one person here, by the last that was decided of them under either.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import msgspec

from pipeline.contracts.decision import Decision
from pipeline.history.cases import KEPT
from pipeline.history.simulate.records import Published

PERSONAS: Final[Mapping[str, tuple[str, ...]]] = {
    "competitor": ("competitor",),
    "student": ("student",),
    "ambassador": ("student",),
    "intern": ("intern",),
    "no_budget": ("no-budget",),
    "hand_raiser": ("no-budget",),
    "later": ("not-this-year",),
    "no_need": ("no-need",),
    "out_of_zone": ("out-of-zone",),
    "detractor": ("detractor", "gatekeeper"),
}
"""Part -> the personas of the pack `b2b-software` that describe it."""
MEANT: Final = ("negative", "detractor")
"""Kinds of personas that are held against the truth."""


class Person(msgspec.Struct):
    """One made-up person, as the file of truth has them."""

    person: str
    """`student-00042`"""
    part: str
    personas: list[str]
    """That describe them, by their ids in `rules/b2b-software`."""
    end: str | None
    """What sales will say of them in the end: won, lost, disqualified or recycled; null: nothing, ever."""
    events: list[str] = []
    """Ids of all their events."""


def note(people: dict[str, Person], record: Published) -> None:
    """Take in whose a record is; rehearsals of our own people are nobody's."""
    if record.person is None or record.event_id is None or record.kind == "test":
        return
    person = people.get(record.person)
    if person is None:
        part = record.person.rpartition("-")[0]
        person = people[record.person] = Person(record.person, part, list(PERSONAS.get(part, ())), record.end)
    if record.kind != "duplicate":
        person.events.append(record.event_id)


@dataclass(slots=True)
class Held:
    """What was last decided of each lead, and whose leads they are."""

    person_of: Mapping[str, str]
    """Event id -> person."""
    whose: dict[str, str] = field(default_factory=dict)
    """Lead id -> person."""
    latest: dict[str, tuple[int, str, frozenset[str]]] = field(default_factory=dict)
    """Lead id -> (which decision, status, the personas meant that matched)."""
    count: int = 0

    def take(self, decision: Decision) -> None:
        """Take in a decision, in the order in which they were made."""
        self.count += 1
        found = next((self.person_of[id_] for id_ in _events(decision) if id_ in self.person_of), None)
        if found is not None:
            self.whose.setdefault(decision.lead_id, found)
        matched = frozenset(
            persona.id for persona in decision.personas if persona.kind in MEANT and persona.state == "matched"
        )
        self.latest[decision.lead_id] = (self.count, decision.status, matched)

    def verdicts(self) -> dict[str, tuple[str, frozenset[str]]]:
        """Return person -> (status, personas) by the last decision of all their leads."""
        last: dict[str, tuple[int, str, frozenset[str]]] = {}
        for lead_id, found in self.latest.items():
            person = self.whose.get(lead_id)
            if person is not None:
                last[person] = max(last.get(person, found), found, key=lambda one: one[0])
        return {person: found[1:] for person, found in last.items()}


def _events(decision: Decision) -> Iterator[str]:
    yield decision.trigger.id
    yield from decision.source_event_ids


@dataclass(frozen=True, slots=True)
class Count:
    """How right something was: people meant, found, and both."""

    name: str
    meant: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """Return the share of those found who were meant."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Return the share of those meant who were found."""
        return self.right / self.meant if self.meant else None


def by_persona(people: Iterable[Person], verdicts: Mapping[str, tuple[str, frozenset[str]]]) -> list[Count]:
    """Return how right each persona was, by id; people of whom nothing was decided count nowhere."""
    meant, found, right = Counter[str](), Counter[str](), Counter[str]()
    for person in people:
        if person.person in verdicts:
            matched = verdicts[person.person][1]
            meant.update(person.personas)
            found.update(matched)
            right.update(matched.intersection(person.personas))
    return [Count(name, meant[name], found[name], right[name]) for name in sorted({*meant, *found})]


def kept_from_sales(people: Iterable[Person], verdicts: Mapping[str, tuple[str, frozenset[str]]]) -> list[Count]:
    """Return how right it was to keep people from sales: held against who is described, and against who never buys."""
    described, losers = Counter[str](), Counter[str]()
    for person in people:
        if person.person not in verdicts:
            continue
        kept = verdicts[person.person][0] in KEPT
        _count(described, meant=bool(person.personas), found=kept)
        if person.end in ("won", "lost", "disqualified"):
            _count(losers, meant=person.end != "won", found=kept)
    return [
        Count("described by a persona", described["meant"], described["found"], described["right"]),
        Count("lost or disqualified, of those with an end", losers["meant"], losers["found"], losers["right"]),
    ]


def _count(into: Counter[str], *, meant: bool, found: bool) -> None:
    into.update(meant=meant, found=found, right=meant and found)


def by_part(people: Iterable[Person], verdicts: Mapping[str, tuple[str, frozenset[str]]]) -> dict[str, Counter[str]]:
    """Return part -> status -> people; `none`: nothing was decided of them."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        found[person.part][verdicts.get(person.person, ("none",))[0]] += 1
    return dict(sorted(found.items()))
