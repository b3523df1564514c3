"""Regions of the countries most leads are from, by ISO 3166-2: names and postcodes. Data only.

France by département, for postcodes begin with it; Belgium and Canada by postcode; names in French, English, Dutch.
"""

from collections.abc import Mapping

_FRANCE: Mapping[str, str] = {
    "FR-ARA": "01 03 07 15 26 38 42 43 63 69 73 74",
    "FR-BFC": "21 25 39 58 70 71 89 90",
    "FR-BRE": "22 29 35 56",
    "FR-CVL": "18 28 36 37 41 45",
    "FR-20R": "20",
    "FR-GES": "08 10 51 52 54 55 57 67 68 88",
    "FR-HDF": "02 59 60 62 80",
    "FR-IDF": "75 77 78 91 92 93 94 95",
    "FR-NOR": "14 27 50 61 76",
    "FR-NAQ": "16 17 19 23 24 33 40 47 64 79 86 87",
    "FR-OCC": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "FR-PDL": "44 49 53 72 85",
    "FR-PAC": "04 05 06 13 83 84",
    "FR-971": "971",
    "FR-972": "972",
    "FR-973": "973",
    "FR-974": "974",
    "FR-976": "976",
}
DEPARTMENTS: Mapping[str, str] = {code: region for region, codes in _FRANCE.items() for code in codes.split()}
"""How a French postcode begins -> region; overseas by three digits."""

OVERSEAS: Mapping[str, str] = {"GP": "FR-971", "MQ": "FR-972", "GF": "FR-973", "RE": "FR-974", "YT": "FR-976"}
"""French regions that have a country code of their own."""

BELGIUM: tuple[tuple[int, str], ...] = (
    (1299, "BE-BRU"), (1499, "BE-WAL"), (3999, "BE-VLG"), (7999, "BE-WAL"), (9999, "BE-VLG"),
)  # fmt: skip
"""Last postcode of each run of them -> region."""

CANADA: Mapping[str, str] = {
    "A": "CA-NL", "B": "CA-NS", "C": "CA-PE", "E": "CA-NB", "G": "CA-QC", "H": "CA-QC", "J": "CA-QC", "K": "CA-ON",
    "L": "CA-ON", "M": "CA-ON", "N": "CA-ON", "P": "CA-ON", "R": "CA-MB", "S": "CA-SK", "T": "CA-AB", "V": "CA-BC",
    "Y": "CA-YT",
}  # fmt: skip
"""First letter of a postcode -> province; X is shared by two territories."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "FR-ARA": ("Auvergne-Rhône-Alpes", "Auvergne", "Rhône-Alpes", "AURA"),
    "FR-BFC": ("Bourgogne-Franche-Comté", "Bourgogne", "Franche-Comté", "Burgundy"),
    "FR-BRE": ("Bretagne", "Brittany"),
    "FR-CVL": ("Centre-Val de Loire", "Centre Val-de-Loire"),
    "FR-20R": ("Corse", "Corsica"),
    "FR-GES": ("Grand Est", "Alsace", "Lorraine", "Champagne-Ardenne"),
    "FR-HDF": ("Hauts-de-France", "Nord-Pas-de-Calais", "Picardie"),
    "FR-IDF": ("Île-de-France", "IDF", "Région parisienne", "Paris region"),
    "FR-NOR": ("Normandie", "Normandy", "Basse-Normandie", "Haute-Normandie"),
    "FR-NAQ": ("Nouvelle-Aquitaine", "Aquitaine", "Limousin", "Poitou-Charentes"),
    "FR-OCC": ("Occitanie", "Midi-Pyrénées", "Languedoc-Roussillon"),
    "FR-PDL": ("Pays de la Loire",),
    "FR-PAC": ("Provence-Alpes-Côte d'Azur", "PACA", "Région Sud"),
    "FR-971": ("Guadeloupe",),
    "FR-972": ("Martinique",),
    "FR-973": ("Guyane", "Guyane française", "French Guiana"),
    "FR-974": ("La Réunion", "Réunion", "Île de la Réunion"),
    "FR-976": ("Mayotte",),
    "BE-BRU": ("Bruxelles-Capitale", "Région de Bruxelles-Capitale", "Brussels-Capital Region", "Brussel"),
    "BE-WAL": ("Wallonie", "Région wallonne", "Wallonia", "Wallonië"),
    "BE-VLG": ("Flandre", "Région flamande", "Flanders", "Vlaanderen"),
    "CA-QC": ("Québec", "Quebec", "QC"),
    "CA-ON": ("Ontario", "ON"),
    "CA-BC": ("Colombie-Britannique", "British Columbia", "BC"),
    "CA-AB": ("Alberta",),
    "CA-MB": ("Manitoba",),
    "CA-SK": ("Saskatchewan",),
    "CA-NB": ("Nouveau-Brunswick", "New Brunswick"),
    "CA-NS": ("Nouvelle-Écosse", "Nova Scotia"),
    "CA-NL": ("Terre-Neuve-et-Labrador", "Newfoundland and Labrador"),
    "CA-PE": ("Île-du-Prince-Édouard", "Prince Edward Island"),
}
"""Region -> what people call it; no town, for towns share names."""
