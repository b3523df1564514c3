"""When time alone could change a judgement: a fact past its shelf life, a window that closes, a score that fades.

Asked twice. `soon` is cheap and early: the next midnight, or a fact's end before it; it follows every event. `next_due`
is exact as far as the personas' answers stay the same, and dear; it follows a judgement that time has called for. To
judge too early costs a judgement. A moment that is missed would never be noticed, so where in doubt both are early.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from pipeline.engine.compile import CompiledPack
from pipeline.engine.findings import Facts
from pipeline.engine.judge import Judgement, penalties
from pipeline.engine.panel import Panel
from pipeline.engine.score import Points, band, engagement
from pipeline.engine.view import Reading, reading_of
from pipeline.state import facts as facts_state
from pipeline.state import lead
from pipeline.state.activity import LONG_AGO, WINDOWS, Acts
from pipeline.state.lead import Lead
from pipeline.state.override import ends_at
from pipeline.state.time import DAY_MS, LATE_DAYS, day_of

NEVER: Final = 0
LOOK_AHEAD: Final = 30
"""Days that a fading penalty is followed at once."""


def sooner(one: int, other: int) -> int:
    """Return the earlier of two moments, of which `NEVER` is the latest."""
    return min(one, other) if one and other else one or other


def soon(reading: Reading, now: int, told: Iterator[int] | tuple[int, ...]) -> int:
    """Return a moment after `now` before which nothing changes, for a lead that was told facts at these moments."""
    due = (day_of(now) + 1) * DAY_MS
    for at in told:
        if at + reading.shortest < due:  # of nearly all events this is all that is asked
            for life in reading.lives:
                gone = at + life + 1
                if now < gone < due:
                    due = gone
    return due


def told_to(state: Lead) -> Iterator[int]:
    """Yield the moments of all that a lead was ever told to be."""
    for table in lead.tables(state):
        yield from facts_state.moments(table)


def next_due(panel: Panel, state: Lead, acts: Acts | None, facts: Facts, judgement: Judgement) -> int:
    """Return the next moment, ms, at which a judgement could change by time alone, or was to be looked at again."""
    reading, now = reading_of(panel.pack), judgement.at
    today = day_of(now)
    moments = [at for table in lead.tables(state) for at in facts_state.ends(table, reading.aging) if at > now]
    days = _fading(acts, panel.pack, facts, judgement) if judgement.findings.fading else ()
    if acts:
        moments += [day * DAY_MS for day in _closings(acts, reading) if day > today]
        days = days or _falling(acts, panel.pack, judgement, today)
    moments += [day * DAY_MS for day in days]
    if state.said.review_at > now:
        moments.append(state.said.review_at)
    return sooner(min(moments, default=NEVER), ends_at(state.override, now))


def _closings(acts: Acts, reading: Reading) -> Iterator[int]:
    """Yield the days on which something done leaves a window that the pack looks through."""
    for _, what, window in reading.activity:
        if window in WINDOWS:
            days = acts.get("pages" if what == "visits" else what, {})
            yield from (day + WINDOWS[window] for day in days if day > LONG_AGO)


def _falling(acts: Acts, pack: CompiledPack, judgement: Judgement, today: int) -> Iterator[int]:
    """Yield the day on which the score leaves its band, or no longer qualifies, if nothing but engagement fades."""
    last = max((day for days in acts.values() for day in days if day > LONG_AGO), default=today)
    low, high = today, max(today, last) + LATE_DAYS + 1
    if _band(acts, pack, judgement, high) != judgement.band:
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _band(acts, pack, judgement, middle) == judgement.band else (low, middle)
        yield high
    elif judgement.band == "between" and judgement.status == "qualified":
        # Kept by a higher score of before, for as long as that is looked back to.
        highs = (day for day in range(today, today - LATE_DAYS - 1, -1) if _band(acts, pack, judgement, day) == "high")
        yield from (day + LATE_DAYS + 1 for day in islice(highs, 1))


def _band(acts: Acts, pack: CompiledPack, judgement: Judgement, day: int) -> str:
    points = judgement.points
    return band(Points(points.fit, engagement(acts, pack, day), points.penalties), pack)


def _fading(acts: Acts | None, pack: CompiledPack, facts: Facts, judgement: Judgement) -> Iterator[int]:
    """Yield a day up to which the score stays in its band while penalties fade, a month on at most.

    Between the bands the past counts too, and it gets better while the penalty fades: then every day is looked at.
    """
    today, findings = day_of(judgement.at), judgement.findings
    if judgement.band == "between":
        yield today + 1
        return
    for day in range(today + 1, today + LOOK_AHEAD):
        cost = penalties(findings, facts, day)
        if band(Points(findings.fit, engagement(acts, pack, day), cost), pack) != judgement.band:
            yield day
            return
    yield today + LOOK_AHEAD
