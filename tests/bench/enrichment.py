"""What enrichment costs an event, in CPU: events whose values nobody has seen, and the same values again.

Each event is decoded anew, so that equal values are never the same objects. The titles are those of the corpus, the
user agents those of a public list of browsers, names and words are made up.
"""

import gc
import random
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from fake_useragent import FakeUserAgent

from pipeline.contracts import hot
from pipeline.contracts.event import Event
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import Tables, load_tables
from tests.bench.figures import Figures

SEED: Final = 20_261
FIRST: Final = 50
"""Events before the first that counts: what is compiled or loaded once is no event's cost."""
BUILD: Final = re.compile(r"(?:Chrome|Firefox|Version|CriOS|FxiOS|GSA)/[0-9.]+")
"""What differs between the agents of people: each event has a version of its own."""
BATCH: Final = 50
"""Events of one measurement: first cold, then at once again. Of a kind's batches the cheapest is told: what else the
machine does makes none cheaper."""
AGAIN: Final = 5
"""Times that a batch comes again: warm is also the code."""
SYLLABLES: Final = tuple(
    "ba be bi bo bra cha che co da de do du fa fo ga gre ha jo ka la le li lo ma me mi mo na ne ni no pa pe pi ra re ri "
    "ro sa se si so ta te ti to tra va ve vi za".split()
)
PHRASES: Final = tuple(
    "nous cherchons un outil de planification|pour une equipe de trente techniciens|bonjour,|pourriez-vous me rappeler|"
    "notre contrat actuel prend fin en juin|we are comparing three vendors|could you send me a quote|our budget is approved|"
    "je redige mon memoire|pas de budget cette annee|we plan to roll out next quarter|merci d'avance|best regards|"
    "le projet demarre au printemps|our warehouse team needs tablets|I would like to see a demo|je suis responsable du site".split(
        "|"
    )
)
SIZES: Final = ("1-10", "11-50", "51-200", "201-1000", "1 000+", "250")
COUNTRIES: Final = ("France", "Belgique", "Suisse", "Canada", "Germany", "United Kingdom", "Spain", "Québec")
NEEDS: Final = ("Projet en cours", "Just exploring", "Remplacer un outil", "no need yet", "3 à 6 mois", "pas de budget")
ENDINGS: Final = ("fr", "com", "be", "ch", "io", "co.uk", "de")


class Kind(NamedTuple):
    """One kind of event: its name in the figures, and what makes one."""

    name: str
    make: Callable[["Maker"], dict[str, object]]


class Maker:
    """Makes events of values that come once, from a seed."""

    def __init__(self, seed: int = SEED) -> None:
        """Read the titles and the browsers; `seed` settles all else."""
        self.chance = random.Random(seed)  # noqa: S311  a seeded bench
        self.number = 0
        self.titles = _titles()
        self.agents = sorted({browser["useragent"] for browser in FakeUserAgent().data_browsers})

    def anonymous_page(self) -> dict[str, object]:
        """Return a page view of somebody unknown."""
        return {
            **self._event("page"),
            "page": {"url": f"https://www.quillandre.example/docs/{self._word()}?utm_source={self._word()}"
                            f"&utm_campaign={self._word()}", "referrer": f"https://www.{self._word()}.fr/{self._word()}"},
        }  # fmt: skip

    def known_page(self) -> dict[str, object]:
        """Return a page view of a known person, with the traits that libraries send along."""
        return {**self.anonymous_page(), "email": self._email(), "locale": "fr-FR", "traits": self._traits()}

    def form(self) -> dict[str, object]:
        """Return a submission with a dozen answers, one of them free text."""
        pick, word = self.chance.choice, self._word
        answers = {
            "first_name": word().title(), "last_name": word().title(), "email": self._email(), "phone": self._phone(),
            "job_title": self._title(), "company": f"{word().title()} {pick(('SARL', 'SAS', 'Ltd', 'GmbH'))}",
            "website": f"www.{word()}.{pick(ENDINGS)}", "company_size": pick(SIZES), "country": pick(COUNTRIES),
            "budget": f"{self.chance.randrange(1, 900)} k€", "need": pick(NEEDS), "timeline": f"{self.chance.randrange(1, 40)} mois",
            "message": self._text(),
        }  # fmt: skip
        form = {"id": f"demo-{self.number % 7}", "answers": answers}
        return {
            **self.anonymous_page(),
            "type": "form",
            "form": form,
            "email": answers["email"],
            "phone": answers["phone"],
        }

    def _event(self, kind: str) -> dict[str, object]:
        self.number += 1
        agent = BUILD.sub(
            lambda found: f"{found[0]}.{self.number}", self.agents[self.number % len(self.agents)], count=1
        )
        octets = ".".join(str(self.chance.randrange(1, 224)) for _ in range(4))
        return {
            "event_id": f"e{self.number}", "type": kind, "occurred_at": "2026-11-20T08:00:00Z", "visitor_id": f"v{self.number}",
            "user_agent": agent, "ip": octets,
        }  # fmt: skip

    def _traits(self) -> dict[str, object]:
        company = {"name": self._word().title(), "employee_count": self.chance.randrange(1, 9000)}
        return {"title": self._title(), "company": company, "country": self.chance.choice(COUNTRIES)}

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=4))

    def _title(self) -> str:
        return self.titles[self.number % len(self.titles)]

    def _email(self) -> str:
        return f"{self._word()}.{self._word()}@{self._word()}.{self.chance.choice(ENDINGS)}"

    def _phone(self) -> str:
        return f"+336{self.chance.randrange(10_000_000, 99_999_999)}"

    def _text(self) -> str:
        said = [part for _ in range(5) for part in (self.chance.choice(PHRASES), self._word())]
        return " ".join(said)


KINDS: Final = (
    Kind("anonymous-page", Maker.anonymous_page), Kind("known-page", Maker.known_page), Kind("form", Maker.form),
)  # fmt: skip
read = hot.decoder(Event)


async def measure_enrichment(count: int) -> list[Figures]:
    """Return the cost of each kind of event, cold and warm, over `count` of each; awaits nothing, as no broker is asked."""
    tables, maker = load_tables(), Maker()
    gc.collect()
    gc.freeze()  # as a worker does that has loaded its tables
    enrich_all(tables, [read(msgspec.json.encode(kind.make(maker))) for kind in KINDS for _ in range(FIRST)])
    found = []
    for kind in KINDS:
        made = [msgspec.json.encode(kind.make(maker)) for _ in range(count)]
        batches = [made[at : at + BATCH] for at in range(0, count - BATCH + 1, BATCH)]
        costs = [(_seconds(tables, batch), min(_seconds(tables, batch) for _ in range(AGAIN))) for batch in batches]
        for state, seconds in zip(("cold", "warm"), zip(*costs, strict=True), strict=True):
            cost = round(min(seconds) / BATCH * 1e6, 2)
            found.append(Figures(name=f"{kind.name}-{state}", case="enrichment", events=count, cpu_us_per_event=cost))
    return found


def _seconds(tables: Tables, batch: Sequence[bytes]) -> float:
    """Return what the events of a batch cost this time, each decoded anew."""
    events = [read(one) for one in batch]
    return _clocked(partial(enrich_all, tables, events))


def enrich_all(tables: Tables, events: Sequence[Event]) -> None:
    """Enrich one event after the other."""
    for event in events:
        enrich(event, tables)


def _clocked(call: Callable[[], None]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _titles() -> list[str]:
    place = Path(__file__).parents[1] / "corpus"
    lines = [
        line
        for name in ("titles.txt", "titles_fresh.txt", "titles_last.txt")
        for line in (place / name).read_text(encoding="utf-8").splitlines()
    ]
    return sorted({line.partition("|")[0].strip() for line in lines if line and not line.startswith("#")})
