"""What a pack gets to see of a lead at a moment: known facts that are not past their shelf life, and activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.facts import CATALOGUE
from pipeline.state import activity, lead
from pipeline.state.activity import Acts
from pipeline.state.facts import Shelf, known, shelf, told_at
from pipeline.state.lead import Lead
from pipeline.state.names import Code, code_of
from pipeline.state.time import DAY_MS, day_of

EARLY: Final = frozenset({"student", "intern", "apprentice"})
"""Seniorities that one leaves within a year; the others keep as long as any fact."""
ALWAYS: Final = (
    "acquisition.source acquisition.medium acquisition.campaign company.relation email.kind email.registrable_domain "
    "form.id form.purpose job.freelance job.function job.seniority"
).split()
"""Facts that a decision is made of, whatever pack judges."""
VERDICT: Final = frozenset(ALWAYS) - {"acquisition.source", "acquisition.medium", "acquisition.campaign", "form.id"}
"""Those of them that the verdict depends on, or what an account is told."""
SENIORITY: Final = "job.seniority"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pack reads, ready to be looked up: most of what is known of a lead it never asks for."""

    names: Mapping[Code, str]
    """The facts it reads, and those of `ALWAYS`, by their codes in states."""
    shelf: Shelf
    early: Shelf
    """How long it lasts to be a student, an intern or an apprentice."""
    activity: tuple[tuple[str, str, str], ...]
    """The activity facts it reads: (fact, what, window)."""
    telling: frozenset[str]
    """The facts that a verdict depends on, activity aside."""
    counted: frozenset[str]
    """The whats of the activity facts it reads, less visits."""
    lives: frozenset[int]
    """After how long, ms, any fact becomes unknown, or is no longer told of late."""
    recent: tuple[tuple[str, int], ...]
    """Facts that some criterion reads as told of late: (fact, days)."""
    fading: frozenset[str]
    """Facts by whose age a penalty fades."""
    dated: Mapping[Code, str]
    """The facts of these two, by their codes."""
    shortest: int
    """Of `lives`."""
    aging: Mapping[Code, frozenset[int]]
    """What a verdict depends on, by its code: after how long, ms, it is unknown, or no longer told of late."""


def view(state: Lead, acts: Acts | None, pack: CompiledPack, now: int) -> dict[str, Value]:
    """Return what is known of a lead at `now` (ms), of all that the pack or a decision reads; what is unknown is absent."""
    reading = reading_of(pack)
    facts = known(lead.tables(state), now, reading.shelf, reading.names)
    if facts.get(SENIORITY) in EARLY and not _is_fresh(state, reading, now):
        del facts[SENIORITY]
    if reading.dated:
        _date(facts, told_at(lead.tables(state), now, reading.shelf, reading.dated), reading, now)
    if acts is not None:
        today = day_of(now)
        for name, what, window in reading.activity:
            facts[name] = activity.count(acts, what, window, today)
    return facts


def told(pack: CompiledPack, facts: Mapping[str, Value], days_ago: Mapping[str, int] | None = None) -> dict[str, Value]:
    """Return facts as a pack sees them that were told so many days ago; today, where nothing is said."""
    ages = days_ago or {}
    view: dict[str, Value] = dict(facts)
    _date(view, {name: -ages.get(name, 0) * DAY_MS for name in facts}, reading_of(pack), 0)
    return view


def _date(facts: dict[str, Value], told: Mapping[str, int], reading: Reading, now: int) -> None:
    """Add `fact@days` to the facts where it was told so many days ago at most, and `fact@` with the day it was told."""
    for name, days in reading.recent:
        if name in facts and name in told and now - told[name] <= days * DAY_MS:
            facts[f"{name}@{days}"] = facts[name]
    for name in reading.fading:
        if name in facts and name in told:
            facts[f"{name}@"] = day_of(told[name])


def _is_fresh(state: Lead, reading: Reading, now: int) -> bool:
    return bool(known(lead.tables(state), now, reading.early, {code_of(SENIORITY): SENIORITY}))


@lru_cache(maxsize=64)
def reading_of(pack: CompiledPack) -> Reading:
    """Return what the pack reads, made once."""
    days = pack.shelf_life_days
    lives = {name: days[spec.ages] * DAY_MS for name, spec in CATALOGUE.items() if spec.ages in {"half_year", "year"}}
    # A director does not stop being one after a year: `view` looks at what the seniority is.
    lives.pop(SENIORITY, None)
    recent = tuple(sorted(pack.recent))
    fading = frozenset(name for persona in pack.personas if persona.half_life_days for name in persona.reads)
    activity = tuple(_activity(name) for name in sorted(pack.fact_names) if name.startswith("activity."))
    return Reading(
        names={code_of(name): name for name in sorted({*pack.fact_names, *ALWAYS})},
        shelf=shelf(days["slow"] * DAY_MS, lives),
        early=shelf(days["year"] * DAY_MS),
        activity=activity,
        telling=pack.fact_names | VERDICT,
        counted=frozenset(what for _, what, _ in activity) - {"visits"},
        lives=frozenset(span * DAY_MS for span in [*days.values(), *(span for _, span in recent)]),
        recent=recent,
        fading=fading,
        dated={code_of(name): name for name in sorted({*fading, *(name for name, _ in recent)})},
        shortest=min([*days.values(), *(span for _, span in recent)]) * DAY_MS,
        aging=_aging(pack, lives),
    )


def _aging(pack: CompiledPack, lives: Mapping[str, int]) -> dict[Code, frozenset[int]]:
    days = pack.shelf_life_days
    ends = {name: {lives.get(name, days["slow"] * DAY_MS)} for name in pack.fact_names | VERDICT}
    if SENIORITY in ends:
        ends[SENIORITY].add(days["year"] * DAY_MS)
    for name, span in pack.recent:
        ends[name].add(span * DAY_MS)
    return {code_of(name): frozenset(spans) for name, spans in ends.items()}


def _activity(name: str) -> tuple[str, str, str]:
    """Return (fact, what, window) of `activity.<what>.<window>`."""
    what, _, window = name.removeprefix("activity.").partition(".")
    return name, what, window or "ever"
