"""Who is a student, an intern or an apprentice by their title: the lexicon. Data only, folded, masculine.

A wrong "student" costs a customer, so a word alone is never enough: it must name the holder. "Responsable des
stagiaires", "maître de stage", "Head of Student Success", "conseiller en apprentissage" speak of other people.
Plurals name no holder and are not here. How the words are put together is in `young`.
"""

from collections.abc import Mapping

from pipeline.enrichment import title_german

PERSONS: Mapping[str, str] = {
    "stagiaire": "intern", "alternant": "apprentice", "apprenti": "apprentice", "intern": "intern",
    "apprentice": "apprentice", "doctorant": "student", "thesard": "student", "stagiair": "intern",
    "becario": "intern", "becaria": "intern", "stagista": "intern", "tirocinante": "intern",
    "gymnasien": "student", "maturant": "student", **title_german.PERSONS,
}  # fmt: skip
"""Words for a person: they name the holder unless the word before or after says otherwise."""

PERIODS: Mapping[str, str] = {"internship": "intern", "apprenticeship": "apprentice"}
"""English words for a time of learning: they say what the holder is where they end a segment."""

STARTERS: Mapping[str, str] = {
    "etudiant": "student", "eleve": "student", "lyceen": "student", "collegien": "student", "ecolier": "student",
    "cegepien": "student", "apprenant": "student", "undergraduate": "student", "undergrad": "student",
    "freshman": "student", "sophomore": "student", "estudiante": "student", "studente": "student",
    "jobiste": "student",
    "finissant": "student", "postgrad": "student",
    "normalien": "student", "studying": "student", **title_german.STARTERS,
}  # fmt: skip
"""Words that are also adjectives ("vie étudiante"): they name the holder only where a segment starts."""

STATES: Mapping[str, str] = {
    "en alternance": "apprentice", "en apprentissage": "apprentice", "en contrat pro": "apprentice",
    "en contrat de professionnalisation": "apprentice", "en contrat de apprentissage": "apprentice",
    "en stage": "intern", "on internship": "intern", "doing internship": "intern",
    "en licence": "student", "en master": "student", "en bts": "student", "en doctorat": "student",
    "en bachelor": "student", "en m1": "student", "en m2": "student", "en l1": "student", "en l2": "student",
    "en l3": "student", "en terminale": "student", "en prepa": "student", "en derniere annee": "student",
    "en premiere annee": "student", "en deuxieme annee": "student", "en troisieme annee": "student",
    "en 1ere annee": "student", "en 2eme annee": "student", "en 2e annee": "student", "en 3eme annee": "student",
    "en 3e annee": "student", "en 4eme annee": "student", "en 4e annee": "student", "en 5eme annee": "student",
    "en 5e annee": "student", "job etudiant": "student", "emploi etudiant": "student",
    "ingenieur eleve": "student", "externe en medecine": "student", "bde": "student", "junior entreprise": "student",
    "en dut": "student", "au cegep": "student",
    "au fac": "student", "en licence pro": "student", "en deug": "student",
    "en formation initiale": "student", "en mba": "student", "en these": "student", "doing phd": "student",
    "summer analyst": "intern", "summer associate": "intern", "placement student": "intern", "co op student": "intern",
    "industrial placement": "intern", "placement year": "intern", "year in industry": "intern",
    "emploi ete etudiant": "student", "candidat au doctorat": "student", "candidat au master": "student", "candidat au mba": "student",
    "suis au ecole": "student", "doctoral candidat": "student", "msc candidat": "student", "doctoral student": "student",
    "high school senior": "student", "high school junior": "student", "high school freshman": "student",
    "sixth form": "student", "sixth former": "student", "dphil student": "student", "working student": "student", **title_german.STATES,
}  # fmt: skip
"""Phrases that say what somebody is doing; anywhere in a title, unless an adviser's or a teacher's."""

HEADINGS: Mapping[str, str] = {
    "stage": "intern", "alternance": "apprentice", "apprentissage": "apprentice", "internship": "intern",
    "apprenticeship": "apprentice", "contrat de apprentissage": "apprentice", "contrat pro": "apprentice",
    "contrat de professionnalisation": "apprentice", "master 1": "student", "master 2": "student",
    "licence 1": "student", "licence 2": "student", "licence 3": "student", "m1": "student", "m2": "student",
    "statut etudiant": "student", "au universite": "student", "au lycee": "student", "en etudes": "student",
    "en cours de etudes": "student", "en reprise de etudes": "student", "phd candidat": "student",
    "mba candidat": "student", "terminale": "student", "prepa": "student",
    "reprise de etudes": "student", "etudes en cours": "student", "au ecole": "student", "stg": "intern",
    "but 1": "student", "but 2": "student", "but 3": "student", "l1": "student", "l2": "student", "l3": "student",
    "1ere annee": "student", "2eme annee": "student", "3eme annee": "student", "bachelor 1": "student",
    "bachelor 2": "student", "bachelor 3": "student", "phd student": "student", **title_german.HEADINGS,
}  # fmt: skip
"""What a segment may start with, as people write above their CV: "Stage - assistant marketing"."""

COURSES = frozenset(
    "fin master licence bts bachelor m1 m2 l3 recherche cesure observation alternance marketing rh 1 2 3 4 5 6".split()
)
"""What "stage de" speaks of where it is an internship, and no course: "stage de fin d'études", not "stage de yoga"."""

SEEKING = frozenset("recherche cherche quete looking seeking searching souhaite suche".split())
SOUGHT = frozenset("stage alternance apprentissage internship apprenticeship placement praktikum".split())
WORKS = frozenset("emploi poste travail job work cdi mission".split())
"""Who looks for one of these first is no student: "en recherche d'emploi après un stage"."""
FAR = 5
"""Whoever looks for one of `SOUGHT`, at most so many words later, is a student: "recherche d'un contrat en alternance"."""

SEEKERS = frozenset("au en actuellement je suis et etudiant student actively currently am activement".split())
"""What may stand before "recherche" where it is the holder who looks; else it must start its segment."""

WORDS = frozenset({*PERSONS, *STARTERS, "student", "ancien", "futur"}) | {
    word for phrase in (*STATES, *HEADINGS) for word in phrase.split()
}
"""Every word above, so that its feminine is known too."""

NOT_AFTER = frozenset(
    """
    de of to for pour au aux aupres sur avec in with dans par by from entre
    ancien former formerly previous previously past non not longer futur
    responsable gestion gestionnaire referent tuteur accueil relation relations espace service pole suivi bureau
    conseiller maitre formateur parcours contrat profil public encadrant encadrement recrute recrutement former
    recherche cherche
    """.split()
)
"""A word for a young person right after one of these is not the holder."""

FOR_WHOM = frozenset(
    """
    program programme programs programmes coordinator recruitment recruiter recruiting relations relation experience
    engagement success affairs services service life housing accommodation admissions admission advisor adviser
    counselor counsellor counseling support loans loan finance recruit supervisor mentor coach training development
    hiring talent placement placements office officer union president wellbeing welfare outreach communications
    records enrollment enrolment financial trainer teacher assessor tutor instructor adviser studies education coaching advising retention care council union lending
    lead head
    """.split()
)
"""An English word for a young person right before one of these names whom the work is for."""

EITHER = frozenset(
    "finance support communications development training coach hr talent hiring service services experience".split()
)
"""Of these, a field as well: "Intern, Finance" and "Intern Finance" are an intern, "Intern Development Manager" is none."""
ROLES = frozenset(
    "mentor trainer manager coordinator specialist officer director head lead adviser advisor supervisor partner".split()
)

ENGLISH = frozenset("intern apprentice undergraduate undergrad postgrad freshman sophomore".split())
"""The words that `FOR_WHOM` is about; French says "des stagiaires" for it."""

STUDENT_WORK = frozenset(
    """
    at in of from et job ambassador nurse teacher assistant worker researcher engineer developer intern athlete journalist
    pilot trainee representative volunteer pharmacist midwife employee research consultant analyst designer
    der die das im in bei an am paramedic physiotherapist architect accountant optometrist vet dentist doctor
    seeking looking searching
    """.split()
)
"""What may follow "student" where it names the holder: "student nurse", "student at"."""

BESIDE = frozenset("et jeune suis actuellement etre je encore toujours currently salarie employe".split())
"""After these, a word that else must start its segment may name the holder."""

NOT_FOLLOWED: Mapping[str, frozenset[str]] = {
    "stage": frozenset(
        """
        manager director hand hands technician crew designer lighting light actor actress rigger management carpenter
        performer presence coach door gate 1 2 3 4 one two electrician production producer artist sound dancer
        """.split()
    ),
    "apprentissage": frozenset(
        "de en recherche automatique machine profond statistique supervise renforcement federe langue langues".split()
    ),
    "doctorant": frozenset({"cifre", "salarie", "contractuel"}),
    "internship": FOR_WHOM | {"manager", "director", "head", "lead"},
    "apprenticeship": FOR_WHOM | {"manager", "director", "head", "lead"},
    "prepa": frozenset({"commande", "commandes", "physique", "mentale", "voiture", "vehicule", "vehicules", "moteur"}),
    "m1": frozenset({"manager", "machine", "support"}),
    "m2": frozenset({"manager", "machine", "support"}),
}
"""Words that say something else before these: the stage of a theatre, the learning of machines, a paid doctorate."""

ADVISERS = frozenset(
    """
    conseiller formateur responsable coordinateur coordonnateur professeur enseignant referent tuteur maitre expert
    inspecteur delegue specialiste developpement intervenant prof instituteur surveillant
    """.split()
)
"""Right after one of these, "en alternance" says what the holder advises on or teaches."""

SUBJECTS = frozenset({("apprentissage",), ("alternance",)})
"""Segments that say so after one of these in an earlier segment: "Conseillère entreprises - apprentissage"."""

LEADERS = ADVISERS | frozenset(
    "directeur chef coach animateur moniteur accompagnateur manager head gerant teacher lecturer professor".split()
)
FORMING = frozenset(
    """
    formation formations pedagogie pedagogique cfa tutorat insertion orientation enseignement stages alternances
    apprentissages stagiaires alternants apprentis etudiants eleves interns internships students apprentices
    apprenticeships apprenants jeunes scolarite
    """.split()
)
"""Beside one of these "- alternance" says what the work is about: only words for persons name the holder."""
REGULATED = frozenset(
    "avocat notaire professeur enseignant instituteur fonctionnaire inspecteur commissaire magistrat huissier greffier".split()
)
"""Professions whose `stagiaire` is employed, in a first post: a junior."""
MISSIONS = frozenset({"mission", "missions"})
"""Of the words below, those that a trainee's title holds as well: "chargée de missions en alternance"."""
IN_TRAINING = frozenset({("en", "alternance"), ("en", "apprentissage"), ("en", "stage")})
DIPLOMAS = frozenset("bts but dut licence master bachelor l1 l2 l3 m1 m2 prepa deug bac mba doctorat these cap".split())
YEARS = frozenset(
    "1e 1er 1re 1ere 2e 2eme 2nd 2nde 3e 3eme 4e 4eme 5e 5eme premiere deuxieme seconde troisieme".split()
)
"""Before "annee", which year of a diploma somebody is in: who holds it has no year."""
SCHOOLING = frozenset(
    """
    formation formations pedagogie pedagogique cfa ecole ecoles campus centre accompagnement placement insertion
    orientation tutorat relation relations admission admissions emploi mission missions stages alternances
    apprentissages stagiaires alternants apprentis etudiants eleves interns internships students apprentices
    apprenticeships apprenants jeunes enseignement
    """.split()
)
"""Where a leader's title also holds one of these, the young are those he works for."""
