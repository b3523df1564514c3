"""How people say that they have a budget, a need, a date, or another reason to write: phrases, folded. Data only."""

from collections.abc import Mapping

LATER = ("not this year", "pas cette annee", "next year", "annee prochaine", "an prochain", "exercice prochain")
"""A budget or a need that waits for another year: undecided, in twelve months."""

BUDGET: Mapping[str, tuple[str, ...]] = {
    "undecided": (
        *LATER, "none yet", "budget defini", "budget fixe", "budget yet", "pas de budget precis", "no budget set", "no budget defined",
        "no defined budget", "no set budget", "no fixed budget", "budget pas encore", "undecided", "a definir", "non defini", "pas defini", "pas encore", "not yet", "not sure", "unsure",
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
    "an et demi": 18, "annee et demie": 18, "year and a half": 18, "half a year": 6,
    "this month": 1, "ce mois": 1, "ce mois ci": 1, "next month": 2, "mois prochain": 2,
    "this quarter": 3, "ce trimestre": 3, "next quarter": 6, "trimestre prochain": 6, "prochain trimestre": 6,
    "this semester": 6, "ce semestre": 6, "not this year": 12, "pas cette annee": 12,
    "this year": 12, "cette annee": 12, "next year": 12, "annee prochaine": 12, "an prochain": 12,
}  # fmt: skip
"""What people say instead of a number -> months, at the latest."""

NUMBERS: Mapping[str, int] = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5, "five": 5,
    "six": 6, "huit": 8, "eight": 8, "neuf": 9, "nine": 9, "dix": 10, "ten": 10, "douze": 12, "twelve": 12,
}  # fmt: skip
"""Numbers as words: those that people give dates by."""
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
    "no_budget": (
        "pas de budget", "no budget", "aucun budget", "sans budget", "n avons pas de budget", "n ai pas de budget",
        "don t have a budget", "don t have the budget", "do not have a budget", "do not have the budget",
        "no money for", "zero budget", "n avons pas les moyens", "n ai pas les moyens", "without any budget", "hors budget", "hors de notre budget",
        "hors de mon budget", "out of our budget", "out of my budget", "beyond our budget", "above our budget", "over our budget",
        "not in our budget", "not in the budget", "can t afford it", "can t afford this", "can t afford that", "can t afford your",
        "can t afford a paid", "can t afford to pay", "can t afford any", "cannot afford it", "cannot afford this",
        "cannot afford your", "can not afford it", "budget zero", "budget 0", "budget nul", "budget neant", "budget aucun",
    ),
    "no_need": (
        "pas de besoin", "aucun besoin", "n avons pas besoin de votre", "n ai pas besoin de votre", "have no need",
        "no need for your", "no need for this", "no current need", "just curious", "simple curiosite", "par curiosite",
        "par simple curiosite", "not looking to buy", "not planning to buy", "pas de projet", "aucun projet",
        "out of curiosity", "we don t need it", "we don t need this", "we don t need your", "we don t need any",
        "we don t need anything", "we do not need it", "we do not need this", "we do not need your", "we do not need any",
        "we do not need anything", "have no need for this", "have no need for your", "have no need for such", "have no need for it", "no need for the product",
        "have no need for this product", "rien de prevu", "only wanted the", "just wanted the", "voulais seulement", "voulais juste", "not in the market for", "je ne suis pas acheteur", "not a buyer",
    ),
    "thesis": (
        "mon memoire", "redige un memoire", "prepare un memoire", "writing a thesis", "writing a dissertation", "memoire de fin d etudes", "memoire de master", "memoire de recherche", "ma these",
        "my thesis", "my master s thesis", "my masters thesis", "my bachelor thesis", "master thesis", "my dissertation",
        "phd thesis", "projet tutore", "dans le cadre de mes etudes", "dans le cadre de ma formation", "for my studies",
        "for my master s", "for my phd", "for my doctorate", "for my degree", "for my bachelor", "for my msc", "pour mon doctorat", "etude universitaire", "projet d ecole", "projet scolaire", "school project", "class project",
        "university project", "projet etudiant", "these de doctorat", "these de master", "doctoral thesis", "research paper", "mon tfe", "mon tfc", "travail de fin d etudes",
        "travail de bachelor", "travail de master", "pour un devoir", "for an assignment", "school assignment",
    ),
    "job_application": (
        "ma candidature", "je postule", "souhaite postuler", "souhaiterais postuler", "aimerais postuler",
        "voudrais postuler", "desire postuler", "mon cv", "my cv", "my resume", "applying for the position",
        "apply for the position", "apply for a job", "apply for the role", "i would like to apply", "i d like to apply",
        "i want to apply", "my application for", "my job application", "je recherche un stage", "je recherche une alternance",
        "je suis a la recherche d un stage", "je suis a la recherche d une alternance", "je cherche un stage",
        "je cherche une alternance", "recherche un stage", "recherche d un stage", "recherche une alternance",
        "recherche d une alternance", "je recherche un emploi", "je cherche un emploi", "je cherche du travail",
        "i am looking for a job", "i m looking for a job", "i am looking for an internship", "looking for an internship",
        "i m looking for an internship", "i am looking for a position", "candidature spontanee", "spontaneous application",
        "ma lettre de motivation", "my cover letter", "etes vous en recrutement", "are you hiring", "do you hire",
        "embauchez vous", "recrutez vous",
    ),
    "press": (
        "je suis journaliste", "journaliste independant", "journaliste independante", "pigiste pour", "pigiste au", "pigiste a", "press list",
        "media request", "press request", "our newspaper", "my newspaper", "our magazine is", "notre journal prepare", "journaliste pour le", "journaliste au", "journaliste a l", "i m a reporter", "journaliste chez", "en tant que journaliste",
        "i am a journalist", "i m a journalist", "as a journalist", "journalist at", "journalist with", "journalist for",
        "i am a reporter", "demande d interview", "i am a freelance journalist", "i m a freelance journalist", "je suis pigiste", "interviewer votre", "interview your", "une interview de", "interview avec votre",
        "interview with your", "j ecris un article", "prepare un article", "i am writing an article", "i m writing an article",
        "dossier de presse", "press kit", "press inquiry", "press enquiry", "media inquiry", "media enquiry", "demande presse",
        "demande de presse",
    ),
    "vendor_pitch": (
        "nous vous proposons", "je vous propose nos", "je vous propose notre", "vous proposer nos", "vous proposer notre",
        "vous presenter nos services", "vous presenter notre offre", "vous presenter notre solution", "guest post",
        "guest posts", "backlink", "backlinks", "link building", "seo services", "increase your traffic",
        "increase your sales", "boost your traffic", "boost your sales", "boost your ranking", "rank your website",
        "improve your website", "first page of google", "premiere page de google", "augmenter votre trafic",
        "ameliorer votre referencement", "ameliorer le referencement de votre", "generer des leads pour vous", "generate leads for your", "we can help you get more",
        "offer our services", "offer you our", "introduce our company", "introduce our services", "present our services",
        "outsource your", "votre partenaire pour", "audit seo gratuit", "free seo audit", "audit gratuit de votre site",
        "free audit of your", "vendons des fichiers de contacts", "fichiers de contacts b2b", "sell verified email lists", "b2b email lists", "our agency can", "notre agence peut", "nous accompagnons les entreprises comme",
    ),
    "support": (
        "ne fonctionne pas", "ne marche pas", "ne fonctionne plus", "ne marche plus", "mot de passe oublie",
        "oublie mon mot de passe", "forgot my password", "reset my password", "reinitialiser mon mot de passe", "is not working",
        "isn t working", "stopped working", "doesn t work", "does not work", "message d erreur", "error message",
        "je n arrive pas a me connecter", "je n arrive plus a me connecter", "impossible de me connecter", "can t log in",
        "can not log in", "cannot log in", "can t login", "unable to log in", "numero de ticket", "ticket number",
        "mon compte est bloque", "my account is locked", "je suis deja client et", "reinitialisation de mon mot de passe",
        "password reset link", "votre logiciel plante", "votre application plante", "keeps crashing", "your app crashes",
    ),
}  # fmt: skip
"""Member of `intent.text` -> phrases, few and plain: each says it beyond doubt."""

AGENCIES = ("notre agence", "notre studio", "our agency", "our studio")
SERVES = (
    "refait", "cree", "realise", "developpe", "concoit", "optimise", "propose", "accompagne", "offre", "aide les", "redige", "builds",
    "designs", "offers", "creates", "redesigns", "delivers", "provides", "helps", "specializes", "specialises", "runs", "grows", "writes",
)  # fmt: skip
"""An agency that says so at once what it does for others: "Notre agence refait des sites"."""

PITCHES = (
    "we offer", "our company provides", "our team provides", "nous proposons", "our agency", "notre agence", "nos prestations",
    "nos services", "our services", "we provide", "we specialize in", "nous sommes specialises",
)  # fmt: skip
TO_YOU = (
    "your company", "your business", "your website", "your team", "your brand", "votre entreprise", "votre societe",
    "votre site", "vos equipes", "votre marque", "votre activite",
)  # fmt: skip
"""A pitch is also who says one of the first and one of the second: either alone may be a customer's."""

BUYING = (
    "nous cherchons", "nous recherchons", "je cherche une solution", "je recherche une solution", "we are looking for", "we re looking for",
    "we need", "nous avons besoin", "j ai besoin", "un devis", "a quote", "une demo", "a demo", "une demonstration",
    "vos tarifs", "your pricing", "your prices", "how much",
    "need a tool", "need a solution", "need your tool", "would like a quote",
)  # fmt: skip
"""Who says one of these asks: pitches nothing, and has a need."""
REPLACING = (
    "replace it", "to replace", "remplacer", "le changer", "changer de", "alternative", "nous cherchons une", "nous recherchons une",
    "nous cherchons un", "nous recherchons un", "we are looking for a", "we re looking for a",
    "switch to", "passer a votre", "passer chez vous", "our current tool", "our current crm", "our current provider",
    "notre outil actuel", "notre crm actuel", "notre prestataire actuel", "notre solution actuelle", "nous voulons changer",
)  # fmt: skip
"""What doesn't work is then somebody else's."""
USING = (
    "demo account", "a demo", "une demo", "free trial", "a trial", "the trial", "the beta", "beta program", "discount", "un outil", "une solution",
    "un logiciel", "une plateforme", "a tool", "management tool", "management software", "cv parser", "resume parser", "an ats", "un ats",
)  # fmt: skip
"""Who speaks of these would use a product, and doesn't apply for a job."""
DENIALS = frozenset("not no non pas aucun aucune sans without never jamais".split())
DENIED: Mapping[str, str] = {"enough": "undecided"}
"""What an answer says that denies it: "not approved". A denied project says nothing."""

NEVER_BEFORE = frozenset("not never jamais isn wasn".split())
"""In the words just before a phrase of lack, these deny it: "not that we have no budget"."""
NOT_BEFORE = NEVER_BEFORE | frozenset("ni nor pas no aucun aucune sans without don doesn n plus".split())
"""Before any other phrase: "this is not for my thesis", "ce n'est pas pour mon mémoire"."""
NEAR = 4
"""Words before a phrase in which a denial counts."""

NOT_AFTER: Mapping[str, frozenset[str]] = {
    "no_budget": frozenset(
        """
        problem problems issue issues constraint constraints limit limits limitation limitations cap ceiling concern
        concerns restriction restrictions worries probleme problemes contrainte contraintes limite limites plafond souci
        soucis maximum max yet encore defini definie fixe fixee arrete precis particulier set defined fixed allocated of
        assigned approved cette this impact overrun question validation approval
        avant before until
        """.split()
    ),
    "no_need": frozenset("to for particulier worry discuter urgent immediat de d yet encore defini precis".split()),
    "support": frozenset("with for on in avec".split()),
    "press": frozenset("interne internal".split()),
    "job_application": frozenset("your our par parser parsing management tool software platform".split()),
}
"""Right after a phrase these make it say something else: "no budget problem", "no budget yet", "no need to call"."""
