"""How every family reads text: one way of folding, one way of cutting into words, one idea of what is blank.

Matching is always on whole words of folded text, never on parts of words and never fuzzy: a wrong fact costs a lead.
"""

import re
import unicodedata

from pipeline.enrichment.cache import cached

WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPELLED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
_UNSPLIT = re.compile("[œæøłđðþ\u0131]")
"""Letters that Unicode does not take apart."""
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
MAX_BLANK = 40
"""Characters: no placeholder is longer."""

BLANKS = frozenset(
    {
        "", "na", "n a", "nan", "null", "nil", "undefined", "not set", "not provided", "not specified", "unknown",
        "unspecified", "non renseigne", "non precise", "non communique", "inconnu", "inconnue", "nsp", "nc",
        "select", "select one", "please select", "choose", "choose one", "please choose", "none selected",
        "choisir", "choisissez", "veuillez choisir", "veuillez selectionner", "selectionner", "selectionnez",
        "prefer not to say", "ne souhaite pas repondre", "object object", "test",
    }
)  # fmt: skip
"""What forms send when nobody answered, folded. "none" and "0" are not among them: they can be answers."""


def fold(text: str) -> str:
    """Return the text in lower case without accents, ligatures spelled out: `"Œuvre d'Éloïse"` -> `"oeuvre d'eloise"`."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    if _UNSPLIT.search(lowered):
        lowered = lowered.translate(_SPELLED)
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered)).casefold()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of the text, cut at everything that is neither letter nor digit."""
    return tuple(WORD.findall(fold(text)))


@cached(4096, longest=256)
def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a field's or event's name, camel case cut too: `"jobTitle"` -> `("job", "title")`."""
    return words(_CAMEL.sub(" ", name))


def is_blank(text: str) -> bool:
    """Return whether the text says nothing: empty, punctuation, or a placeholder such as "n/a"."""
    if len(text) > MAX_BLANK:
        return False
    first = WORD.search(text)
    return first is None or (fold(first[0]) in _FIRSTS and " ".join(words(text)) in BLANKS)


_FIRSTS = frozenset(blank.partition(" ")[0] for blank in BLANKS)
"""Words that a placeholder begins with: nearly every answer is told from them by its first."""
