"""What an IP address tells: the country of its network, and whether a hosting company's. Both are hints.

A network's country is where its holder is registered: right for people's own lines, and for a cloud the seat of its
company. So the country of a hosting company's address is not told.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached_with
from pipeline.enrichment.networks import Address
from pipeline.enrichment.tables import Tables


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """What an address tells, by source; not to be changed. Equal only to itself."""

    derived: Mapping[str, Value]
    guessed: Mapping[str, Value]
    country: Mapping[str, Value]
    """What is guessed where no better source names a country: `guessed`, and `geo.country` by it."""


_EMPTY: Final[Mapping[str, Value]] = MappingProxyType({})
UNKNOWN: Final = Network(_EMPTY, _EMPTY, _EMPTY)
_HOSTING: Final = Network(
    MappingProxyType({"device.hosting": True, "device.source": "hosting_networks"}), _EMPTY, _EMPTY
)


@cached_with(8192, longest=100)
def network_facts(ip: str, tables: Tables) -> Network:
    """Return what an address tells; the first of a list, as proxies write them. Nothing of a private one, or of none."""
    address = _address(ip)
    if address is None:
        return UNKNOWN
    if address in tables.hosting:
        return _HOSTING
    code = tables.ip_country(str(address))
    if code is None or code not in tables.country_codes:
        return UNKNOWN
    hint: dict[str, Value] = {"geo.ip_country": code}
    return Network(_EMPTY, hint, {**hint, "geo.country": code, "geo.country_source": "ip"})


def _address(text: str) -> Address | None:
    """Return the address in a text: bare, in brackets, with a port, or the first of several; mapped ones as IPv4."""
    first = text.partition(",")[0].strip()
    if first.startswith("["):
        first = first[1:].partition("]")[0]
    elif first.count(":") == 1:
        first = first.partition(":")[0]
    try:
        address = ipaddress.ip_address(first)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address
