"""Words: those of a text, and the nearest right name for a wrong one."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

MAX_TEXT: Final = 2_000
"""Of a text so many characters are read."""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean `x`?` for the nearest known name, or nothing where none is near."""
    near = get_close_matches(word[:100], sorted(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


@lru_cache(maxsize=4096)
def plain_of(text: str) -> str:
    """Return the words of a text with one space between them: letters and digits without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", text[:MAX_TEXT].casefold())
    kept = (sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, as `plain_of` writes them."""
    return plain_of(text).split()
