"""People: who they are, what they will do, and what they answer when a form asks."""

from dataclasses import dataclass
from itertools import count
from random import Random

from pipeline.history.simulate.arrivals import NOWHERE, PAID_LEADS, Device, Landing, new_device, new_landing
from pipeline.history.simulate.drift import NO_DRIFT, Drift, bought
from pipeline.history.simulate.names import (
    ACADEMIC,
    CLIENTS,
    DISPOSABLE,
    FOREIGN,
    FREEMAIL,
    SCHOOLS,
    SMALL,
    Company,
    folded,
    name_of,
    phone_in,
)
from pipeline.history.simulate.parts import ORDINARY, PARTS, Mail, Part
from pipeline.history.simulate.scripts import SCRIPTS, SLOTS, Step
from pipeline.history.simulate.site import Form, Lang

FRENCH = 0.68
NAMED_FROM_START = 0.8
"""Share of people whose form carries their user id already; the others are told apart by email until `identify`."""
LEFT_BLANK = 0.12
"""How often somebody skips a field they need not fill in."""
SHORT = 0.15
"""How often France is written FR."""
COUNTRIES: dict[Lang, tuple[str, ...]] = {
    "fr": ("France", "France", "France", "France", "Belgique", "Suisse", "Luxembourg", "Canada"),
    "en": ("France", "Belgium", "Switzerland", "Luxembourg", "Canada", "Canada", "Canada"),
}
WITH_PHONE = 0.6
ALWAYS_TOLD = frozenset({"email", "first_name", "last_name", "title", "country"})


@dataclass(slots=True)
class Visit:
    """A visit as it goes on: the device, and how the next page was come by."""

    device: Device
    first: Landing
    """How it began: its campaign goes with the visit's forms too, as sites do by a cookie."""
    landing: Landing
    """How the next page was come by."""


@dataclass(slots=True)
class Person:
    """Somebody who will give a form. `step` counts what they did of their script."""

    id: str
    part: str
    lang: Lang
    email: str
    user_id: bytes | None
    answers: dict[str, str]
    script: tuple[Step, ...]
    visits: tuple[Visit, ...]
    named: bool
    """Whether the site knows their user id by now."""
    step: int = 0

    @property
    def end(self) -> str | None:
        """Return the last that sales will say of them; None where they never say anything."""
        return next((step.how for step in reversed(self.script) if step.what == "outcome"), None)


class Casting:
    """Deals parts from a shuffled deck of a hundred, so that every part comes up in any hundred people."""

    def __init__(
        self, rng: Random, competitors: tuple[str, ...], slots: frozenset[str], drift: Drift = NO_DRIFT
    ) -> None:
        self._rng = rng
        self._competitors = competitors
        self._slots = slots
        self._deck: list[str] = []
        self._serials = count(1)
        self._drift = drift
        self.progress = 0.0
        """How much of the traffic has passed, 0 to 1."""

    def next(self) -> Person:
        """Return somebody new; steps of which the mix has no share are left out of their script."""
        if not self._deck:
            self._deck = [
                name for name, part in PARTS.items() for _ in range(self._drift.cards(name, part.cards, self.progress))
            ]
            self._rng.shuffle(self._deck)
        return self._cast(self._deck.pop(), next(self._serials))

    def _cast(self, name: str, serial: int) -> Person:
        rng = self._rng
        lang: Lang = "fr" if rng.random() < FRENCH else "en"
        answers = _identity(rng, lang, PARTS[name], self._competitors, serial)
        script = rng.choice(SCRIPTS[name])
        if self._drift.turns(name, self.progress, rng):
            script = bought(script)
        script = tuple(step for step in script if SLOTS[step.what] in self._slots)
        has_id = any(step.what in ("known", "identify") for step in script)
        introduced = any(step.what == "identify" for step in script)
        return Person(
            id=f"{name}-{serial:05d}",
            part=name,
            lang=lang,
            email=answers["email"],
            user_id=b"usr_%06d" % serial if has_id else None,
            answers=answers,
            script=script,
            visits=_visits(rng, lang, script),
            named=has_id and (not introduced or rng.random() < NAMED_FROM_START),
        )


def _visits(rng: Random, lang: Lang, script: tuple[Step, ...]) -> tuple[Visit, ...]:
    landing = new_landing(rng, lang, PAID_LEADS)
    first = Visit(new_device(rng, lang, on_phone=False), landing, landing)
    if not any(step.device for step in script):
        return (first,)
    return first, Visit(new_device(rng, lang, on_phone=True), NOWHERE, NOWHERE)


def _identity(rng: Random, lang: Lang, part: Part, competitors: tuple[str, ...], serial: int) -> dict[str, str]:
    """Return all that somebody would answer, by what is asked."""
    first, last, apart = name_of(lang, serial)
    company = _company(rng, lang, part, competitors)
    country = "FR" if company.country == "France" and rng.random() < SHORT else company.country
    answers = {
        "first_name": first,
        "last_name": last,
        "email": _email(rng, lang, rng.choice(part.mails), f"{folded(first)}.{folded(last)}{apart}", company, serial),
        "company": company.name,
        "size": company.size,
        "country": country,
        "phone": phone_in(rng, country) if rng.random() < WITH_PHONE else "",
    }
    told = {**ORDINARY[lang], **part.answers[lang]}
    return answers | {asked: rng.choice(texts) for asked, texts in told.items()}


def _company(rng: Random, lang: Lang, part: Part, competitors: tuple[str, ...]) -> Company:
    if part.firm == "competitor":
        domain = rng.choice(competitors)
        name = domain.partition(".")[0].replace("-", " ").title().replace("Crm", "CRM")
        return Company(name, domain, rng.choice(CLIENTS[lang]).size, rng.choice(COUNTRIES[lang]))
    if part.firm == "school":
        return Company(rng.choice(SCHOOLS[lang]), "", "", rng.choice(COUNTRIES[lang]))
    if part.firm == "abroad":
        return rng.choice(FOREIGN[lang])
    return rng.choice((SMALL if part.firm == "small" else CLIENTS)[lang])


def _email(rng: Random, lang: Lang, mail: Mail, local: str, company: Company, serial: int) -> str:
    if mail == "business":
        return f"{local}@{company.domain}"
    if mail == "disposable":
        return f"{local}.{serial:04d}@{rng.choice(DISPOSABLE)}"
    return f"{local}.{serial:04d}@{rng.choice((ACADEMIC if mail == 'academic' else FREEMAIL)[lang])}"


def asked(rng: Random, person: Person, form: Form) -> dict[str, object]:
    """Return what somebody answers to a form, by the form's own names of its fields."""
    telling = PARTS[person.part].answers[person.lang]
    answers: dict[str, object] = {}
    for what, name in form.fields.items():
        skipped = what not in ALWAYS_TOLD and what not in telling and rng.random() < LEFT_BLANK
        answers[name] = "" if skipped else person.answers[what]
    return answers
