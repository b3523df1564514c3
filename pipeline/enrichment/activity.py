"""What an event adds to a person's activity: so many pages, forms, downloads… of one event, each 1, and seconds.

A share is an act of sharing, or a visit that a shared post brought: the page's channel is `social`, unpaid. A referral is
an invitation, or a visit by a link that says who sent it: `?ref=ana`.

Visits are not told by one event: they are the days on which somebody came, counted where activity is kept.
"""

import re
from collections.abc import Mapping
from math import inf
from typing import Final

from pipeline.contracts.event import Event
from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached
from pipeline.enrichment.domains import path_of
from pipeline.enrichment.text import name_words

MAX_URL = 2048
"""Characters read of an address."""
MAX_SECONDS = 3600
"""Seconds one page can count: a tab left open is no reading."""

PRICING = frozenset("pricing prices price tarif tarifs tarification prix plans abonnements".split())
CAREERS = frozenset(
    "careers career jobs job carriere carrieres recrutement emploi emplois vacancies hiring stages offres".split()
)
CAREER_PHRASES = ("rejoignez nous", "nous rejoindre", "join us", "work with us", "nous recrutons", "on recrute")
ACTIONS: Mapping[str, frozenset[str]] = {
    "downloads": frozenset("download downloads downloaded telechargement telecharge telecharger".split()),
    "shares": frozenset("share shares shared partage partager retweet repost reposted".split()),
    "referrals": frozenset("referral referrals referred refer invite invited invitation parrainage parraine".split()),
}
"""What an action is, by the words of its name."""
_MAIL = frozenset("email emails mail mails courriel courriels newsletter".split())
_NO_ACT = frozenset(
    "open opened opens opening ouvert ouverte ouverture delivered sent bounced received recu envoye".split()
)
"""What becomes of a mail without the person doing anything: many programs open mails, and nobody sees them do it."""


def acts(event: Event, channel: Value | None = None) -> dict[str, int]:
    """Return what the event counts as: `{"pages": 1, "pricing_pages": 1, "seconds_on_site": 24}`.

    `channel`: the event's `acquisition.channel`, which only the page has that somebody came to.
    Keys are the whats of `activity.<what>.<window>`, values counts, or whole seconds; identifying counts as nothing, and so
    does a mail that was opened or delivered.
    """
    if event.type == "page":
        return _page(event, channel)
    if event.type == "form":
        return {"forms": 1}
    if event.type == "action":
        return dict.fromkeys(_action(event.name or ""), 1)
    return {}


def _page(event: Event, channel: Value | None) -> dict[str, int]:
    page = event.page
    seconds = event.seconds_on_page
    kinds = _NONE if page is None else _page_kinds(page.path or path_of(page.url or ""))
    counts = kinds.copy()
    if seconds is not None and 1 <= seconds < inf:
        counts["seconds_on_site"] = round(seconds) if seconds < MAX_SECONDS else MAX_SECONDS
    if channel == "social":
        counts["shares"] = 1
    if page is not None and page.url and "ref=" in page.url and _REFERRED.search(page.url[:MAX_URL]):
        counts["referrals"] = 1
    return counts


_NONE: Final = {"pages": 1}
_REFERRED: Final = re.compile(r"[?&]ref=[^&#\s]")


@cached(4096, longest=512)
def _page_kinds(path: str) -> dict[str, int]:
    words = name_words(path.partition("?")[0].partition("#")[0])
    spoken = f" {' '.join(words)} "
    if not PRICING.isdisjoint(words):
        return {"pages": 1, "pricing_pages": 1}
    if not CAREERS.isdisjoint(words) or any(f" {phrase} " in spoken for phrase in CAREER_PHRASES):
        return {"pages": 1, "careers_pages": 1}
    return _NONE


@cached(4096, longest=256)
def _action(name: str) -> tuple[str, ...]:
    words = frozenset(name_words(name))
    if words & _MAIL and words & _NO_ACT:
        return ()
    return ("actions", *(what for what, said in ACTIONS.items() if words & said))
