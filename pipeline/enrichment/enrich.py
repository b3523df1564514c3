"""From an event to its facts, by source: the one door to enrichment.

It runs on every event, so an anonymous page view touches nothing but its campaign and referrer, and everything else
is cached by value. What the person said is `declared`, with what a lexicon reads in it; what follows from an address
is `derived`; a country known by a phone number alone, and a browser's language, are `guessed`.
"""

import re
from collections.abc import Mapping

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value
from pipeline.enrichment.acquisition import acquisition_facts
from pipeline.enrichment.cache import cached
from pipeline.enrichment.company import mail_company, site_company
from pipeline.enrichment.device import device_facts
from pipeline.enrichment.email import email_facts
from pipeline.enrichment.form import as_text, form_facts, read_answers
from pipeline.enrichment.geography import country_code, geo_facts
from pipeline.enrichment.outright import told_outright
from pipeline.enrichment.person import Told, company_facts, name_hints, person_facts, told_by
from pipeline.enrichment.phone import phone_facts
from pipeline.enrichment.region import MAX_REGION, country_of, region_code
from pipeline.enrichment.tables import Tables

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_.;, ])")


def enrich(event: Event, tables: Tables) -> dict[Source, dict[str, Value]]:
    """Return all that an event tells, source -> {fact: value}; sources that tell nothing are absent.

    Equal events give equal facts. Never raises, whatever the event holds.
    """
    came, device = acquisition_facts(event, tables), device_facts(event.user_agent)
    if _is_anonymous(event):
        if not came and not device:
            return {}
        return {"derived": {**came, **device} if device else dict(came)}
    derived: dict[str, Value] = {**came, **device}
    answers = () if event.form is None else read_answers(event.form.answers.items())
    told = told_by(event, answers)
    declared = form_facts(event, answers) | person_facts(told) | company_facts(told, tables) | _consent(event)
    if event.form is not None and event.form.declares:
        declared |= told_outright(event.form.declares)
    guessed = dict(_language(event.locale or ""))
    derived |= _mail(event, told, declared, tables)
    derived |= name_hints(told)
    _add_places(event, told, (declared, derived, guessed), tables)
    found: dict[Source, dict[str, Value]] = {"declared": declared, "derived": derived, "guessed": guessed}
    return {source: facts for source, facts in found.items() if facts}


def _is_anonymous(event: Event) -> bool:
    """Return whether an event holds nothing of a person: nearly all do."""
    if event.type != "page" or event.traits:
        return False
    return event.email is None and event.form is None and event.phone is None and event.consent is None


def _mail(event: Event, told: Told, declared: Mapping[str, Value], tables: Tables) -> dict[str, Value]:
    """Return what the email address tells of itself and of the company; then what a declared website tells."""
    facts = dict(email_facts(event.email or as_text(told.get("email")), tables))
    domain, site = facts.get("email.domain"), declared.get("company.domain")
    if isinstance(domain, str):
        facts |= mail_company(domain, tables)
    if isinstance(site, str):
        facts |= site_company(site, tables)
    return facts


def _add_places(
    event: Event, told: Told, found: tuple[dict[str, Value], dict[str, Value], dict[str, Value]], tables: Tables
) -> None:
    """Add phone and country to (declared, derived, guessed): the declared country, else the company's, else the phone's."""
    declared, derived, guessed = found
    said = country_code(as_text(told.get("country")), tables)
    dialled, hinted = phone_facts(event.phone or as_text(told.get("phone")), said)
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


def _consent(event: Event) -> dict[str, Value]:
    consent = event.consent
    if consent is None:
        return {}
    given = {"consent.email": consent.email, "consent.call": consent.call}
    return {name: value for name, value in given.items() if value is not None}


@cached(1024, longest=35)
def _language(locale: str) -> Mapping[str, Value]:
    """Return `contact.language` (ISO 639) as a browser's locale has it: "fr-FR" -> "fr"."""
    found = _LANGUAGE.match(locale)
    return {} if found is None else {"contact.language": found[0].lower()}
