"""What a decision advises beyond its verdict: what is not known, what to ask next, and what would have to be otherwise."""

from typing import NamedTuple

from pipeline.contracts.decision import Counterfactual, NoCounterfactual, Question
from pipeline.engine.counterfactual import counterfactual
from pipeline.engine.judge import Judgement
from pipeline.engine.question import next_question
from pipeline.engine.trials import Trials


class Advice(NamedTuple):
    """What is not known, what to ask, and what would have to be otherwise."""

    unknown_facts: list[str]
    """Those that keep a persona unknown, by name."""
    question: Question | None
    better: Counterfactual | NoCounterfactual


def advise(trials: Trials, judgement: Judgement) -> Advice:
    """Return the advice on a lead who was so judged: it takes some sixty judgements."""
    if judgement.overruled is not None:
        return _advise_overruled(trials, judgement)
    unknown = _unknown(trials, judgement)
    return Advice(sorted(unknown), next_question(trials, judgement, unknown), counterfactual(trials, judgement))


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
