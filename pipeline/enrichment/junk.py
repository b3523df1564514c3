"""Names typed at random or as a test: `qsdfgh`, `aaaa`, `test test`. A hint for people, never a reason against a lead.

Real names of all origins come first: Ng, Srb, Krzysztof and Nguyễn are names. So each check is narrow, and what is
not plainly junk tells nothing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached
from pipeline.enrichment.text import words

ROWS = ("qwertyuiop", "azertyuiop", "qwertzuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "wxcvbn", "1234567890")
"""Rows of keys on French, English and German keyboards."""
WALK = 5
"""Keys beside each other that make a walk; four where none of them is a vowel, or in the middle row."""
SHORT_WALKS = frozenset(
    walk
    for row in ROWS
    for way in (row, row[::-1])
    for start in range(len(way) - WALK + 2)
    if not set(walk := way[start : start + WALK - 1]) & set("eiou") and walk not in {"azer", "reza"}
)
WALKS = frozenset(
    way[start : start + WALK] for row in ROWS for way in (row, row[::-1]) for start in range(len(way) - WALK + 1)
)
REPEATED = re.compile(r"(?!i+$|v+$)(.)\1{2,}|(.{2,3})\2{2,}")
"""A letter three times and nothing else (no Roman numeral), or two or three letters three times."""
VOWELLESS = re.compile(r"(?!.*[aeiouy])[b-z]{6,}")
ALWAYS = frozenset("test tests testtest essai asdf qsdf azerty qwerty qwertz foobar blabla blablabla lorem xyz".split())
"""Words that are nobody's name."""
TOGETHER = ALWAYS | frozenset(
    "toto titi tata tutu foo bar baz tester testeur user utilisateur nom prenom name firstname lastname abc abcd demo".split()
)
"""Words that may be one, but are none where the whole name is made of two or more of them."""
NOTHING: Mapping[str, Value] = MappingProxyType({})
JUNK: Mapping[str, Value] = MappingProxyType({"contact.gibberish": True})


@cached(4096, longest=200)
def name_facts(name: str) -> Mapping[str, Value]:
    """Return `contact.gibberish` where a name is plainly junk, else nothing. Not to be changed."""
    spoken = words(name)
    if not spoken:
        return NOTHING
    junk = all(_is_junk(word) for word in spoken) or (len(spoken) > 1 and TOGETHER.issuperset(spoken))
    return JUNK if junk else NOTHING


def _is_junk(word: str) -> bool:
    return (
        word in ALWAYS
        or REPEATED.fullmatch(word) is not None
        or VOWELLESS.fullmatch(word) is not None
        or (word.isdigit() and len(word) >= WALK - 1)
        or _walks(word)
    )


def _walks(word: str) -> bool:
    """Return whether a word is one walk over neighbouring keys, or two of them."""
    if len(word) < WALK:
        return word in SHORT_WALKS
    size = WALK if word[:WALK] in WALKS else WALK - 1
    return (word[:size] in WALKS or word[:size] in SHORT_WALKS) and (
        len(word) - size < WALK - 1 or word[-WALK + 1 :] in SHORT_WALKS or word[-WALK:] in WALKS
    )
