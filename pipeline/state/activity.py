"""What a visitor did, counted by day: any order of the same events gives the same counts."""

from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.state.time import LATE_DAYS

Acts = dict[str, dict[int, int]]
"""What -> day -> how many. The day `LONG_AGO` holds all that is older than any window."""

LONG_AGO: Final = 0
WINDOWS: Final[Mapping[str, int]] = {"1d": 1, "7d": 7, "30d": 30, "90d": 90}


def add(acts: Acts, did: Mapping[str, int], day: int) -> None:
    """Count what one event did on `day`."""
    for what, times in did.items():
        days = acts.get(what)
        if days is None:
            acts[what] = {day: times}
        else:
            days[day] = days.get(day, 0) + times


def fold(acts: Acts, newest_day: int) -> None:
    """Move days that no window reaches any more into `LONG_AGO`: to be called when a newer day has begun."""
    horizon = newest_day - LATE_DAYS
    came = sum(LONG_AGO < day < horizon for day in acts.get("pages", ()))
    if came:  # once in one bucket they are no days any more: how many there were is kept beside
        visits = acts.setdefault("visits", {})
        visits[LONG_AGO] = visits.get(LONG_AGO, 0) + came
    for days in acts.values():
        for day in [day for day in days if LONG_AGO < day < horizon]:
            days[LONG_AGO] = days.get(LONG_AGO, 0) + days.pop(day)


def last_day(acts: Acts) -> int:
    """Return the newest day on which anything was done, 0 where that is not known any more."""
    return max((max(days) for days in acts.values() if days), default=LONG_AGO)


def total(all_acts: Sequence[Acts]) -> Acts:
    """Return the sum of several devices' counts. It shares days with them: not to be changed."""
    result: Acts = {}
    for acts in all_acts:
        for what, days in acts.items():
            into = result.get(what)
            result[what] = days if into is None else _sum(into, days)
    return result


def _sum(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    result = one.copy()
    for day, times in other.items():
        result[day] = result.get(day, 0) + times
    return result


def count(acts: Acts, what: str, window: str, today: int) -> int:
    """Return how often `what` was done within the window that ends today; `visits` are days on which one came."""
    days = acts.get("pages" if what == "visits" else what)
    if not days:
        return 0
    if what == "visits" and window == "ever":
        return _visits_ever(acts, days, today)
    first = today - WINDOWS[window] + 1 if window in WINDOWS else LONG_AGO
    counted = [times for day, times in days.items() if first <= day <= today]
    return len(counted) if what == "visits" else sum(counted)


def _visits_ever(acts: Acts, pages: Mapping[int, int], today: int) -> int:
    """Return the days on which one came, those before the horizon as they were counted when they were folded."""
    folded = acts.get("visits", {}).get(LONG_AGO, 0)
    return sum(LONG_AGO < day <= today for day in pages) + max(folded, int(LONG_AGO in pages))
