"""What facts and their values are called where marketers and salespeople read. Data only: French, English."""

from collections.abc import Mapping
from typing import Final

from pipeline.contracts.model import Value

LANGUAGES: Final = ("fr", "en")

FACTS: Final[Mapping[str, tuple[str, str]]] = {
    "email.valid": ("adresse e-mail valable", "valid email address"),
    "email.domain": ("domaine de l'e-mail", "email domain"),
    "email.registrable_domain": ("domaine principal de l'e-mail", "main domain of the email"),
    "email.kind": ("type d'adresse e-mail", "kind of email address"),
    "email.typo": ("fournisseur d'e-mail mal orthographié", "misspelt email provider"),
    "email.role": ("adresse de service", "address of a desk"),
    "job.title": ("intitulé du poste", "job title"),
    "job.seniority": ("niveau hiérarchique", "seniority"),
    "job.function": ("fonction", "function"),
    "job.freelance": ("travaille à son compte", "works on own account"),
    "company.name": ("nom de la société", "company name"),
    "company.domain": ("domaine de la société", "company domain"),
    "company.size": ("nombre de salariés", "number of employees"),
    "company.industry": ("secteur", "industry"),
    "company.country": ("pays de la société", "company country"),
    "company.relation": ("relation avec la société", "relation with the company"),
    "company.is_school": ("établissement d'enseignement", "school"),
    "geo.country": ("pays", "country"),
    "geo.country_source": ("d'où le pays est connu", "how the country is known"),
    "geo.region": ("région", "region"),
    "geo.ip_country": ("pays de l'adresse IP", "country of the IP address"),
    "phone.valid": ("téléphone valable", "valid phone number"),
    "phone.country": ("pays du téléphone", "country of the phone number"),
    "contact.gibberish": ("nom tapé au hasard", "name typed at random"),
    "contact.language": ("langue du navigateur", "language of the browser"),
    "consent.email": ("accepte les e-mails", "allows email"),
    "consent.call": ("accepte les appels", "allows calls"),
    "form.purpose": ("but du formulaire", "purpose of the form"),
    "form.id": ("formulaire", "form"),
    "budget.declared": ("budget déclaré", "declared budget"),
    "need.declared": ("besoin déclaré", "declared need"),
    "timeline.declared": ("échéance déclarée, en mois", "declared timeline, in months"),
    "intent.text": ("sujet du message", "subject of the message"),
    "crm.stage": ("étape dans le CRM", "stage in the CRM"),
    "crm.open_opportunity": ("affaire ouverte", "open opportunity"),
    "crm.owner": ("commercial en charge", "owner in the CRM"),
    "crm.buying_role": ("rôle au comité d'achat", "role in the buying committee"),
    "acquisition.source": ("source de la visite", "source of the visit"),
    "acquisition.medium": ("support de la visite", "medium of the visit"),
    "acquisition.campaign": ("campagne", "campaign"),
    "acquisition.channel": ("canal", "channel"),
    "acquisition.referrer": ("site d'origine", "referring site"),
    "device.kind": ("appareil", "device"),
    "device.hosting": ("adresse IP d'un hébergeur", "IP address of a hosting company"),
    "device.source": ("contrôle de l'appareil", "check of the device"),
    "activity.first_seen": ("première visite", "first visit"),
    "activity.last_seen": ("dernière visite", "last visit"),
    "activity.seconds_on_site": ("secondes sur le site", "seconds on the site"),
    "account.leads": ("contacts du compte", "leads of the account"),
    "account.roles": ("fonctions des contacts du compte", "functions of the account's leads"),
    "account.detractors": ("détracteurs dans le compte", "detractors in the account"),
    "account.relation": ("relation avec le compte", "relation with the account"),
}
WHATS: Final[Mapping[str, tuple[str, str]]] = {
    "visits": ("jours de visite", "days with a visit"),
    "pages": ("pages vues", "pages seen"),
    "forms": ("formulaires remplis", "forms filled in"),
    "downloads": ("téléchargements", "downloads"),
    "shares": ("partages", "shares"),
    "referrals": ("recommandations", "referrals"),
    "careers_pages": ("pages carrières vues", "careers pages seen"),
    "pricing_pages": ("pages de tarifs vues", "pricing pages seen"),
    "actions": ("actions", "actions"),
    "seconds_on_site": ("secondes sur le site", "seconds on the site"),
}
"""What `activity.<what>.<window>` counts."""
VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "student": ("étudiant", "student"), "intern": ("stagiaire", "intern"), "apprentice": ("alternant", "apprentice"),
    "junior": ("débutant", "junior"), "professional": ("professionnel", "professional"),
    "manager": ("responsable", "manager"), "director": ("directeur", "director"), "executive": ("dirigeant", "executive"),
    "owner": ("propriétaire", "owner"), "retired": ("retraité", "retired"), "unemployed": ("sans emploi", "unemployed"),
    "business": ("professionnelle", "business"), "freemail": ("messagerie gratuite", "free mailbox"),
    "disposable": ("jetable", "disposable"), "academic": ("universitaire", "academic"), "alias": ("alias", "alias"),
    "customer": ("client", "customer"), "competitor": ("concurrent", "competitor"), "partner": ("partenaire", "partner"),
    "supplier": ("fournisseur", "supplier"), "own": ("nous-mêmes", "ourselves"),
    "it": ("informatique", "IT"), "sales": ("ventes", "sales"), "finance": ("finance", "finance"), "hr": ("RH", "HR"),
    "legal": ("juridique", "legal"), "procurement": ("achats", "purchasing"), "operations": ("opérations", "operations"),
    "research": ("recherche", "research"), "education": ("enseignement", "education"), "press": ("presse", "press"),
    "consulting": ("conseil", "consulting"), "recruitment": ("recrutement", "recruitment"),
    "product": ("produit", "product"), "engineering": ("ingénierie", "engineering"),
    "administration": ("administration", "administration"), "health": ("santé", "health"),
    "none": ("aucun", "none"), "below_minimum": ("sous notre minimum", "below our minimum"),
    "enough": ("suffisant", "enough"), "undecided": ("indécis", "undecided"), "exploring": ("exploration", "exploring"),
    "project": ("projet", "project"), "demo": ("démonstration", "demonstration"), "quote": ("devis", "quote"),
    "trial": ("essai", "trial"), "content": ("contenu", "content"), "event": ("événement", "event"),
    "support": ("support", "support"), "job": ("emploi", "job"), "newsletter": ("lettre", "newsletter"),
    "no_budget": ("pas de budget", "no budget"), "no_need": ("pas de besoin", "no need"),
    "thesis": ("mémoire ou thèse", "thesis"), "job_application": ("candidature", "job application"),
    "vendor_pitch": ("démarchage", "a vendor's pitch"), "declared": ("dit par la personne", "said by the person"),
    "company": ("société", "company"), "phone": ("téléphone", "phone"), "ip": ("adresse IP", "IP address"),
    "bot": ("robot", "bot"), "human": ("humain", "human"), "scanner": ("filtre de messagerie", "mail scanner"),
}  # fmt: skip
"""Values that are no word of their own in both languages; all others are shown as they are written."""
WINDOWS: Final[Mapping[str, tuple[str, str]]] = {
    "1d": ("en 1 jour", "in 1 day"),
    "7d": ("en 7 jours", "in 7 days"),
    "30d": ("en 30 jours", "in 30 days"),
    "90d": ("en 90 jours", "in 90 days"),
    "ever": ("en tout", "ever"),
}
_YES_NO: Final = {True: ("oui", "yes"), False: ("non", "no")}
_ANSWER: Final = ("réponse « {} »", "answer “{}”")


def fact_name(fact: str, language: str) -> str:
    """Return what people call a fact: that of an answer is its field, that of activity says over how long."""
    at = LANGUAGES.index(language)
    if fact in FACTS:
        return FACTS[fact][at]
    if fact.startswith("form.answers."):
        return _ANSWER[at].format(fact.removeprefix("form.answers.").replace("_", " "))
    what, _, window = fact.removeprefix("activity.").partition(".")
    if fact.startswith("activity.") and what in WHATS and window in WINDOWS:
        return f"{WHATS[what][at]} {WINDOWS[window][at]}"
    return fact


def value_name(value: Value, language: str) -> str:
    """Return what people call a value; as written where it has no name of its own."""
    at = LANGUAGES.index(language)
    if isinstance(value, bool):
        return _YES_NO[value][at]
    if isinstance(value, list):
        return ", ".join(value_name(member, language) for member in value)
    return VALUES[value][at] if isinstance(value, str) and value in VALUES else str(value)
