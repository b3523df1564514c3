"""A pack's thresholds and its worth of activity, ready to add up: integers only, so that every machine adds the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipeline.personas.model import Engagement, Thresholds
from pipeline.state.time import LATE_DAYS

HUNDREDTHS: Final = 100
ONE: Final = 1 << 16
"""Decay is kept as an integer share of this."""
_COUNTED_AS: Final = {"visits": "pages"}
"""A visit is a day with pages."""


class Worth(NamedTuple):
    """What one kind of activity is worth."""

    what: str
    """As it is counted in states."""
    once: bool
    """A day counts once, however much was done on it."""
    by_age: Mapping[int, int]
    """By age in days, of `ONE`; older is worth nothing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Hundredths, but for `worth`."""

    qualify_at: int
    keep_at: int
    fit_alone_at: int
    at_most: int
    worth: tuple[Worth, ...]


def scale_of(thresholds: Thresholds, engaged: Engagement) -> Scale:
    """Return what a pack's points are measured by."""
    decay = [round(ONE * 0.5 ** (age / engaged.half_life_days)) for age in range(LATE_DAYS + 1)]
    return Scale(
        qualify_at=thresholds.qualify_at * HUNDREDTHS,
        keep_at=thresholds.keep_at * HUNDREDTHS,
        fit_alone_at=thresholds.fit_alone_at * HUNDREDTHS,
        at_most=engaged.at_most * HUNDREDTHS,
        worth=tuple(
            Worth(_COUNTED_AS.get(what, what), what == "visits", {age: points * left for age, left in enumerate(decay)})
            for what, points in engaged.points.items()
        ),
    )
