"""Where phrases of a closed list stand in a text: one look at each word, however many phrases there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

Words = tuple[str, ...]
Phrases = Sequence[tuple[str, Words]]
"""(meaning, all words of the phrase), in the order of the lists."""


class Index(NamedTuple):
    """Phrases by how they begin."""

    single: Mapping[str, Phrases]
    """Those of one word."""
    longer: Mapping[Words, Phrases]
    """The others, by their first two words."""


class Found(NamedTuple):
    """A phrase in a text: what it means, and its words from `start` up to `end`."""

    meaning: str
    start: int
    end: int


def spell_out(pattern: str) -> Iterator[str]:
    """Yield the phrases that a pattern stands for: `|` parts alternatives, `_` joins the words of one, `-` is none.

    `"im|un possible d|de"` is four phrases.
    """
    for words in product(*(part.split("|") for part in pattern.split())):
        yield " ".join(word.replace("_", " ") for word in words if word != "-")


def index_phrases(groups: Mapping[str, Iterable[str]]) -> Index:
    """Return the index of meaning -> phrases, folded and with one blank between words."""
    single: dict[str, list[tuple[str, Words]]] = {}
    longer: dict[Words, list[tuple[str, Words]]] = {}
    for meaning, phrases in groups.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            if len(words) == 1:
                single.setdefault(words[0], []).append((meaning, words))
            else:
                longer.setdefault(words[:2], []).append((meaning, words))
    return Index(single, longer)


def find_phrases(words: Words, index: Index) -> list[Found]:
    """Return the phrases among folded words, in order; of two of one meaning that overlap the first, or the longer."""
    found: list[Found] = []
    single, longer = index
    for start, pair in enumerate(pairwise((*words, ""))):
        if pair in longer:
            found.extend(_begun(words, start, longer[pair]))
        if pair[0] in single:
            found.extend(_begun(words, start, single[pair[0]]))
    return list(_apart(found)) if len(found) > 1 else found


def _begun(words: Words, start: int, phrases: Phrases) -> Iterator[Found]:
    """Yield those of the phrases that stand at `start`."""
    for meaning, phrase in phrases:
        end = start + len(phrase)
        if words[start:end] == phrase:
            yield Found(meaning, start, end)


def _apart(found: Iterable[Found]) -> Iterator[Found]:
    """Yield what doesn't begin inside another phrase of the same meaning."""
    until: dict[str, int] = {}
    for each in found:
        if each.start >= until.get(each.meaning, 0):
            until[each.meaning] = each.end
            yield each
