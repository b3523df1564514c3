"""What sent an event: a person's browser, a bot, a mail scanner or a server; read from the user agent.

Five checks, each of which says so in `device.source`: the two lists in `user_agents`; words that crawlers have in their
names; a signature (an address of a site or a mailbox, which browsers don't carry); the list of the package
`crawlerdetect`; and last that nothing in it is a browser's: then it is some program, which counts as a server, but on a
page as a bot. No user agent tells nothing. An event sent by a server speaks for a person and counts.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crawlerdetect.providers.crawlers import data as crawler_patterns
from crawlerdetect.providers.exclusions import data as browser_patterns

from pipeline.contracts.event import Event
from pipeline.contracts.log import Ignored
from pipeline.enrichment import user_agents
from pipeline.enrichment.cache import Kept, cached, cached_with


class Device(NamedTuple):
    """What sent an event, and which check said so."""

    kind: str
    source: str


HUMAN = Device("human", "no_list")
NOTHING = Kept({})


@cached(4096, longest=512)
def read_agent(agent: str) -> Device | None:
    """Return what a user agent is: scanner, server, bot or human, in this order of trying; None of an empty one."""
    text = agent.strip()
    return _read(" ".join(map(_plain, text.lower().split(" ")))) if text else None


def _plain(part: str) -> str:
    """Return a part of an agent, without its version where a browser's: agents come by the thousand that differ in it."""
    name, mark, version = part.partition("/")
    return f"{name}/0" if mark and name in BROWSERS_PARTS and not version.strip(_VERSION) else part


_VERSION = "0123456789."
BROWSERS_PARTS = frozenset(
    "chrome safari firefox version applewebkit gecko edg edga opr crios fxios samsungbrowser gsa".split()
)
"""How browsers name themselves and their parts before a slash. What is looked for in agents asks for no version of theirs."""


@cached(2048, longest=512)
def _read(lowered: str) -> Device:
    """Return what an agent is, in lower case; those that differ in their browser's version alone are one."""
    if any(name in lowered for name in user_agents.SCANNERS):
        return Device("scanner", "scanner_list")
    if "android" in lowered and "safari" in lowered:
        lowered = user_agents.MODEL.sub(r"\1", lowered)
    if user_agents.NAMED.search(lowered) is not None:
        return Device("bot", "crawler_words")
    if lowered.startswith(user_agents.SERVERS):
        return Device("server", "server_list")
    return _read_rest(lowered)


def _read_rest(lowered: str) -> Device:
    """Return what an agent is that no list of ours knows."""
    rest = user_agents.PEOPLES.sub("", lowered)
    if user_agents.SIGNED.search(rest) is not None:
        return Device("bot", "signature")
    if CRAWLERS.search(BROWSERS.sub("", rest)) is not None:
        return Device("bot", "crawlerdetect")
    return HUMAN if user_agents.BROWSERLIKE.search(lowered) is not None else Device("server", "no_browser")


def _grouped(patterns: Iterable[str]) -> str:
    """Return the alternation of all patterns, those that start with a plain letter grouped by it.

    It finds the same, about ten times as fast: Python tries every alternative at every place.
    """
    groups: dict[str, list[str]] = {}
    rest: list[str] = []
    for pattern in patterns:
        if _PLAIN_START.match(pattern):
            groups.setdefault(pattern[0].lower(), []).append(pattern[1:])
        else:
            rest.append(pattern)
    return "|".join([f"{letter}(?:{'|'.join(ends)})" for letter, ends in groups.items()] + rest)


_PLAIN_START = re.compile(r"[A-Za-z0-9](?![*+?{|])[^|]*$")
_ANYTHING_BEFORE = r"[a-z0-9\-_]*"
"""Starts one of the patterns; it changes nothing of what is found, and on long words costs the square of their length."""
CRAWLERS = re.compile(_grouped(one.removeprefix(_ANYTHING_BEFORE) for one in crawler_patterns), re.IGNORECASE)
BROWSERS = re.compile("|".join(browser_patterns), re.IGNORECASE)
"""What browsers call themselves; taken out of an agent before crawlers are looked for, as `crawlerdetect` does."""


def device_facts(event: Event) -> Kept:
    """Return `device.kind` and `device.source`, unless human or unknown: what nearly all are is not worth the bytes."""
    agent = event.user_agent
    return NOTHING if agent is None else sender_facts(agent, event.type == "page")


def read_sender(agent: str, *, on_page: bool) -> Device | None:
    """Return what sent an event by its user agent: on a page, some program that is no browser is a bot.

    A form or an act that such a program sends it sends for a person; a page that it opened nobody saw.
    """
    device = read_agent(agent)
    return PROGRAM if on_page and device is not None and device.source == "no_browser" else device


PROGRAM = Device("bot", "no_browser")


@cached_with(4096, longest=512)
def sender_facts(agent: str, on_page: bool) -> Kept:  # noqa: FBT001  a key of the cache
    """Return the `device.*` facts of a user agent; none of an empty one."""
    device = read_sender(agent, on_page=on_page)
    if device is None or device.kind == "human":
        return NOTHING
    return Kept({"device.kind": device.kind, "device.source": device.source})


def ignored(event: Event) -> Ignored | None:
    """Return why an event counts for nobody: test, bot or scanner; None where it counts."""
    if event.test:
        return "test"
    agent = event.user_agent
    return None if agent is None else _ignored(agent, event.type == "page")


@cached_with(4096, longest=512)
def _ignored(agent: str, on_page: bool) -> Ignored | None:  # noqa: FBT001  a key of the cache
    device = read_sender(agent, on_page=on_page)
    return None if device is None else IGNORED.get(device.kind)


IGNORED: Mapping[str, Ignored] = {"bot": "bot", "scanner": "scanner"}
"""Kinds of senders that count for nobody."""
