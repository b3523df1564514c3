"""The lexicon of functions: which words of a job title say what its holder works at. Data only, folded, masculine.

Three strengths. A *job* names the work itself and wins wherever it stands ("IT recruiter" recruits). A *field* counts
where no job is named ("directeur des systèmes d'information"). A *hint* counts where nothing else is said ("PDG").
Of two of the same strength the first wins.
"""

from collections.abc import Mapping

JOBS: Mapping[str, tuple[str, ...]] = {
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
        "technicien support", "help desk", "helpdesk", "data analyste", "urbaniste des systemes", "pentester",
    ),
    "marketing": (
        "cmo", "marketeur", "marketer", "community manager", "social media manager", "copywriter", "redacteur web",
        "traffic manager", "growth hacker", "growth manager", "brand manager", "content manager", "content creator",
        "attache de presse", "press officer", "public relations", "relations publiques", "relations presse",
        "charge de communication", "responsable communication", "dircom", "chef de marque", "chef de publicite",
        "market researcher", "seo manager", "product marketing", "publicitaire", "influenceur", "influencer",
    ),
    "sales": (
        "vendeur", "ingenieur commercial", "technico commercial", "telecommercial", "business developer",
        "business development", "sales", "sdr", "bdr", "kam", "account executive", "account manager", "key account",
        "inside sales", "presales", "pre sales", "avant vente", "representant", "vrp", "salesman", "saleswoman",
        "salesperson", "attache commercial", "charge de affaires", "ingenieur de affaires", "directeur commercial",
        "responsable commercial", "directeur des ventes", "cro", "sales engineer", "closer", "administration des ventes",
        "adv", "conseiller commercial", "assistant commercial", "agent commercial", "delegue commercial",
        "ingenieur technico commercial", "chef de ventes", "chef de secteur", "dirco",
    ),
    "finance": (
        "comptable", "aide comptable", "expert comptable", "commissaire aux comptes", "accountant", "bookkeeper",
        "daf", "raf", "cfo", "tresorier", "treasurer", "controleur de gestion", "controller", "financial controller",
        "actuaire", "actuary", "auditeur", "auditor", "credit manager", "gestionnaire de portefeuille", "trader",
        "gerant de portefeuille", "gerant de fonds", "fund manager", "portfolio manager", "fiscaliste", "banker",
        "banquier", "financial analyst", "analyste financier", "investment analyst", "conseiller financier",
        "gestionnaire de patrimoine", "underwriter", "directeur administratif et financier",
        "responsable administratif et financier", "courtier", "analyste credit",
    ),
    "hr": (
        "drh", "rrh", "hrd", "chro", "recruteur", "recruiter", "charge de recrutement", "talent acquisition", "hrbp",
        "hr business partner", "people partner", "gestionnaire de paie", "gestionnaire paie", "payroll",
        "head of people", "people officer", "charge de formation", "responsable formation", "directeur de formation",
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
        "delegue a protection des donnees", "delegue au protection des donnees", "daj",
    ),
    "procurement": (
        "acheteur", "buyer", "approvisionneur", "category manager", "sourcing manager", "procurement manager", "cpo",
    ),
    "research": (
        "chercheur", "researcher", "research fellow", "research scientist", "research engineer", "postdoc", "post doc",
        "post doctorant", "doctorant", "doctorant cifre", "thesard", "ingenieur de recherche", "directeur de recherche",
        "charge de recherche", "scientifique", "scientist", "enseignant chercheur", "phd candidate",
    ),
    "education": (
        "professeur", "prof", "enseignant", "formateur", "instituteur", "teacher", "lecturer", "professor", "instructor",
        "trainer", "tutor", "educator", "teaching assistant", "maitre de conferences", "maitre assistant",
        "maitre de ecole", "proviseur", "recteur", "doyen", "dean", "principal de college", "headteacher",
        "head teacher", "school principal", "ingenieur pedagogique", "concepteur pedagogique", "instructional designer",
        "conseiller principal de education", "cpe", "aesh", "directeur de ecole", "responsable pedagogique", "provost",
        "directeur des etudes", "chef de etablissement", "maitre de stage", "conseiller pedagogique",
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
        "dentist", "surgeon", "therapist", "psychologist", "veterinarian", "midwife", "interne en medecine", "radiologue",
        "cadre de sante", "ergotherapeute", "osteopathe",
    ),
    "administration": (
        "assistant de direction", "assistant administratif", "administrative assistant", "executive assistant",
        "personal assistant", "office manager", "secretaire", "receptionniste", "receptionist", "standardiste",
        "office administrator", "employe de bureau", "agent administratif", "adjoint administratif", "adjoint de direction",
    ),
}  # fmt: skip

FIELDS: Mapping[str, tuple[str, ...]] = {
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
        "marque employeur", "employer branding", "diversite", "relations sociales", "capital humain",
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
        "scolaire", "vie etudiante", "etudes superieures",
    ),
    "press": ("presse", "press", "redaction", "journal", "newsroom", "journalisme", "journalism"),
    "consulting": ("conseil", "consulting", "conseil en strategie", "advisory"),
    "product": ("produit", "product", "produits"),
    "design": ("design", "ux", "ui", "creation", "creative", "graphisme", "artistique"),
    "engineering": (
        "engineering", "ingenierie", "bureau de etudes", "mecanique", "mechanical", "electrical", "electronique",
        "genie civil", "civil engineer", "calcul",
    ),
    "customer": ("client", "clients", "clientele", "customer", "customers", "support", "hotline", "after sales"),
    "health": ("sante", "health", "soins", "medical", "clinique", "clinical", "hospitalier", "pharmacie"),
    "administration": ("administratif", "administration", "accueil", "office", "secretariat"),
}  # fmt: skip

HINTS: Mapping[str, tuple[str, ...]] = {
    "general": (
        "ceo", "pdg", "dg", "dga", "dgs", "president", "directeur general", "direction generale", "managing director",
        "general manager", "gerant", "cogerant", "chef de entreprise", "chef entreprise", "fondateur", "cofondateur",
        "co fondateur", "founder", "cofounder", "co founder", "dirigeant", "entrepreneur", "business owner", "owner",
        "patron", "administrateur delegue", "secretaire general", "vice president", "comite de direction", "comex",
        "codir", "executive director", "chief of staff", "directeur executif", "managing partner", "proprietaire",
        "auto entrepreneur", "businessman", "businesswoman", "country manager", "maire", "general management",
    ),
    "engineering": (
        "ingenieur", "engineer", "dessinateur", "projeteur", "architecte", "architect", "technicien", "technician",
        "etudes", "technique", "technical", "innovation",
    ),
    "operations": (
        "conducteur", "operateur", "operator", "magasinier", "cariste", "logisticien", "mecanicien", "electricien",
        "chauffeur", "driver", "planner", "qualiticien", "ouvrier", "soudeur", "monteur", "regleur", "contremaitre",
        "livreur", "cuisinier", "serveur", "ordonnanceur", "affreteur", "manutentionnaire",
    ),
    "finance": ("economiste", "economist"),
    "consulting": ("coach",),
    "design": ("photographe", "photographer", "videaste"),
}  # fmt: skip
