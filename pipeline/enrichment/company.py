"""What is known of the lead's company: name, domain, size, industry, country, and whether it is a school."""

import re
from collections.abc import Mapping
from math import sqrt

from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached, cached_with
from pipeline.enrichment.domains import ascii_domain, host_of, registrable
from pipeline.enrichment.email import domain_kind, is_academic
from pipeline.enrichment.geography import domain_country
from pipeline.enrichment.legal_forms import BEFORE, BEHIND, JOINTS, NAMES
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import fold, words

SCHOOL_WORDS = frozenset(
    """
    universite university universitat universidad universita universiteit universitaire ecole ecoles school schools
    lycee college colleges faculte faculty iut cegep insa polytech academie academy hochschule campus
    """.split()
)
NOT_OWN_SITES = frozenset(
    """
    linkedin.com facebook.com instagram.com twitter.com x.com youtube.com tiktok.com google.com github.com medium.com
    linktr.ee bit.ly goo.gl malt.fr malt.com wikipedia.org pagesjaunes.fr societe.com
    """.split()
)
"""Where people's and companies' pages stand that don't own the domain."""

_NUMBER = re.compile(r"\d+(?:[ .,'\u00a0\u202f\u2019]\d{3})*(?!\d)")
_THOUSANDS = re.compile(r"(\d+(?:[.,]\d)?)\s*k\b")
_BELOW = frozenset({"moins", "less", "under", "below", "fewer", "max", "maximum", "jusqu", "upto"})
MAX_EMPLOYEES = 10_000_000


@cached(4096, longest=100)
def employees(text: str) -> int | None:
    """Return the number of employees that an answer gives; None where it gives none.

    Of a range its geometric middle, rounded: always inside, so that thresholds at the range's ends hold
    (`"50-200"` -> 100). Of an open end the end: `"1 000+"` -> 1000; of "less than 10" one less.
    """
    folded = _THOUSANDS.sub(lambda found: str(int(float(found[1].replace(",", ".")) * 1000)), fold(text[:100]))
    counts = [int(re.sub(r"\D", "", found)) for found in _NUMBER.findall(folded)][:2]
    if not counts or max(counts) > MAX_EMPLOYEES:
        return None
    if len(counts) > 1:
        return round(sqrt(max(counts[0], 1) * max(counts[1], 1)))
    below = "<" in folded or not _BELOW.isdisjoint(words(folded))
    return max(counts[0] - 1, 1) if below else counts[0]


@cached_with(4096, longest=320)
def website_domain(website: str, tables: Tables) -> str | None:
    """Return the registrable domain of a company's site; None for pages on other people's domains."""
    host = ascii_domain(host_of(website.strip()))
    domain = None if host is None else registrable(host, tables)
    if domain is None or domain in NOT_OWN_SITES or domain_kind(domain, tables) in {"freemail", "disposable", "alias"}:
        return None
    return domain


@cached(4096, longest=200)
def bare_name(name: str) -> str:
    """Return a company's name without its legal form, blanks and commas at its ends: `"SARL Dupont"` -> `"Dupont"`.

    A name that is nothing but a form stays as it is.
    """
    parts = name.split()
    folded = [fold(part).replace(".", "").strip(",;()&-") for part in parts]
    first, last = 0, len(parts)
    while last > 1 and (folded[last - 1] in BEHIND or _is_joint(folded, last)):
        last -= 1
    if last > 1 and folded[0] in BEFORE and " ".join(folded[:last]) not in NAMES:
        first = 1
    bare = " ".join(parts[first:last]).strip(" ,;-")
    return bare or " ".join(parts)


def _is_joint(folded: list[str], last: int) -> bool:
    """Return whether the word before `last` only joins two legal forms: the "& Co." of "GmbH & Co. KG"."""
    return folded[last - 1] in {"", *JOINTS} and not BEHIND.isdisjoint(folded[last - 3 : last - 1] if last > 2 else ())  # noqa: PLR2004  what is joined


def is_school_name(name: str) -> bool:
    """Return whether a company's name says that it is a school."""
    return not SCHOOL_WORDS.isdisjoint(words(name[:200]))


@cached_with(4096, longest=256)
def mail_company(domain: str, tables: Tables) -> Mapping[str, Value]:
    """Return the company facts that follow from the domain of a lead's mailbox; nothing of a personal one."""
    kind = domain_kind(domain, tables)
    if kind == "academic":
        return {"company.is_school": True}
    return site_company(domain, tables) if kind == "business" else {}


@cached_with(4096, longest=256)
def site_company(domain: str, tables: Tables) -> Mapping[str, Value]:
    """Return the facts that follow from a domain a company owns: its registrable form, and its country."""
    facts: dict[str, Value] = {}
    owner = registrable(domain, tables)
    if owner is not None:
        facts["company.domain"] = owner
    country = domain_country(domain, tables)
    if country is not None:
        facts["company.country"] = country
    if is_academic(domain, tables):
        facts["company.is_school"] = True
    return facts
