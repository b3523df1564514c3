"""Invented people and companies: surnames nobody bears, domains under `.example`, numbers reserved for fiction."""

import unicodedata
from random import Random
from typing import NamedTuple

from pipeline.history.simulate.site import Lang


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# First names that go with a title in either gender.
FIRST: dict[Lang, tuple[str, ...]] = {
    "fr": _words(
        "Camille Dominique Claude Alix Sacha Andréa Morgan Maé Loïs Swann Noa Éden Yaël Ange Gwenn Lou Charlie "
        "Maël-Anne Anaël Loan"
    ),
    "en": _words("Alex Jordan Taylor Morgan Casey Robin Rowan Quinn Avery Riley Jamie Sam Kerry Leslie Frankie Jules"),
}
LAST: dict[Lang, tuple[str, ...]] = {
    "fr": _words(
        "Valdombre Rochefauve Clairambre Montsauge Brisevent Aigresol Sombreval Lunardeau Fontgrise Boisferré "
        "Hautecendre Merlivaux Tournesac Grandombre Pierrelune Vaucendre Noirétang Chantebrume Sablonvert Mornelac "
        "Courtegrive Belleronce Verthameaux Lancebrune Dormeciel Rivelame Crochelande Fauvemare Gélivaux Plumerive "
        "Queyrambre Ravissol Sainfontaine Ondreval Ysambreuil Zélandreux Ombrelieu"
    ),
    "en": _words(
        "Thistlewick Harrowmere Brackenbury-Moss Fennimarsh Quillcote Ravenholm Oakenshade Larkmoor Wexhollow "
        "Pennywhin Stonegravel Marrowfield Duskwater Ambercote Hollowmere Grimblethorn Tarrowby Wychling Sedgeholme "
        "Bramblecote Nettlewold Ironmere Gullfeather Mistlethorn Yarrowick Copperdell Willowhurn Dapplestone "
        "Farthingwold"
    ),
}


class Company(NamedTuple):
    """A company as its people write it on a form; blank what they would leave out."""

    name: str
    domain: str
    size: str
    country: str


CLIENTS: dict[Lang, tuple[Company, ...]] = {
    "fr": (
        Company("Ascenseurs Brivelle", "ascenseurs-brivelle.example", "250 à 999", "France"),
        Company("Thermovale", "thermovale.example", "50 à 249", "France"),
        Company("Eaux du Val Sorgne", "eaux-valsorgne.example", "250 à 999", "France"),
        Company("Groupe Larmandelle", "larmandelle.example", "1 000 à 4 999", "France"),
        Company("Froid & Clim Sauvignac", "clim-sauvignac.example", "10 à 49", "France"),
        Company("Electrobrume Services", "electrobrume.example", "50 à 249", "France"),
        Company("Portes Automatiques Vernoise", "vernoise.example", "50 à 249", "France"),
        Company("Hydrapompe", "hydrapompe.example", "10 à 49", "France"),
        Company("Solaire des Causserots", "solaire-causserots.example", "10 à 49", "France"),
        Company("Nettoyage Clairbois", "nettoyage-clairbois.example", "250 à 999", "France"),
        Company("Médicance Équipements", "medicance.example", "50 à 249", "Belgique"),
        Company("Vigilune Alarmes", "vigilune.example", "50 à 249", "France"),
        Company("Chauffage Ardennelle SRL", "ardennelle.example", "10 à 49", "Belgique"),
        Company("Lémanove Facility SA", "lemanove.example", "250 à 999", "Suisse"),
        Company("Réseaux Fibrelune", "fibrelune.example", "1 000 à 4 999", "France"),
        Company("Levage Montcendre", "montcendre.example", "50 à 249", "Suisse"),
        Company("Bornéo Recharge", "borneo-recharge.example", "50 à 249", "Luxembourg"),
        Company("Cuisines Pro Gastelune", "gastelune.example", "10 à 49", "Canada"),
    ),
    "en": (
        Company("Brackenby Lifts", "brackenby-lifts.example", "250-999", "Canada"),
        Company("Northmere Facilities", "northmere.example", "1,000-4,999", "Luxembourg"),
        Company("Heatwold Boilers", "heatwold.example", "50-249", "Belgium"),
        Company("Saltmarsh Water", "saltmarsh-water.example", "250-999", "Canada"),
        Company("Lumenford Solar", "lumenford.example", "10-49", "Switzerland"),
        Company("Kettledrum Kitchens", "kettledrum.example", "10-49", "France"),
        Company("Maplewick Elevators Inc.", "maplewick.example", "50-249", "Canada"),
        Company("Laurenval Mechanical", "laurenval.example", "50-249", "Canada"),
        Company("Gatewold Security Systems", "gatewold-security.example", "250-999", "Belgium"),
        Company("Fibreholm Networks", "fibreholm.example", "1,000-4,999", "Switzerland"),
        Company("Pumpwright", "pumpwright.example", "10-49", "France"),
        Company("Medlark Devices", "medlark.example", "50-249", "Luxembourg"),
    ),
}
FOREIGN: dict[Lang, tuple[Company, ...]] = {
    "fr": (
        Company("Atlas Froid Industriel", "atlas-froid.example", "50 à 249", "Maroc"),
        Company("Sahelec Maintenance", "sahelec.example", "10 à 49", "Tunisie"),
        Company("Teranga Ascenseurs", "teranga-ascenseurs.example", "50 à 249", "Sénégal"),
        Company("Almeriense de Bombas", "almeriense-bombas.example", "50 à 249", "Espagne"),
        Company("Rheinfelder Aufzugstechnik", "rheinfelder-aufzug.example", "250 à 999", "Allemagne"),
        Company("Lagune Clim Services", "lagune-clim.example", "10 à 49", "Côte d'Ivoire"),
    ),
    "en": (
        Company("Rheinfelder Aufzugstechnik", "rheinfelder-aufzug.example", "250-999", "Germany"),
        Company("Harrowmere Heating Ltd", "harrowmere-heating.example", "50-249", "United Kingdom"),
        Company("Prairiewind HVAC", "prairiewind-hvac.example", "50-249", "United States"),
        Company("Deccanlift Services", "deccanlift.example", "250-999", "India"),
        Company("Polderpomp Onderhoud", "polderpomp.example", "10-49", "Netherlands"),
    ),
}
SMALL: dict[Lang, tuple[Company, ...]] = {
    "fr": (
        Company("Dépannage Petitmoulin", "petitmoulin.example", "1 à 9", "France"),
        Company("Association Les Ateliers du Lavoir", "ateliers-du-lavoir.example", "1 à 9", "France"),
        Company("Mairie de Sainte-Ombrelle", "mairie-sainte-ombrelle.example", "10 à 49", "France"),
        Company("Ramonage Fauvettier", "ramonage-fauvettier.example", "1 à 9", "Belgique"),
        Company("SOS Serrures Galimard", "serrures-galimard.example", "1 à 9", "France"),
        Company("Jardins Vertemousse", "vertemousse.example", "1 à 9", "Suisse"),
    ),
    "en": (
        Company("Little Tarrow Plumbing", "little-tarrow.example", "1-9", "Canada"),
        Company("Wychwell Community Trust", "wychwell-trust.example", "1-9", "Belgium"),
        Company("Fox & Nettle Gardening", "fox-nettle.example", "1-9", "Luxembourg"),
        Company("Sedgeholme Parish Council", "sedgeholme-council.example", "10-49", "Canada"),
    ),
}
SCHOOLS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Université de Valdombre",
        "IUT du Val Sorgne",
        "École de commerce de Brivelle",
        "École d'ingénieurs de Montcendre",
        "Lycée professionnel de Sainte-Ombrelle",
    ),
    "en": (
        "University of Harrowmere",
        "Wychling Business School",
        "Larkmoor Institute of Technology",
        "Sedgeholme College",
    ),
}
FREEMAIL: dict[Lang, tuple[str, ...]] = {
    "fr": ("gmail.com", "orange.fr", "yahoo.fr", "hotmail.fr", "free.fr"),
    "en": ("gmail.com", "outlook.com", "yahoo.com"),
}
ACADEMIC: dict[Lang, tuple[str, ...]] = {
    "fr": ("etu.univ-lyon1.fr", "etu.unistra.fr", "etu.univ-nantes.fr", "student.uclouvain.be", "etu.unige.ch"),
    "en": ("umontreal.ca", "mail.mcgill.ca", "student.kuleuven.be", "student.uclouvain.be"),
}
DISPOSABLE = ("yopmail.com", "mailinator.com", "guerrillamail.com")

_FRANCE = ("01 99 00 12 ", "02 61 91 34 ", "+33 3 53 01 56 ", "04 65 71 78 ", "+33 5 36 49 90 ")
FICTION = {
    "France": _FRANCE,
    "FR": _FRANCE,
    "Canada": ("+1 514 555 01", "+1 416 555 01"),
    "United States": ("+1 202 555 01",),
    "United Kingdom": ("+44 20 7946 09",),
}
"""Country -> beginnings of numbers that two more digits complete."""
_LETTERS = {ord("ø"): "o", ord("œ"): "oe", ord("æ"): "ae"}


def folded(text: str) -> str:
    """Return the text as an address may hold it: lower case, without accents, spaces or apostrophes."""
    plain = unicodedata.normalize("NFD", text.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if letter.isalnum() or letter == "-")


def name_of(lang: Lang, serial: int) -> tuple[str, str, str]:
    """Return first name, last name and what keeps the address apart once all pairs of names are given out."""
    firsts, lasts = FIRST[lang], LAST[lang]
    lap, pair = divmod(serial, len(firsts) * len(lasts))
    # The two counts share no divisor, so walking both rings at once meets every pair once a lap.
    return firsts[pair % len(firsts)], lasts[pair % len(lasts)], str(lap + 1) if lap else ""


def phone_in(rng: Random, country: str) -> str:
    """Return a number of the ranges reserved for fiction; empty where the country has none that we know."""
    if country not in FICTION:
        return ""
    return f"{rng.choice(FICTION[country])}{rng.randrange(100):02d}"
