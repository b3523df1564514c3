"""The questions of the portrait robot, as the card answers them and the template asks them. Data only: French, English."""

from collections.abc import Mapping
from typing import Final, NamedTuple

Both = tuple[str, str]
"""French, English."""


class Question(NamedTuple):
    """A part of the portrait: its heading on a card, and what the template asks."""

    heading: Both
    asks: Both


QUESTIONS: Final[Mapping[str, Question]] = {
    "who": Question(
        ("Qui", "Who"),
        (
            "Qui sont ces personnes : âge, études, poste, lieu, organisation ? (Une description, jamais un critère.)",
            "Who are they: age, studies, job, place, organisation? (A description, never a criterion.)",
        ),
    ),
    "goals": Question(("Objectifs", "Goals"), ("Que veulent-elles obtenir ?", "What do they want to get done?")),
    "motivations": Question(("Motivations", "Motivations"), ("Qu'est-ce qui les pousse ?", "What drives them?")),
    "brakes": Question(
        ("Freins", "What holds them back"),
        ("Qu'est-ce qui les retient : budget, mandat, crainte ?", "What holds them back: budget, mandate, fear?"),
    ),
    "no_opportunity_because": Question(
        ("Pourquoi aucune affaire n'en viendra", "Why no opportunity will come of them"),
        (
            "Pourquoi n'en tirera-t-on aucune opportunité, même en les relançant ?",
            "Why would no opportunity come of them, even if we follow up?",
        ),
    ),
    "comes_to_us_for": Question(
        ("Pourquoi et comment ils viennent à nos contenus", "Why and how they come to our content"),
        (
            "Pourquoi viennent-elles à nos contenus, lesquels, et par quel chemin ?",
            "Why do they come to our content, which content, and how do they get there?",
        ),
    ),
    "who_can_veto": Question(
        ("Qui peut dire non", "Who can say no"),
        (
            "Qui, au comité d'achat, peut mettre son veto, et sur quoi ?",
            "Who in the buying committee can veto, and on what?",
        ),
    ),
    "weighs_how": Question(
        ("Pourquoi et comment ils pèsent sur la décision", "Why and how they weigh on the decision"),
        (
            "Pourquoi s'y opposent-elles, et comment pèsent-elles sur la décision ?",
            "Why are they against it, and how do they weigh on the decision?",
        ),
    ),
}
"""By the member of the portrait, in the order of the card."""
_COMMON: Final = ("who", "goals", "motivations", "brakes", "comes_to_us_for")
NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "buyer": _COMMON,
    "negative": (*_COMMON, "no_opportunity_because"),
    "detractor": (*_COMMON, "no_opportunity_because", "who_can_veto", "weighs_how"),
}
"""Kind of persona -> the parts its portrait must have."""
