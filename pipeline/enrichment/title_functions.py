"""The lexicon of functions: which words of a job title say what its holder works at. Data only, folded, masculine.

Three strengths. A *job* names the work itself and wins wherever it stands ("IT recruiter" recruits). A *field* counts
where no job is named ("directeur des systèmes d'information"). A *hint* counts where nothing else is said ("PDG").
Of two of the same strength the first wins.
"""

from collections.abc import Mapping

from pipeline.enrichment import title_german, title_trades

_JOBS: Mapping[str, tuple[str, ...]] = {
    "it": (
        "developpeur", "developer", "dev", "programmeur", "programmer", "informaticien", "dsi", "dsin", "dosi", "rssi",
        "cio", "cto", "ciso", "dba", "sre", "devops", "sysadmin", "webmaster", "testeur", "qa engineer", "scrum master",
        "data scientist", "data engineer", "data analyst", "data architect", "data steward", "machine learning engineer",
        "ml engineer", "ai engineer", "software engineer", "software architect", "solution architect",
        "solutions architect", "cloud architect", "cloud engineer", "network engineer", "system engineer",
        "systems engineer", "security engineer", "system administrator", "systems administrator",
        "network administrator", "database administrator", "it manager", "it director", "head of it",
        "ingenieur logiciel", "ingenieur informatique", "ingenieur systeme", "ingenieur systemes", "ingenieur reseau",
        "ingenieur reseaux", "ingenieur devops", "ingenieur cloud", "ingenieur cybersecurite", "ingenieur data",
        "administrateur systeme", "administrateur systemes", "administrateur reseau", "administrateur reseaux",
        "administrateur de bases de donnees", "architecte logiciel", "architecte cloud", "architecte solution",
        "architecte solutions", "architecte systeme", "architecte reseau", "tech lead", "lead dev", "full stack",
        "fullstack", "front end", "frontend", "backend", "integrateur web", "technicien informatique",
        "technicien support", "support informatique", "apprentissage automatique", "apprentissage profond",
        "apprentissage par renforcement", "apprentissage statistique", "help desk", "helpdesk", "technology officer", "information officer", "data officer", "digital officer",
        "information security officer", "analyste programmeur", "chef de projet informatique",
        "responsable informatique", "responsable infrastructure", "product security", "administrateur it",
        "business analyst it", "analyste informatique", "urbaniste si", "ingenieur etudes et developpement",
        "ingenieur de etudes et developpement", "data manager", "web developer", "it support", "chef de projet si",
        "chef de projet it", "chef de projet moa", "chef de projet amoa", "informaticien de gestion", "data analyste", "urbaniste des systemes", "pentester",
    ),
    "marketing": (
        "cmo", "marketeur", "marketer", "community manager", "social media manager", "copywriter", "redacteur web",
        "traffic manager", "growth hacker", "growth manager", "brand manager", "content manager", "content creator",
        "attache de presse", "press officer", "public relations", "relations publiques", "relations presse",
        "charge de communication", "responsable communication", "dircom", "chef de marque", "chef de publicite",
        "charge de marketing", "assistant marketing", "chef de produit", "chef de marche", "marketing officer", "charge de contenu",
        "chef de groupe marketing", "crm manager", "responsable acquisition", "media planner", "market researcher", "seo manager", "product marketing", "publicitaire", "influenceur", "influencer",
    ),
    "sales": (
        "vendeur", "ingenieur commercial", "technico commercial", "telecommercial", "business developer",
        "business development", "sales", "sdr", "bdr", "kam", "account executive", "account manager", "key account",
        "inside sales", "presales", "pre sales", "avant vente", "representant", "vrp", "salesman", "saleswoman",
        "salesperson", "attache commercial", "charge de affaires", "ingenieur de affaires", "directeur commercial",
        "responsable commercial", "directeur des ventes", "cro", "sales engineer", "closer", "administration des ventes",
        "adv", "conseiller commercial", "assistant commercial", "agent commercial", "delegue commercial",
        "ingenieur technico commercial", "revenue officer", "commercial officer", "sales officer", "conseiller de vente", "chef de ventes", "chef de secteur", "dirco",
    ),
    "finance": (
        "comptable", "aide comptable", "expert comptable", "commissaire aux comptes", "accountant", "bookkeeper",
        "daf", "raf", "cfo", "tresorier", "treasurer", "controleur de gestion", "controller", "financial controller",
        "actuaire", "actuary", "auditeur", "auditor", "credit manager", "gestionnaire de portefeuille", "trader",
        "gerant de portefeuille", "gerant de fonds", "fund manager", "portfolio manager", "fiscaliste", "banker",
        "banquier", "financial analyst", "analyste financier", "investment analyst", "conseiller financier",
        "gestionnaire de patrimoine", "underwriter", "directeur administratif et financier",
        "responsable administratif et financier", "financial officer", "accounts payable", "accounts receivable", "loan officer",
        "controle interne", "controleur interne", "fonde de pouvoir", "reviseur", "reviseur de entreprises",
        "charge de recouvrement", "gestionnaire retraite", "loan specialist", "courtier", "analyste credit",
    ),
    "hr": (
        "drh", "rrh", "hrd", "chro", "recruteur", "recruiter", "charge de recrutement", "talent acquisition", "hrbp",
        "hr business partner", "people partner", "gestionnaire de paie", "gestionnaire paie", "payroll",
        "head of people", "people officer", "human resources officer", "relations ecoles", "richesses humaines", "campus recruiter",
        "generaliste rh", "early careers", "placement officer", "early talent", "emerging talent", "people operations", "employee experience",
        "responsable alternance", "responsable recrutement", "charge de recrutements", "gestionnaire rh", "charge de formation", "responsable formation", "directeur de formation",
        "learning and development", "conseiller en recrutement", "hr manager",
    ),
    "recruitment": (
        "headhunter", "head hunter", "chasseur de tetes", "consultant en recrutement", "consultant recrutement",
        "recruitment consultant", "recruiting consultant", "executive search", "cabinet de recrutement", "sourceur",
        "talent sourcer", "consultant rh et recrutement", "approche directe",
    ),
    "legal": (
        "juriste", "avocat", "notaire", "clerc", "huissier", "magistrat", "juge", "greffier", "lawyer", "attorney",
        "solicitor", "barrister", "counsel", "paralegal", "dpo", "data protection officer", "compliance officer",
        "legal officer", "privacy officer", "assistant juridique", "fiscaliste juriste", "delegue a protection des donnees", "delegue au protection des donnees", "daj",
    ),
    "procurement": (
        "procurement officer", "purchasing officer", "acheteur", "buyer", "approvisionneur", "category manager", "sourcing manager", "procurement manager", "cpo",
    ),
    "research": (
        "chercheur", "researcher", "research fellow", "research scientist", "research engineer", "postdoc", "post doc",
        "post doctorant", "postdoctorant", "postdoctoral", "doctorant", "doctorant cifre", "thesard", "ingenieur de recherche", "directeur de recherche",
        "charge de recherche", "charge de recherches", "principal investigator", "directeur de these", "ater", "assistant de recherche",
        "research assistant", "research associate", "collaborateur scientifique", "scientifique", "scientist", "enseignant chercheur", "phd candidat",
    ),
    "education": (
        "professeur", "prof", "enseignant", "formateur", "instituteur", "teacher", "lecturer", "professor", "instructor",
        "trainer", "tutor", "educator", "teaching assistant", "maitre de conferences", "maitre assistant",
        "maitre de ecole", "proviseur", "recteur", "doyen", "dean", "principal de college", "headteacher",
        "head teacher", "school principal", "ingenieur pedagogique", "concepteur pedagogique", "instructional designer",
        "conseiller principal de education", "cpe", "aesh", "directeur de ecole", "responsable pedagogique", "provost",
        "directeur des etudes", "chef de etablissement", "maitre de stage", "conseiller pedagogique", "maitre de stages", "tuteur", "tuteur de stage", "charge de cours", "charge de enseignement", "academic advisor", "student advisor",
        "student adviser", "student counselor", "student counsellor", "assistant de education", "educateur", "surveillant de lycee",
        "career advisor", "conseiller de orientation", "assistant pedagogique", "maitre de apprentissage", "enseignement superieur",
        "careers adviser", "careers advisor", "developpeur de apprentissage", "developpeur de alternance",
        "developpeur alternance", "developpeur apprentissage",
    ),
    "press": (
        "journaliste", "journalist", "reporter", "pigiste", "chroniqueur", "columnist", "redacteur en chef",
        "editor in chief", "news editor", "photojournaliste", "grand reporter", "secretaire de redaction",
        "directeur de redaction", "directeur de publication", "correspondant de presse", "blogueur", "blogger",
        "managing editor",
    ),
    "consulting": ("consultant", "strategy consultant", "management consultant", "associate consultant"),
    "product": (
        "product manager", "product owner", "head of product", "group product manager", "product lead",
        "chief product officer", "responsable produit", "directeur produit", "vp product",
    ),
    "design": (
        "designer", "graphiste", "infographiste", "webdesigner", "web designer", "directeur artistique", "art director",
        "creative director", "directeur de creation", "ux researcher", "user researcher", "maquettiste", "illustrator",
        "ux designer", "ui designer", "architecte de interieur",
    ),
    "customer": (
        "customer success", "customer support", "customer service", "customer care", "customer experience", "csm",
        "student success", "client success", "support client", "service client", "relation client",
        "experience client", "teleconseiller", "conseiller clientele", "conseiller client", "call center", "sav",
    ),
    "health": (
        "medecin", "infirmier", "aide soignant", "pharmacien", "dentiste", "chirurgien", "sage femme",
        "kinesitherapeute", "orthophoniste", "psychologue", "veterinaire", "nurse", "doctor", "physician", "pharmacist",
        "dentist", "surgeon", "therapist", "psychologist", "veterinarian", "midwife", "interne en", "interne de medecine", "interne de hopitaux", "radiologue",
        "cadre de sante", "interniste", "cardiologue", "pediatre", "psychiatre", "gynecologue", "dermatologue", "ambulancier",
        "paramedic", "ergotherapeute", "osteopathe",
    ),
    "administration": (
        "assistant de direction", "assistant administratif", "administrative assistant", "executive assistant",
        "personal assistant", "office manager", "secretaire", "receptionniste", "receptionist", "standardiste",
        "office administrator", "employe de bureau", "commis de bureau", "employe de commerce", "apprenti de commerce", "agent administratif", "adjoint administratif", "adjoint de direction",
    ),
}  # fmt: skip

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "it": (
        "informatique", "systemes de information", "systeme de information", "systeme information", "si", "it",
        "information technology", "information systems", "infrastructure", "reseaux", "reseau", "network", "cloud",
        "cybersecurite", "cyber security", "cybersecurity", "cyber", "securite informatique", "information security",
        "infosec", "logiciel", "logiciels", "software", "data", "donnees", "machine learning", "big data", "erp", "sap",
        "salesforce", "java", "python", "php", "web", "telecom", "telecoms", "intelligence artificielle",
        "ai", "transformation digitale", "transformation numerique", "digital transformation", "numerique", "systems",
        "ingenierie logicielle", "qa", "applicatif", "base de donnees", "bases de donnees", "tech", "technologies",
    ),
    "marketing": (
        "marketing", "mkt", "communication", "communications", "com", "brand", "marque", "content", "contenu", "contenus",
        "seo", "sea", "publicite", "advertising", "social media", "reseaux sociaux", "medias sociaux", "e commerce",
        "ecommerce", "digital", "growth", "acquisition", "demand generation", "demand gen", "lead generation",
        "evenementiel", "events", "evenements", "crm", "webmarketing", "chef de produit", "media", "pr", "partenariats",
    ),
    "sales": (
        "commercial", "commerce", "ventes", "vente", "partnerships", "partner manager", "grands comptes",
        "comptes cles", "comptes strategiques", "business dev", "export", "alliances", "channel", "force de vente",
        "relation commerciale", "developpement commercial", "developpement des affaires", "revenue", "business unit",
    ),
    "finance": (
        "finance", "finances", "financier", "financial", "comptabilite", "accounting", "controle de gestion", "audit",
        "tresorerie", "treasury", "fiscalite", "tax", "credit", "banque", "banking", "investissement", "investment",
        "facturation", "billing", "consolidation", "budget", "recouvrement", "risk", "risques", "assurance",
        "administratif et financier", "patrimoine", "fusions acquisitions",
    ),
    "hr": (
        "rh", "hr", "ressources humaines", "ressource humaine", "human resources", "human resource", "recrutement",
        "recruiting", "recruitment", "talent", "talents", "people", "paie", "formation", "learning", "training",
        "gpec", "developpement des competences", "qvt", "remuneration", "compensation", "personnel", "carrieres",
        "marque employeur", "employer branding", "diversite", "relations sociales", "capital humain", "relations humaines", "dotation",
    ),
    "legal": (
        "juridique", "legal", "droit", "contentieux", "compliance", "conformite", "propriete intellectuelle", "rgpd",
        "gdpr", "privacy", "data protection", "contrats", "law", "affaires juridiques", "reglementaire", "regulatory",
    ),
    "procurement": (
        "achats", "achat", "purchasing", "procurement", "approvisionnement", "approvisionnements", "appro", "sourcing",
        "marches publics", "fournisseurs",
    ),
    "operations": (
        "operations", "operation", "ops", "production", "logistique", "logistics", "supply chain", "exploitation",
        "qualite", "quality", "hse", "qhse", "qse", "ehs", "maintenance", "usine", "plant", "factory", "entrepot",
        "warehouse", "transport", "transports", "flotte", "fleet", "facility", "facilities", "services generaux",
        "moyens generaux", "industrialisation", "methodes", "lean", "amelioration continue", "atelier", "chantier",
        "travaux", "magasin", "site", "securite", "fabrication", "manufacturing", "stock", "stocks", "coo",
        "restauration", "rse", "environnement", "planification",
    ),
    "research": (
        "recherche", "research", "recherche et developpement", "rnd", "research and development", "laboratoire", "lab",
    ),
    "education": (
        "enseignement", "education", "pedagogie", "pedagogique", "ecole", "ecoles", "school", "universite",
        "university", "lycee", "college", "scolarite", "academic", "academique", "teaching", "student affairs",
         "vie etudiante", "etudes superieures", "admissions", "tutorat", "cfa", "faculte", "faculty",
    ),
    "press": ("presse", "press", "redaction", "journal", "newsroom", "journalisme", "journalism"),
    "consulting": ("conseil", "consulting", "conseil en strategie", "advisory"),
    "product": ("produit", "product", "produits"),
    "design": ("design", "ux", "ui", "creation", "creative", "graphisme", "artistique"),
    "engineering": (
        "engineering", "ingenierie", "bureau de etudes", "mecanique", "mechanical", "electrical", "electronique",
        "genie civil", "civil engineer", "calcul",
    ),
    "customer": ("client", "clients", "clientele", "customer", "customers", "support", "hotline", "after sales", "relation eleves", "relations eleves"),
    "health": ("sante", "health", "ehpad", "maison de retraite", "hopital", "hospital", "soins", "medical", "clinique", "clinical", "hospitalier", "pharmacie"),
    "administration": ("administratif", "administration", "accueil", "office", "secretariat"),
}  # fmt: skip

_HINTS: Mapping[str, tuple[str, ...]] = {
    "general": (
        "executive officer", "chairman", "chairwoman", "chairperson", "board member", "board director", "vp", "svp", "evp", "associe",
        "autoentrepreneur", "micro entrepreneur", "microentrepreneur", "membre de directoire", "administrateur general",
        "membre de conseil de administration", "self employed", "directeur de agence", "directeur de filiale", "repreneur",
        "conseil de administration", "administrateur independant", "mandataire social", "comite executif",
        "directeur de etablissement", "directeur de maison de retraite", "directeur de ehpad",
        "ceo", "pdg", "dg", "dga", "dgs", "president", "directeur general", "direction generale", "managing director",
        "general manager", "gerant", "cogerant", "chef de entreprise", "chef entreprise", "fondateur", "cofondateur",
        "co fondateur", "founder", "cofounder", "co founder", "dirigeant", "entrepreneur", "business owner", "owner",
        "patron", "administrateur delegue", "secretaire general", "vice president", "comite de direction", "comex",
        "codir", "executive director", "chief of staff", "directeur executif", "managing partner", "proprietaire",
        "auto entrepreneur", "businessman", "businesswoman", "country manager", "maire", "general management",
    ),
    "engineering": (
        "ingenieur", "engineer", "dessinateur", "projeteur", "architecte", "architect", "technicien", "technician",
        "technique", "technical", "innovation",
    ),
    "operations": (
        "conducteur", "operateur", "operator", "magasinier", "cariste", "logisticien", "mecanicien", "electricien",
        "chauffeur", "driver", "planner", "qualiticien", "ouvrier", "soudeur", "monteur", "regleur", "contremaitre",
        "livreur", "cuisinier", "serveur", "ordonnanceur", "affreteur", "manutentionnaire", "planificateur", "agent de transit",
        "transitaire", "declarant en douane", "machiniste", "stage manager", "stage technician", "stage director", "stage operations", "regisseur", "boulanger", "boucher", "macon",
        "peintre", "menuisier", "charpentier", "couvreur", "carreleur", "chaudronnier", "tourneur", "fraiseur", "ajusteur",
        "cableur", "assembleur", "imprimeur", "jardinier", "paysagiste", "nettoyeur", "gardien", "commis", "preparateur",
        "agent de entretien", "agent de service", "agent polyvalent", "plumber", "carpenter", "welder", "machinist",
        "mechanic", "electrician", "warehouseman", "cook", "waiter", "cleaner", *title_trades.OPERATIONS,
    ),
    "finance": ("economiste", "economist", "pensions", "actuariat"),
    "consulting": ("coach", "cabinet de conseil"),
    "customer": ("teleoperateur", "experience"),
    "administration": (
        "assistant de pdg", "assistant de dg", "assistant de president", "assistant de gerant", "assistant de dirigeant",
        "assistant de directeur general", "assistant to ceo", "assistant polyvalent",
    ),
    "design": ("photographe", "photographer", "videaste"),
}  # fmt: skip

EATEN = (
    "recherche de emploi", "recherche emploi", "recherche active", "recherche de poste", "reprise de etudes", "fin de etudes",
    "cours de etudes", "recherche de stages", "recherche stages", "recherche de stage", "recherche de alternance", "recherche de opportunites",
    "diplome de universite", "diplome de ecole",
)  # fmt: skip
"""Phrases that hold a word of work and speak of none."""


def _merged(own: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {function: (*words, *others.get(function, ())) for function, words in own.items()}


JOBS = _merged({**_JOBS, "": ("secretaire general",)}, title_german.JOBS)
FIELDS = _merged(
    {**_FIELDS, "": (*EATEN, "conseil de administration", "conseil municipal", "conseil de surveillance")},
    title_german.FIELDS,
)
HINTS = _merged({**_HINTS, "": EATEN}, title_german.HINTS)
"""What the three strengths hold in every language."""

LAST: Mapping[str, tuple[str, ...]] = {
    "education": (
        "alternance", "apprentissage", "apprenticeship", "apprenticeships", "internships", "internship", "stages",
        "alternants", "apprentis", "stagiaires", "etudiants", "eleves", "students", "student", "undergraduate", "interns",
        "apprentices", "apprentice", "scolaire", "orientation", "campus", "institut", "insertion", "jeunes", "scolarite",
    ),
    "administration": ("assistant",),
    "engineering": ("etudes",),
}  # fmt: skip
"""Tried where nothing else speaks and the holder has a rank and is not young: whom such work is for."""
