"""A trial: contacts judged by the very stages, held against who became a customer. Nobody is held out, nothing is sent."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.contracts.decision import Decision, Question
from pipeline.contracts.hot import decoder
from pipeline.contracts.model import Status
from pipeline.engine.intervals import Share, share
from pipeline.history.contacts.deals import By, Deals
from pipeline.history.contacts.mapping import Columns, Result
from pipeline.history.contacts.people import Contact, records
from pipeline.history.replay import Replay
from pipeline.stages.effects import Record
from pipeline.stages.identity import lead_of

KEPT: Final[tuple[Status, ...]] = ("excluded", "nurture")
"""Statuses that keep a lead from sales, the harder first."""
COLUMN_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "job.title": ("job.title", "job.seniority"),
    "geo.country": ("geo.country", "company.country"),
}
"""Fact -> what a column has to be to make it known, where that is more than the fact's own name."""
_decode: Callable[[bytes], Decision] = decoder(Decision)


@dataclass(slots=True)
class Person:
    """One lead: the rows that are theirs, the last decision on them, and what became of them."""

    contacts: list[Contact]
    """In the order of the file; at least one."""
    decision: Decision
    result: Result | None = None
    by: By | None = None
    """By what a deal was found to be theirs; None where the contact's own row says what became of them."""
    amount: float | None = None

    @property
    def contact(self) -> Contact:
        """Return the row to show."""
        return self.contacts[-1]


class PersonaCount(NamedTuple):
    """Whom one persona matches and keeps from sales."""

    persona: str
    status: Status
    matched: int
    """Leads it matches and that are kept from sales, by it or by another persona too."""
    alone: int
    """Those of them that no other persona keeps from sales."""
    won: int
    decided: int
    """Of the matched: customers, and all of whom it is known how it ended."""
    share: Share
    """Customers among those of whom it is known."""


class Blank(NamedTuple):
    """A fact whose answer would decide open leads."""

    question: Question
    leads: int
    """Open leads whom this one answer would decide soonest."""
    columns: tuple[str, ...]
    """The columns of the export that hold it; none: it was never asked, or is not in the export."""


@dataclass
class Trial:
    """All that was found."""

    people: list[Person]
    """In the order of the file."""
    unjudged: list[Contact]
    """Rows that count for nobody: test addresses."""
    statuses: Counter[Status] = field(default_factory=Counter)
    titles: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """Persona -> its title by language."""

    def of(self, *statuses: Status, result: Result | None = None) -> list[Person]:
        """Return who has one of these statuses and, if given, this result."""
        return [
            person
            for person in self.people
            if person.decision.status in statuses and (result is None or person.result == result)
        ]


def judge(
    flow: Replay, contacts: list[Contact], key: bytes, watch: Callable[[Iterable[Record]], Iterable[Record]]
) -> Trial:
    """Return the trial of contacts; `watch` sees the records go by, `key` is the one that `flow` names leads with."""
    latest: dict[str, Decision] = {}
    for send in flow.run(watch(records(contacts))):
        if send.topic == "lead-decisions" and send.value is not None:
            decision = _decode(send.value)
            latest[decision.lead_id] = decision
    people: dict[str, Person] = {}
    unjudged = []
    for contact in contacts:
        lead_id = lead_of(contact.event, key)
        if lead_id is None or lead_id not in latest:
            unjudged.append(contact)
        elif lead_id in people:
            people[lead_id].contacts.append(contact)
        else:
            people[lead_id] = Person([contact], latest[lead_id])
    found = list(people.values())
    return Trial(found, unjudged, Counter(person.decision.status for person in found))


def add_results(trial: Trial, deals: Deals | None) -> None:
    """Note what became of everybody: a customer stays one, whatever else is said; deals beat the contact's own row."""
    for person in trial.people:
        results = [contact.result for contact in person.contacts if contact.result is not None]
        dealt = None if deals is None else deals.of(person.contact)
        if dealt is not None and (dealt.result == "won" or "won" not in results):
            person.result, person.by, person.amount = dealt.result, dealt.by, dealt.amount
        elif results:
            person.result = "won" if "won" in results else results[-1]


def count_personas(trial: Trial) -> list[PersonaCount]:
    """Return whom each persona keeps from sales, the one with most first."""
    found: dict[tuple[Status, str], list[Person]] = {}
    for person in trial.of(*KEPT):
        for persona in excluders(person.decision):
            found.setdefault((person.decision.status, persona), []).append(person)
    counts = [_count(status, persona, matched) for (status, persona), matched in found.items()]
    return sorted(counts, key=lambda one: (KEPT.index(one.status), -one.matched, one.persona))


def excluders(decision: Decision) -> list[str]:
    """Return the personas that matched and exclude, by their ids."""
    return [one.id for one in decision.personas if one.state == "matched" and one.effect == "exclude"]


def blanks(trial: Trial, columns: Columns) -> list[Blank]:
    """Return the facts that would decide open leads, the one that would decide most first."""
    asked: dict[str, Question] = {}
    leads: Counter[str] = Counter()
    for person in trial.of("open"):
        question = person.decision.next_question
        if question is not None:
            asked[question.fact] = question
            leads[question.fact] += 1
    return [
        Blank(
            question=asked[fact],
            leads=count,
            columns=tuple(heading for one in COLUMN_OF.get(fact, (fact,)) for heading in columns.of(one)),
        )
        for fact, count in sorted(leads.items(), key=lambda one: (-one[1], one[0]))
    ]


def decided(people: Iterable[Person]) -> list[Person]:
    """Return those of whom it is known how it ended: won, lost or disqualified."""
    return [person for person in people if person.result in {"won", "lost", "disqualified"}]


def _count(status: Status, persona: str, matched: list[Person]) -> PersonaCount:
    known = decided(matched)
    won = sum(person.result == "won" for person in known)
    alone = sum(excluders(person.decision) == [persona] for person in matched)
    return PersonaCount(persona, status, len(matched), alone, won, len(known), share(won, len(known)))
