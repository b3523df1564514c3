"""German words of job titles, in Germany, Austria and Switzerland. Data only, folded (`Geschäftsführer` -> `geschaftsfuhrer`).

German glues its words, so whole compounds stand here; `_both` adds the feminine in `-in`. Titles with a word that is
not here are read as far as their English and French words go, and else stay unknown.
"""

from collections.abc import Mapping


def _both(text: str) -> tuple[str, ...]:
    return tuple(form for word in text.split() for form in (word, f"{word}in"))


RANKS: Mapping[str, tuple[str, ...]] = {
    "owner": (
        *_both("inhaber eigentumer unternehmer grunder mitgrunder geschaftsfuhrer geschaeftsfuehrer gesellschafter"),
        "selbststandig", "selbstandig", "selbststandiger", "selbstandiger",
    ),
    "executive": (
        *_both("verwaltungsratsprasident verwaltungsrat aufsichtsrat vorstandsvorsitzender generaldirektor prokurist"),
        "vorstand", "mitglied der geschaftsleitung", "geschaftsleitung", "verwaltungsratin",
    ),
    "director": _both(
        """direktor vertriebsleiter verkaufsleiter marketingleiter finanzleiter personalleiter werkleiter werksleiter
        einkaufsleiter produktionsleiter betriebsleiter schulleiter bereichsleiter entwicklungsleiter
        rechtsleiter logistikleiter standortleiter filialleiter niederlassungsleiter rektor"""
    ),
    "manager": _both(
        """leiter abteilungsleiter teamleiter projektleiter projektmanager gruppenleiter produktmanager
        schichtleiter bauleiter stellenleiter vorarbeiter polier"""
    ),
    "professional": (
        *_both(
            """lehrer dozent ausbilder erzieher berater unternehmensberater steuerberater personalberater entwickler
            softwareentwickler webentwickler programmierer informatiker systemadministrator mitarbeiter
            vertriebsmitarbeiter aussendienstmitarbeiter innendienstmitarbeiter verkaufer einkaufer buchhalter
            bilanzbuchhalter controller sachbearbeiter sekretar assistent referent personalreferent personaler
            journalist redakteur forscher wissenschaftler ingenieur konstrukteur techniker mechaniker elektriker
            mechatroniker schreiner tischler maler schweisser schlosser lagerist disponent logistiker fahrer
            arzt apotheker pfleger krankenpfleger psychologe rechtsanwalt anwalt jurist notar grafiker gestalter
            architekt zeichner polymechaniker kaufmann sozialarbeiter kundenberater kundenbetreuer"""
        ),
        "angestellter", "angestellte", "beamter", "beamtin", "arztin", "anwaltin", "rechtsanwaltin",
        "kauffrau", "wissenschaftlicher mitarbeiter", "wissenschaftliche mitarbeiterin", "bauingenieur", "freiberufler",
        "freiberuflich", "krankenschwester", "pflegefachfrau", "pflegefachmann", "professorin", "redaktor",
    ),
    "junior": _both("berufseinsteiger referendar rechtsreferendar volontar"),
    "retired": ("rentner", "rentnerin", "pensionar", "pensionarin", "pensionierter", "pensionierte", "im ruhestand"),
    "unemployed": ("arbeitslos", "arbeitssuchend", "arbeitsuchend", "auf jobsuche", "stellensuchend", "ohne arbeit"),
}  # fmt: skip
"""Rank -> words, as in `title_ranks`."""

JOBS: Mapping[str, tuple[str, ...]] = {
    "it": _both("entwickler softwareentwickler webentwickler programmierer informatiker systemadministrator"),
    "marketing": _both("marketingleiter marketingmanager"),
    "sales": _both("vertriebsleiter verkaufsleiter vertriebsmitarbeiter aussendienstmitarbeiter verkaufer"),
    "finance": _both("buchhalter bilanzbuchhalter steuerberater finanzleiter wirtschaftsprufer"),
    "hr": _both("personalleiter personalreferent personaler personalberater"),
    "legal": (*_both("rechtsanwalt anwalt jurist notar"), "anwaltin", "rechtsanwaltin"),
    "procurement": _both("einkaufer einkaufsleiter"),
    "operations": _both(
        "produktionsleiter betriebsleiter werkleiter werksleiter logistikleiter lagerist disponent logistiker"
    ),
    "research": ("wissenschaftlicher mitarbeiter", "wissenschaftliche mitarbeiterin", *_both("forscher wissenschaftler")),
    "education": (*_both("lehrer dozent schulleiter ausbilder erzieher"), "professorin"),
    "press": _both("journalist redakteur"),
    "consulting": _both("berater unternehmensberater"),
    "product": _both("produktmanager"),
    "design": _both("grafiker"),
    "customer": _both("kundenberater kundenbetreuer"),
    "health": (*_both("arzt apotheker krankenpfleger"), "arztin", "krankenschwester"),
    "administration": (*_both("sekretar sachbearbeiter"), "kauffrau", "kaufmann"),
}  # fmt: skip

FIELDS: Mapping[str, tuple[str, ...]] = {
    "it": ("informatik", "edv", "softwareentwicklung"),
    "sales": ("vertrieb", "verkauf", "aussendienst", "innendienst"),
    "finance": ("finanzen", "buchhaltung", "rechnungswesen", "controlling", "steuern"),
    "hr": ("personal", "personalwesen", "personalabteilung"),
    "legal": ("recht", "rechtsabteilung"),
    "procurement": ("einkauf", "beschaffung"),
    "operations": ("produktion", "logistik", "lager", "fertigung", "qualitat", "instandhaltung", "betrieb"),
    "research": ("forschung", "entwicklung"),
    "education": ("schule", "hochschule", "universitat", "ausbildung"),
    "customer": ("kundendienst", "kundenservice"),
    "administration": ("verwaltung",),
}

HINTS: Mapping[str, tuple[str, ...]] = {
    "general": (
        *_both("geschaftsfuhrer geschaeftsfuehrer inhaber unternehmer grunder mitgrunder prokurist generaldirektor"),
        "vorstand", "geschaftsleitung", *_both("verwaltungsratsprasident verwaltungsrat"),
    ),
    "engineering": _both("ingenieur konstrukteur techniker architekt zeichner"),
    "operations": _both("mechaniker elektriker mechatroniker schlosser schweisser fahrer"),
}  # fmt: skip

PERSONS: Mapping[str, str] = {
    **dict.fromkeys("praktikant praktikantin".split(), "intern"),
    **dict.fromkeys(
        "auszubildende auszubildender azubi azubine azubis lehrling lernende lernender lehrtochter".split(),
        "apprentice",
    ),
    **dict.fromkeys(
        """werkstudent werkstudentin doktorand doktorandin studierende studierender masterand masterandin bachelorand
        bachelorandin gymnasiast gymnasiastin maturand maturandin abiturient abiturientin""".split(),
        "student",
    ),
}
"""As in `title_young`."""
STARTERS: Mapping[str, str] = dict.fromkeys("studentin schuler schulerin".split(), "student")
STATES: Mapping[str, str] = {
    "duales studium": "apprentice", "dualer student": "apprentice", "duale studentin": "apprentice",
    "im studium": "student", "im praktikum": "intern", "in ausbildung": "apprentice", "in der ausbildung": "apprentice",
}  # fmt: skip
HEADINGS: Mapping[str, str] = {"praktikum": "intern", "ausbildung zum": "apprentice", "ausbildung zur": "apprentice"}

WORDS = frozenset(
    word
    for groups in (RANKS, JOBS, FIELDS, HINTS)
    for phrases in groups.values()
    for phrase in phrases
    for word in phrase.split()
) | {word for phrases in (PERSONS, STARTERS, STATES, HEADINGS) for phrase in phrases for word in phrase.split()}
"""Every word above: German takes no French feminine, `jurist` no `juriste`."""
SHARED = frozenset({"ingenieur", "referent"})
"""Of them, those that are French too."""
