"""What facts and their values are called in sentences: French and English as marketers and salespeople say it."""

from collections.abc import Mapping
from typing import Final

from pipeline.contracts.model import Value

FRENCH, ENGLISH = "fr", "en"

_FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "job.title": ("fonction", "job title"),
    "job.seniority": ("niveau", "seniority"),
    "job.function": ("métier", "function"),
    "job.freelance": ("indépendant", "freelance"),
    "geo.country": ("pays", "country"),
    "geo.country_source": ("source du pays", "source of the country"),
    "email.domain": ("domaine de l'e-mail", "e-mail domain"),
    "email.registrable_domain": ("domaine de l'e-mail", "e-mail domain"),
    "email.kind": ("type d'e-mail", "kind of e-mail"),
    "company.domain": ("domaine de la société", "company domain"),
    "company.name": ("société", "company"),
    "company.relation": ("relation", "relation"),
    "form.purpose": ("objet du formulaire", "purpose of the form"),
    "budget.declared": ("budget déclaré", "declared budget"),
    "need.declared": ("besoin déclaré", "declared need"),
    "timeline.declared": ("échéance déclarée (mois)", "declared timeline (months)"),
    "intent.text": ("message", "message"),
    "crm.buying_role": ("rôle dans l'achat", "buying role"),
    "crm.open_opportunity": ("opportunité ouverte", "open opportunity"),
    "acquisition.source": ("source", "source"),
}
_FRENCH: Final[Mapping[str, Mapping[str, str]]] = {
    "job.seniority": {
        "student": "étudiant", "intern": "stagiaire", "apprentice": "alternant", "junior": "débutant",
        "professional": "confirmé", "manager": "responsable", "director": "directeur", "executive": "direction générale",
        "owner": "patron", "retired": "retraité", "unemployed": "en recherche d'emploi",
    },
    "job.function": {
        "it": "informatique", "marketing": "marketing", "sales": "commerce", "finance": "finance",
        "hr": "ressources humaines", "legal": "juridique", "procurement": "achats", "operations": "opérations",
        "research": "recherche", "education": "enseignement", "press": "presse", "consulting": "conseil",
        "recruitment": "recrutement", "product": "produit", "design": "design", "engineering": "ingénierie",
        "customer": "relation client", "health": "santé", "administration": "administration", "general": "général",
    },
    "email.kind": {
        "business": "professionnel", "freemail": "personnel", "disposable": "jetable", "academic": "universitaire",
        "alias": "alias",
    },
    "company.relation": {
        "customer": "client", "competitor": "concurrent", "partner": "partenaire", "supplier": "fournisseur",
        "own": "nous-mêmes",
    },
    "geo.country_source": {"declared": "déclaré", "company": "société", "phone": "téléphone", "ip": "adresse IP"},
    "form.purpose": {
        "demo": "démonstration", "quote": "devis", "contact": "contact", "trial": "essai", "content": "contenu",
        "newsletter": "lettre d'information", "event": "événement", "support": "assistance", "job": "emploi",
        "press": "presse", "partner": "partenariat",
    },
    "budget.declared": {
        "none": "aucun", "below_minimum": "sous le minimum", "enough": "suffisant", "undecided": "pas décidé",
    },
    "need.declared": {"none": "aucun", "exploring": "se renseigne", "project": "projet"},
    "intent.text": {
        "no_budget": "pas de budget", "no_need": "pas de besoin", "thesis": "mémoire", "job_application": "candidature",
        "press": "presse", "vendor_pitch": "démarchage", "support": "assistance",
    },
}  # fmt: skip

_AS: Final[Mapping[str, str]] = {"account.relation": "company.relation", "account.roles": "job.function"}
"""Facts whose values are those of another."""


def name_of(fact: str, language: str) -> str:
    """Return what a fact is called; one that has no name here, as an answer's, by the catalogue's."""
    names = _FACTS.get(fact)
    return names[language == ENGLISH] if names else fact


def value_of(fact: str, value: Value | None, language: str) -> str:
    """Return what a value is called: choices in the language's words, anything else as it was said."""
    if value is None:
        return "?"
    if isinstance(value, list):
        return ", ".join(value_of(fact, part, language) for part in value)
    if isinstance(value, bool):
        return ("oui" if value else "non") if language == FRENCH else ("yes" if value else "no")
    said = str(value)
    french = _FRENCH.get(_AS.get(fact, fact), {})
    if language == FRENCH:
        return french.get(said, said)
    return said.replace("_", " ") if said in french else said
