"""User agents against lists that our patterns were not made from: bots are seen, people are not taken for them."""

from collections import Counter

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from fake_useragent import FakeUserAgent

from pipeline.enrichment.device import read_agent

PROGRAMS, FALSE_ALARMS = 0.95, 0.005


def _kinds(agents: list[str]) -> Counter[str]:
    return Counter(device.kind if (device := read_agent(agent)) else "unknown" for agent in agents)


def test_bots() -> None:
    """Of the crawlers and programs of a public list at least 95 in 100 are not taken for people."""
    agents = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    found = _kinds(agents)
    assert len(agents) > 2000
    assert 1 - found["human"] / len(agents) >= PROGRAMS
    assert found["server"] / len(agents) <= 0.1  # libraries and integrations, which carry people's own acts


def test_people() -> None:
    """Of real browsers at most 5 in 1,000 are taken for anything else."""
    agents = sorted({browser["useragent"] for browser in FakeUserAgent().data_browsers})
    found = _kinds(agents)
    assert len(agents) > 500
    assert 1 - found["human"] / len(agents) <= FALSE_ALARMS


@pytest.mark.parametrize("agent", ["", " ", "\t"])
def test_unknown(agent: str) -> None:
    """No user agent tells nothing: it is no bot."""
    assert read_agent(agent) is None
