"""The leads whose end is known, as discovery sees them: facts at the moment before it, and slices of time as bit sets.

A set of people is one whole number, whose bit n stands for the n-th in the order of their first outcomes: a criterion
over a hundred thousand of them costs microseconds, without a library for tables.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack
from pipeline.engine.view import EARLY, SENIORITY, reading_of
from pipeline.enrichment.facts import WHATS
from pipeline.history.cases import Case
from pipeline.state import activity, lead
from pipeline.state.facts import known
from pipeline.state.names import code_of
from pipeline.state.time import day_of

Bits = int
"""A set of people."""


@dataclass(frozen=True, slots=True)
class Person:
    """One lead, without a name: what was known before the outcome, and what became of them."""

    facts: Mapping[str, Value]
    is_loser: bool
    reason: str | None
    """What sales wrote of it: it names what is found, and never finds."""


@dataclass(frozen=True)
class People:
    """All of them in the order of their first outcomes, and who became what."""

    all: Sequence[Person]
    losers: Bits = field(init=False)
    buyers: Bits = field(init=False)
    older: Bits = field(init=False)
    """The slice that proposes."""
    newer: Bits = field(init=False)
    """The slice that judges, and has no say in what is proposed."""
    share: float = 0.5
    """Of them in the older slice."""

    def __post_init__(self) -> None:
        """Count once who is who."""
        everybody, older = (1 << len(self.all)) - 1, (1 << int(len(self.all) * self.share)) - 1
        losers = bits(person.is_loser for person in self.all)
        for name, value in (
            ("losers", losers), ("buyers", everybody ^ losers), ("older", older), ("newer", everybody ^ older)
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def counted(self, members: Bits, within: Bits) -> tuple[int, int]:
        """Return how many losers and how many buyers a set holds within a slice."""
        there = members & within
        return (there & self.losers).bit_count(), (there & self.buyers).bit_count()

    def of(self, members: Bits) -> Iterable[Person]:
        """Yield the people of a set."""
        return (person for at, person in enumerate(self.all) if members >> at & 1)


def bits(flags: Iterable[bool]) -> Bits:
    """Return the set of those whose flag is raised."""
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def person_of(case: Case, pack: CompiledPack) -> Person:
    """Return a case as discovery sees it: every fact that was known and not past its shelf life, activity of all time.

    Windows of activity that end at the outcome would tell how long sales took, so only `ever` counts.
    """
    reading, state = reading_of(pack), case.standing
    facts = known(lead.tables(state), case.at, reading.shelf)
    if facts.get(SENIORITY) in EARLY:
        fresh = known(lead.tables(state), case.at, reading.early, {code_of(SENIORITY): SENIORITY})
        facts = {name: value for name, value in facts.items() if name != SENIORITY or fresh}
    acts = lead.all_acts(state)
    if acts is not None:
        today = day_of(case.at)
        facts |= {f"activity.{what}.ever": activity.count(acts, what, "ever", today) for what in WHATS}
    return Person(facts, case.result == "loser", case.reason)
