"""Addresses of machines: the country of a person's own line, the hosting company's, and nothing of what is no address."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.hosting_networks import hosting_networks
from pipeline.enrichment.ip import UNKNOWN, network_facts
from pipeline.enrichment.networks import merge_networks
from pipeline.enrichment.tables import Tables, cloud_ranges
from tests.corpus import hosting_networks as made
from tests.unit.enrichment.events import event

LINE = "81.64.0.1"
"""Of a French provider's subscribers."""


@pytest.mark.parametrize(
    "text",
    [LINE, f" {LINE} ", f"{LINE}:443", f"{LINE}, 10.0.0.1", f"::ffff:{LINE}", "2a01:e0a::1", "[2a01:e0a::1]:443"],
)
def test_country(text: str, tables: Tables) -> None:
    """A provider's address tells the country, however a proxy writes it."""
    assert network_facts(text, tables).guessed == {"geo.ip_country": "FR"}
    assert network_facts(text, tables).derived == {}


@pytest.mark.parametrize(
    "text", ["52.47.0.1", "51.15.0.1", "5.9.0.1", "91.121.0.1", "2001:41d0::1", "2001:bc8::1", "95.217.0.1"]
)
def test_hosting(text: str, tables: Tables) -> None:
    """A hosting company's address says so, and no country: that would be the company's seat."""
    told = network_facts(text, tables)
    assert told.derived == {"device.hosting": True, "device.source": "hosting_networks"}
    assert told.guessed == told.country == {}


@pytest.mark.parametrize(
    "text", ["", "x", "1.2.3", "999.1.1.1", "10.1.2.3", "127.0.0.1", "::1", "fe80::1%eth0", "192.0.2.1", ":", "[", ","]
)
def test_none(text: str, tables: Tables) -> None:
    """Private, reserved and broken addresses tell nothing."""
    assert network_facts(text, tables) is UNKNOWN


@given(st.text(max_size=60) | st.ip_addresses().map(str))
def test_any(tables: Tables, text: str) -> None:
    """No text raises, and none is both a host's and of a country."""
    told = network_facts(text, tables)
    assert not (told.derived and told.guessed)


def test_country_last(tables: Tables) -> None:
    """The address names the country where nothing better does, and is a guess then; else it stands beside it."""
    bare = enrich(event("identify", user_id="u1", ip=LINE), tables)
    assert bare == {"guessed": {"geo.ip_country": "FR", "geo.country": "FR", "geo.country_source": "ip"}}
    better = enrich(event("identify", phone="+41212345678", ip=LINE), tables)["guessed"]
    assert (better["geo.country"], better["geo.country_source"], better["geo.ip_country"]) == ("CH", "phone", "FR")


@pytest.mark.parametrize(
    "text", ["90.0.0.1", "82.64.0.1", "109.128.0.1", "85.0.0.1", "24.200.0.1", "217.128.0.1", "2a01:cb00::1"]
)
def test_lines(text: str, tables: Tables) -> None:
    """Lines of homes and firms, of Orange, Free, Proximus, Swisscom and Vidéotron, are no hosting company's."""
    assert network_facts(text, tables).derived == {}


def test_pinned() -> None:
    """The networks are those of the package that their maker pins, of its date and digest; each is one."""
    found = hosting_networks()
    pinned = (made.PACKAGE, made.VERSION, made.OF, made.SHA512)
    assert (found.package, found.version, found.of, found.sha512) == pinned
    assert len(found.blocks) == len(set(found.blocks)) > 2_000


def test_check_named(tables: Tables) -> None:
    """What the user agent says of the device comes before what its address says."""
    told = enrich(event("identify", user_id="u1", ip="52.47.0.1", user_agent="Googlebot/2.1"), tables)["derived"]
    assert told == {"device.hosting": True, "device.kind": "bot", "device.source": "crawler_words"}


def test_anonymous(tables: Tables) -> None:
    """A page view of somebody unknown is not looked up: most events are, and nobody asks."""
    assert enrich(event(ip=LINE), tables) == {}


def test_merge() -> None:
    """Blocks that touch or overlap are one; both ends belong to them."""
    networks = merge_networks(
        ["10.0.0.0/25", "10.0.0.128/25", "10.0.0.0/28", "10.2.0.0/16", "10.9.9.9", "2001:db8::/32"]
    )
    assert networks.v4.starts == tuple(int(ipaddress.ip_address(one)) for one in ("10.0.0.0", "10.2.0.0", "10.9.9.9"))
    inside = ("10.0.0.0", "10.0.0.255", "10.2.255.255", "10.9.9.9", "2001:db8::1")
    outside = ("9.255.255.255", "10.0.1.0", "10.3.0.0", "10.9.9.8", "2001:db9::", "::1", "1.0.0.0")
    assert all(ipaddress.ip_address(one) in networks for one in inside)
    assert not any(ipaddress.ip_address(one) in networks for one in outside)
    assert "10.0.0.0" not in networks


@pytest.mark.parametrize("block", ["x", "10.0.0.0/y", "10.0.0"])
def test_no_block(block: str) -> None:
    """What is no block is refused when tables are built, not passed over."""
    with pytest.raises(ValueError, match=r"."):
        merge_networks([block])


def test_ranges() -> None:
    """The clouds' ranges are there, and dated."""
    ranges = cloud_ranges()
    assert len(ranges.ranges) > 100_000
    assert ranges.version.startswith("20")
