"""What to ask a lead next: the one thing not known of them whose answer would decide most."""

from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.contracts.decision import Question
from pipeline.contracts.hot import of
from pipeline.engine.judge import Judgement
from pipeline.engine.offers import BRINGS, values
from pipeline.engine.trials import Trials
from pipeline.enrichment.facts import CATALOGUE

_QUESTION = of(Question)

QUESTIONS: Final[Mapping[str, Question]] = {
    fact: _QUESTION(fact=asked, fr=french, en=english)
    for fact, asked, french, english in (
        ("job.seniority", "job.title", "Quelle est votre fonction ?", "What is your job title?"),
        ("job.function", "job.title", "Quelle est votre fonction ?", "What is your job title?"),
        ("company.size", "company.size", "Combien de personnes compte votre société ?", "How many people work there?"),
        (
            "company.industry",
            "company.industry",
            "Dans quel secteur votre société travaille-t-elle ?",
            "What industry is your company in?",
        ),
        (
            "company.country",
            "company.country",
            "Dans quel pays votre société est-elle établie ?",
            "In which country is your company?",
        ),
        (
            "geo.country",
            "geo.country",
            "Dans quel pays votre société est-elle établie ?",
            "In which country is your company?",
        ),
        (
            "budget.declared",
            "budget.declared",
            "Un budget est-il prévu pour ce projet ?",
            "Is there a budget for this project?",
        ),
        ("need.declared", "need.declared", "Avez-vous un projet en cours ?", "Do you have a project under way?"),
        (
            "timeline.declared",
            "timeline.declared",
            "Dans combien de mois souhaitez-vous démarrer ?",
            "In how many months would you like to start?",
        ),
    )
}
"""By the fact that the answer makes known: what is asked, and in which words."""


def next_question(trials: Trials, judgement: Judgement, unknown: Iterable[str]) -> Question | None:
    """Return what to ask a lead who is `open`; None where no answer of theirs could change the status.

    `unknown`: the facts that keep personas from being told. The fact with the most answers that decide wins; of equals
    the first of `BRINGS`.
    """
    if judgement.status != "open":
        return None
    deciding = {fact: _deciding(trials, fact) for fact in BRINGS if fact in unknown}
    best = max(deciding, key=deciding.__getitem__, default=None)
    return QUESTIONS[best] if best is not None and deciding[best] else None


def _deciding(trials: Trials, fact: str) -> int:
    """Return how many answers would change the status of a lead who is `open`."""
    answers = values(CATALOGUE[fact], trials.panel.pack.references)
    return sum(trials.hold(((fact, answer),)).status != "open" for answer in answers)
