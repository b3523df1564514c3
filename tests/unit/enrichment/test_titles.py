"""Job titles: how their words are found, and that nobody is taken for young who is not."""

from pathlib import Path

import pytest

from pipeline.enrichment.job_title import job_facts, read_title
from pipeline.enrichment.text import fold
from pipeline.enrichment.title_functions import FIELDS, HINTS, JOBS
from pipeline.enrichment.title_ranks import ALONE, RANKS
from pipeline.enrichment.title_words import FORMS, known_phrase, masculine, title_segments
from pipeline.enrichment.title_young import ADVISERS, LEADERS, SCHOOLING, WORDS

REGISTER = Path(__file__).parents[4] / "shared" / "data" / "titles" / "rome_fr.txt"
YOUNG = {"student", "intern", "apprentice"}


@pytest.mark.parametrize(
    ("title", "segments"),
    [
        ("Directeur·rice des ventes", (("directeur", "de", "ventes"),)),
        ("Chargé(e) de mission", (("charge", "de", "mission"),)),
        ("Étudiant.e.s", (("etudiant",),)),
        ("Directeur/trice", (("directeur",),)),
        ("Ingénieur-e", (("ingenieur",),)),
        ("Conseillère", (("conseiller",),)),
        ("P.D.G.", (("pdg",),)),
        ("R&D", (("rnd",),)),
        ("Comptable (F/H)", (("comptable",),)),
        ("À la retraite", (("au", "retraite"),)),
        ("DSI chez Acme | Formatrice", (("dsi",), ("formateur",))),
        ("Founder & CEO", (("founder", "et", "ceo"),)),
        ("CEO @ Acme", (("ceo",),)),
        ("Vice-présidente, Europe", (("vice", "president"), ("europe",))),
        ("Responsable\u00a0achats", (("responsable", "achats"),)),
        ("", ()),
        ("?!", ()),
    ],
)
def test_words(title: str, segments: tuple[tuple[str, ...], ...]) -> None:
    """Genders, inclusive spellings, dots, brackets and employers fall away; what is left are words."""
    assert title_segments(title) == segments


@pytest.mark.parametrize(
    "form", ["Directeur", "directrice", "DIRECTEUR", "Directeur(trice)", "directeur.rice", "Directeur·trice"]
)
def test_genders(form: str) -> None:
    """A title says the same of a woman, a man and both."""
    assert read_title(f"{form} marketing") == read_title("Directeur marketing")


def test_lexicon_spelling() -> None:
    """Every word of the lexicons is spelt as titles spell it once read, or it would never match."""
    assert [word for word in WORDS | ADVISERS | LEADERS | SCHOOLING if masculine(word) != word] == []
    phrases = [phrase for groups in (RANKS, JOBS, FIELDS, HINTS) for group in groups.values() for phrase in group]
    assert [phrase for phrase in (*phrases, *ALONE) if phrase != fold(phrase) or not title_segments(phrase)] == []
    assert [phrase for phrase in phrases if title_segments(phrase) != (tuple(known_phrase(phrase).split()),)] == []


def test_feminines() -> None:
    """Where a feminine is also a word of the lexicon by itself, it is one of these and means the same."""
    phrases = [phrase for groups in (RANKS, JOBS, FIELDS, HINTS) for group in groups.values() for phrase in group]
    known = {word for phrase in phrases for word in phrase.split()} | WORDS
    assert {word for word in known if word in FORMS} == {
        "active", "administrative", "agricultrice", "chargee", "commerciale", "digitale", "employee", "etudiante",
        "executive", "generale", "humaine", "logicielle",
    }  # fmt: skip


def test_lexicon_once() -> None:
    """No phrase means two things of the same strength."""
    for groups in (RANKS, JOBS, FIELDS, HINTS):
        phrases = [phrase for group in groups.values() for phrase in set(group)]
        assert sorted(phrases) == sorted(set(phrases))


def test_decomposed() -> None:
    """Accents written as marks of their own read the same."""
    assert read_title("Retraite\u0301").seniority == "retired"
    assert read_title("E\u0301tudiante").seniority == "student"


def test_facts() -> None:
    """A title that can't be read is kept as given, and says nothing more."""
    assert job_facts("  Zigomar en chef  ") == {"job.title": "Zigomar en chef"}
    assert job_facts("DSI") == {"job.title": "DSI", "job.seniority": "director", "job.function": "it"}
    assert job_facts("Autre") == {}


@pytest.mark.data
def test_register() -> None:
    """Of the 11,118 titles of the national register only the "Élève éducateur" is young, and nobody out of work."""
    if not REGISTER.exists():
        pytest.skip(f"the register of job titles stands beside the project, at {REGISTER}, and is not there")
    titles = REGISTER.read_text(encoding="utf-8").splitlines()
    assert len(titles) == 11_118
    assert [title for title in titles if read_title(title).seniority in YOUNG] == [
        "Élève éducateur socioéducatif / éducatrice socioéducative"
    ]
    assert [title for title in titles if read_title(title).seniority in {"retired", "unemployed"}] == []
