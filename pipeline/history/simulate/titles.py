"""What people write into the field for their job, group by group: titles as they come, in either gender."""

from pipeline.history.simulate.site import Lang

BUYERS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Directeur des systèmes d'information",
        "DSI",
        "Directrice des opérations",
        "Directeur technique",
        "Responsable maintenance",
        "Responsable informatique",
        "Directrice marketing",
        "Directeur marketing et digital",
        "Directrice générale",
        "Gérant",
        "Directrice du service client",
        "Responsable planification",
        "CTO",
    ),
    "en": (
        "IT Director",
        "Chief Information Officer",
        "CTO",
        "VP Operations",
        "Head of Field Service",
        "Head of IT",
        "Marketing Director",
        "VP Marketing",
        "Operations Director",
        "Managing Director",
        "Service Delivery Manager",
    ),
}
STUDENTS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Étudiante en master marketing",
        "Étudiant",
        "étudiante en BUT logistique",
        "Étudiant en école d'ingénieurs",
        "Élève ingénieur",
        "Étudiante M2 systèmes d'information",
        "Doctorante en sciences de gestion",
    ),
    "en": (
        "Student",
        "MBA student",
        "Graduate student, operations management",
        "Undergraduate student",
        "PhD student",
        "Master's student",
    ),
}
INTERNS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Stagiaire marketing",
        "Alternante chargée de projet digital",
        "Stagiaire assistant maintenance",
        "Apprenti technicien",
    ),
    "en": ("Marketing intern", "Operations intern", "Apprentice technician"),
}
STAFF: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Responsable d'exploitation",
        "Assistante de direction",
        "Chef d'équipe",
        "Responsable technique",
        "Chargée de projet",
        "Gérante",
    ),
    "en": ("Office Manager", "Team Leader", "Operations Manager", "Project Officer", "Owner", "Technical Manager"),
}
RIVALS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Product Marketing Manager",
        "Chef de produit",
        "Responsable veille concurrentielle",
        "Directeur commercial",
        "Ingénieure avant-vente",
    ),
    "en": ("Product Marketing Manager", "Competitive Intelligence Analyst", "Product Manager", "Sales Engineer"),
}
BLOCKERS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Responsable achats",
        "Acheteuse informatique",
        "Directrice juridique",
        "Juriste contrats",
        "Directeur des achats",
    ),
    "en": ("Procurement Manager", "Head of Purchasing", "General Counsel", "Legal Counsel", "IT Buyer"),
}
