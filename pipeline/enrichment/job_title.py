"""What a job title says: seniority, function, and whether its holder works freelance. French and English.

Whole words of a closed lexicon, read where they stand; nothing fuzzy. A title that can't be read tells nothing. Of two
readings the one kinder to the lead wins: an `étudiant-entrepreneur` is an owner, "CEO | Student" an executive.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached
from pipeline.enrichment.title_functions import FIELDS, HINTS, JOBS, LAST
from pipeline.enrichment.title_ranks import ALONE, RANKS
from pipeline.enrichment.title_words import MAX_TITLE, PREPOSITIONS, known_phrase, title_segments
from pipeline.enrichment.title_young import LEADERS
from pipeline.enrichment.young import is_guarded, young_at

Segments = Sequence[Sequence[str]]


class Reading(NamedTuple):
    """What a title says; None where it does not say."""

    seniority: str | None = None
    function: str | None = None
    freelance: bool | None = None


YOUNG = ("apprentice", "intern", "student")
"""Kindest first: what somebody is, who says to be several of these."""
RANKING = ("owner", "executive", "director", "manager", "professional")
WITHOUT_FUNCTION = frozenset({"student", "retired", "unemployed"})
"""The field of their studies, or what they did before, is no work of theirs."""
NOT_TITLES = frozenset({"other", "others", "autre", "autres", "none", "aucun", "aucune", "divers", "misc", "x", "xx"})
FREELANCE = frozenset(
    """
    freelance freelancer independant autoentrepreneur microentrepreneur contractor eirl
    """.split()
)
FREELANCE_PAIRS = frozenset(
    """
    free.lance auto.entrepreneur micro.entrepreneur self.employed portage.salarial au.compte profession.liberale
    sole.trader independent.consultant independent.contractor
    """.split()
)
EMPLOYED = frozenset({"salarie", "employe", "employee", "cdi", "cdd"})
FORMER = frozenset({"ancien", "former", "formerly", "previously", "past"})


Lexicon = Mapping[str, Mapping[int, Mapping[str, str]]]
"""First word -> number of words, longest first -> phrase -> meaning."""


def _lexicon(groups: Mapping[str, Sequence[str]]) -> Lexicon:
    meanings = {known_phrase(phrase): meaning for meaning, phrases in groups.items() for phrase in phrases}
    lexicon: dict[str, dict[int, dict[str, str]]] = {}
    for phrase in sorted(meanings, key=lambda phrase: -len(phrase.split())):
        words = phrase.split()
        lexicon.setdefault(words[0], {}).setdefault(len(words), {})[phrase] = meanings[phrase]
    return lexicon


RANK_OF = _lexicon(RANKS)
ALONE_OF = {known_phrase(word): rank for word, rank in ALONE.items()}
FUNCTIONS_OF = (_lexicon(JOBS), _lexicon(FIELDS), _lexicon(HINTS))
"""Strongest first."""
LAST_OF = (_lexicon(LAST),)


@cached(4096, longest=200)
def read_title(title: str) -> Reading:
    """Return what a job title says, in any of its languages, genders and spellings."""
    segments = title_segments(title)
    return _reading(segments) if _says_something(segments) else Reading()


def _reading(segments: Segments) -> Reading:
    guarded = is_guarded(segments)
    seniority = _decide([_ranks(segment, guarded=guarded) for segment in segments])
    if seniority in WITHOUT_FUNCTION or (seniority is None and _is_past(segments)):
        return Reading(seniority, None, _freelance(segments))
    function = _function(segments, FUNCTIONS_OF)
    if function is None and seniority is not None and seniority not in YOUNG:
        function = _function(segments, LAST_OF)
    return Reading(seniority, function, _freelance(segments))


@cached(8192, longest=200)
def job_facts(title: str) -> Mapping[str, Value]:
    """Return the `job.*` facts of a title somebody gave; nothing for "other" and the like. Not to be changed."""
    segments = title_segments(title)
    if not _says_something(segments):
        return {}
    reading = _reading(segments)
    facts: dict[str, Value | None] = {
        "job.title": title.strip()[:MAX_TITLE],
        "job.seniority": reading.seniority,
        "job.function": reading.function,
        "job.freelance": reading.freelance,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _is_past(segments: Segments) -> bool:
    return any(not FORMER.isdisjoint(segment) for segment in segments)


def _says_something(segments: Segments) -> bool:
    return bool(segments) and not (len(segments) == 1 and " ".join(segments[0]) in NOT_TITLES)


def _decide(ranks: Sequence[Sequence[str]]) -> str | None:
    """Return the one seniority of a holder of whom each segment says some."""
    flat = {rank for segment in ranks for rank in segment}
    young = next((kind for kind in YOUNG if kind in flat), None)
    if young is not None:
        return _kinder(ranks, young)
    if "retired" in flat and "owner" not in flat:
        return "retired"
    best = next((rank for rank in RANKING if rank in flat), None)
    if best in {"owner", "executive", "director"}:
        return best
    return next((rank for rank in ("junior", "unemployed") if rank in flat), best)


def _kinder(ranks: Sequence[Sequence[str]], young: str) -> str:
    """Return owner or executive for a young person who says so apart; else the young kind.

    Within one segment a rank names the field ("stagiaire assistant DRH"); only "étudiant entrepreneur" is both.
    """
    apart = {rank for segment in ranks if young not in segment for rank in segment}
    if "owner" in apart or (young == "student" and any("owner" in segment for segment in ranks)):
        return "owner"
    return "executive" if "executive" in apart else young


def _ranks(segment: Sequence[str], *, guarded: bool) -> list[str]:
    """Return the ranks that a segment gives its holder, in order; those of people he works for left out."""
    found: list[str] = []
    head, index = True, 0
    while index < len(segment):
        young = young_at(segment, index, guarded=guarded)
        rank, length = young or _rank(segment, index)
        if rank and (head or young) and not _is_denied(rank, segment, index):
            found.append(rank)
        head = _names_holder(segment[index], head=head) if rank is None else head
        index += length
    return found


def _is_denied(rank: str, segment: Sequence[str], index: int) -> bool:
    """Return whether the rank is a former one, or that of the people whom an adviser advises."""
    former = index > 0 and segment[index - 1] in FORMER
    return former or (rank == "unemployed" and not LEADERS.isdisjoint(segment))


def _rank(segment: Sequence[str], index: int) -> tuple[str | None, int]:
    """Return (rank, words used) at `index`; "" for phrases that only look like one, None where there is none."""
    word = segment[index]
    if word == "chief" and "officer" in segment[index:]:
        return "executive", segment.index("officer", index) - index + 1
    if word in ALONE_OF and _is_alone(segment, index):
        return ALONE_OF[word], 1
    return _longest(segment, index, RANK_OF)


def _is_alone(segment: Sequence[str], index: int) -> bool:
    before, after = segment[index - 1 : index], segment[index + 1 : index + 2]
    return (index == 0 or list(before) == ["et"]) and (not after or list(after) == ["et"])


def _names_holder(word: str, *, head: bool) -> bool:
    """Return whether the words after this one still name the holder."""
    return word == "et" or (head and word not in PREPOSITIONS)


def _longest(words: Sequence[str], index: int, lexicon: Lexicon) -> tuple[str | None, int]:
    """Return (meaning, words used) of the longest phrase of the lexicon at `index`; (None, 1) without one."""
    for length, phrases in lexicon.get(words[index], {}).items():
        meaning = phrases.get(" ".join(words[index : index + length]))
        if meaning is not None:
            return meaning, length
    return None, 1


def _function(segments: Segments, lexicons: Sequence[Lexicon]) -> str | None:
    """Return the function that the strongest words name; the first of these."""
    for lexicon in lexicons:
        for segment in segments:
            found = _first(segment, lexicon)
            if found:
                return found
    return None


def _first(segment: Sequence[str], lexicon: Lexicon) -> str | None:
    """Return the meaning of the first phrase of the lexicon; phrases without one are passed over whole."""
    index = 0
    while index < len(segment):
        meaning, length = _longest(segment, index, lexicon)
        if meaning:
            return meaning
        index += length
    return None


def _freelance(segments: Segments) -> bool | None:
    """Return True where the holder says to work on own account, False where employed, None where neither."""
    flat = [word for segment in segments for word in segment]
    pairs = {f"{first}.{second}" for first, second in pairwise(flat)}
    if (not FREELANCE.isdisjoint(flat) and "administrateur" not in flat) or not FREELANCE_PAIRS.isdisjoint(pairs):
        return True
    return False if not EMPLOYED.isdisjoint(flat) else None
