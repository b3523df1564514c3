"""The lexicon of ranks: which words of a job title say how high its holder stands. Data only, folded, masculine.

French words stand in the masculine; `title_words` adds the feminine forms. Only whole words match. How the words are
put together is `job_title`'s business; those of the young are in `title_young`.

Guide, by which titles are labelled:
- owner: owns or founded the business, or heads it as its own: fondateur, gérant, chef d'entreprise, partner.
- executive: heads the whole, or sits on its board: PDG, DG, C-level, vice-president, president.
- director: heads a function: directeur, head of, DRH, DSI, DAF.
- manager: the title says responsable, chef de…, manager or lead, be it of people, a site, a product or a project.
- professional: does the work: assistant, technicien, ingénieur, consultant, employee.
- junior: says so: junior, trainee, jeune diplômé.
What no word here says is unknown, never professional.
"""

from collections.abc import Mapping

from pipeline.enrichment import title_german, title_trades

_RANKS: Mapping[str, tuple[str, ...]] = {
    "owner": (
        "fondateur", "cofondateur", "co fondateur", "gerant", "cogerant", "co gerant", "chef de entreprise",
        "chef entreprise", "entrepreneur", "auto entrepreneur", "autoentrepreneur",
        "micro entrepreneur", "microentrepreneur", "patron", "createur de entreprise", "repreneur", "artisan",
        "commercant", "exploitant agricole", "agriculteur", "agricultrice", "associe gerant", "gerant associe",
        "avocat associe", "expert comptable associe", "notaire associe", "associe fondateur", "president fondateur",
        "homme de affaires", "femme de affaires", "au compte", "travailleur independant", "associe",
        "founder", "cofounder", "co founder", "businessman", "businesswoman", "business owner", "company owner",
        "shop owner", "store owner", "restaurant owner", "agency owner", "owner operator", "sole trader",
        "sole proprietor", "self employed", "managing partner", "founding partner", "equity partner", "senior partner",
        "general partner", "dueno", "zaakvoerder",
    ),
    "executive": (
        "president directeur general", "president", "vice president", "pdg", "dg", "dga", "dgs", "dgd",
        "directeur general", "directeur general adjoint", "directeur general delegue", "directeur executif",
        "direction generale", "comite de direction", "comite executif", "membre de comite executif", "comex", "codir", "membre de directoire",
        "membre de comite de direction", "membre de conseil de administration", "president de conseil",
        "administrateur delegue", "administrateur general", "administrateur independant", "administrateur directeur",
        "secretaire general", "dirigeant", "cadre dirigeant", "maire", "depute", "senateur", "ministre", "prefet",
        "mandataire social",
        "ceo", "coo", "cfo", "cto", "cio", "ciso", "cmo", "cpo", "cro", "chro", "cso", "cco", "cdo", "caio", "clo",
        "vp", "svp", "evp", "avp", "rvp", "managing director", "executive director", "general manager",
        "director general", "board member", "board director", "chairman", "chairwoman", "chairperson", "c level",
        "c suite", "executive officer", "md ceo", "non executive director", "secretary general",
    ),
    "director": (
        "directeur", "sous directeur", "dir", "drh", "dsi", "daf", "dircom", "dosi", "dsin", "dirco", "daj", "hrd",
        "proviseur", "recteur", "doyen", "principal de college", "directeur de cabinet", "directeur adjoint",
        "directeur de ecole", "directeur de site",
        "director", "head", "head of", "dean", "chief of staff", "general counsel", "it leiter", "country manager", "headteacher", "head teacher",
        "school principal", "provost",
    ),
    "manager": (
        "responsable", "resp", "chef de", "chef adjoint", "sous chef", "superviseur", "contremaitre", "rssi", "raf",
        "rrh", "gerant de portefeuille", "gerant de fonds", "gerant de banque", "gerant de tutelle",
        "gerant de copropriete", "gerant de groupe", "gerant de patrimoine", "gerant de cantine", "gerant de mess",
        "gerant de cuisine", "gerant obligataire", "gerant de obligations", "gerant de organisme",
        "gerant de societe de investissement", "gerant adjoint", "gerant technicien", "gerant immobilier",
        "fonde de pouvoir", "redacteur en chef", "cadre superieur", "intendant", "surintendant", "encadrant",
        "medecin chef", "infirmier chef", "chef mecanicien", "manageur", "dirigeant de equipe",
        "manager", "mgr", "supervisor", "team leader", "team lead", "lead", "leader", "foreman", "superintendent",
        "chief accountant", "chef comptable", "chief engineer", "editor in chief", "managing editor", "dpo", "principal investigator",
        "head nurse", "head chef", "principal",
    ),
    "junior": (
        "junior", "jr", "debutant", "jeune diplome", "jeune actif", "volontaire international", "volontaire en service civique", "service civique",
        "trainee", "graduate", "entry level", "new grad", "recent graduate", "avocat stagiaire", "notaire stagiaire",
        "expert comptable stagiaire", "professeur stagiaire", "enseignant stagiaire", "fonctionnaire stagiaire",
        "commissaire aux comptes stagiaire", "attache stagiaire", "attache territorial stagiaire", "redacteur stagiaire",
        "inspecteur stagiaire", "commissaire stagiaire", "gardien de paix stagiaire", "instituteur stagiaire",
        "adjoint administratif stagiaire", "huissier stagiaire", "commissaire de justice stagiaire", "medecin stagiaire", "eleve avocat", "professeur des ecoles stagiaire",
    ),
    "retired": (
        "au retraite", "en retraite", "preretraite", "pre retraite",
        "pensionne", "pensioner", "retired", "retiree", "rentier", "jubilado", "gepensioneerd",
    ),
    "unemployed": (
        "chomeur", "au chomage", "chomage", "demandeur de emploi", "sans emploi", "sans activite", "sans profession",
        "en recherche de emploi", "en recherche active", "en recherche de poste", "recherche de emploi",
        "recherche emploi", "en recherche de opportunites", "cherche emploi", "en recherche de opportunite",
        "recherche de poste", "en reconversion", "en reconversion professionnelle", "en transition professionnelle",
        "inactif", "entre deux emplois", "entre deux postes",
        "unemployed", "jobless", "job seeker", "jobseeker", "looking for job", "looking for work", "between jobs",
        "looking for new opportunities", "looking for opportunities", "looking for new job", "open to work",
        "seeking new opportunities", "seeking opportunities", "seeking employment", "out of work", "not working",
        "not employed", "currently not working", "open to opportunities", "open to new opportunities", "looking for new opportunity",
        "looking for opportunity", "seeking new opportunity", "seeking work", "career break", "in transition",
        "au recherche de emploi", "au recherche de poste", "au recherche de opportunites", "chercheur de emploi",
        "inscrit au france travail", "inscrit au pole emploi", "inscrit france travail", "inscrit pole emploi", "en transition", "en reorientation",
    ),
    "professional": (
        # what people are, in general
        "employe", "salarie", "fonctionnaire", "cadre", "agent de maitrise", "ouvrier", "collaborateur", "cdi", "cdd",
        "agent", "profession liberale", "freelance", "free lance", "independant", "interimaire", "benevole",
        "employee", "professional", "working professional", "staff", "worker", "freelancer", "contractor", "associate",
        "specialist", "officer", "representative", "rep", "clerk", "volunteer", "civil servant", "public servant",
        # office
        "assistant", "assistant chef", "assistant responsable", "adjoint", "secretaire", "standardiste", "hote",
        "hotesse", "receptionniste", "gestionnaire", "coordinateur", "coordonnateur", "coordonateur", "charge",
        "charge de", "chargee de", "attache", "conseiller", "conseil", "consultant", "expert", "specialiste",
        "technicien", "operateur", "animateur", "mediateur", "referent", "delegue", "correspondant", "inspecteur",
        "controleur", "verificateur", "auditeur", "planificateur", "ordonnanceur", "administrateur", "redacteur",
        "traducteur", "interprete", "documentaliste", "bibliothecaire", "archiviste", "greffier", "huissier",
        "magistrat", "juge", "clerc", "mandataire", "negociateur", "courtier", "teleconseiller", "teleoperateur",
        "community manager", "office manager", "professeur associe", "in house counsel", "growth hacker", "inside sales",
        "generaliste", "interniste", "maitre de stages","maitre de stage", "maitre de apprentissage", "tuteur", "bachelier",
        "personal assistant", "executive assistant", "coordinator", "advisor", "adviser", "secretary", "receptionist",
        "administrator", "recruiter", "planner", "controller", "auditor", "translator", "librarian", "counselor",
        "counsellor", "tutor", "mentor", "coach", "executive", "account executive", "sales executive", "hrbp", "recruteur",
        "business partner", "headhunter", "head hunter", "chasseur de tetes", "principal engineer",
        "principal consultant", "principal developer", "principal scientist", "principal architect", "principal analyst",
        "principal designer", "data owner", "system owner", "service owner", "risk owner", "cpe", "aesh", "atsem",
        # finance and law
        "comptable", "aide comptable", "expert comptable", "commissaire aux comptes", "tresorier", "fiscaliste",
        "actuaire", "economiste", "statisticien", "analyste", "gestionnaire de paie", "juriste", "avocat", "notaire",
        "accountant", "bookkeeper", "treasurer", "actuary", "economist", "analyst", "trader", "banker", "underwriter",
        "lawyer", "attorney", "solicitor", "barrister", "counsel", "paralegal", "trader", "broker",
        # sales and marketing
        "commercial", "technico commercial", "vendeur", "representant", "vrp", "telecommercial", "acheteur",
        "approvisionneur", "prospecteur", "marketeur", "copywriter", "publicitaire", "graphiste", "infographiste",
        "webdesigner", "web designer", "concepteur", "maquettiste", "photographe", "videaste", "monteur",
        "salesman", "saleswoman", "salesperson", "sdr", "bdr", "ae", "kam", "csm", "business developer", "closer",
        "buyer", "marketer", "designer", "writer", "editor", "illustrator", "photographer", "strategist", "stylist",
        # technology and science
        "ingenieur", "architecte", "developpeur", "programmeur", "informaticien", "testeur", "integrateur",
        "webmaster", "scrum master", "product owner", "process owner", "data scientist", "dessinateur", "projeteur",
        "metreur", "geometre", "topographe", "chercheur", "scientifique", "biologiste", "chimiste", "physicien",
        "mathematicien", "laborantin", "geologue", "ergonome", "statisticien", "postdoc", "post doctorant", "post doc",
        "doctorant cifre", "doctorant salarie", "methodiste", "qualiticien", "automaticien", "electronicien",
        "engineer", "developer", "programmer", "dev", "devops", "sre", "dba", "sysadmin", "tester", "scientist",
        "researcher", "research fellow", "technologist", "technician", "architect", "surveyor", "draftsman", "chemist",
        "physicist", "biologist", "mathematician", "statistician", "operator", "maker",
        # teaching and press
        "professeur", "prof", "enseignant", "formateur", "instituteur", "educateur", "maitre de conferences",
        "maitre assistant", "maitre de ecole", "surveillant", "journaliste", "pigiste", "chroniqueur", "reporter",
        "presentateur", "auteur", "ecrivain", "moniteur", "interne en", "interne de medecine", "interne de hopitaux", "postdoctorant", "postdoctoral", "machiniste", "hotliner", "pentester",
        "adv", "reviseur", "ater", "conseiller principal de education", "chef de clinique",
        "teacher", "lecturer", "professor", "instructor", "trainer", "educator", "teaching assistant", "journalist",
        "columnist", "blogger", "blogueur", "author", "influenceur", "influencer",
        # care
        "medecin", "infirmier", "aide soignant", "pharmacien", "preparateur", "dentiste", "chirurgien", "sage femme",
        "kinesitherapeute", "orthophoniste", "psychologue", "dieteticien", "veterinaire", "ambulancier", "opticien",
        "radiologue", "ergotherapeute", "osteopathe", "auxiliaire", "aide", "assistant social", "travailleur social",
        "puericulteur", "therapeute", "hygieniste", "orthoptiste", "podologue", "audioprothesiste",
        "nurse", "doctor", "physician", "pharmacist", "dentist", "surgeon", "therapist", "psychologist", "caregiver",
        "veterinarian", "midwife", "optician", "dietitian", "paramedic", "carer",
        # trades, industry, transport, hospitality
        "conducteur", "chauffeur", "livreur", "cariste", "magasinier", "manutentionnaire", "preparateur de commandes",
        "mecanicien", "electricien", "plombier", "macon", "menuisier", "charpentier", "peintre", "carreleur",
        "couvreur", "chaudronnier", "soudeur", "tourneur", "fraiseur", "usineur", "ajusteur", "outilleur", "regleur",
        "monteur", "cableur", "assembleur", "frigoriste", "chauffagiste", "jardinier", "paysagiste", "bucheron",
        "boucher", "boulanger", "patissier", "charcutier", "poissonnier", "fromager", "traiteur", "cuisinier", "commis",
        "chef", "serveur", "barman", "sommelier", "coiffeur", "estheticien", "couturier", "tailleur", "bijoutier",
        "horloger", "ebeniste", "imprimeur", "logisticien", "affreteur", "transitaire", "declarant", "pilote", "steward",
        "gardien", "vigile", "pompier", "policier", "gendarme", "militaire", "caissier", "vendeur", "etalagiste",
        "nettoyeur", "agent de entretien", "femme de menage", "concierge", "gouvernant", "guide", "accompagnateur", "accompagnant",
        "musicien", "comedien", "danseur", "chanteur", "artiste", "sportif", "entraineur", "arbitre", "ouvreur",
        "driver", "mechanic", "electrician", "plumber", "carpenter", "welder", "machinist", "warehouseman", "cook",
        "waiter", "waitress", "bartender", "barista", "hairdresser", "cashier", "cleaner", "janitor", "gardener",
        "farmer", "guard", "policeman", "firefighter", "soldier", "pilot", "musician", "actor", "artist", "dancer",
        "stage technician", "stage hand", "stagehand",
    ),
    "": (
        # phrases that hold a word of rank and are none: they eat it
        "lead generation", "lead gen", "lead time", "leads", "head office", "direction artistique", "maitrise",
        "project owner", "conseil municipal", "conseil de administration", "comite", "vice", "founder s",
        "post graduate", "graduate school", "graduate recruitment", "graduate program", "graduate programme",
        "service commercial", "service comptable", "departement commercial", "equipe commerciale", "pole commercial",
        "relation commerciale", "graduate programs", "graduate programmes", "graduate admissions", "graduate affairs", "executive search",
        "executive education",
    ),
}  # fmt: skip

RANKS: Mapping[str, tuple[str, ...]] = {
    rank: (*words, *title_german.RANKS.get(rank, ()), *(title_trades.ALL if rank == "professional" else ()))
    for rank, words in _RANKS.items()
}
"""Rank -> its words and phrases in every language; "" holds what only looks like one."""

ALONE: Mapping[str, str] = {
    "owner": "owner", "proprietaire": "owner", "partner": "owner", "executive": "executive", "chief": "executive", "direction": "director",
    "retraite": "retired", "vie": "junior", "responsable": "manager", "management": "manager",
}  # fmt: skip
"""Words that are a rank only where they stand alone in their segment, or beside an "and": "Owner & CEO"."""
