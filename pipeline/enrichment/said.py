"""All that an event says of its person: read once, then known by the text of what was said.

What the person said is `declared`, with what a lexicon reads in it; what follows from an address is `derived`; a country
known by a phone number alone, and a browser's language, are `guessed`. What the account list says comes from the CRM.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from pipeline.contracts.event import Event
from pipeline.contracts.model import Scalar, Value
from pipeline.enrichment.account_list import relation_facts
from pipeline.enrichment.cache import cached
from pipeline.enrichment.company import mail_company, site_company
from pipeline.enrichment.domains import path_of
from pipeline.enrichment.email import email_facts
from pipeline.enrichment.form import Answer, as_text, form_facts, read_answers
from pipeline.enrichment.geography import country_code, geo_facts
from pipeline.enrichment.outright import told_outright
from pipeline.enrichment.person import Told, company_facts, name_hints, person_facts, told_by
from pipeline.enrichment.phone import phone_facts
from pipeline.enrichment.region import MAX_REGION, country_of, region_code
from pipeline.enrichment.tables import Tables

LONGEST: Final = 4096
"""Bytes of what is said that are kept as a key; a longer saying is read anew each time."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?=$|[-_.;, ])")
_encode: Final = msgspec.msgpack.Encoder().encode


class SaidForm(NamedTuple):
    """A form's part in it."""

    id: str | None
    purpose: str | None
    answers: dict[str, Answer]
    declares: dict[str, Value]
    page: str
    """Address or path of the page it stands on, without what follows a question mark."""


class Said(NamedTuple):
    """What an event says of its person, and nothing else of it."""

    email: str | None
    phone: str | None
    locale: str | None
    consent: tuple[bool | None, bool | None] | None
    """To email, to calls."""
    traits: dict[str, Scalar | list[Scalar] | dict[str, Scalar]]
    form: SaidForm | None


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """What it tells, by source; not to be changed. Equal only to itself."""

    declared: dict[str, Value]
    derived: dict[str, Value]
    guessed: dict[str, Value]
    crm: dict[str, Value]
    is_placed: bool
    """Some source names the person's country."""
    is_kept: bool
    """It will be the same when it is said again."""


_decode: Final = msgspec.msgpack.Decoder(Said).decode


def said_by(event: Event, tables: Tables) -> Read:
    """Return what an event tells of its person."""
    said = _said(event)
    try:
        key: bytes | None = _encode(said)
    except (UnicodeEncodeError, OverflowError):  # a text that is none, or a number beyond 64 bits
        key = None
    return read_said(_typed(said), tables) if key is None or len(key) > LONGEST else _known(key, tables)


def _said(event: Event) -> tuple[Any, ...]:
    """Return the members of a `Said`, bare: what is nearly always known already is to cost no more than its text."""
    consent, form, page = event.consent, event.form, event.page
    if form is None:
        told = None
    else:
        at = "" if page is None else page.path or (page.url or "").partition("?")[0]
        told = form.id, form.purpose, form.answers, form.declares, at
    allowed = None if consent is None else (consent.email, consent.call)
    return event.email, event.phone, event.locale, allowed, event.traits, told


def _typed(said: tuple[Any, ...]) -> Said:
    *rest, form = said
    return Said._make((*rest, None if form is None else SaidForm(*form)))


@lru_cache(maxsize=2048)  # of keys that are no longer than `LONGEST`
def _known(key: bytes, tables: Tables) -> Read:
    return read_said(_decode(key), tables, is_kept=True)


def read_said(said: Said, tables: Tables, *, is_kept: bool = False) -> Read:
    """Return what is told by what was said."""
    form = said.form
    answers = () if form is None else read_answers(form.answers.items())
    told = told_by(answers, said.traits)
    declared = person_facts(told) | company_facts(told, tables) | _consent(said.consent)
    if form is not None:
        declared = form_facts(form.id, form.purpose, path_of(form.page), answers) | declared
        declared |= told_outright(form.declares)
    derived = _mail(said.email, told, declared, tables)
    derived |= name_hints(told)
    guessed = dict(_language(said.locale or ""))
    _add_places(said.phone, told, (declared, derived, guessed), tables)
    is_placed = any("geo.country" in facts for facts in (declared, derived, guessed))
    relation = relation_facts((derived.get("email.domain"), declared.get("company.domain")), tables)
    return Read(declared, derived, guessed, relation, is_placed, is_kept)


def _mail(email: str | None, told: Told, declared: Mapping[str, Value], tables: Tables) -> dict[str, Value]:
    """Return what the email address tells of itself and of the company; then what a declared website tells."""
    facts = dict(email_facts(email or as_text(told.get("email")), tables))
    domain, site = facts.get("email.domain"), declared.get("company.domain")
    if isinstance(domain, str):
        facts |= mail_company(domain, tables)
    if isinstance(site, str):
        facts |= site_company(site, tables)
    return facts


def _add_places(
    number: str | None, told: Told, found: tuple[dict[str, Value], dict[str, Value], dict[str, Value]], tables: Tables
) -> None:
    """Add phone and country to (declared, derived, guessed): the declared country, else the company's, else the phone's."""
    declared, derived, guessed = found
    said = country_code(as_text(told.get("country")), tables)
    dialled, hinted = phone_facts(number or as_text(told.get("phone")), said)
    derived |= dialled
    guessed |= hinted
    company, phone = declared.get("company.country", derived.get("company.country")), hinted.get("phone.country")
    region = region_code(_place(told, "region") or _place(told, "country"), _place(told, "postcode"), said)
    if region is not None:
        declared["geo.region"] = region
    if said is not None:
        declared |= geo_facts(said, "declared")
    elif region is not None:
        declared |= geo_facts(country_of(region), "declared")
    elif isinstance(company, str):
        derived |= geo_facts(company, "company")
    elif isinstance(phone, str):
        guessed |= geo_facts(phone, "phone")


def _place(told: Told, kind: str) -> str:
    return as_text(told.get(kind))[:MAX_REGION]


def _consent(consent: tuple[bool | None, bool | None] | None) -> dict[str, Value]:
    given = zip(("consent.email", "consent.call"), consent or (), strict=False)
    return {name: value for name, value in given if value is not None}


@cached(1024, longest=35)
def _language(locale: str) -> Mapping[str, Value]:
    """Return `contact.language` (ISO 639) as a browser's locale has it: "fr-FR" -> "fr"."""
    found = _LANGUAGE.match(locale)
    return {} if found is None else {"contact.language": found[0].lower()}
