"""What HubSpot and Salesforce call their columns, in English and in French, and what each is to us. Data only.

A heading is compared by its folded words. Of several columns that are one thing the order here says which counts first.
What sales writes after contact (notes, scores, owners, next steps) is left out on purpose: it would judge with hindsight.
"""

from collections.abc import Mapping
from typing import Final

CONTACT_ID: Final = "contact_id"
OCCURRED_AT: Final = "occurred_at"
OUTCOME: Final = "outcome"
FORM_ID: Final = "form.id"
FORM_PURPOSE: Final = "form.purpose"
SOURCE: Final = "acquisition.source"
MEDIUM: Final = "acquisition.medium"
CAMPAIGN: Final = "acquisition.campaign"
ROW_TARGETS: Final = frozenset({CONTACT_ID, OCCURRED_AT, OUTCOME, FORM_ID, FORM_PURPOSE, SOURCE, MEDIUM, CAMPAIGN})
"""What a column of an export can be beside what a field of a form can be (`intake.forms`)."""

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "email": (
        "email", "e mail", "email address", "adresse e mail", "adresse email", "adresse mail", "courriel", "mail",
        "adresse de messagerie", "work email", "business email", "e mail professionnel", "email professionnel",
        "contact email", "lead email",
    ),
    "phone": (
        "phone", "phone number", "numero de telephone", "telephone", "business phone", "work phone", "mobile",
        "mobile phone", "mobile phone number", "mobilephone", "telephone mobile", "numero de telephone mobile", "telephone portable",
        "numero de telephone portable", "tel", "portable",
    ),
    CONTACT_ID: (
        "record id", "hs object id", "record id contact", "contact id", "lead id", "vid", "id", "id de l enregistrement",
        "identifiant de l enregistrement", "id d enregistrement", "id du contact", "id contact", "id de la piste",
        "contact id 18", "lead id 18", "id de la fiche d informations",
    ),
    "first_name": ("first name", "firstname", "prenom"),
    "last_name": ("last name", "lastname", "nom de famille", "nom"),
    "name": ("full name", "name", "nom complet", "contact name", "nom du contact"),
    "job.title": (
        "job title", "jobtitle", "title", "intitule du poste", "intitule de poste", "poste", "fonction", "titre", "role",
        "titre du poste",
    ),
    "job.seniority": ("seniority", "employment seniority", "seniorite", "statut professionnel", "vous etes"),
    "company.name": (
        "company name", "company", "company account", "nom de l entreprise", "entreprise", "societe", "account name",
        "nom du compte", "nom de la societe", "compte", "associated company", "entreprise associee", "organisation",
        "organization",
    ),
    "company.size": (
        "number of employees", "employees", "no of employees", "nombre d employes", "nombre de salaries", "effectif",
        "effectifs", "company size", "taille de l entreprise", "company employees", "num employees",
    ),
    "company.industry": ("industry", "secteur d activite", "secteur", "industrie", "company industry"),
    "company.domain": (
        "website", "website url", "company domain name", "company domain", "site web", "url du site web",
        "nom de domaine de l entreprise", "adresse du site web", "site internet",
    ),
    "company.country": (
        "company country", "billing country", "pays de facturation", "pays de l entreprise", "company country region",
    ),
    "geo.country": (
        "country", "country region", "pays", "pays region", "pays ou region", "mailing country", "pays postal",
        "country territory", "pays territoire", "pays de l adresse postale",
    ),
    "budget.declared": ("budget", "project budget", "budget du projet", "votre budget"),
    "need.declared": ("need", "project", "besoin", "projet", "votre besoin", "votre projet"),
    "timeline.declared": (
        "timeline", "time frame", "timeframe", "purchase timeframe", "purchasing timeframe", "echeance", "delai",
        "delai du projet", "echeance du projet",
    ),
    "intent.text": ("message", "comments", "commentaires", "commentaire", "votre message", "how can we help"),
    FORM_PURPOSE: ("form purpose", "objet du formulaire", "type de demande", "request type"),
    FORM_ID: (
        "recent conversion", "conversion la plus recente", "derniere conversion", "conversion recente",
        "first conversion", "premiere conversion", "form", "form name", "formulaire", "nom du formulaire",
    ),
    OCCURRED_AT: (
        "recent conversion date", "date de la conversion la plus recente", "date de la derniere conversion",
        "date de conversion recente", "create date", "createdate", "created date", "date de creation", "created", "created at",
        "creation date", "cree le", "date d ajout", "first conversion date", "date de la premiere conversion",
    ),
    OUTCOME: (
        "lifecycle stage", "lifecyclestage", "phase du cycle de vie", "etape du cycle de vie", "cycle de vie", "phase de cycle de vie",
        "lead status", "hs lead status", "statut du lead", "statut de la piste", "statut", "status",
    ),
    SOURCE: (
        "original source", "original traffic source", "source d origine", "source de trafic d origine", "lead source",
        "origine de la piste", "origine du lead", "source du lead", "source de la piste", "source", "utm source",
        "latest source", "latest traffic source", "derniere source",
    ),
    MEDIUM: ("medium", "utm medium", "support"),
    CAMPAIGN: (
        "campaign", "utm campaign", "campagne", "primary campaign", "primary campaign source", "nom de la campagne",
        "campaign name", "recent campaign", "source de la campagne principale",
    ),
}  # fmt: skip

DEAL_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "stage": (
        "deal stage", "stage", "etape de la transaction", "phase de la transaction", "etape", "phase", "statut",
        "opportunity stage", "nom de l etape", "stage name",
    ),
    "won": ("is closed won", "won", "gagne", "gagnee", "est conclu gagne", "remporte", "conclu gagne"),
    "contact_ids": (
        "associated contact ids", "ids des contacts associes", "id des contacts associes", "associated contact id",
        "contact id", "id du contact", "primary contact id", "id du contact principal", "associated contacts ids",
    ),
    "contacts": (
        "associated contact", "associated contacts", "contact associe", "contacts associes", "email", "e mail",
        "contact email", "primary contact email", "adresse e mail", "contact adresse e mail", "contact e mail",
        "contact", "contacts", "primary contact", "contact principal",
    ),
    "company": (
        "associated company", "associated company primary", "entreprise associee", "company", "company name",
        "account name", "nom du compte", "entreprise", "nom de l entreprise", "account", "compte", "societe",
    ),
    "amount": (
        "amount", "montant", "deal amount", "montant de la transaction", "amount in company currency",
        "montant dans la devise de l entreprise", "total amount", "valeur", "value",
    ),
    "currency": ("currency", "devise", "amount currency", "opportunity currency", "deal currency code"),
}  # fmt: skip
"""The columns of an export of deals or opportunities."""

RESULTS: Final[Mapping[str, frozenset[str]]] = {
    "won": frozenset(
        {
            "customer", "client", "clients", "evangelist", "evangeliste", "ambassadeur", "won", "closed won",
            "gagne", "gagnee", "ferme gagne", "fermee gagnee", "conclu gagne", "cloture gagne", "cloturee gagnee",
            "transaction conclue", "contrat conclu", "signe", "existing customer", "client existant",
        }
    ),
    "lost": frozenset(
        {
            "lost", "closed lost", "perdu", "perdue", "ferme perdu", "fermee perdue", "conclu perdu",
            "cloture perdu", "cloturee perdue", "transaction perdue", "no opportunity", "former customer lost",
        }
    ),
    "disqualified": frozenset(
        {
            "unqualified", "disqualified", "not qualified", "non qualifie", "non qualifiee", "disqualifie",
            "disqualifiee", "closed not converted", "ferme non converti", "fermee non convertie", "not converted",
            "non convertie", "junk", "bad fit", "not a fit", "hors cible", "rejected", "rejete", "rejetee",
        }
    ),
    "recycled": frozenset(
        {"recycled", "recycle", "recyclee", "nurturing", "bad timing", "mauvais moment", "working nurture"}
    ),
}  # fmt: skip
"""Result -> how CRMs say it, folded; every other word says that nothing is decided yet."""

YES: Final = frozenset({"true", "yes", "oui", "vrai", "1", "x"})
