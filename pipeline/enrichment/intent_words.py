"""How people say that they have a budget, a need, a date, or another reason to write: phrases, folded. Data only."""

from collections.abc import Mapping

LATER = ("not this year", "pas cette annee", "next year", "annee prochaine", "an prochain", "exercice prochain")
"""A budget or a need that waits for another year: undecided, in twelve months."""

BUDGET: Mapping[str, tuple[str, ...]] = {
    "undecided": (
        *LATER, "undecided", "a definir", "non defini", "pas defini", "pas encore", "not yet", "not sure", "unsure",
        "don t know", "do not know", "ne sait pas", "ne sais pas", "tbd", "tbc", "to be defined", "to be determined",
        "en discussion", "in discussion", "indecis", "a determiner", "a valider", "non valide", "pas valide", "pending",
        "en cours", "en attente", "je ne sais", "ca depend", "it depends", "depends",
    ),
    "below_minimum": (
        "below minimum", "insuffisant", "insufficient", "too small", "trop faible", "trop petit", "not enough",
        "pas assez", "pas suffisant", "below the minimum", "en dessous",
    ),
    "none": (
        "none", "aucun", "pas de budget", "no budget", "sans budget", "aucun budget", "zero", "no money", "not budgeted",
        "unbudgeted", "pas budgete", "without budget", "without a budget", "n avons pas de budget", "pas de moyens",
    ),
    "enough": (
        "enough", "suffisant", "sufficient", "valide", "approved", "approuve", "alloue", "allocated", "secured",
        "confirme", "confirmed", "budgete", "budgeted", "disponible", "defini", "defined",
    ),
}  # fmt: skip
"""Value -> phrases that say so anywhere in the answer. The order is the order of trying: "pas encore défini" first."""

NEED: Mapping[str, tuple[str, ...]] = {
    "none": (
        "no need", "pas de besoin", "aucun besoin", "no project", "pas de projet", "aucun projet", "sans projet",
        "not interested", "pas interesse", "none", "aucun", "pas besoin", "no current project", "pas de projets",
    ),
    "exploring": (
        "exploring", "exploration", "curious", "curiosite", "veille", "me renseigne", "renseignement", "renseignements",
        "information", "informations", "discover", "discovering", "decouvrir", "decouverte", "just looking",
        "just browsing", "browsing", "reflexion", "benchmark", "comparatif", "learn", "learning", "m informer",
        "pas encore", "not yet", "plus tard", "later", *LATER,
    ),
    "project": (
        "project", "projet", "active", "en cours", "urgent", "identifie", "identified", "immediat", "immediate",
        "concret", "budgete", "planned", "planifie", "deploy", "deployer", "deploiement", "implementation", "replace",
        "remplacer", "migration", "migrer",
    ),
}  # fmt: skip

YES = frozenset({"yes", "oui", "true", "y", "o", "ok", "vrai", "si", "ja", "1"})
NO = frozenset({"no", "non", "false", "n", "faux", "nein", "0"})
"""Whole answers."""

MONTHS: Mapping[str, int] = {
    "now": 0, "immediate": 0, "immediately": 0, "immediat": 0, "immediatement": 0, "asap": 0, "as soon as possible": 0,
    "des que possible": 0, "au plus vite": 0, "tout de suite": 0, "urgent": 0, "maintenant": 0, "today": 0,
    "this month": 1, "ce mois": 1, "ce mois ci": 1, "next month": 2, "mois prochain": 2,
    "this quarter": 3, "ce trimestre": 3, "next quarter": 6, "trimestre prochain": 6, "prochain trimestre": 6,
    "this semester": 6, "ce semestre": 6, "not this year": 12, "pas cette annee": 12,
    "this year": 12, "cette annee": 12, "next year": 12, "annee prochaine": 12, "an prochain": 12,
}  # fmt: skip
"""What people say instead of a number -> months, at the latest."""

UNITS: Mapping[str, float] = {
    "jour": 1 / 30, "jours": 1 / 30, "day": 1 / 30, "days": 1 / 30,
    "semaine": 0.25, "semaines": 0.25, "week": 0.25, "weeks": 0.25, "wk": 0.25, "wks": 0.25,
    "mois": 1, "month": 1, "months": 1, "mo": 1, "m": 1,
    "trimestre": 3, "trimestres": 3, "quarter": 3, "quarters": 3, "semestre": 6, "semestres": 6,
    "an": 12, "ans": 12, "annee": 12, "annees": 12, "year": 12, "years": 12, "yr": 12,
}  # fmt: skip
"""Unit of time -> months."""
BEYOND = frozenset({"plus", "more", "over", "beyond", "after", "apres", "dela"})
"""With one of these, the time given is passed: a month more."""

TEXT: Mapping[str, tuple[str, ...]] = {
    "no_budget": ("pas de budget", "no budget", "aucun budget", "sans budget", "n avons pas de budget"),
    "no_need": (
        "pas de besoin", "aucun besoin", "no need for", "just curious", "simple curiosite", "par curiosite",
        "not looking to buy", "pas de projet",
    ),
    "thesis": (
        "mon memoire", "memoire de fin d etudes", "memoire de master", "ma these", "my thesis", "master thesis",
        "dissertation", "projet tutore", "dans le cadre de mes etudes", "for my studies", "etude universitaire",
        "projet d ecole", "school project", "research paper", "mon tfe", "travail de fin d etudes",
    ),
    "job_application": (
        "ma candidature", "je postule", "postuler", "mon cv", "my cv", "my resume", "job application", "apply for a",
        "recherche un stage", "recherche une alternance", "recherche d un stage", "recherche d une alternance",
        "looking for a job", "looking for an internship", "candidature spontanee", "lettre de motivation",
    ),
    "press": (
        "je suis journaliste", "i am a journalist", "interview avec", "interview with", "demande d interview",
        "pour un article", "for an article", "dossier de presse", "press kit", "press inquiry", "demande presse",
    ),
    "vendor_pitch": (
        "nous proposons", "nous vous proposons", "we offer", "our agency", "notre agence", "guest post", "backlink",
        "backlinks", "link building", "seo services", "increase your traffic", "boost your", "augmenter votre trafic",
        "generer des leads pour vous", "we can help you get more", "nos prestations", "our company provides",
    ),
    "support": (
        "ne fonctionne pas", "ne marche pas", "mot de passe oublie", "forgot my password", "reset my password",
        "not working", "doesn t work", "message d erreur", "error message", "je n arrive pas a me connecter",
        "can t log in", "cannot log in", "numero de ticket", "ticket number", "support technique", "technical support",
    ),
}  # fmt: skip
"""Member of `intent.text` -> phrases, few and plain: each says it beyond doubt."""
