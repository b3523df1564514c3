"""What answers say of budget, need and time, and what free text is really about. French and English phrases only.

No budget given is not "no budget": what names none of our phrases tells nothing.
"""

import re
from collections.abc import Iterable, Mapping
from math import ceil

from pipeline.contracts.model import Scalar
from pipeline.enrichment import intent_words
from pipeline.enrichment.cache import cached
from pipeline.enrichment.text import fold, words

MAX_ANSWER = 12
"""Words: a longer answer is a text, not a choice, and says no budget or need by itself."""
MAX_MONTHS = 120
_SPAN = re.compile(r"(?<!\d)(\d{1,3})(?!\d)(?:\s?(?:-|\u2013|a|to|et|and)\s?(\d{1,3})(?!\d))?\s?(\+)?\s?([a-z]+)?")

Phrases = Mapping[str, re.Pattern[str]]
"""Meaning -> any of its phrases between blanks."""


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(re.escape(phrase) for phrase in phrases)}) ")


_LATER = _any_of(intent_words.LATER)
_BUDGET, _NEED, _TEXT = (
    {meaning: _any_of(phrases) for meaning, phrases in groups.items()}
    for groups in (intent_words.BUDGET, intent_words.NEED, intent_words.TEXT)
)


def budget_of(answer: Scalar) -> str | None:
    """Return none, below_minimum, enough or undecided as an answer says it; None where it does not."""
    return _choice(answer, _BUDGET, "no_budget", yes="enough")


def need_of(answer: Scalar) -> str | None:
    """Return none, exploring or project as an answer says it; None where it does not."""
    return _choice(answer, _NEED, "no_need", yes="project")


def _choice(answer: Scalar, phrases: Phrases, lack: str, *, yes: str) -> str | None:
    if isinstance(answer, bool):
        return yes if answer else "none"
    return _said(answer, phrases, lack, yes) if isinstance(answer, str) else None


@cached(4096, longest=500)
def _spoken(text: str) -> str:
    return f" {' '.join(words(text))} "


def _said(answer: str, phrases: Phrases, lack: str, yes: str) -> str | None:
    spoken = _spoken(answer)
    if len(spoken.split()) > MAX_ANSWER:
        return None
    whole = spoken.strip()
    if whole in intent_words.YES or whole in intent_words.NO:
        return yes if whole in intent_words.YES else "none"
    found = next((value for value, said in phrases.items() if said.search(spoken)), None)
    if found is not None:
        said = list(phrases[found].finditer(spoken))
        if found == "none":
            return None if all(_is_turned(lack, spoken, each) for each in said) else found
        denied = found == yes and all(_is_denied(spoken, each.start()) for each in said)
        return intent_words.DENIED.get(yes) if denied else found
    first = spoken.split()[:1]
    return yes if first and first[0] in {"yes", "oui"} else None


def _is_denied(spoken: str, start: int) -> bool:
    """Return whether one of the two words before a phrase denies it: "not approved", "no active project"."""
    return not intent_words.DENIALS.isdisjoint(spoken[:start].rsplit(maxsplit=2)[-2:])


def is_later(answer: Scalar) -> bool:
    """Return whether an answer puts the matter off to another year."""
    return isinstance(answer, str) and _LATER.search(_spoken(answer)) is not None


def months_of(answer: Scalar) -> int | None:
    """Return in how many months, at the latest, an answer wants it: "3 à 6 mois" -> 6, "plus d'un an" -> 13.

    None where it names no time.
    """
    if isinstance(answer, bool) or answer is None:
        return None
    if isinstance(answer, str):
        return _months_said(answer)
    return ceil(answer) if 0 <= answer <= MAX_MONTHS else None


@cached(4096, longest=500)
def _months_said(answer: str) -> int | None:
    spoken = _spoken(answer)
    if len(spoken.split()) > MAX_ANSWER:
        return None
    said = next((months for phrase, months in intent_words.MONTHS.items() if _is_said(phrase, spoken)), None)
    text = re.sub(r"\b(?:un|une|one)\b", "1", fold(answer).strip())
    found = _SPAN.search(text) if said is None else None
    if found is None or not (found[4] or found[0] == text):
        return said  # a number without a unit counts only where it is the whole answer: "6", not "15/03"
    return _months_counted(found, spoken)


def _is_said(phrase: str, spoken: str) -> bool:
    """Return whether the text has the phrase, and does not deny it: not "pas urgent"."""
    start = spoken.find(f" {phrase} ")
    return start >= 0 and not _is_denied(spoken, start)


def _months_counted(found: re.Match[str], spoken: str) -> int | None:
    unit = intent_words.UNITS.get(found[4], 0) if found[4] else 1
    months = ceil(max(int(found[1]), int(found[2] or 0)) * unit)
    if not unit or months > MAX_MONTHS:
        return None
    beyond = bool(found[3]) or not intent_words.BEYOND.isdisjoint(spoken.split())
    return months + 1 if beyond else months


@cached(1024, longest=2000)
def text_intents(text: str) -> tuple[str, ...]:
    """Return what a free text is about, sorted: members of `intent.text`; empty where no phrase says so.

    A phrase that the words around it deny or turn ("no budget problem", "not for my thesis") says nothing.
    """
    spoken = f" {' '.join(words(text))} "
    said = {intent for intent, phrases in _TEXT.items() if _says(intent, phrases, spoken)}
    if _AGENCY.search(spoken) or (_PITCH.search(spoken) and _TO_YOU.search(spoken)):
        said.add("vendor_pitch")
    if _BUYING.search(spoken):
        said -= {"vendor_pitch", "no_need"}
    if _REPLACING.search(spoken):
        said.discard("support")
    if _USING.search(spoken):
        said.discard("job_application")
    return tuple(sorted(said))


def _says(intent: str, phrases: re.Pattern[str], spoken: str) -> bool:
    return any(not _is_turned(intent, spoken, found) for found in phrases.finditer(spoken))


def _is_turned(intent: str, spoken: str, found: re.Match[str]) -> bool:
    """Return whether the words around a phrase deny it, or make it say something else."""
    denials = intent_words.NEVER_BEFORE if intent in {"no_budget", "no_need"} else intent_words.NOT_BEFORE
    before = spoken[: found.start()].rsplit(maxsplit=intent_words.NEAR)[-intent_words.NEAR :]
    after = spoken[found.end() :].split(maxsplit=1)[:1]
    if before[-1:] in (["pas"], ["not"]) and found[0].startswith((" sans ", " without ")):
        return True
    return not denials.isdisjoint(before) or not intent_words.NOT_AFTER.get(intent, frozenset()).isdisjoint(after)


_AGENCY = _any_of(f"{agency} {serves}" for agency in intent_words.AGENCIES for serves in intent_words.SERVES)
_PITCH, _TO_YOU, _BUYING = (_any_of(each) for each in (intent_words.PITCHES, intent_words.TO_YOU, intent_words.BUYING))
_REPLACING, _USING = _any_of(intent_words.REPLACING), _any_of(intent_words.USING)
