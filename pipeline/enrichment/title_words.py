"""From a job title to its words: inclusive writing undone, abbreviations closed, feminine forms led to the masculine.

`"Directeur·rice des Systèmes d'Information (F/H) chez ACME"` -> `(("directeur", "de", "systemes", "de",
"information"), ...)`: one tuple a segment, cut at commas, bars, dashes and brackets, and at the employer.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pipeline.enrichment import title_functions, title_german, title_ranks, title_young
from pipeline.enrichment.text import WORD, fold

MAX_TITLE = 200
"""Characters we read: what is longer is no title."""

_DOTTED = re.compile(r"(?<![\w.])(?:[a-z]\.){1,5}[a-z]\b\.?")
_INCLUSIVE = re.compile(
    r"(?<=[a-z]{2})\s?[\u00b7\u2022\u2027\u2219\u22c5.\-/(]"
    r"(?:e|s|es|x|ne|nes|le|te|ve|fe|se|re|ee|ere|iere|ive|ice|rice|trice|teuse|euse|eure|esse|ienne|enne|elle|fe|ale)"
    r"(?:[\u00b7\u2022\u2027\u2219\u22c5.\-]s)?\)?(?![a-z])"
)
_SEGMENTS = re.compile(r"[|,;:()/\[\]{}\n\t\u00b7\u2022\u2013\u2014+>\u2026]|\s-+\s|\.\s|\s-|-\s")
_ACCENTED = (
    (re.compile(r"\b\u00e0\b", re.IGNORECASE), " au "),
    (re.compile(r"\bretrait\u00e9", re.IGNORECASE), "retired "),
)
"""What accents tell apart: "à" from the article "a", "retraité" from "retraite"."""
_SAME = str.maketrans({"&": " et ", "@": " chez ", "\u2019": "'"})
_ABBREVIATED: Mapping[str, str] = {
    "resp": "responsable", "respo": "responsable", "asst": "assistant", "ass": "assistant", "assist": "assistant",
    "coord": "coordinateur", "gest": "gestionnaire", "ing": "ingenieur", "tech": "technicien", "dev": "developpeur",
    "dir": "directeur", "chg": "charge", "cons": "conseiller", "compta": "comptabilite", "mktg": "marketing",
    "mkt": "marketing", "comm": "communication", "dept": "departement", "dpt": "departement", "adj": "adjoint",
    "admin": "administratif", "sr": "senior", "jr": "junior", "mgr": "manager", "dr": "docteur", "prof": "professeur",
    "etud": "etudiant", "alt": "alternant", "stag": "stagiaire", "appr": "apprenti", "secr": "secretaire",
}  # fmt: skip
_ABBREVIATION = re.compile(rf"\b({'|'.join(_ABBREVIATED)})\.\s?")
"""Words cut short by a point: the point ends no segment."""
_SHORT = {word: _ABBREVIATED[word] for word in ("resp", "respo", "asst", "coord", "mktg", "mgr", "etud")}
"""Those that mean the same without their point."""
_PHD = re.compile(r"\bph\.\s?d\b\.?")
_RND = re.compile(r"\br\s?(?:&|et|n)\s?d\b")

ARTICLES = frozenset("la le les l the a an un une mon ma son my our notre".split())
PREPOSITIONS = frozenset(
    "de of to for pour au aux aupres sur avec in en with dans par by from entre envers vers".split()
)
"""What follows one of these is not the holder, but whom or what the holder works for."""
EMPLOYER = frozenset({"chez", "at", "sein"})
"""What follows one of these is the employer's name."""
NOISE = frozenset({"h", "f", "m", "w", "x", "hf", "fh"})
_DE = {"d": "de", "du": "de", "des": "de", "del": "de", "and": "et", "und": "et", "y": "et"}

INVARIABLE = frozenset(
    """
    intern apprentice student internship apprenticeship undergraduate undergrad manager owner head lead officer
    engineer developer designer buyer teacher trainer leader recruiter planner data analyst architect artist biologist
    dentist economist linguist machinist historian statistician optician roofer group journalism journalist pilot post press specialist system stagiair medecin
    """.split()
)
"""Words that take no feminine, mostly English: `interne` is no intern, and `presse` no press; `médecine` is a science."""

_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "teur": ("trice", "teuse", "teure"),
    "eur": ("euse", "eure", "eresse"),
    "en": ("enne",),
    "er": ("ere",),
    "if": ("ive",),
    "al": ("ale",),
    "el": ("elle",),
    "on": ("onne",),
    "ef": ("effe", "efe"),
    "e": ("ee",),
}
"""Masculine ending -> feminine endings, accents folded; other words take an `e`."""


def title_segments(title: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a title by segment, masculine, without articles and without the employer."""
    text = fold(_told_apart(title[:MAX_TITLE]))
    if text.replace(" ", "").isalnum():
        return _segments((_RND.sub("rnd", text),))
    text = text.translate(_SAME)
    text = _RND.sub("rnd", _DOTTED.sub(lambda found: found[0].replace(".", ""), text))
    text = _PHD.sub("phd", text)
    text = _ABBREVIATION.sub(lambda found: f"{_ABBREVIATED[found[1]]} ", text)
    text = _INCLUSIVE.sub("", text)
    return _segments(_SEGMENTS.split(text))


def _segments(parts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    segments = (_segment(WORD.findall(part)) for part in parts)
    return tuple(segment for segment in segments if segment)


def _told_apart(title: str) -> str:
    if title.isascii():
        return title
    composed = unicodedata.normalize("NFC", title)
    for pattern, word in _ACCENTED:
        composed = pattern.sub(word, composed)
    return composed


def _segment(found: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for word in found:
        if word in EMPLOYER:
            break
        if word not in ARTICLES and word not in NOISE:
            kept.append(masculine(word))
    return tuple(kept)


def masculine(word: str) -> str:
    """Return the form the lexicon knows a folded word by: `"directrice"` -> `"directeur"`, `"des"` -> `"de"`."""
    return _DE.get(word) or _SHORT.get(word) or FORMS.get(word, word)


def feminine_forms(word: str) -> tuple[str, ...]:
    """Return the folded feminine forms that a folded French masculine may have; some that don't exist, harmlessly."""
    for ending, forms in _ENDINGS.items():
        if word.endswith(ending):
            return tuple(word.removesuffix(ending) + form for form in forms)
    return (f"{word}e",)


def _forms() -> dict[str, str]:
    """Return the masculine of every feminine form that a French word of the lexicon may take."""
    lexicons = (title_ranks.RANKS, title_functions.JOBS, title_functions.FIELDS, title_functions.HINTS)
    phrases = {phrase for lexicon in lexicons for group in lexicon.values() for phrase in group}
    known = {word for phrase in phrases for word in phrase.split()} | title_young.WORDS
    french = (
        {word for word in known if len(word) >= len("chef")} - INVARIABLE - (title_german.WORDS - title_german.SHARED)
    )
    return {form: word for word in sorted(french) for form in feminine_forms(word)}


FORMS: Mapping[str, str] = {**_forms(), "maitresse": "maitre", "ex": "ancien"}


def known_phrase(phrase: str) -> str:
    """Return a phrase of the lexicon as it stands in segments: masculine, without articles."""
    return " ".join(masculine(word) for word in phrase.split() if word not in ARTICLES)
