"""User agents against lists that our patterns were not made from: bots are seen, people are not taken for them."""

import re
from collections import Counter
from importlib.resources import files

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from fake_useragent import FakeUserAgent

from pipeline.enrichment.device import read_agent, read_sender

PROGRAMS, FALSE_ALARMS = 0.95, 0.005


MATOMO = "tests/fixtures/upstream"
"""Where the package device-detector holds Matomo's fixtures; they are only read here."""


def _kinds(agents: list[str], *, on_page: bool = False) -> Counter[str]:
    read = (read_sender(agent, on_page=on_page) for agent in agents)
    return Counter(device.kind if device else "unknown" for device in read)


def _matomo(name: str) -> list[str]:
    text = files("device_detector").joinpath(MATOMO, f"{name}.yml").read_text(encoding="utf-8")
    return [QUOTED.sub(r"\2", found) for found in AGENT.findall(text)]


AGENT = re.compile(r"^ *user_agent: (.+)$", re.MULTILINE)
QUOTED = re.compile(r"^(['\"])(.*)\1$")


def test_bots() -> None:
    """Of the crawlers and programs of a public list at least 95 in 100 are not taken for people."""
    agents = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    found = _kinds(agents)
    assert len(agents) > 2000
    assert 1 - found["human"] / len(agents) >= PROGRAMS
    assert found["server"] / len(agents) <= 0.1  # libraries and integrations, which carry people's own acts


def test_bots_on_pages() -> None:
    """Of what opens pages at least 95 in 100 crawlers and programs count for nobody, on two lists."""
    agents = [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    for each in (agents, _matomo("bots")):
        found = _kinds(each, on_page=True)
        assert len(each) > 1300
        assert (found["bot"] + found["scanner"]) / len(each) >= PROGRAMS


def test_people_on_pages() -> None:
    """Of people's computers, telephones, tablets and sets at most 5 in 1,000 are taken for anything else, however old."""
    names = sorted(
        file.name for file in files("device_detector").joinpath(MATOMO).iterdir() if file.name.endswith("yml")
    )
    agents = [agent for name in names if not NO_BROWSERS.match(name) for agent in _matomo(name.removesuffix(".yml"))]
    found = _kinds(agents[::EVERY], on_page=True)
    assert len(agents) > 35_000
    assert 1 - found["human"] / len(agents[::EVERY]) <= FALSE_ALARMS


NO_BROWSERS = re.compile(r"bots|unknown|feed_reader|podcasting|mobile_apps|clienthints-app|mediaplayer|smart_speaker")
"""Lists of what is no browser of a person."""
EVERY = 12
"""Of that many agents one is read, to be done in a moment."""


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
