"""Folding, words and blanks."""

import pytest

from pipeline.enrichment.text import fold, is_blank, name_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ÉLÈVE", "eleve"), ("Œuvre", "oeuvre"), ("Straße", "strasse"), ("Ångström", "angstrom"), ("Łódź", "lodz"),
     ("plain", "plain"), ("Ελλάδα", "ελλαδα"), ("İstanbul", "istanbul"), ("", "")],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    """Case and accents fall away; ligatures and letters with strokes are spelled out."""
    assert fold(text) == folded


def test_words() -> None:
    """Words end at everything that is neither letter nor digit."""
    assert words("L'œuvre_d'art, n°42!") == ("l", "oeuvre", "d", "art", "n", "42")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("jobTitle", ("job", "title")), ("HTTPServer", ("http", "server")), ("job_title", ("job", "title")),
     ("job-title", ("job", "title")), ("Votre poste ?", ("votre", "poste")), ("field2Name", ("field2", "name"))],
)  # fmt: skip
def test_names(name: str, expected: tuple[str, ...]) -> None:
    """Names of fields are cut at changes of case too."""
    assert name_words(name) == expected


@pytest.mark.parametrize("text", ["", " ", "-", "...", "n/a", "N/A", "null", "Non renseigné", "— Sélectionnez —"])
def test_blank(text: str) -> None:
    """A placeholder says nothing."""
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "none", "no", "non", "aucun", "x", "Other", "Natation"])
def test_not_blank(text: str) -> None:
    """What can be an answer is one."""
    assert not is_blank(text)
