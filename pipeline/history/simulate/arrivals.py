"""Where a visit comes from, and on what: referrer, campaign, browser, address. All that stays the same while it lasts."""

from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

import msgspec

from pipeline.history.simulate.site import Lang

T = TypeVar("T")

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
_APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
DESKTOPS = (
    f"{_WINDOWS} {_WEBKIT} Chrome/154.0.0.0 Safari/537.36",
    f"{_WINDOWS} {_WEBKIT} Chrome/153.0.0.0 Safari/537.36",
    f"{_WINDOWS} {_WEBKIT} Chrome/154.0.0.0 Safari/537.36 Edg/154.0.0.0",
    f"{_MAC} {_WEBKIT} Chrome/154.0.0.0 Safari/537.36",
    f"{_MAC} {_APPLE} Version/26.1 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)
PHONES = (
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {_APPLE} Version/26.1 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} Chrome/154.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 10; K) {_WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {_APPLE} Version/26.1 Mobile/15E148 Safari/604.1",
)
LOCALES: dict[Lang, tuple[str, ...]] = {
    "fr": ("fr-FR", "fr-FR", "fr-FR", "fr-FR", "fr-BE", "fr-CH", "fr-CA", "fr-LU"),
    "en": ("en-GB", "en-US", "en-CA", "en-US", "nl-BE", "de-CH"),
}


class Campaign(NamedTuple):
    """A campaign as its links say, and the site those links stand on."""

    source: str
    medium: str
    name: str
    term: str = ""
    content: str = ""
    referrer: str = ""


CAMPAIGNS: dict[Lang, tuple[Campaign, ...]] = {
    "fr": (
        Campaign("google", "cpc", "fr-planning-techniciens", "logiciel planning technicien", "annonce-b"),
        Campaign("google", "cpc", "fr-maintenance", "gmao mobile", "annonce-a"),
        Campaign(
            "linkedin", "paid_social", "directions-operations-2026", "", "video-tournees", "https://www.linkedin.com/"
        ),
        Campaign("lettre", "email", "lettre-novembre-2026", "", "bouton-livre-blanc"),
        Campaign("salon", "qr", "salon-maintenance-lyon", "", "stand-b12"),
        Campaign("meta", "paid_social", "livre-blanc-excel", "", "carrousel", "https://www.facebook.com/"),
    ),
    "en": (
        Campaign("google", "cpc", "en-field-service", "field service scheduling software", "ad-a"),
        Campaign("linkedin", "paid_social", "operations-leaders-2026", "", "video-routes", "https://www.linkedin.com/"),
        Campaign("newsletter", "email", "november-2026", "", "white-paper-button"),
        Campaign("capterra", "referral", "comparison-listing", "", "", "https://www.capterra.com/"),
    ),
}
REFERRERS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        *("https://www.google.com/",) * 6,
        *("",) * 5,
        "https://www.bing.com/",
        "https://www.qwant.com/",
        "https://www.linkedin.com/",
        "https://chatgpt.com/",
        "https://www.lejournaldelamaintenance.example/logiciels",
    ),
    "en": (
        *("https://www.google.com/",) * 6,
        *("",) * 4,
        "https://www.bing.com/",
        "https://duckduckgo.com/",
        "https://www.linkedin.com/",
        "https://chatgpt.com/",
        "https://www.fieldserviceweekly.example/tools",
    ),
}
NETWORKS = (b"192.0.2.", b"198.51.100.", b"203.0.113.")
"""The three that are reserved for documentation."""

PAID = 0.25
"""Share of the crowd's visits that a campaign brought."""
PAID_LEADS = 0.5
"""The same of people who will give a form: campaigns are made to bring those."""
ON_PHONE = 0.3
NATIVE = 0.2
"""Share of devices whose pages come in our own shape, as from the company's newer site."""


class Device(NamedTuple):
    """A browser: who the site takes it for, the shape its events come in, and what never changes in them, as JSON."""

    visitor_id: bytes
    native: bool
    members: bytes


class Landing(NamedTuple):
    """How a visit began: the site before, what its link carried, and the campaign as JSON members (or nothing)."""

    referrer: bytes
    search: bytes
    campaign: bytes


NOWHERE = Landing(b"", b"", b"")


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)


@lru_cache(maxsize=1024)
def _segment_members(locale: str, agent: str) -> bytes:
    library = {"name": "analytics.js", "version": "next-1.81.0"}
    zone = "America/Toronto" if locale.endswith(("CA", "US")) else "Europe/Paris"
    return _json({"library": library, "locale": locale, "timezone": zone, "userAgent": agent})[1:-1] + b","


@lru_cache(maxsize=1024)
def _native_members(locale: str, agent: str) -> bytes:
    return _json({"locale": locale, "user_agent": agent})[1:-1] + b","


def address(rng: Random) -> bytes:
    """Return an IPv4 address of the documentation networks."""
    return b"%b%d" % (NETWORKS[int(rng.random() * 3)], 1 + int(rng.random() * 254))


def new_id(rng: Random) -> bytes:
    """Return a random id: 32 hex digits."""
    return b"%032x" % rng.getrandbits(128)


def device_of(rng: Random, agent: str, locale: str, *, native: bool = False) -> Device:
    """Return a new device with this user agent."""
    members = (_native_members if native else _segment_members)(locale, agent)
    return Device(new_id(rng), native, b'"ip":"%b",%b' % (address(rng), members))


def pick(rng: Random, things: Sequence[T]) -> T:
    """Return one of them; `rng.choice` takes three times as long, and this is done for every page."""
    return things[int(rng.random() * len(things))]


def new_device(rng: Random, lang: Lang, *, on_phone: bool | None = None) -> Device:
    """Return a new browser of somebody who reads `lang`."""
    phone = rng.random() < ON_PHONE if on_phone is None else on_phone
    return device_of(
        rng, pick(rng, PHONES if phone else DESKTOPS), pick(rng, LOCALES[lang]), native=rng.random() < NATIVE
    )


def _search(campaign: Campaign) -> bytes:
    named = {"utm_source": campaign.source, "utm_medium": campaign.medium, "utm_campaign": campaign.name}
    more = {"utm_term": campaign.term, "utm_content": campaign.content}
    return ("?" + urlencode(named | {key: text for key, text in more.items() if text})).encode()


def _landing(campaign: Campaign) -> Landing:
    told = {key: text for key, text in campaign._asdict().items() if text and key != "referrer"}
    return Landing(campaign.referrer.encode(), _search(campaign), b'"campaign":' + _json(told) + b",")


_PAID: dict[Lang, tuple[Landing, ...]] = {
    lang: tuple(_landing(campaign) for campaign in campaigns) for lang, campaigns in CAMPAIGNS.items()
}
_FREE: dict[Lang, tuple[Landing, ...]] = {
    lang: tuple(Landing(site.encode(), b"", b"") for site in sites) for lang, sites in REFERRERS.items()
}
LETTERS: dict[Lang, Landing] = {
    lang: next(_landing(campaign) for campaign in campaigns if campaign.medium == "email")
    for lang, campaigns in CAMPAIGNS.items()
}
"""How a link of our own letter is come by."""


def new_landing(rng: Random, lang: Lang, paid: float = PAID) -> Landing:
    """Return how a visit begins: by a campaign's link (the share `paid` of visits), another site's, or none."""
    return pick(rng, (_PAID if rng.random() < paid else _FREE)[lang])
