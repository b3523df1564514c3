"""The parts people play in the demo: how many of a hundred, where they work, and what they answer, word by word.

A blank answer is a field left empty. What a part does not say is answered from `ORDINARY`.
"""

from typing import Literal, NamedTuple

from pipeline.history.simulate.site import Lang
from pipeline.history.simulate.titles import BLOCKERS, BUYERS, INTERNS, RIVALS, STAFF, STUDENTS

Firm = Literal["client", "competitor", "school", "small", "abroad"]
Mail = Literal["business", "freemail", "academic", "disposable"]
Answers = dict[Lang, dict[str, tuple[str, ...]]]


class Part(NamedTuple):
    """A part: the cards it has in a deck of a hundred people, what it shows, and which pages it reads."""

    cards: int
    firm: Firm
    mails: tuple[Mail, ...]
    interests: frozenset[str]
    answers: Answers


ORDINARY: Answers = {
    "fr": {
        "budget": ("Entre 10 000 et 25 000 €", "À définir", ""),
        "need": ("Gagner du temps sur les plannings", "Mieux suivre nos interventions", ""),
        "timeline": ("D'ici 6 mois", "Sous 3 mois", ""),
        "message": ("", "", "Merci d'avance pour l'envoi."),
    },
    "en": {
        "budget": ("€10,000 to €25,000", "To be defined", ""),
        "need": ("Spend less time on schedules", "Better follow-up of our visits", ""),
        "timeline": ("Within 6 months", "Within 3 months", ""),
        "message": ("", "", "Thanks in advance for the paper."),
    },
}

_BROWSING = frozenset({"home", "blog", "resources", "about"})
_BUYING = frozenset({"home", "product", "pricing", "customers", "resources"})

PARTS: dict[str, Part] = {
    "buyer": Part(
        23,
        "client",
        ("business",),
        _BUYING,
        {
            "fr": {
                "title": BUYERS["fr"],
                "budget": (
                    "Entre 25 000 et 50 000 €",
                    "Plus de 50 000 €",
                    "Validé : 30 000 €",
                    "Budget alloué, 40 k€ par an",
                ),
                "need": (
                    "Projet : remplacer nos plannings Excel avant l'été",
                    "Équiper 40 techniciens d'une application mobile",
                    "Projet en cours, trois outils à comparer",
                    "Relier le planning à notre ERP",
                ),
                "timeline": ("Sous 3 mois", "Immédiat", "D'ici 6 mois", "Ce trimestre"),
                "message": (
                    "Nous avons 40 techniciens sur quatre départements. Pouvez-vous nous montrer la gestion des urgences ?",
                    "Est-ce que l'application fonctionne en sous-sol, sans réseau ?",
                    "Quel délai pour reprendre l'historique de notre GMAO ?",
                    "",
                ),
            },
            "en": {
                "title": BUYERS["en"],
                "budget": ("€25,000 to €50,000", "Over €50,000", "Approved: €30,000", "Allocated, 40k per year"),
                "need": (
                    "Project: replace our spreadsheets before summer",
                    "Equip 40 technicians with a mobile app",
                    "Ongoing project, comparing three tools",
                    "Connect the schedule to our ERP",
                ),
                "timeline": ("Within 3 months", "Immediately", "Within 6 months", "This quarter"),
                "message": (
                    "We run 40 technicians over four counties. Could you show us how urgent visits are handled?",
                    "Does the app work in basements, without a network?",
                    "How long to take over the history of our current tool?",
                    "",
                ),
            },
        },
    ),
    "competitor": Part(
        9,
        "competitor",
        ("business",),
        frozenset({"product", "pricing", "customers", "resources"}),
        {
            "fr": {
                "title": RIVALS["fr"],
                "budget": ("",),
                "timeline": ("",),
                "need": ("Comparer les offres du marché", ""),
                "message": ("", "Le livre blanc existe-t-il avec les tarifs ?"),
            },
            "en": {
                "title": RIVALS["en"],
                "budget": ("",),
                "timeline": ("",),
                "need": ("Compare what the market offers", ""),
                "message": ("", "Is there a version with prices?"),
            },
        },
    ),
    "student": Part(
        14,
        "school",
        ("academic", "academic", "freemail"),
        _BROWSING | {"careers"},
        {
            "fr": {
                "title": STUDENTS["fr"],
                "budget": ("", ""),
                "timeline": ("", ""),
                "need": (
                    "Mémoire de fin d'études sur la digitalisation du terrain",
                    "Exposé de groupe sur la maintenance préventive",
                    "",
                ),
                "message": ("Je prépare mon mémoire de master, votre livre blanc m'aiderait beaucoup.", "", ""),
            },
            "en": {
                "title": STUDENTS["en"],
                "budget": ("", ""),
                "timeline": ("", ""),
                "need": ("Master's thesis on field service software", "Group assignment on preventive maintenance", ""),
                "message": ("I am writing my thesis, your paper would help a lot.", "", ""),
            },
        },
    ),
    "intern": Part(
        3,
        "client",
        ("business",),
        _BUYING,
        {
            "fr": {
                "title": INTERNS["fr"],
                "budget": ("",),
                "need": ("Tableau comparatif pour mon responsable", ""),
                "message": ("Mon responsable m'a demandé de comparer les outils du marché.", ""),
            },
            "en": {
                "title": INTERNS["en"],
                "budget": ("",),
                "need": ("A comparison for my manager", ""),
                "message": ("My manager asked me to compare the tools on the market.", ""),
            },
        },
    ),
    "ambassador": Part(
        5,
        "school",
        ("academic", "freemail"),
        _BROWSING | {"customers"},
        {
            "fr": {
                "title": ("Étudiante en communication", "Étudiant en journalisme"),
                "budget": ("",),
                "timeline": ("",),
                "need": ("J'anime un blog sur les métiers de la maintenance", "Relais auprès de ma promotion"),
                "message": ("Je partage vos articles à toute ma promotion, merci !",),
            },
            "en": {
                "title": ("Student, facilities management", "Graduate student and blogger"),
                "budget": ("",),
                "timeline": ("",),
                "need": ("I run a blog on maintenance jobs", "Sharing it with my class"),
                "message": ("I share your articles with my whole class, thank you!",),
            },
        },
    ),
    "no_budget": Part(
        9,
        "small",
        ("business", "freemail"),
        _BROWSING | {"pricing"},
        {
            "fr": {
                "title": STAFF["fr"],
                "budget": ("Aucun budget", "Pas de budget", "Aucun", "0 €"),
                "need": ("Mieux suivre nos interventions", ""),
                "message": ("Existe-t-il une version gratuite ?", "Nous n'avons pas de budget pour un outil.", ""),
            },
            "en": {
                "title": STAFF["en"],
                "budget": ("No budget", "no budget", "None", "€0"),
                "need": ("Better follow-up of our visits", ""),
                "message": ("Is there a free version?", "We have no budget for a tool.", ""),
            },
        },
    ),
    "later": Part(
        6,
        "client",
        ("business",),
        _BUYING,
        {
            "fr": {
                "title": BUYERS["fr"],
                "budget": ("Pas cette année", "À définir", "Sur l'exercice prochain"),
                "timeline": ("Pas cette année", "L'année prochaine", "Dans plus de 12 mois"),
                "message": ("Notre contrat actuel court jusqu'à fin 2027, revenez vers nous avant.", ""),
            },
            "en": {
                "title": BUYERS["en"],
                "budget": ("Not this year", "To be defined", "Next year"),
                "timeline": ("Not this year", "Next year", "In more than 12 months"),
                "message": ("Our present contract runs to the end of 2027, please come back before then.", ""),
            },
        },
    ),
    "no_need": Part(
        7,
        "client",
        ("business", "freemail"),
        _BROWSING,
        {
            "fr": {
                "title": STAFF["fr"],
                "budget": ("", "À définir"),
                "timeline": ("",),
                "need": ("Aucun besoin", "Pas de besoin, simple curiosité", "Aucun projet", "Pas de projet pour nous"),
                "message": ("Juste pour ma culture professionnelle.", ""),
            },
            "en": {
                "title": STAFF["en"],
                "budget": ("", "To be defined"),
                "timeline": ("",),
                "need": ("No need", "No need, just curious", "No project", "None"),
                "message": ("Just keeping up with the field.", ""),
            },
        },
    ),
    "out_of_zone": Part(
        10,
        "abroad",
        ("business", "business", "freemail"),
        _BUYING,
        {"fr": {"title": BUYERS["fr"]}, "en": {"title": BUYERS["en"]}},
    ),
    "detractor": Part(
        5,
        "client",
        ("business",),
        frozenset({"home", "pricing", "about"}),
        {
            "fr": {
                "title": BLOCKERS["fr"],
                "budget": ("",),
                "timeline": ("",),
                "need": ("Vérifier vos conditions contractuelles", ""),
                "message": (
                    "Je m'oppose à ce projet : nous refusons tout nouvel éditeur. Merci de ne plus solliciter nos équipes.",
                    "Nous sommes engagés ailleurs et je m'opposerai à tout changement d'outil. Ne nous relancez plus.",
                    "Vos clauses d'hébergement sont inacceptables pour nous, je ne validerai pas ce contrat.",
                ),
            },
            "en": {
                "title": BLOCKERS["en"],
                "budget": ("",),
                "timeline": ("",),
                "need": ("Checking your contract terms", ""),
                "message": (
                    "I am against this project: we refuse any new vendor. Please stop contacting our teams.",
                    "We are committed elsewhere and I will oppose any change of tool. Do not contact us again.",
                    "Your hosting clauses are unacceptable to us, I will not approve this contract.",
                ),
            },
        },
    ),
    "hand_raiser": Part(
        4,
        "small",
        ("business", "freemail"),
        _BUYING,
        {
            "fr": {
                "title": STAFF["fr"],
                "budget": ("Aucun budget", "Pas de budget"),
                "message": (
                    "Pas encore de budget, mais la direction veut voir une démonstration avant d'en ouvrir un.",
                ),
            },
            "en": {
                "title": STAFF["en"],
                "budget": ("No budget", "no budget"),
                "message": ("No budget yet, but our board wants to see a demo before it opens one.",),
            },
        },
    ),
    "unknown": Part(
        5,
        "client",
        ("freemail", "freemail", "disposable"),
        _BROWSING,
        {
            lang: dict.fromkeys(("title", "company", "country", "budget", "need", "timeline", "message"), ("",))
            for lang in ("fr", "en")
        },
    ),
}
