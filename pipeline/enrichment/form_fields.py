"""What people call the fields of their forms, in French and English, and what each kind of field holds. Data only.

A field is of the first kind one of whose phrases stands in its name, word by word; `"Taille de l'entreprise"` is a
size before it is a company. A mapping file beats these guesses where there is one.
"""

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, ...]] = {
    "budget": ("budget", "budgets", "enveloppe budgetaire", "enveloppe"),
    "timeline": (
        "timeline", "timeframe", "time frame", "timing", "echeance", "echeances", "delai", "delais", "quand", "when",
        "horizon", "start date", "date de demarrage", "demarrage", "calendrier", "deadline", "purchase date",
    ),
    "size": (
        "employees", "employee count", "num employees", "number of employees", "employes", "salaries", "effectif",
        "effectifs", "headcount", "company size", "taille", "nombre de collaborateurs", "organization size",
    ),
    "industry": ("industry", "industrie", "secteur", "sector", "secteur activite", "domaine activite", "vertical"),
    "email": ("email", "e mail", "mail", "courriel", "mel", "emailaddress"),
    "phone": (
        "phone", "telephone", "tel", "mobile", "portable", "gsm", "cell", "cellphone", "whatsapp", "fax", "phonenumber",
    ),
    "website": ("website", "web site", "site web", "site internet", "homepage", "company url", "company domain"),
    "company_country": (
        "company country", "country of company", "headquarters country", "pays de l entreprise", "pays entreprise",
        "pays de la societe", "pays societe", "pays du siege",
    ),
    "country": ("country", "pays", "land", "pais", "paese", "countrycode"),
    "postcode": ("postcode", "postal code", "code postal", "zip", "zipcode", "zip code", "postalcode", "codepostal"),
    "region": ("region", "departement", "province", "canton", "state"),
    "job": (
        "job", "jobtitle", "poste", "fonction", "profession", "occupation", "metier", "intitule", "emploi",
        "seniority", "niveau hierarchique",
    ),
    "status": (
        "statut", "situation", "vous etes", "you are", "je suis", "i am", "profil", "profile", "position", "role",
        "department", "function", "qualite", "activite professionnelle",
    ),
    "need": ("need", "needs", "besoin", "besoins", "project", "projet", "projets", "use case"),
    "company": (
        "company", "societe", "entreprise", "organisation", "organization", "organisme", "employeur", "employer",
        "etablissement", "raison sociale", "business name", "account name", "companyname",
    ),
    "message": (
        "message", "commentaire", "commentaires", "comment", "comments", "question", "demande", "precisions", "remarques",
        "how can we help", "tell us more", "details", "objet",
    ),
}  # fmt: skip
"""Kind of field -> phrases of its name, folded. The order is the order of guessing."""

EXACT: Mapping[str, str] = {
    "cp": "postcode", "title": "job", "titre": "job", "url": "website", "site": "website", "web": "website", "domain": "website",
    "domaine": "website", "fonctions": "job",
}  # fmt: skip
"""Whole names, once asking words are left out, that are too common within longer ones."""

NAME_WORDS = frozenset(
    """
    nom prenom prenoms name first last full family given surname firstname lastname fullname fname lname famille
    complet middle nombre apellido apellidos civilite salutation
    """.split()
)
"""A field all of whose words are among these holds the name of a person."""

ASKING = frozenset(
    """
    votre vos your le la les l the de du des d et and a of is est quel quelle what s my mon ma notre our contact field
    hs lead user customer input
    """.split()
)
"""Words that frame a field's name and say nothing of it."""

COMPANY_WORDS = ASKING | frozenset(
    """
    company companyname societe entreprise organisation organization organisme employeur employer etablissement raison
    sociale social business account name nom legal current actuelle actuel dans travaillez vous work for do you which
    """.split()
)
"""A company's name is asked for in these words alone: `company_plan` and `company_id` ask for something else."""

NOT_WITH: Mapping[str, frozenset[str]] = {
    "budget": frozenset("holder responsable decision decideur owner authority".split()),
    "size": frozenset("projet project ecran screen equipe team".split()),
    "job": frozenset("id offer offre number date start telephone".split()),
    "need": frozenset("help aide callback rappel rappele invoice facture".split()),
}
"""Kind -> words with which a name that looks like it asks for something else."""

NEVER = frozenset("birth naissance born origin origine nationality nationalite gender sexe age".split())
"""Words of questions that may never decide anything: such fields are of no kind."""

SALUTATIONS = frozenset("m mr mrs ms mme mlle monsieur madame mademoiselle dr docteur miss mx herr frau sir".split())
"""Answers to "title" that name a courtesy and no job."""

PRIVATE = frozenset({"email", "phone", "name", "postcode"})
"""Kinds whose answers say who somebody is: never facts."""
