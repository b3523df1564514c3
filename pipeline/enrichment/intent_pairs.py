"""What people say in two parts: "no … budget", "pour … un mémoire". Phrases, folded, and what may stand between. Data only.

In a phrase `|` parts alternatives, `_` joins the words of one, and `-` stands for none: "am|m looking|searching for".
"""

from collections.abc import Mapping
from typing import NamedTuple


class Pair(NamedTuple):
    """An intent that is said by a phrase of the first part, then one of the second, with fillers alone in between."""

    intent: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    fillers: str
    """Words, parted by blanks."""
    before: str = ""
    """Words right before the first part that make it somebody else's."""
    after: str = ""
    """Words right after the second part that make it something else."""


_ARTICLES = "a an the any some my our your un une des de d du le la les l mon ma mes nos notre votre vos"
_TOOL = "management managing tool tools software platform platforms system systems api feed data de gestion en ligne"

PAIRS: Mapping[str, Pair] = {
    "no_budget": Pair(
        "no_budget",
        (
            "pas|plus de|d|les|le|du_tout", "aucun|aucune|sans|zero", "no|without|lack_of", "do|does not have", "don|doesn|haven t have|got",
            "manque|manquons de",
        ),
        (
            "budget|budgets|enveloppe|financement|financements|tresorerie|argent", "moyens financiers", "fonds|funds|funding|money|cash",
        ),
        "du tout any a the le la de d vraiment really current dedicated dedie specific extra our propre actuellement currently",
        after="""
        problem problems issue issues constraint constraints limit limits limitation limitations cap ceiling concern
        concerns restriction restrictions worries probleme problemes contrainte contraintes limite limites plafond souci
        soucis maximum max minimum yet encore defini definie definies fixe fixee arrete precis particulier set defined fixed
        allocated of assigned approved impact overrun question validation approval back down laundering exact exacte
        this cette avant before until
        """,
    ),
    "budget_gone": Pair(
        "no_budget",
        ("budget|enveloppe|financement|funding", "budgets|fonds|funds"),
        (
            "a|ont|est|sont|etait|ete refuse|refuses|refusee|gele|geles|coupe|coupes|supprime|supprimes|annule|rejete|epuise",
            "a_ete|ont_ete|vient_d_etre refuse|refuses|refusee|gele|geles|coupe|coupes|supprime|supprimes|annule|rejete",
            "was|is|are|were|has_been|have_been|got cut|frozen|rejected|refused|slashed|denied|exhausted",
        ),
        "formation it informatique communication com outils rh global tools training 2025 2026 2027 2028 2029 2030 marketing annuel annual for this year software logiciel just all",
        before="si if",
        after="off short",
    ),
    "need": Pair(
        "no_need",
        ("deja equipe|equipes|equipee|equipees", "already equipped", "already have a solution|tool|provider|vendor", "already using|use"),
        (
            "satisfait|satisfaits|satisfaite|contents|content|contente|happy|satisfied", "rien a changer", "pas l intention de changer", "not looking to|for",
            "ne pas rappeler|recontacter|relancer", "pas de besoin", "no plans to",
        ),
        "et tres nous en sommes suis merci de notre outil solution in place and are a competitor concurrent of one your am we i it with very that works not the",
    ),
    "looking": Pair(
        "no_need",
        ("je|on regarde|regardais", "only|just|simply here|looking|browsing|reading", "juste|simplement|seulement la", "c est|juste"),
        (
            "seulement|juste|simplement", "for|to the ebook|guide|whitepaper|report|template", "for|to the|your|this ebook|guide|report|content", "to get|read|download", "around",
            "par|pure|simple|de_la|la|une curiosite", "par pure|simple curiosite", "pour le guide|livre",
        ),
        "ici here just only c est",
        after="pour for une un a les the",
    ),
    "thesis": Pair(
        "thesis",
        (
            "pour|redige|ecris|prepare|fais|realise|rendre|termine", "cadre de|d|du", "for|writing|doing|preparing|finishing|working_on",
            "redaction|preparation de|d", "sujet de", "j ai|avons", "our|my|notre",
        ),
        (
            "memoire|expose|pfe|tfe|tfc|dissertation|coursework|homework|thesis|soutenance", "devoir a|de|sur", "rapport de stage|alternance",
            "projet|travail|etude de fin d|de etudes|cursus|formation|diplome", "projet de fin d etudes", "projet tutore|universitaire|scolaire",
            "travail de bachelor|master|maitrise|diplome|recherche", "grand oral", "these", "school|university|college|class project|assignment|paper",
            "term|seminar|research|final paper", "class", "final|graduation|capstone project",
        ),
        "mon ma notre un une my a an our final master s masters bachelor phd doctoral university college school petit court next cifre",
        before="pas not never sans without looking cherche cherchons",
        after=f"{_TOOL} submission submissions defense students etudiants programme programs program candidates cache vive ram jury service droit ecole de action",
    ),
    "research": Pair(
        "thesis",
        ("academic|university research|study|survey", "recherche|etude|enquete|questionnaire universitaire|academique", "questionnaire|survey|sondage|entretien|interview|sources|data"),
        ("for my phd|thesis|dissertation|studies|degree|master|masters|class|course", "pour|dans_le_cadre_de mon|ma|mes memoire|these|etudes|doctorat|ecole|cours|licence|master|projet_de_fin"),
        "c est this is it s on about",
    ),
    "seeking": Pair(
        "job_application",
        (
            "je recherche|cherche", "suis a la recherche", "actuellement a la recherche|en recherche", "actuellement en recherche",
            "i am|m looking|searching for", "i am|m seeking", "suis interesse|interessee par",
        ),
        (
            "stage|alternance|emploi|apprentissage|cdi|cdd", "poste de|en|dans|au|a", "contrat d|de apprentissage|alternance|professionnalisation",
            "premier emploi|poste", "job|internship|apprenticeship|traineeship|position|work_placement",
        ),
        "un une d de du le la a an my first new nouvel nouveau premier paid mon ma actuellement activement actively currently in marketing sales",
        after=f"{_TOOL} travail secours police board boards tracking solution description interim",
    ),
    "openings": Pair(
        "job_application",
        ("proposez|offrez|avez|auriez|prenez vous", "do you have|offer|take", "are there", "y a t il"),
        (
            "poste|postes a_pourvoir|vacants|ouverts", "stage|alternance a|en|pour|dans|cet", "stages|alternances|stagiaires|alternants", "contrat|contrats d|en apprentissage|alternance",
            "offre|offres d|de emploi|stage|alternance", "job|jobs openings|opening|vacancies|offers|available", "open|vacant position|positions|roles",
            "openings|vacancies|internships|apprenticeships|jobs|interns",
        ),
        "des de d un une any some a currently actuellement open summer paid encore",
        after=f"{_TOOL} parmi tracking as de data boards",
    ),
    "reporter": Pair(
        "press",
        ("je suis", "suis", "i am|m", "as", "en tant que"),
        ("journaliste", "pigiste", "reporter", "journalist", "redacteur|redactrice en chef"),
        "un une a an the freelance independent independant independante tech",
        before="ne pas not",
    ),
    "article": Pair(
        "press",
        ("pour|ecris|prepare|redige|writing|preparing|working_on|for",),
        (
            "article a paraitre", "papier|reportage sur", "article|reportage|enquete|papier pour|dans le|la|notre|un magazine|journal|media|revue|presse", "story about|on",
            "reportage", "article|story|piece for|in a|the|our magazine|newspaper|paper|blog", "article|story",
        ),
        "un une mon a an my our notre feature news",
        before="looking cherche cherchons merci thanks",
        after=f"{_TOOL} de blog generation recommendation database interne internal",
    ),
    "guest": Pair(
        "press",
        ("host|run|anime|animons|produis", "invite|inviter|guest|interview"),
        ("podcast", "emission de radio|tele", "radio|tv show"),
        "a an the un une my our mon notre tech marketing business of on in de du sur dans",
        after=_TOOL,
    ),
    "goods": Pair(
        "vendor_pitch",
        (
            "nous|je vendons|vends|proposons|propose|fournissons|fournis", "mettons a disposition", "mettons a votre disposition", "we|i sell|offer|provide",
            "interested in buying|purchasing|acquiring|our", "buy|grace_a|achetez our|nos", "introduce our|you_to_our", "souhaitez vous acheter|acquerir", "interesse|interesses par",
            "can|could supply|provide you_with|-",
        ),
        (
            "fichiers|fichier|listes|liste|bases|base d|de emails|mails|contacts|prospects|donnees_qualifiees", "fichiers qualifies", "developpeurs|developers|ingenieurs java|en|php|react|offshore|-",
            "offshore development|developers|team", "email|mailing|contact|attendee|attendees|lead list|lists|database", "backlinks|outsourcing", "virtual assistants",
            "prospection telephonique", "telemarketing|cold_calling services", "centre|call d|- appels|center",
        ),
        "des de d our a an the nos vos qualified dedicated verified remote des_services services of en with you low cost targeted updated et la",
        after="platform software tool tools system management managing and need",
    ),
    "ranking": Pair(
        "vendor_pitch",
        ("souhaitez|voulez vous", "je|nous vous propose|proposons", "would you like to", "we|i can", "let me|us", "notre|our agence|agency", "nous pouvons"),
        (
            "double|triple|boost|increase|booster|doubler|augmenter|improve|ameliorer your|votre|vos leads|traffic|trafic|ventes|sales|visibilite|visibility|referencement|ranking|seo",
            "get you on", "show you how our|we agency|team|company|can", "redesign|refaire|refondre your|votre website|site",
        ),
        "help you vous aider a propose de du can how it et",
    ),
    "mine": Pair(
        "support",
        (
            "mon|notre|nos|my|our|mes|your|votre|l compte|espace|facture|factures|abonnement|licence|account|invoice|subscription|login|export|import",
            "the|your|votre|l|le app|application|appli|dashboard|tableau_de_bord|site",
            "mot de passe", "my|our password",
        ),
        (
            "plante|bugue|buggue|crash|crashe|crashes", "keeps crashing|freezing|failing", "ne s ouvre|charge|affiche plus|pas", "bloque|bloquee|locked|suspendu|suspended|expired|expire|desactive|disabled",
            "debite|prelevee|preleve|facture|charged|billed deux|2|en_double|twice fois|-", "debite|facture|factures|preleve|preleves|debites en double",
        ),
        "client clients a est sont se has been is was ete de the du me nous ne sur qui",
        after="nom name par by for",
    ),
    "hindered": Pair(
        "support",
        (
            "impossible de|d", "n arrive|arrivons|arrivent pas|plus a", "ne parviens|parvenons pas|plus a", "can t|not", "cannot|could_not|couldn_t", "unable to",
        ),
        (
            "telecharger ma|la|mes|les|une facture|factures", "acceder a mon|notre compte|espace", "export|import|upload|download my|our|the file|files|data|invoice|invoices|list|contacts|csv",
            "exporter|importer mes|nos|les|mon|notre donnees|contacts|fichier|fichiers|liste", "reset|change|recover my password", "changer|reinitialiser|modifier|recuperer mon|le|notre mot_de_passe",
            "me connecter|reconnecter", "access|open my|our account|dashboard|workspace", "log|sign in|into", "le reinitialiser", "cancel my|our subscription|account", "resilier mon|notre abonnement|compte",
        ),
        "plus pas any more anymore encore even to",
    ),
    "asked": Pair(
        "support",
        ("how do|can i", "comment", "pouvez vous", "could|can you", "please"),
        (
            "reset|change|recover my|our password|two_factor|2fa", "changer|reinitialiser|modifier|recuperer mon|le|notre mot_de_passe", "le reinitialiser",
            "cancel|terminate my|our subscription|account|plan", "resilier mon|notre abonnement|compte", "delete|supprimer|unlock|debloquer my|our|mon|notre account|compte",
        ),
        "",
    ),
    "wrong": Pair(
        "support",
        ("my|our|the|mon|ma|notre|le|la|l import|export|upload|download|invoice|facture|bouton|page|button|login|connexion|synchronisation|sync",),
        ("fails|failed|failing with", "fails|failed|failing since|every", "ne repond|charge|synchronise plus|pas", "is|est wrong|incorrect|fausse|erronee", "echoue|tourne_en_rond"),
        "d de of export import to hubspot salesforce csv file fichier crm",
    ),
    "billing": Pair(
        "support",
        ("i|we was|were|got", "nous|j avons|ai ete", "merci|demande|demandons|pouvez_vous|please|want|need|souhaite"),
        ("charged|billed twice", "debite|debites|preleve|preleves|factures|facture deux_fois|2_fois|en_double", "rembourser|remboursement|refund", "me|nous rembourser", "a|an|my|the refund"),
        "de d a le un me my us i double",
        after="policy policies politique process management",
    ),
    "failing": Pair(
        "support",
        ("message d erreur", "erreur|error", "il_y_a|there_is un|a bug", "il_y_a|there_is"),
        ("403|404|500|502|503|504", "bug|bogue dans|in|on|with le|the|votre|your"),
        "un a message code http",
        after="tracker tracking",
    ),
}  # fmt: skip
"""Name -> pair; more than one may say the same intent."""
