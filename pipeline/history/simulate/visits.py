"""Page views: the anonymous crowd, and the pages that the people of our parts read."""

from random import Random
from typing import NamedTuple

from pipeline.history.simulate.arrivals import NOWHERE, Landing, new_device, new_landing, pick
from pipeline.history.simulate.parts import PARTS
from pipeline.history.simulate.people import FRENCH, Person, Visit
from pipeline.history.simulate.records import Context, context_of, whose
from pipeline.history.simulate.site import HOST, PAGES, Lang, Page

AT_ONCE = 400
"""How many of the crowd are on the site at a time."""
BACK_AGAIN = 0.15
"""Share of visits by a browser that was here before."""
_LENGTHS = (1, 1, 1, 1, 2, 2, 3, 4, 6, 9)
"""How many pages visits have: most people leave at once."""
_WEIGHTS = {"home": 4, "product": 2, "pricing": 2, "customers": 1, "blog": 4, "resources": 2, "about": 1, "careers": 2}
_CROWD: dict[Lang, tuple[Page, ...]] = {
    lang: tuple(page for page in pages for _ in range(_WEIGHTS[page.theme])) for lang, pages in PAGES.items()
}
_READS: dict[tuple[str, Lang], tuple[Page, ...]] = {
    (name, lang): tuple(page for page in pages if page.theme in part.interests)
    for name, part in PARTS.items()
    for lang, pages in PAGES.items()
}
_FROM: dict[Page, Landing] = {
    page: Landing((HOST + page.path).encode(), b"", b"") for pages in PAGES.values() for page in pages
}
"""How a page is come by from another of the site."""


class Guest(NamedTuple):
    """One of the crowd: their visit, whose it is as JSON members, and their language."""

    visit: Visit
    who: bytes
    lang: Lang


class Crowd:
    """Visitors whom nothing ever names: so many at once, each for a few pages, some of them back again later."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._guests = [self._arrive() for _ in range(AT_ONCE)]
        self._left = [pick(rng, _LENGTHS) for _ in range(AT_ONCE)]

    def next(self) -> Context:
        """Return the surroundings of the crowd's next page view."""
        place = int(self._rng.random() * AT_ONCE)
        guest = self._guests[place]
        context = step_to(guest.visit, guest.who, pick(self._rng, _CROWD[guest.lang]))
        self._left[place] -= 1
        if not self._left[place]:
            self._replace(place)
        return context

    def _replace(self, place: int) -> None:
        if self._rng.random() < BACK_AGAIN:
            self._guests[place].visit.landing = NOWHERE
        else:
            self._guests[place] = self._arrive()
        self._left[place] = pick(self._rng, _LENGTHS)

    def _arrive(self) -> Guest:
        lang: Lang = "fr" if self._rng.random() < FRENCH else "en"
        landing = new_landing(self._rng, lang)
        visit = Visit(new_device(self._rng, lang), landing, landing)
        return Guest(visit, whose(visit.device, None), lang)


def step_to(visit: Visit, who: bytes, page: Page) -> Context:
    """Return the surroundings of a view of `page`, and remember it as where the next one is come by."""
    context = context_of(visit.device, who, page, visit.landing)
    visit.landing = _FROM[page]
    return context


def read_on(rng: Random, person: Person, visit: Visit, user_id: bytes | None) -> Context:
    """Return the surroundings of the next page that interests somebody."""
    pages = _READS[person.part, person.lang]
    return step_to(visit, whose(visit.device, user_id), pick(rng, pages))
