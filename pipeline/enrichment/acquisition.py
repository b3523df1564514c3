"""Where a visit came from: source, medium, campaign, referring host, and the channel they add up to.

Source and medium are lower case, for upstreams write both "Google" and "google"; a campaign stays as it is named.
"""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from pipeline.contracts.event import Event
from pipeline.enrichment.cache import Kept
from pipeline.enrichment.domains import host_of, parents, registrable
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import fold, words

MAX_VALUE = 200
"""Characters kept of a parameter."""

MAX_QUERY = 1024
"""Characters read of an address's parameters."""

MAX_ADDRESS = 2048
"""Characters read of an address: what browsers agree on."""

NOTHING = Kept({})

CHANNELS = (
    "direct", "organic_search", "paid_search", "social", "paid_social", "display", "email", "referral", "affiliate",
    "assistant", "other",
)  # fmt: skip

_KINDS: Mapping[str, str] = {
    "organic_search": """google bing yahoo duckduckgo qwant ecosia lilo yandex baidu startpage brave kagi naver seznam
        organic organicsearch""",
    "assistant": "chatgpt openai claude anthropic perplexity copilot gemini mistral grok deepseek",
    "social": """facebook fb instagram ig linkedin lnkd twitter x t youtube youtu youtubechannel tiktok pinterest reddit
        mastodon bluesky bsky threads viadeo xing quora whatsapp telegram social socialmedia""",
    "email": "email newsletter mailing emailing mailchimp brevo sendinblue sarbacane edm",
    "direct": "direct directtraffic none",
    "referral": "referral referralsites referralsite reference referrals",
}
SITES: Mapping[str, str] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""Name of a source, or of the site that refers, as one folded word -> the channel it brings people by."""

HOSTS: Mapping[str, tuple[str, str]] = {
    "mail.google.com": ("gmail", "email"),
    "com.google.android.gm": ("gmail", "email"),
    "outlook.live.com": ("outlook", "email"),
    "outlook.office.com": ("outlook", "email"),
    "mail.yahoo.com": ("yahoo", "email"),
    "mail.proton.me": ("proton", "email"),
    "gemini.google.com": ("gemini", "assistant"),
    "copilot.microsoft.com": ("copilot", "assistant"),
    "docs.google.com": ("docs.google.com", "referral"),
    "com.linkedin.android": ("linkedin", "social"),
    "lnkd.in": ("linkedin", "social"),
    "t.co": ("twitter", "social"),
    "x.com": ("twitter", "social"),
    "youtu.be": ("youtube", "social"),
    "bsky.app": ("bluesky", "social"),
}
"""Referring hosts whose name alone would mislead -> (source, channel)."""

PAID = frozenset("cpc ppc paid sem paidsearch cpv retargeting remarketing ads ad adwords sea".split())
MEDIA: Mapping[str, str] = {
    **dict.fromkeys("display banner cpm programmatic native".split(), "display"),
    **dict.fromkeys("email mail newsletter emailing edm".split(), "email"),
    **dict.fromkeys("social socialmedia organicsocial sm".split(), "social"),
    **dict.fromkeys("paidsocial socialads socialpaid".split(), "paid_social"),
    **dict.fromkeys("organic organicsearch seo".split(), "organic_search"),
    **dict.fromkeys("referral link partner".split(), "referral"),
    **dict.fromkeys("affiliate affiliation".split(), "affiliate"),
    "none": "direct",
}
"""Medium, as one folded word -> channel."""

CLICK_IDS: Mapping[str, str] = {"gclid": "google", "msclkid": "bing"}
"""Parameters that an ad's click leaves -> its source."""


def acquisition_facts(event: Event, tables: Tables) -> Kept:
    """Return the `acquisition.*` facts of an event; empty for a step within our own site."""
    page, campaign = event.page, event.campaign
    if page is None:
        url = referrer = ""
    else:
        url, referrer = page.url or "", page.referrer or ""
    if not referrer and campaign is None and "utm_" not in url and "clid=" not in url:
        return NOTHING
    if campaign is None:
        return _told_by_page(url[:MAX_ADDRESS], referrer[:MAX_ADDRESS], tables)
    source, medium, name = campaign.source or "", campaign.medium or "", campaign.name or ""
    return _told(url[:MAX_ADDRESS], referrer[:MAX_ADDRESS], (source, medium, name), tables)


@lru_cache(maxsize=16_384)
def _told_by_page(url: str, referrer: str, tables: Tables) -> Kept:
    """Return what nearly all pages tell, who carry no campaign of their own; by value, for pages come again."""
    return _told(url, referrer, ("", "", ""), tables)


def _told(url: str, referrer: str, campaign: tuple[str, str, str], tables: Tables) -> Kept:
    query = url.partition("?")[2].partition("#")[0] if "utm_" in url or "clid=" in url else ""
    source, medium, name = campaign
    told = source[:MAX_VALUE], medium[:MAX_VALUE], name[:MAX_VALUE]
    host = host_of(referrer) if referrer else ""
    return _facts(told, query[:MAX_QUERY], host, host_of(url) if host else "", tables)


@lru_cache(maxsize=16_384)
def _facts(told: tuple[str, str, str], query: str, referrer: str, own: str, tables: Tables) -> Kept:
    source, medium, campaign = (_clean(text) or tagged for text, tagged in zip(told, _tags(query), strict=True))
    host = "" if _is_own(referrer, own, tables) else referrer
    site, kind = _site(host, tables)
    facts = {
        "acquisition.source": source.lower() or site,
        "acquisition.medium": medium.lower(),
        "acquisition.campaign": campaign,
        "acquisition.referrer": host,
        "acquisition.channel": _channel(source, medium, kind),
    }
    return Kept({name: value for name, value in facts.items() if value}) if any(facts.values()) else NOTHING


def _tags(query: str) -> tuple[str, str, str]:
    """Return (source, medium, campaign) as an address's parameters give them; "" where they don't."""
    given = {name.lower(): _clean(value) for name, value in parse_qsl(query)}
    clicked = next((source for name, source in CLICK_IDS.items() if given.get(name)), "")
    source, medium = given.get("utm_source", ""), given.get("utm_medium", "")
    return source or clicked, medium or ("cpc" if clicked and not source else ""), given.get("utm_campaign", "")


def _clean(text: str) -> str:
    return " ".join(text.split())[:MAX_VALUE]


def _is_own(referrer: str, own: str, tables: Tables) -> bool:
    return referrer == own or (bool(own) and registrable(referrer, tables) == registrable(own, tables) is not None)


def _site(host: str, tables: Tables) -> tuple[str, str]:
    """Return (source, channel) that a referring host stands for; ("", "") of none."""
    known = next((HOSTS[name] for name in parents(host) if name in HOSTS), None)
    if known is not None or not host:
        return known or ("", "")
    name = (registrable(host, tables) or host).partition(".")[0]
    return (name, SITES[name]) if name in SITES else (host, "referral")


def _channel(source: str, medium: str, referring: str) -> str:
    """Return the one channel that source, medium and the referring site's kind add up to; "" where nothing is known."""
    kind = SITES.get("".join(words(source)), "") or referring
    spoken = words(fold(medium))
    joined = "".join(spoken)
    if not PAID.isdisjoint((joined, *spoken)):
        return "paid_social" if kind == "social" or "social" in spoken else "paid_search"
    return MEDIA.get(joined) or kind or ("other" if source or medium else "")
