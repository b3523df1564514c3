"""Junk names: what was typed at random is seen, and nobody's real name is."""

import pytest
from faker import Faker

from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.junk import name_facts
from pipeline.enrichment.tables import Tables
from tests.unit.enrichment.events import form

ORIGINS = (
    "fr_FR", "en_US", "de_DE", "pl_PL", "cs_CZ", "tr_TR", "nl_NL", "ar_AA", "hi_IN", "hr_HR", "hu_HU", "ga_IE", "zu_ZA",
    "ru_RU", "zh_CN",
)  # fmt: skip
NAMES = 2000
FALSE_ALARMS = 0.002


@pytest.mark.parametrize(
    "name", ["qsdfgh", "asdf asdf", "azertyuiop", "poiuyt", "aaa", "test", "Test TEST", "toto tata", "dfgdfg", "12345"]
)
def test_junk(name: str) -> None:
    """Walks over the keyboard, repeats and test words are junk."""
    assert name_facts(name) == {"contact.gibberish": True}


@pytest.mark.parametrize(
    "name",
    ["Ng", "Srb", "Vlk", "Krzysztof Szczepański", "Reza Azer", "Trew", "Wert", "Henri III", "Desmond Tutu", "Ana Bar",
     "Jean Test", "Nguyễn Thị Ánh", "王 伟", "Mkrtchyan", "Lala", "O", "", "Hirschsprung"],
)  # fmt: skip
def test_names(name: str) -> None:
    """Short, consonant-rich and foreign names are names."""
    assert name_facts(name) == {}


@pytest.mark.parametrize("origin", ORIGINS)
def test_origins(origin: str) -> None:
    """Of 2,000 names of each origin at most four are taken for junk, first and last names also by themselves."""
    made = Faker(origin)
    made.seed_instance(4711)
    names = [(made.first_name(), made.last_name()) for _ in range(NAMES)]
    assert sum(bool(name_facts(" ".join(name))) for name in names) <= NAMES * FALSE_ALARMS
    parts = {part for name in names for part in name}
    assert sum(bool(name_facts(part)) for part in parts) <= max(1, len(parts) * FALSE_ALARMS)


def test_of_a_form(tables: Tables) -> None:
    """First and last name of a form are read as one name, and the hint is derived."""
    assert enrich(form({"prénom": "qsdf", "nom": "azerty"}), tables)["derived"] == {"contact.gibberish": True}
    assert "derived" not in enrich(form({"prénom": "Jean", "nom": "azerty"}), tables)
