"""The score: fit and engagement less penalties, in integer hundredths, over day buckets in event-time order."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.state.activity import LONG_AGO, Acts
from pipeline.state.time import LATE_DAYS

HUNDREDTHS: Final = 100
_ONE: Final = 1 << 16
"""Decay is kept as an integer share of this, so that every machine adds the same."""
_COUNTED_AS: Final = {"visits": "pages"}
"""A visit is a day with pages."""


class Points(msgspec.Struct, frozen=True, gc=False):
    """A score's parts, in hundredths."""

    fit: int
    engagement: int
    penalties: int

    @property
    def total(self) -> int:
        """Return fit and engagement less penalties."""
        return self.fit + self.engagement - self.penalties


def engagement(acts: Acts | None, pack: CompiledPack, day: int) -> int:
    """Return the engagement on `day`, from what was done up to it: halved every half-life, bounded."""
    if not acts:
        return 0
    scale, points = _scale(pack), 0
    decay = scale.decay
    for what, worth, once in scale.worth:
        days = acts.get(what)
        if days:
            for done_on, times in days.items():
                age = day - done_on
                if 0 <= age <= LATE_DAYS and done_on > LONG_AGO:
                    points += worth * decay[age] * (1 if once else times)
    points = points * HUNDREDTHS // _ONE
    return min(scale.at_most, points)


def penalty(persona: CompiledPersona, facts: Mapping[str, Value], day: int) -> int:
    """Return what a matched persona takes on `day`, hundredths: halved every half-life since its facts were told."""
    full = persona.points * HUNDREDTHS
    if not persona.half_life_days:
        return full
    since = [told for name in persona.reads if isinstance(told := facts.get(f"{name}@"), int)]
    age = max(0, day - max(since, default=day))
    share: float = 0.5 ** (age / persona.half_life_days)
    return full * round(_ONE * share) // _ONE


def is_qualified(points: Points, acts: Acts | None, pack: CompiledPack, day: int) -> bool:
    """Tell whether the score qualifies on `day`.

    Entered at `qualify_at`, kept down to `keep_at`: between the two the last day outside of them says. Without linked
    activity fit alone counts, on its own threshold; engagement alone never qualifies.
    """
    if points.fit <= 0:
        return False
    if acts is None:
        return points.total >= _scale(pack).fit_alone_at
    scale, today = _scale(pack), points.fit + points.engagement - points.penalties
    enter, keep = scale.qualify_at, scale.keep_at
    if today >= enter or today < keep:
        return today >= enter  # nearly always: no other day is asked
    for earlier in _days_back(acts, day):
        total = points.fit - points.penalties + engagement(acts, pack, earlier)
        if total >= enter:
            return True
        if total < keep:
            return False
    return False


def _days_back(acts: Acts, day: int) -> range:
    first = min((done_on for days in acts.values() for done_on in days if done_on > LONG_AGO), default=day)
    return range(day, max(min(first, day), day - LATE_DAYS) - 1, -1)


def band(points: Points, pack: CompiledPack) -> str:
    """Return where the score lies: below `keep_at`, between, or at least `qualify_at`."""
    scale, total = _scale(pack), points.fit + points.engagement - points.penalties
    if total >= scale.qualify_at:
        return "high"
    return "between" if total >= scale.keep_at else "low"


class _Scale(NamedTuple):
    """A pack's thresholds and engagement, ready: asked of the pack each time they cost more than the sums."""

    qualify_at: int
    """Hundredths, as all that follows but `worth` and `decay`."""
    keep_at: int
    fit_alone_at: int
    at_most: int
    worth: tuple[tuple[str, int, bool], ...]
    """(what is counted, points, whether a day counts once)."""
    decay: tuple[int, ...]
    """By age in days, of `_ONE`."""


@lru_cache(maxsize=64)
def _scale(pack: CompiledPack) -> _Scale:
    thresholds, engaged = pack.thresholds, pack.engagement
    return _Scale(
        qualify_at=thresholds.qualify_at * HUNDREDTHS,
        keep_at=thresholds.keep_at * HUNDREDTHS,
        fit_alone_at=thresholds.fit_alone_at * HUNDREDTHS,
        at_most=engaged.at_most * HUNDREDTHS,
        worth=tuple((_COUNTED_AS.get(what, what), worth, what == "visits") for what, worth in engaged.points.items()),
        decay=tuple(round(_ONE * 0.5 ** (age / engaged.half_life_days)) for age in range(LATE_DAYS + 1)),
    )
