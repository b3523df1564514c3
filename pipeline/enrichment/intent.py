"""What answers say of budget, need and time, and what free text is really about. French and English phrases only.

No budget given is not "no budget": what names none of our phrases tells nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import ceil

from pipeline.contracts.model import Scalar
from pipeline.enrichment import intent_words
from pipeline.enrichment.cache import cached
from pipeline.enrichment.intent_pairs import PAIRS
from pipeline.enrichment.phrases import Found, Index, Words, find_phrases, index_phrases, spell_out
from pipeline.enrichment.text import fold, words

MAX_ANSWER = 12
"""Words: a longer answer is a text, not a choice, and says no budget or need by itself."""
MAX_MONTHS = 120
_SPAN = re.compile(r"(?<!\d)(\d{1,3})(?!\d)(?:\s?(?:-|\u2013|a|to|et|and)\s?(\d{1,3})(?!\d))?\s?(\+)?\s?([a-z]+)?")
_NUMBER = re.compile(rf"\b(?:{'|'.join(intent_words.NUMBERS)}|a(?= (?:year|month|quarter)\b))\b")
"""Of `a` only the English article: the French preposition joins two numbers."""

_LATER, _BUDGET, _NEED = (
    index_phrases(groups) for groups in ({"later": intent_words.LATER}, intent_words.BUDGET, intent_words.NEED)
)
_MONTHS = index_phrases({phrase: (phrase,) for phrase in intent_words.MONTHS})
_TEXT = index_phrases(
    {
        **intent_words.TEXT,
        "agency": [f"{agency} {serves}" for agency in intent_words.AGENCIES for serves in intent_words.SERVES],
        "pitch": intent_words.PITCHES,
        "to_you": intent_words.TO_YOU,
        "buying": intent_words.BUYING,
        "replacing": intent_words.REPLACING,
        "using": intent_words.USING,
        **{f"{name} first": [*chain.from_iterable(map(spell_out, pair.first))] for name, pair in PAIRS.items()},
        **{f"{name} second": [*chain.from_iterable(map(spell_out, pair.second))] for name, pair in PAIRS.items()},
    }
)
"""Members of `intent.text`, what turns them, and the parts of pairs."""
_FILLERS = {name: frozenset(pair.fillers.split()) for name, pair in PAIRS.items()}
_BEFORE = {name: frozenset(pair.before.split()) for name, pair in PAIRS.items()}
_AFTER = {name: frozenset(pair.after.split()) for name, pair in PAIRS.items()}


def budget_of(answer: Scalar) -> str | None:
    """Return none, below_minimum, enough or undecided as an answer says it; None where it does not."""
    return _choice(answer, _BUDGET, intent_words.BUDGET, lack="no_budget", yes="enough")


def need_of(answer: Scalar) -> str | None:
    """Return none, exploring or project as an answer says it; None where it does not."""
    return _choice(answer, _NEED, intent_words.NEED, lack="no_need", yes="project")


def _choice(answer: Scalar, index: Index, order: Mapping[str, object], *, lack: str, yes: str) -> str | None:
    if isinstance(answer, bool):
        return yes if answer else "none"
    if not isinstance(answer, str):
        return None
    spoken = _spoken(answer)
    whole = " ".join(spoken)
    if len(spoken) > MAX_ANSWER:
        return None
    if whole in intent_words.YES or whole in intent_words.NO:
        return yes if whole in intent_words.YES else "none"
    return _said(spoken, index, order, lack=lack, yes=yes)


@cached(2048, longest=500)
def _spoken(text: str) -> Words:
    return words(text)


def _said(spoken: Words, index: Index, order: Mapping[str, object], *, lack: str, yes: str) -> str | None:
    """Return the first value, in the order of trying, that one of its phrases says."""
    said = find_phrases(spoken, index)
    meanings = {each.meaning for each in said}
    found = next((value for value in order if value in meanings), None)
    if found is None:
        return yes if spoken[:1] in {("yes",), ("oui",)} else None
    saying = [each for each in said if each.meaning == found]
    if found == "none":
        return None if all(_is_turned(lack, spoken, each) for each in saying) else found
    denied = found == yes and all(_is_denied(spoken, each.start) for each in saying)
    return intent_words.DENIED.get(yes) if denied else found


def _is_denied(spoken: Words, start: int) -> bool:
    """Return whether one of the two words before a phrase denies it: "not approved", "no active project"."""
    return not intent_words.DENIALS.isdisjoint(spoken[max(start - 2, 0) : start])


def is_later(answer: Scalar) -> bool:
    """Return whether an answer puts the matter off to another year."""
    return isinstance(answer, str) and bool(find_phrases(_spoken(answer), _LATER))


def months_of(answer: Scalar) -> int | None:
    """Return in how many months, at the latest, an answer wants it: "3 à 6 mois" -> 6, "plus d'un an" -> 13.

    None where it names no time.
    """
    if isinstance(answer, bool) or answer is None:
        return None
    if isinstance(answer, str):
        return _months_said(answer)
    return ceil(answer) if 0 <= answer <= MAX_MONTHS else None


@cached(2048, longest=500)
def _months_said(answer: str) -> int | None:
    spoken = _spoken(answer)
    if len(spoken) > MAX_ANSWER:
        return None
    affirmed = {each.meaning for each in find_phrases(spoken, _MONTHS) if not _is_denied(spoken, each.start)}
    said = next((months for phrase, months in intent_words.MONTHS.items() if phrase in affirmed), None)
    if said is not None:
        return said
    text = _NUMBER.sub(lambda said: str(intent_words.NUMBERS.get(said[0], 1)), fold(answer).strip())
    found = _SPAN.search(text)
    if found is None or not (found[4] or found[0] == text):
        return None  # a number without a unit counts only where it is the whole answer: "6", not "15/03"
    return _months_counted(found, spoken)


def _months_counted(found: re.Match[str], spoken: Words) -> int | None:
    unit = intent_words.UNITS.get(found[4], 0) if found[4] else 1
    months = ceil(max(int(found[1]), int(found[2] or 0)) * unit)
    if not unit or months > MAX_MONTHS:
        return None
    beyond = bool(found[3]) or not intent_words.BEYOND.isdisjoint(spoken)
    return months + 1 if beyond else months


@cached(1024, longest=2000)
def text_intents(text: str) -> tuple[str, ...]:
    """Return what a free text is about, sorted: members of `intent.text`; empty where no phrase says so.

    A phrase that the words around it deny or turn ("no budget problem", "not for my thesis") says nothing.
    """
    spoken = words(text)
    found = find_phrases(spoken, _TEXT)
    if not found:
        return ()
    around = {each.meaning for each in found} - intent_words.TEXT.keys()
    said = {
        each.meaning
        for each in found
        if each.meaning in intent_words.TEXT and not _is_turned(each.meaning, spoken, each)
    }
    said.update(_paired(spoken, found))
    return tuple(sorted(_weighed(said, around)))


def _paired(spoken: Words, found: Sequence[Found]) -> Iterator[str]:
    """Yield the intents that are said in two parts, with nothing but fillers between them."""
    seconds: dict[str, list[Found]] = {}
    for each in found:
        seconds.setdefault(each.meaning, []).append(each)
    for each in found:
        name = each.meaning.removesuffix(" first")
        if name == each.meaning:
            continue
        for other in seconds.get(f"{name} second", ()):
            if _joined(name, spoken, each.end, other.start) and not _is_other(name, spoken, each.start, other.end):
                yield PAIRS[name].intent
                break


def _joined(name: str, spoken: Words, start: int, end: int) -> bool:
    return start <= end and _FILLERS[name].issuperset(spoken[start:end])


def _is_other(name: str, spoken: Words, start: int, end: int) -> bool:
    """Return whether the words around a pair deny it, or make it somebody else's or something else."""
    lacks = PAIRS[name].intent in {"no_budget", "no_need"}
    denials = intent_words.NEVER_BEFORE if lacks else intent_words.NOT_BEFORE
    if not denials.isdisjoint(spoken[max(start - intent_words.NEAR, 0) : start]):
        return True
    before = spoken[max(start - 1, 0) : start]
    if not _BEFORE[name].isdisjoint(before) or _is_doubled(before, spoken[start]):
        return True
    after = spoken[end : end + 1]
    return not _AFTER[name].isdisjoint(after) or (lacks and bool(after) and after[0].isdigit())


def _weighed(said: set[str], around: set[str]) -> set[str]:
    """Return what is said, given what else stands in the text."""
    if "agency" in around or {"pitch", "to_you"} <= around:
        said = said | {"vendor_pitch"}
    if "buying" in around:
        said = said - {"vendor_pitch", "no_need"}
    if "replacing" in around:
        said = said - {"support"}
    return said - {"job_application"} if "using" in around else said


def _is_turned(intent: str, spoken: Words, found: Found) -> bool:
    """Return whether the words around a phrase deny it, or make it say something else."""
    denials = intent_words.NEVER_BEFORE if intent in {"no_budget", "no_need"} else intent_words.NOT_BEFORE
    before = spoken[max(found.start - intent_words.NEAR, 0) : found.start]
    if _is_doubled(before[-1:], spoken[found.start]):
        return True
    after = spoken[found.end : found.end + 1]
    if spoken[found.end - 1] == "0" and after and after[0].isdigit():
        return True  # "budget: 0,8 M"
    return not denials.isdisjoint(before) or not intent_words.NOT_AFTER.get(intent, frozenset()).isdisjoint(after)


def _is_doubled(before: Words, word: str) -> bool:
    """Return whether a lack is denied: "not without a budget"."""
    return before in {("pas",), ("not",)} and word in {"sans", "without"}
