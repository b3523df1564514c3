"""What a pack gets to see of a lead at a moment: known facts that are not past their shelf life, and activity."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.facts import CATALOGUE
from pipeline.state import activity, lead
from pipeline.state.activity import Acts
from pipeline.state.facts import known
from pipeline.state.lead import Lead
from pipeline.state.time import DAY_MS, day_of

EARLY: Final = frozenset({"student", "intern", "apprentice"})
"""Seniorities that one leaves within a year; the others keep as long as any fact."""


def view(state: Lead, acts: Acts | None, pack: CompiledPack, now: int) -> dict[str, Value]:
    """Return every known fact of a lead at `now` (ms); what is unknown is absent."""
    facts = known(lead.tables(state), now, _lives(pack), _life(pack, "slow"))
    _forget_early(facts, state, pack, now)
    if acts is not None:
        today = day_of(now)
        for name, what, window in _activity_names(pack):
            facts[name] = activity.count(acts, what, window, today)
    return facts


def _forget_early(facts: dict[str, Value], state: Lead, pack: CompiledPack, now: int) -> None:
    if facts.get("job.seniority") in EARLY:
        fresh = known(lead.tables(state), now, {}, _life(pack, "year"))
        if "job.seniority" not in fresh:
            del facts["job.seniority"]


def _life(pack: CompiledPack, ages: str) -> int:
    return pack.shelf_life_days[ages] * DAY_MS


@lru_cache(maxsize=64)
def _lives(pack: CompiledPack) -> Mapping[str, int]:
    """Return the shelf lives that differ from the slow one."""
    lives = {name: _life(pack, spec.ages) for name, spec in CATALOGUE.items() if spec.ages in {"half_year", "year"}}
    # A director does not stop being one after a year: `_forget_early` looks at what the seniority is.
    lives.pop("job.seniority", None)
    return lives


@lru_cache(maxsize=64)
def _activity_names(pack: CompiledPack) -> tuple[tuple[str, str, str], ...]:
    """Return the activity facts a pack reads: (fact, what, window)."""
    names = []
    for name in sorted(pack.fact_names):
        if name.startswith("activity."):
            what, _, window = name.removeprefix("activity.").partition(".")
            names.append((name, what, window or "ever"))
    return tuple(names)
