"""How the world changes while the traffic goes on: who comes, who of them turns out to buy, and when many come at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from pipeline.history.simulate.scripts import Step

SURGE_RATE: Final = 10
"""How many times as many events there are in a surge."""
SURGE_SHARE: Final = 0.02
"""How much of the time between two surges one lasts."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Changes, spread evenly over the traffic; parts by their names, as in `parts`. Nothing said: nothing changes."""

    weights: Mapping[str, float] = field(default_factory=dict)
    """Part -> how many times as many of it there are in the end: 2 doubles it, 0 lets it die out."""
    turned: Mapping[str, float] = field(default_factory=dict)
    """Part -> the share of it, 0 to 1, that buys in the end, though it looks and does as ever: a persona that inverts."""
    surges: int = 0
    """How often many come at once, evenly over the time."""

    def cards(self, part: str, cards: int, progress: float) -> int:
        """Return how many of a hundred people or so play a part by now; `cards` at first."""
        weight = self.weights.get(part)
        return cards if weight is None else round(cards * (1 + (weight - 1) * progress))

    def turns(self, part: str, progress: float, rng: Random) -> bool:
        """Draw whether somebody of a part who comes now is one of those who buy."""
        share = self.turned.get(part)
        return share is not None and rng.random() < share * progress

    def clock(self, number: int, events: int, length: int) -> int:
        """Return when the `number`-th of `events` records is published, in ms of the `length` that all take."""
        if not self.surges:
            return length * number // events
        period, place = divmod(number * self.surges, events)
        return round(length * (period + _within(place / events)) / self.surges)


NO_DRIFT: Final = Drift()


def _within(done: float) -> float:
    """Return how much of the time between two surges has passed when so much of its traffic has; the surge is its middle."""
    quiet, total = 1 - SURGE_SHARE, 1 - SURGE_SHARE + SURGE_RATE * SURGE_SHARE
    weight, before = done * total, quiet / 2
    if weight < before:
        return weight
    if weight < before + SURGE_RATE * SURGE_SHARE:
        return before + (weight - before) / SURGE_RATE
    return weight - (SURGE_RATE - 1) * SURGE_SHARE


def bought(script: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return a script that ends in a sale, and is as it was up to there."""
    return (*(step for step in script if step.what != "outcome"), Step("outcome", "won", 0))
