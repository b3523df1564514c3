"""Which region of a country: from its name, or from a postcode where the country is known.

Below a region nothing is kept: a postcode tells too much of people and their neighbours.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from pipeline.enrichment import region_names
from pipeline.enrichment.text import words

MAX_REGION = 60
"""Characters: longer answers name no region."""
_FRENCH_CODE = re.compile(r"(?:f[r]?[- ]?)?((97\d|98\d|\d\d)\d{2,3})")
_BELGIAN_CODE = re.compile(r"(?:b[e]?[- ]?)?(\d{4})")
_CANADIAN_CODE = re.compile(r"([a-z])\d[a-z](?:[ -]?\d[a-z]\d)?")

NAMED: Mapping[str, str] = {
    " ".join(words(name)): region for region, names in region_names.NAMES.items() for name in names
}


@lru_cache(maxsize=4096)
def region_code(name: str, postcode: str, country: str | None) -> str | None:
    """Return the ISO 3166-2 code of the region that a name, else a postcode tells within a country; None where neither does.

    `("", "69003", "FR")` -> `"FR-ARA"`, `("", "97400", "FR")` -> `"FR-974"`. Cut both to `MAX_REGION` before.
    """
    named = NAMED.get(" ".join(words(name))) if name else None
    if named is not None and (country is None or _is_in(named, country)):
        return named
    if country is not None and country in region_names.OVERSEAS:
        return region_names.OVERSEAS[country]
    return _coded(postcode.strip().lower(), country) if postcode else None


def country_of(region: str) -> str:
    """Return the ISO 3166 alpha-2 code of a region's country; its own for a French one overseas: `"FR-974"` -> `"RE"`."""
    return next((code for code, own in region_names.OVERSEAS.items() if own == region), region[:2])


def _is_in(region: str, country: str) -> bool:
    return region.startswith(country) or (country in region_names.OVERSEAS and region.startswith("FR-97"))


def _coded(postcode: str, country: str | None) -> str | None:
    if country == "FR":
        found = _FRENCH_CODE.fullmatch(postcode)
        return region_names.DEPARTMENTS.get(found[2]) if found and len(found[1]) == len("75001") else None
    if country == "BE":
        found = _BELGIAN_CODE.fullmatch(postcode)
        return None if found is None else _belgian(int(found[1]))
    if country == "CA":
        found = _CANADIAN_CODE.fullmatch(postcode)
        return None if found is None else region_names.CANADA.get(found[1].upper())
    return None


def _belgian(number: int) -> str | None:
    if number < 1000:  # noqa: PLR2004  the first Belgian postcode
        return None
    return next(region for last, region in region_names.BELGIUM if number <= last)
