"""What the story of a lead says, in French and in English: (fr, en)."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pipeline.contracts.model import Status, Value
from pipeline.engine.words import ENGLISH, FRENCH, name_of, value_of


class Said(NamedTuple):
    """A text in both languages."""

    fr: str
    en: str


STATUSES: Final[Mapping[Status, Said]] = {
    "qualified": Said("qualifié", "qualified"),
    "excluded": Said("écarté", "excluded"),
    "nurture": Said("à cultiver", "to nurture"),
    "open": Said("ouvert", "open"),
}
RESULTS: Final[Mapping[str, Said]] = {
    "won": Said("gagné", "won"),
    "lost": Said("perdu", "lost"),
    "disqualified": Said("disqualifié", "disqualified"),
    "recycled": Said("recyclé", "recycled"),
}
VERDICTS: Final[Mapping[str, Said]] = {
    "right": Said("juste", "right"),
    "wrong": Said("erronée", "wrong"),
    "unsure": Said("incertaine", "not sure"),
}
ASKED: Final[Mapping[str, Said]] = {
    "erase": Said(
        "A demandé à être oublié : rien d'avant n'est raconté", "Asked to be forgotten: nothing from before is told"
    ),
    "object": Said("S'est opposé à être jugé", "Objected to being judged"),
    "rectify": Said("A fait corriger ses données", "Had their data corrected"),
    "export": Said("A demandé ses données", "Asked for their data"),
}
IGNORED: Final[Mapping[str, Said]] = {
    "bot": Said("un robot", "a bot"),
    "scanner": Said("un antivirus de messagerie", "a mail scanner"),
    "test": Said("un essai", "a test"),
}
CAUSES: Final[Mapping[str, Said]] = {
    "event": Said("un événement est arrivé", "an event came in"),
    "visits": Said(
        "on a appris à qui étaient des visites jusque-là anonymes", "it became known whose some anonymous visits were"
    ),
    "tick": Said("le temps a passé : rien de nouveau n'est arrivé", "time went by: nothing new happened"),
    "review": Said("la date de réexamen annoncée est venue", "the day came that was set to look again"),
    "override": Said("une personne a tranché", "a person decided"),
    "privacy": Said("la personne a fait valoir un droit sur ses données", "the person asked something of their data"),
    "pack": Said("un autre pack juge désormais", "another pack judges from here on"),
    "standing": Said("une persona a changé de régime", "the standing of a persona changed"),
    "candidate": Said("un pack candidat est jugé à côté", "a candidate pack is judged beside"),
}
ACTS: Final[Mapping[str, tuple[Said, Said]]] = {
    "pages": (Said("page vue", "page seen"), Said("pages vues", "pages seen")),
    "pricing_pages": (Said("page de tarifs", "pricing page"), Said("pages de tarifs", "pricing pages")),
    "careers_pages": (Said("page d'emploi", "careers page"), Said("pages d'emploi", "careers pages")),
    "downloads": (Said("téléchargement", "download"), Said("téléchargements", "downloads")),
    "shares": (Said("partage", "share"), Said("partages", "shares")),
    "referrals": (Said("recommandation", "referral"), Said("recommandations", "referrals")),
    "actions": (Said("action", "action"), Said("actions", "actions")),
    "forms": (Said("formulaire", "form"), Said("formulaires", "forms")),
    "visits": (Said("visite", "visit"), Said("visites", "visits")),
    "seconds_on_site": (
        Said("seconde sur le site", "second on the site"),
        Said("secondes sur le site", "seconds on the site"),
    ),
}
"""What people do: one of it, several of it."""
FACTS: Final[Mapping[str, Said]] = {
    "company.size": Said("effectif de la société", "employees"),
    "company.industry": Said("secteur", "industry"),
    "company.country": Said("pays de la société", "country of the company"),
    "company.is_school": Said("école", "school"),
    "geo.region": Said("région", "region"),
    "crm.stage": Said("étape CRM", "CRM stage"),
    "crm.owner": Said("propriétaire CRM", "CRM owner"),
    "acquisition.medium": Said("support", "medium"),
    "acquisition.campaign": Said("campagne", "campaign"),
    "acquisition.channel": Said("canal", "channel"),
}
"""Facts that no sentence of a decision names, as the engine names the others."""
FLAGS: Final[Mapping[str, Said]] = {
    "detractor_in_account": Said("détracteur dans la société", "detractor in the account"),
    "may_veto": Said("peut bloquer", "may veto"),
    "shadow_would_exclude": Said("une persona à l'essai l'écarterait", "a persona in shadow would exclude them"),
    "test_lead": Said("lead de test", "test lead"),
    "overridden": Said("décidé par une personne", "set by a person"),
    "existing_customer": Said("déjà client", "existing customer"),
    "partner": Said("partenaire", "partner"),
    "needs_review": Said("à confirmer", "needs review"),
    "objected": Said("s'est opposé", "objected"),
}


def fact(name: str) -> Said:
    """Return what a fact is called; by the catalogue where nobody gave it a name."""
    if name.startswith("activity."):
        return _activity(name)
    return FACTS.get(name) or Said(name_of(name, FRENCH), name_of(name, ENGLISH))


def _activity(name: str) -> Said:
    what, _, window = name.removeprefix("activity.").partition(".")
    said = ACTS.get(what, (Said(what, what), Said(what, what)))[1]
    if not window.endswith("d"):
        return said
    days = window.removesuffix("d")
    return Said(f"{said.fr} en {days} jours", f"{said.en} in {days} days")


def value(name: str, found: Value | None) -> Said:
    """Return what a fact's value is called; `None`: it is not known."""
    if found is None:
        return Said("inconnu", "unknown")
    return Said(value_of(name, found, FRENCH), value_of(name, found, ENGLISH))


def is_(name: str, found: Value | None) -> Said:
    """Return a fact and its value: `seniority = student`."""
    named, said = fact(name), value(name, found)
    return Said(f"{named.fr} = {said.fr}", f"{named.en} = {said.en}")


def listed(parts: Iterable[Said], separator: str = ", ") -> Said:
    """Return texts one behind the other, each once."""
    kept = list(dict.fromkeys(parts))
    return Said(separator.join(part.fr for part in kept), separator.join(part.en for part in kept))


def counted(what: str, count: int) -> Said:
    """Return so many of something people do: `3 pages seen`; seconds as minutes."""
    if what == "seconds_on_site":
        minutes = max(round(count / 60), 1)
        return Said(f"{minutes} min sur le site", f"{minutes} min on the site")
    one, several = ACTS.get(what, (Said(what, what), Said(what, what)))
    named = one if count == 1 else several
    return Said(f"{count} {named.fr}", f"{count} {named.en}")
