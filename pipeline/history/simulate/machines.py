"""What no lead did: crawlers, mail scanners, the product's own servers, and the forms our own people try."""

from collections.abc import Sequence
from random import Random

from pipeline.history.simulate.arrivals import DESKTOPS, LETTERS, NOWHERE, device_of
from pipeline.history.simulate.people import Person
from pipeline.history.simulate.records import (
    FORMS,
    WEB,
    Moment,
    Published,
    context_of,
    form_record,
    page_record,
    server_record,
    whose,
)
from pipeline.history.simulate.site import FORMS_BY, PAGES

_COMPATIBLE = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; "
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    _COMPATIBLE + "bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
    _COMPATIBLE + "GPTBot/1.3; +https://openai.com/gptbot)",
    _COMPATIBLE + "ClaudeBot/1.0; +claudebot@anthropic.com)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36",
)
SCANNERS = (
    "Barracuda Sentinel (EE)",
    "Microsoft Office Existence Discovery",
)
MEANT = 0.5
"""Share of a letter's links that say whose copy it was."""
_SERVED = (
    ("Project Created", {"project": "essai", "technicians": 5}),
    ("Seat Added", {"seats": 3}),
    ("Schedule Published", {"visits": 42}),
)


def crawl(rng: Random, moment: Moment) -> Published:
    """Return a page seen by a crawler, which keeps no cookie: a new visitor every time."""
    device = device_of(rng, rng.choice(BOTS), "en-US")
    page = rng.choice(PAGES[rng.choice(("fr", "en"))])
    value = page_record(context_of(device, whose(device, None), page, NOWHERE), moment)
    return Published(WEB, value, "bot", moment.event_id.decode(), None)


def scan(rng: Random, moment: Moment, members: Sequence[Person]) -> Published:
    """Return the page behind a link of our letter, opened by a mail gateway; half of such links carry who was meant."""
    device = device_of(rng, rng.choice(SCANNERS), "en-US")
    person = rng.choice(members) if members and rng.random() < MEANT else None
    lang = person.lang if person else "fr"
    page = rng.choice(FORMS_BY[lang, "content"]).page
    who = whose(device, person.user_id if person else None)
    value = page_record(context_of(device, who, page, LETTERS[lang]), moment)
    return Published(WEB, value, "scanner", moment.event_id.decode(), person.id if person else None)


def serve(rng: Random, moment: Moment, person: Person) -> Published:
    """Return what the product's server says of somebody who has an account."""
    name, properties = rng.choice(_SERVED)
    value = server_record(person.user_id or b"", moment, name, properties)
    return Published(WEB, value, "server", moment.event_id.decode(), person.id)


def rehearse(rng: Random, moment: Moment) -> Published:
    """Return a form sent by one of our own people to see whether it works, and marked so."""
    device, form = device_of(rng, DESKTOPS[0], "fr-FR"), rng.choice(FORMS_BY["fr", "demo"])
    serial = rng.randrange(10_000)
    answers: dict[str, object] = dict.fromkeys(form.fields.values(), "test")
    answers |= {form.fields["email"]: f"test+{serial:04d}@quillandre.example", "is_test": True}
    value = form_record(context_of(device, whose(device, None), form.page, NOWHERE), moment, form, answers)
    return Published(FORMS, value, "test", moment.event_id.decode(), f"test-{serial:04d}")
