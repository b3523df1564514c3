"""Which country: read from names in any of our languages, ISO codes, or the end of a company's domain."""

import re
from collections.abc import Mapping

from pipeline.contracts.model import Value
from pipeline.enrichment import country_names
from pipeline.enrichment.cache import cached_with
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import words

_PARTS = re.compile(r"[,;/()|\u2013\u2014]|\s-\s")
_FLAG = re.compile(r"[\U0001F1E6-\U0001F1FF]{2}")
_FLAG_A = 0x1F1E6
_ARTICLES = frozenset({"la", "le", "les", "l", "the"})
CODE_LENGTH = 2
MAX_COUNTRY = 100
"""Characters: longer answers name no country."""


@cached_with(4096, longest=101)
def country_code(text: str, tables: Tables) -> str | None:
    """Return the ISO 3166 alpha-2 code of the country that the text names; None where it names none, or several.

    `"La Réunion"` -> `"RE"`, `"Québec"` -> `"CA"`, `"Paris, France"` -> `"FR"`, `"FR - France"` -> `"FR"`.
    """
    if len(text) > MAX_COUNTRY:
        return None
    whole = _lookup(text, tables)
    if whole is not None:
        return whole
    found = {code for part in _PARTS.split(text) if (code := _lookup(part, tables)) is not None}
    return found.pop() if len(found) == 1 else None


def _lookup(text: str, tables: Tables) -> str | None:
    stripped = text.strip(" .\t\n")
    if _FLAG.fullmatch(stripped):
        return _known("".join(chr(ord(char) - _FLAG_A + ord("A")) for char in stripped), tables)
    tokens = words(stripped)
    if not tokens or (stripped != "NO" and " ".join(tokens) in country_names.NOT_NAMES):
        return None
    found = tables.countries.get(" ".join(tokens))
    if found is None and tokens[0] in _ARTICLES:
        found = tables.countries.get(" ".join(tokens[1:]))
    return found


def _known(code: str, tables: Tables) -> str | None:
    return code if code in tables.country_codes else None


@cached_with(4096, longest=256)
def domain_country(domain: str, tables: Tables) -> str | None:
    """Return the country a company's domain ends in; None for domains that the whole world uses (`.com`, `.io`)."""
    ending = domain.rpartition(".")[2]
    if ending == "uk":
        return "GB"
    if len(ending) != CODE_LENGTH or ending in country_names.SHARED_SUFFIXES:
        return None
    return _known(ending.upper(), tables)


def geo_facts(country: str | None, source: str) -> Mapping[str, Value]:
    """Return `geo.country` with `geo.country_source` (declared, company, phone or ip); nothing of no country."""
    return {} if country is None else {"geo.country": country, "geo.country_source": source}
