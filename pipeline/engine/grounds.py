"""Why a persona matches: the criteria that carried it, put into reasons with what is observed of a lead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from pipeline.contracts.decision import Reason
from pipeline.contracts.model import Value
from pipeline.engine.criteria import Criterion, FactMap, NewReason
from pipeline.personas.criterion import Leaf

MOST_OBSERVED: Final = 256
"""Values of one criterion whose reasons are remembered; then it begins anew."""
_EXACT: Final = frozenset({str, int})
"""Types whose equal values are the same value: 1 is no flag, and no 1.0."""

MOST_TOLD: Final = 16
"""Lists of reasons that are remembered of one case; then it begins anew."""

Ground = tuple[str, dict[Value | None, Reason], "_Ground"]
"""Under which name the fact is known, the reasons that were given before, and who gives them."""


class _Ground:
    """One criterion of one persona, all of its reason but what was observed."""

    __slots__ = ("_criterion", "_leaf", "_persona", "known")

    def __init__(self, criterion: Criterion, leaf: Leaf, persona: str) -> None:
        self._criterion, self._leaf, self._persona = criterion, leaf, persona
        self.known: dict[Value | None, Reason] = {}

    def reason(self, observed: Value | None) -> Reason:
        """Return the reason, and remember it where the value is surely told from others."""
        found = NewReason(
            code=self._leaf.because,
            persona=self._persona,
            criterion=self._criterion.path,
            fact=self._leaf.fact,
            observed=observed,
            expected=self._criterion.expected,
        )
        if observed.__class__ in _EXACT:
            if len(self.known) >= MOST_OBSERVED:
                self.known.clear()
            self.known[observed] = found
        return found


def ground_of(criterion: Criterion, persona: str) -> Ground:
    """Return a leaf of a persona's criteria as the ground of a match."""
    assert criterion.leaf is not None  # noqa: S101  the caller's mistake
    ground = _Ground(criterion, criterion.leaf, persona)
    return criterion.leaf.reads, ground.known, ground


@dataclass(slots=True, eq=False)
class Grounds:
    """Why those match who do in one case, and what was told of leads with the same observations."""

    grounds: Sequence[Ground]
    known: dict[tuple[Any, ...], list[Reason]] = field(default_factory=dict)
    _asked: bool = False
    _pick: Callable[[FactMap], Any] | None = None
    """Takes what is observed out of facts, all at once; None: something of it is no text and no number."""

    def told(self, facts: FactMap) -> list[Reason]:
        """Return the reasons of one lead. They are shared by leads: not to be changed."""
        if self._pick is None:
            if not self._asked:  # of most cases nobody asks twice: nothing is made ready for it
                self._asked = True
            elif self.grounds:
                self._pick = _pick_of(self.grounds, facts)
            return observe(self.grounds, facts)
        try:
            observed = self._pick(facts)
            key = observed, *map(type, observed)
            found = self.known.get(key)
        except (KeyError, TypeError):  # facts that are not what their names promise
            return observe(self.grounds, facts)
        return self._remember(key, facts) if found is None else found

    def _remember(self, key: tuple[Any, ...], facts: FactMap) -> list[Reason]:
        found = observe(self.grounds, facts)
        if _EXACT.issuperset(key[1:]):
            if len(self.known) >= MOST_TOLD:
                self.known.clear()
            self.known[key] = found
        return found


def _pick_of(grounds: Sequence[Ground], facts: FactMap) -> Callable[[FactMap], Any] | None:
    """Return what takes the observations out of facts; in one case the same facts are known of every lead."""
    names = list(dict.fromkeys(name for name, _, _ in grounds if name in facts))
    if not names or any(facts[name].__class__ not in _EXACT for name in names):
        return None
    return itemgetter(names[0], *(names[1:] or names))  # of one name alone it would give no tuple


def observe(grounds: Sequence[Ground], facts: FactMap) -> list[Reason]:
    """Return the reasons of one lead, in the order of the grounds. They are shared by leads: not to be changed."""
    get, exact, reasons = facts.get, _EXACT, []
    for name, known, ground in grounds:
        observed = get(name)
        found = known.get(observed) if observed.__class__ in exact else None
        reasons.append(ground.reason(observed) if found is None else found)
    return reasons
