"""Domain names: where one ends, whose it is, and which list it stands on. Always on label boundaries.

All domains in facts are lower-case ASCII ("A-labels"): `Bücher.DE` is `xn--bcher-kva.de`.
"""

import ipaddress
import re
from collections.abc import Iterator

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from pipeline.enrichment.cache import cached, cached_with
from pipeline.enrichment.tables import Tables

_PLAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_RESERVED = frozenset(SPECIAL_USE_DOMAIN_NAMES)
_SCHEME = re.compile(r"^(?:[A-Za-z][\w+.-]{0,20}:)?//")
MAX_DOMAIN = 253
"""Characters: the longest name that DNS can hold."""


@cached(8192, longest=320)
def host_of(url: str) -> str:
    """Return the host that an address names, lower case, without `www.`, port or user; "" where there is none.

    Takes addresses with and without scheme: `"https://www.acme.com:443/x"`, `"//acme.com"`, `"acme.com/x"`.
    """
    rest = _SCHEME.sub("", url, count=1)
    for end in "/?#\\":
        rest = rest.partition(end)[0]
    host = rest.rpartition("@")[2].partition(":")[0].strip().lower()
    return host.removeprefix("www.")


def path_of(url: str) -> str:
    """Return the path of an address, without query and fragment; "" where there is none."""
    rest = _SCHEME.sub("", url, count=1).partition("?")[0].partition("#")[0]
    return f"/{rest.partition('/')[2]}" if "/" in rest else ""


def is_plain(domain: str) -> bool:
    """Return whether a text is a domain name beyond doubt, as nearly all are: then nothing else need be checked of it."""
    if _PLAIN.fullmatch(domain) is None or "--" in domain or len(domain) > MAX_DOMAIN:
        return False
    return domain.rpartition(".")[2] not in _RESERVED


@cached(4096, longest=256)
def ascii_domain(name: str) -> str | None:
    """Return the domain as lower-case ASCII, final dot dropped; None where it is no domain name one can own."""
    if is_plain(name):
        return name
    try:
        parsed = validate_email(f"a@{name.strip().rstrip('.')}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return parsed.ascii_domain if "." in parsed.ascii_domain else None


def parents(domain: str) -> Iterator[str]:
    """Yield the domain, then each domain above it: `a.b.com`, `b.com`, `com`."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def is_under(domain: str, listed: frozenset[str]) -> bool:
    """Return whether the domain, or a domain above it, is on the list. `notacme.com` is not under `acme.com`."""
    return not listed.isdisjoint(parents(domain))


@cached_with(8192, longest=256)
def registrable(domain: str, tables: Tables) -> str | None:
    """Return the part of an ASCII domain that somebody registered: `eu.acme.co.uk` -> `acme.co.uk`.

    A name that is itself a private suffix (`altervista.org`) is registered by its owner. None for addresses of
    machines and for public suffixes.
    """
    if len(domain) > MAX_DOMAIN or _is_address(domain):
        return None
    found: str | None = tables.suffixes.privatesuffix(domain) or tables.public_suffixes.privatesuffix(domain)
    return found


def _is_address(host: str) -> bool:
    if ":" not in host and not host.endswith((*"0123456789", "]")):
        return False
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
