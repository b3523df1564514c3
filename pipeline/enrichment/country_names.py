"""What people call countries beyond the names that the installed tables hold: short names, nations, regions, own names.

Only names that mean one country to the people who fill in our forms; no towns.
"""

from collections.abc import Mapping

ALIASES: Mapping[str, tuple[str, ...]] = {
    "GB": (
        "UK", "U.K.", "Great Britain", "Grande-Bretagne", "GB", "Angleterre", "England", "Écosse", "Scotland",
        "Pays de Galles", "Wales", "Irlande du Nord", "Northern Ireland", "Royaume Uni", "United Kingdom (UK)",
    ),
    "US": (
        "USA", "U.S.A.", "U.S.", "US", "Etats Unis", "États-Unis d'Amérique", "United States of America", "America",
        "The United States", "Amérique",
    ),
    "FR": (
        "Île-de-France", "Ile de France", "France métropolitaine", "Metropolitan France", "République française",
        "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire", "Corse", "Grand Est",
        "Hauts-de-France", "Normandie", "Nouvelle-Aquitaine", "Occitanie", "Pays de la Loire", "PACA",
        "Provence-Alpes-Côte d'Azur", "Alsace", "Fr.", "Francia", "Frankreich",
    ),
    "RE": ("La Réunion", "Île de la Réunion", "Ile de La Réunion", "Réunion Island"),
    "GP": ("La Guadeloupe",),
    "MQ": ("La Martinique",),
    "GF": ("Guyane", "La Guyane", "Guyane française"),
    "YT": ("Ile de Mayotte",),
    "NC": ("Nlle Calédonie", "Kanaky"),
    "PF": ("Tahiti",),
    "CA": (
        "Québec", "Quebec", "Ontario", "Canada (Québec)", "Colombie-Britannique", "British Columbia", "Alberta",
        "Manitoba", "Saskatchewan", "Nouveau-Brunswick", "New Brunswick", "Nouvelle-Écosse", "Nova Scotia",
    ),
    "BE": ("Wallonie", "Flandre", "Vlaanderen", "Belgïe", "Belgique (Wallonie)", "Fédération Wallonie-Bruxelles"),
    "CH": ("Suisse romande", "Romandie", "Confédération suisse", "Svizra", "Swiss", "CH (Suisse)"),
    "LU": ("Luxemburg", "Lëtzebuerg", "Grand-Duché de Luxembourg", "Grand Duché du Luxembourg"),
    "NL": ("Hollande", "Holland", "The Netherlands", "Pays Bas", "Nederland"),
    "DE": ("Allemagne fédérale", "RFA", "Bavière", "Bayern", "Deutschland", "Germany (DE)"),
    "MU": ("Île Maurice", "Ile Maurice"),
    "CI": ("Ivory Coast", "Côte d'Ivoire", "Cote Ivoire", "RCI"),
    "CZ": ("République tchèque", "Czech Republic", "Tchéquie", "Česko", "Česká republika"),
    "MK": ("Macédoine", "Macedonia", "North Macedonia", "FYROM"),
    "MM": ("Birmanie", "Burma"),
    "CD": ("RDC", "DRC", "Congo-Kinshasa", "Congo Kinshasa", "République démocratique du Congo", "Congo (RDC)"),
    "CG": ("Congo", "Congo-Brazzaville", "République du Congo"),
    "KR": ("Corée", "Korea", "South Korea", "Corée du Sud", "Corea", "대한민국", "한국"),
    "KP": ("North Korea", "Corée du Nord"),
    "RU": ("Russie", "Russia", "Fédération de Russie", "Россия"),
    "CN": ("Chine populaire", "PRC", "Mainland China", "中国"),
    "MO": ("Macau", "Macao"),
    "HK": ("Hong-Kong", "Hongkong"),
    "TW": ("Taïwan", "Taiwan", "台灣"),
    "VN": ("Viet Nam", "Vietnam", "Việt Nam"),
    "AE": ("Émirats", "EAU", "UAE", "U.A.E.", "Dubaï", "Dubai", "Abu Dhabi"),
    "SA": ("Arabie saoudite", "KSA", "Saudi"),
    "TR": ("Turquie", "Turkey", "Türkiye"),
    "SZ": ("Swaziland",),
    "CV": ("Cap-Vert", "Cape Verde"),
    "TL": ("Timor oriental", "East Timor"),
    "VA": ("Vatican", "Saint-Siège", "Holy See"),
    "PS": ("Palestine",),
    "XK": ("Kosovo", "XK"),
    "IE": ("Éire", "Republic of Ireland", "République d'Irlande"),
    "PL": ("Polska",),
    "SK": ("Slovensko", "Slovaquie"),
    "HU": ("Magyarország",),
    "RO": ("România", "Romania"),
    "GR": ("Ελλάδα", "Hellas"),
    "CY": ("Κύπρος",),
    "FI": ("Suomi",),
    "SE": ("Sverige",),
    "NO": ("Norge", "Noreg"),
    "DK": ("Danmark",),
    "IS": ("Ísland",),
    "EE": ("Eesti",),
    "LV": ("Latvija",),
    "LT": ("Lietuva",),
    "HR": ("Hrvatska",),
    "RS": ("Srbija", "Србија"),
    "SI": ("Slovenija",),
    "BA": ("Bosna i Hercegovina", "Bosnie", "Bosnia"),
    "AL": ("Shqipëria",),
    "BG": ("България", "Balgariya"),
    "UA": ("Україна", "Ukraina"),
    "MA": ("المغرب", "Maroc"),
    "DZ": ("الجزائر",),
    "TN": ("تونس",),
    "EG": ("مصر",),
    "IL": ("ישראל",),
    "JP": ("日本", "Nippon"),
    "IN": ("Bharat", "भारत", "Inde"),
    "BR": ("Brasil",),
    "MX": ("México",),
    "ES": ("España", "Catalogne", "Catalunya", "Canaries"),
    "PT": ("Madère", "Açores"),
    "IT": ("Italia", "Sicile", "Sardaigne"),
    "AT": ("Österreich",),
}  # fmt: skip
"""ISO 3166 alpha-2 (and XK, in common use) -> names as people write them; case, accents and punctuation don't matter."""

NOT_NAMES = frozenset({"no", "na"})
"""Answers that are also codes: "no" is Norway only as "NO", and "NA" is "not available" rather than Namibia."""

SHARED_SUFFIXES = frozenset(
    """
    ac ag ai am as bz cc cd cf cm co dj fm ga gd gg gl gq gs hn im io is je la li ly md me ml mn ms nf nu pm pn pw
    sc sh so st sx tc tf tk tl to tv vc vg vu wf ws yt
    """.split()
)
"""Country domains that companies of other countries use as they like: they tell no country."""
