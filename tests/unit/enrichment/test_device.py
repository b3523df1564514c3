"""Bots, scanners and servers: which check says so, and which events count."""

import re

import pytest
from crawlerdetect import CrawlerDetect
from crawlerdetect.providers.crawlers import data as crawler_patterns
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from fake_useragent import FakeUserAgent

from pipeline.contracts.event import Event
from pipeline.enrichment.device import BROWSERS, CRAWLERS, _plain, _read, ignored, read_agent
from pipeline.enrichment.user_agents import SCANNERS, SERVERS
from tests.unit.enrichment.events import event

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (event(user_agent=BROWSER), None),
        (event(user_agent=None), None),
        (event(user_agent=""), None),
        (event(user_agent="Googlebot/2.1"), "bot"),
        (event(user_agent="BarracudaCentral"), "scanner"),
        (event(user_agent="analytics-python/2.2"), None),
        (event(user_agent="python-requests/2.31"), None),
        (event(user_agent=BROWSER, test=True), "test"),
        (event(user_agent="Googlebot/2.1", test=True), "test"),
    ],
)
def test_ignored(sent: Event, why: str | None) -> None:
    """Tests, bots and scanners count for nobody; people, servers and the unknown count."""
    assert ignored(sent) == why


def test_same_as_package() -> None:
    """Grouping the patterns finds in every agent what the package finds."""
    detect = CrawlerDetect()
    plain = [re.sub(r"\\(.)", r"\1", pattern).strip("^$") for pattern in crawler_patterns]
    agents = [*plain, *(f"{BROWSER} {name}" for name in plain[::20]), BROWSER, "x", "cubot", "Nexus 5 Build"]
    differ = [
        agent for agent in agents if bool(CRAWLERS.search(BROWSERS.sub("", agent).strip())) != detect.is_crawler(agent)
    ]
    assert differ == []


def test_lists_fold() -> None:
    """What agents are compared with is lower case, as they are by then."""
    assert [name for name in (*SERVERS, *SCANNERS) if name != name.lower()] == []


def test_long_agent() -> None:
    """An agent of any length is read in an instant, and a bot's word beyond what we read does not matter."""
    assert read_agent("a" * 60_000) == ("server", "no_browser")
    assert read_agent("bot" + "-" * 60_000) == ("bot", "crawler_words")


def test_versions_apart() -> None:
    """Agents that differ in the version of a browser alone are one, and read the same as each by itself."""
    agents = [browser["useragent"] for browser in FakeUserAgent().data_browsers]
    agents += [agent for entry in CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    plain = [agent.strip().lower() for agent in agents if agent.strip()]
    assert [agent for agent in plain if _read(" ".join(map(_plain, agent.split(" ")))) != _read(agent)] == []
    assert _plain("chrome/126.0.1") == _plain("chrome/9") == "chrome/0"
    assert _plain("headlesschrome/126.0") == "headlesschrome/126.0"
    assert _plain("chrome/bot") == "chrome/bot"
