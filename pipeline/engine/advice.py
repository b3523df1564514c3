"""What a decision advises beyond its verdict: what is not known, what to ask next, and what would have to be otherwise.

It takes some sixty judgements, and is the same for every lead of whom the same is known: so it is remembered.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.contracts.decision import Counterfactual, NoCounterfactual, Question
from pipeline.engine.compile import CompiledPack
from pipeline.engine.counterfactual import counterfactual
from pipeline.engine.criteria import FactMap
from pipeline.engine.holdout import is_held_out
from pipeline.engine.judge import Judgement
from pipeline.engine.memory import Key, keys_by
from pipeline.engine.offers import BRINGS
from pipeline.engine.panel import Panel
from pipeline.engine.question import next_question
from pipeline.engine.trials import Trials
from pipeline.engine.view import VERDICT, reading_of
from pipeline.state.time import day_of

MOST: Final = 4096
"""Pieces of advice that a panel remembers; then it begins anew."""


class Advice(NamedTuple):
    """Shared by all leads it is given to: not to be changed."""

    unknown_facts: list[str]
    """Those that keep a persona unknown, by name."""
    question: Question | None
    better: Counterfactual | NoCounterfactual


def advise(trials: Trials, judgement: Judgement) -> Advice:
    """Return the advice on a lead who was so judged."""
    if judgement.overruled is not None:
        return _advise_overruled(trials, judgement)
    known, key = _known(trials.panel), _key(trials)
    found = known.get(key)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[key] = _advise(trials, judgement)
    return found


@lru_cache(maxsize=64)
def _known(panel: Panel) -> dict[Key, Advice]:  # noqa: ARG001  whose memory it is
    return {}


def _advise_overruled(trials: Trials, judgement: Judgement) -> Advice:
    """Return what is not known, and no more: nothing that the lead could bring outweighs a person's word."""
    better: NoCounterfactual = "qualified" if judgement.status == "qualified" else "beyond_the_lead"
    return Advice(sorted(_unknown(trials, judgement)), None, better)


def _unknown(trials: Trials, judgement: Judgement) -> set[str]:
    return {
        name
        for verdict in judgement.verdicts
        if verdict.state == "unknown"
        for name in verdict.persona.unknown(trials.facts)
    }


def _advise(trials: Trials, judgement: Judgement) -> Advice:
    unknown = _unknown(trials, judgement)
    return Advice(sorted(unknown), next_question(trials, judgement, unknown), counterfactual(trials, judgement))


def _key(trials: Trials) -> Key:
    """Return all that the advice depends on, beside the panel."""
    panel, acts, whose = trials.panel, trials.acts, trials.whose
    held_out = whose and tuple(
        [persona.id for persona in panel.personas if is_held_out(whose.lead_id, persona.id, persona.holdout)]
    )
    stands = whose and panel.conduct.braked & whose.excluded_by
    did = None if acts is None else tuple(sorted([(what, *sorted(days.items())) for what, days in acts.items()]))
    return day_of(trials.now), held_out, stands, did, *_facts_of(panel.pack)(trials.facts)


@lru_cache(maxsize=64)
def _facts_of(pack: CompiledPack) -> Callable[[FactMap], Key]:
    reading = reading_of(pack)
    dated = {f"{name}@{days}" for name, days in reading.recent} | {f"{name}@" for name in reading.fading}
    return keys_by({*pack.fact_names, *VERDICT, *BRINGS, *dated})
