"""The score: fit and engagement less penalties, in integer hundredths, over day buckets in event-time order."""

from collections.abc import Iterator, Mapping

import msgspec

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.scale import HUNDREDTHS, ONE
from pipeline.state.activity import LONG_AGO, Acts
from pipeline.state.time import LATE_DAYS


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
    scale, points = pack.scale, 0
    for what, once, by_age in scale.worth:
        days = acts.get(what)
        if days:
            for done_on, times in days.items():
                each = by_age.get(day - done_on)
                if each is not None and done_on > LONG_AGO:
                    points += each if once else each * times
    points = points * HUNDREDTHS // ONE
    return min(scale.at_most, points)


def engaging(acts: Acts | None, pack: CompiledPack) -> tuple[object, ...] | None:
    """Return a key that is equal where a pack's score cannot tell what was done apart."""
    if acts is None:
        return None
    return tuple([(what, *acts[what].items()) for what, _, _ in pack.scale.worth if what in acts])


def penalty(persona: CompiledPersona, facts: Mapping[str, Value], day: int) -> int:
    """Return what a matched persona takes on `day`, hundredths: halved every half-life since its facts were told."""
    full = persona.points * HUNDREDTHS
    if not persona.half_life_days:
        return full
    since = [told for name in persona.reads if isinstance(told := facts.get(f"{name}@"), int)]
    age = max(0, day - max(since, default=day))
    share: float = 0.5 ** (age / persona.half_life_days)
    return full * round(ONE * share) // ONE


def is_qualified(points: Points, acts: Acts | None, pack: CompiledPack, day: int) -> bool:
    """Tell whether the score qualifies on `day`.

    Entered at `qualify_at`, kept down to `keep_at`: between the two the last day outside of them says. Without linked
    activity fit alone counts, on its own threshold; engagement alone never qualifies.
    """
    if points.fit <= 0:
        return False
    scale, total = pack.scale, points.fit + points.engagement - points.penalties
    if acts is None:
        return total >= scale.fit_alone_at
    if total >= scale.qualify_at or total < scale.keep_at:
        return total >= scale.qualify_at  # nearly always: no other day is asked
    lasting = points.fit - points.penalties
    for earlier in _days_back(acts, day):
        total = lasting + engagement(acts, pack, earlier)
        if total >= scale.qualify_at:
            return True
        if total < scale.keep_at:
            return False
    return False


def _days_back(acts: Acts, day: int) -> Iterator[int]:
    """Yield the days that can say otherwise than the one after them, from `day` back to the first that did anything.

    Between two days with activity the score only falls: so those count, and the day before each.
    """
    horizon = day - LATE_DAYS
    active = sorted({done_on for days in acts.values() for done_on in days if LONG_AGO < done_on <= day}, reverse=True)
    for done_on in active:
        if done_on < horizon:
            yield horizon
            return
        yield done_on
        if done_on > max(horizon, active[-1]):
            yield done_on - 1


def band(points: Points, pack: CompiledPack) -> str:
    """Return where the score lies: below `keep_at`, between, or at least `qualify_at`."""
    scale, total = pack.scale, points.fit + points.engagement - points.penalties
    if total >= scale.qualify_at:
        return "high"
    return "between" if total >= scale.keep_at else "low"
