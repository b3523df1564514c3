"""What a form is for: declared, or read from its id, or from the page it stands on."""

from collections.abc import Mapping

from pipeline.enrichment.cache import cached
from pipeline.enrichment.text import name_words

WORDS: Mapping[str, tuple[str, ...]] = {
    "demo": ("demo", "demos", "demonstration", "book a meeting", "schedule a call"),
    "quote": ("quote", "devis", "chiffrage", "rfp", "rfq", "pricing request", "demande de prix", "request pricing"),
    "trial": ("trial", "essai", "free trial", "essai gratuit", "start free", "freetrial", "sandbox"),
    "newsletter": ("newsletter", "newsletters", "infolettre", "lettre d information", "subscribe", "abonnement"),
    "event": (
        "webinar", "webinars", "webinaire", "webinaires", "event", "events", "evenement", "evenements", "salon",
        "meetup", "conference", "conferences", "atelier", "masterclass", "petit dejeuner",
    ),
    "content": (
        "content", "whitepaper", "white paper", "livre blanc", "livres blancs", "livreblanc", "ebook", "e book", "guide",
        "download", "downloads", "telechargement", "telecharger", "case study", "etude de cas", "checklist", "brochure",
        "plaquette", "infographie", "report", "template", "modele", "replay",
    ),
    "job": (
        "job", "jobs", "career", "careers", "carriere", "carrieres", "recrutement", "candidature", "postuler", "cv",
        "emploi", "job application", "rejoignez nous", "join us", "hiring", "stage", "alternance",
    ),
    "press": ("press", "presse", "journalist", "journaliste", "media inquiry", "espace presse"),
    "partner": (
        "partner", "partners", "partnership", "partenaire", "partenaires", "partenariat", "revendeur", "reseller",
        "affiliate", "affiliation",
    ),
    "support": ("support", "ticket", "sav", "helpdesk", "help", "aide", "assistance", "reclamation", "bug"),
    "contact": (
        "contact", "contactez nous", "contactez", "nous contacter", "talk to sales", "sales", "rappel", "callback",
        "call back", "etre rappele", "rendez vous", "rdv", "get in touch",
    ),
}  # fmt: skip
"""Purpose -> words of a form's id or address. Tried in this order: what is asked for, then whose matter, then contact."""

ARTICLES = frozenset({"blog", "article", "articles", "news", "actualites", "actualite", "post", "posts"})
"""On pages under one of these the address is a headline and tells nothing of a form."""


def form_purpose(declared: str | None, form_id: str | None, path: str | None) -> str | None:
    """Return the purpose of a form, the surest source first: what it declares, its id, the page; None where none tells."""
    named = (_purpose_named(text) for text in (declared, form_id) if text)
    return next((found for found in named if found is not None), None) or (_purpose_of_page(path) if path else None)


@cached(4096, longest=256)
def _purpose_named(text: str) -> str | None:
    return _read(name_words(text))


@cached(4096, longest=256)
def _purpose_of_page(path: str) -> str | None:
    words = name_words(path)
    return None if not ARTICLES.isdisjoint(words[:2]) else _read(words)


def _read(words: tuple[str, ...]) -> str | None:
    spoken = f" {' '.join(words)} "
    for purpose, phrases in WORDS.items():
        if any(f" {phrase} " in spoken for phrase in phrases):
            return purpose
    return None
