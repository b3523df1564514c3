"""The catalogue of facts: the name, type, choices, meaning and shelf life of everything that can be known of a lead.

Packs are checked against it, docs are made from it. A fact that is not here does not exist. Two families are open
and known by their shape: `form.answers.<field>` and `activity.<what>.<window>`; `find` understands both.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from pipeline.contracts.fact import FactSpec, FactType
from pipeline.enrichment.acquisition import CHANNELS

Ages = Literal["year", "half_year", "slow", "never"]

RELATIONS = ("customer", "competitor", "partner", "supplier", "own")
SENIORITIES = (
    "student", "intern", "apprentice", "junior", "professional", "manager", "director", "executive", "owner", "retired",
    "unemployed",
)  # fmt: skip
FUNCTIONS = (
    "it", "marketing", "sales", "finance", "hr", "legal", "procurement", "operations", "research", "education", "press",
    "consulting", "recruitment", "product", "design", "engineering", "customer", "health", "administration", "general",
)  # fmt: skip
PURPOSES = (
    "demo", "quote", "contact", "trial", "content", "newsletter", "event", "support", "job", "press", "partner",
)  # fmt: skip
INTENTS = ("no_budget", "no_need", "thesis", "job_application", "press", "vendor_pitch", "support")
WHATS = (
    "visits", "pages", "forms", "downloads", "shares", "referrals", "careers_pages", "pricing_pages", "actions",
    "seconds_on_site",
)  # fmt: skip
"""What `activity.<what>.<window>` counts."""
WINDOWS = ("1d", "7d", "30d", "90d", "ever")
"""Over how many days before the moment of judging."""

_ACTIVITY = re.compile(rf"activity\.({'|'.join(WHATS)})\.({'|'.join(WINDOWS)})")
_ANSWER = re.compile(r"form\.answers\.[^\W_]+(?:_[^\W_]+)*")
OPEN_NAMES = (_ACTIVITY.pattern, _ANSWER.pattern)
"""The shapes of the names of the two open families, as regular expressions."""


def _spec(name: str, kind: FactType, doc: str, choices: tuple[str, ...] = (), ages: Ages = "slow") -> FactSpec:
    return FactSpec(name=name, type=kind, choices=choices, doc=doc, ages=ages)


def _email() -> Iterator[FactSpec]:
    yield _spec("email.valid", "flag", "The address is well formed and could exist.", ages="never")
    yield _spec("email.domain", "text", "Domain of the address, lower-case ASCII.", ages="never")
    yield _spec("email.registrable_domain", "text", "The part of it that somebody registered.", ages="never")
    kinds = ("business", "freemail", "disposable", "academic", "alias")
    yield _spec("email.kind", "choice", "What kind of mailboxes the domain holds.", kinds, ages="never")
    yield _spec("email.typo", "text", "The provider that was probably meant: gmail.com by gmial.com.", ages="never")
    yield _spec("email.role", "flag", "The address is a desk's (info@, contact@), not a person's.", ages="never")


def _job() -> Iterator[FactSpec]:
    yield _spec("job.title", "text", "The job title as the person gave it.")
    yield _spec(
        "job.seniority", "choice", "How high the title stands; unknown where it can't be read.", SENIORITIES, "year"
    )
    yield _spec("job.function", "choice", "What the title works at.", FUNCTIONS)
    yield _spec("job.freelance", "flag", "Works on own account; false only where said to be employed.")


def _company() -> Iterator[FactSpec]:
    yield _spec("company.name", "text", "The company's name as the person gave it, without its legal form.")
    yield _spec("company.domain", "text", "Registrable domain of its site, or of a business email.")
    yield _spec("company.size", "number", "Employees; of a range its geometric middle.")
    yield _spec("company.industry", "text", "The industry as the person gave it.")
    yield _spec("company.country", "text", "ISO 3166 alpha-2.")
    yield _spec("company.relation", "choice", "What it is to us, by the account list.", RELATIONS, "never")
    yield _spec("company.is_school", "flag", "It is a school, by its domain or name; its staff are no students.")


def _geo() -> Iterator[FactSpec]:
    yield _spec("geo.country", "text", "ISO 3166 alpha-2; declared beats company beats phone beats IP.")
    sources = ("declared", "company", "phone", "ip")
    yield _spec("geo.country_source", "choice", "How the country is known.", sources)
    yield _spec(
        "geo.region",
        "text",
        "ISO 3166-2 code of the region within the country (FR-IDF, BE-WAL, CA-QC), by its name or a postcode.",
    )
    yield _spec("geo.ip_country", "text", "ISO 3166 alpha-2 of the IP address: a hint.")


def _contact() -> Iterator[FactSpec]:
    yield _spec("phone.valid", "flag", "The number can be dialled.")
    yield _spec("phone.country", "text", "ISO 3166 alpha-2 of the number: a hint.")
    yield _spec("contact.gibberish", "flag", "The name looks typed at random: a hint.")
    yield _spec("contact.language", "text", "ISO 639 code of the browser's language: a hint.")
    yield _spec("consent.email", "flag", "Allows email. May stop a message, never a lead.")
    yield _spec("consent.call", "flag", "Allows calls. May stop a message, never a lead.")


def _intent() -> Iterator[FactSpec]:
    yield _spec("form.purpose", "choice", "What the form was for.", PURPOSES)
    yield _spec("form.id", "text", "The form, as upstream names it.")
    budgets = ("none", "below_minimum", "enough", "undecided")
    yield _spec("budget.declared", "choice", "What the person said of budget.", budgets, "half_year")
    needs = ("none", "exploring", "project")
    yield _spec("need.declared", "choice", "What the person said of a need.", needs, "half_year")
    yield _spec("timeline.declared", "number", "In how many months, at the latest.", ages="half_year")
    yield _spec("intent.text", "set", "What free text is about, where it says so plainly.", INTENTS, "half_year")


def _crm() -> Iterator[FactSpec]:
    yield _spec("crm.stage", "text", "Lifecycle stage in the CRM.")
    yield _spec("crm.open_opportunity", "flag", "An opportunity is open.")
    yield _spec("crm.owner", "text", "Who owns the lead in the CRM.")
    yield _spec("crm.buying_role", "set", "Roles in the buying committee, as the CRM names them.")


def _acquisition() -> Iterator[FactSpec]:
    yield _spec("acquisition.source", "text", "What sent the visit, lower case.", ages="never")
    yield _spec("acquisition.medium", "text", "By what medium, lower case.", ages="never")
    yield _spec("acquisition.campaign", "text", "In what campaign.", ages="never")
    yield _spec("acquisition.channel", "choice", "What source and medium add up to.", CHANNELS, "never")
    yield _spec("acquisition.referrer", "text", "Host of the page that linked here; never our own.", ages="never")


def _device() -> Iterator[FactSpec]:
    kinds = ("human", "bot", "scanner", "server")
    yield _spec("device.kind", "choice", "What sent the event; written down unless human.", kinds, "never")
    yield _spec("device.hosting", "flag", "The IP address is a hosting company's.", ages="never")
    yield _spec("device.source", "text", "Which check said so.", ages="never")


def _activity() -> Iterator[FactSpec]:
    yield _spec("activity.first_seen", "number", "Milliseconds since 1970 of the first event.", ages="never")
    yield _spec("activity.last_seen", "number", "Milliseconds since 1970 of the last event.", ages="never")
    yield _spec("activity.seconds_on_site", "number", "Seconds on our pages, ever.", ages="never")


def _account() -> Iterator[FactSpec]:
    yield _spec("account.leads", "number", "Known leads of the account.", ages="never")
    yield _spec("account.roles", "set", "Functions of its leads.", FUNCTIONS, "never")
    yield _spec("account.detractors", "number", "Leads of the account with evidence of being detractors.", ages="never")
    yield _spec("account.relation", "choice", "What the account is to us.", RELATIONS, "never")


FAMILIES = (_email, _job, _company, _geo, _contact, _intent, _crm, _acquisition, _device, _activity, _account)

CATALOGUE: Mapping[str, FactSpec] = MappingProxyType({spec.name: spec for family in FAMILIES for spec in family()})
"""Every fact with a fixed name, by name, in the order of the documentation."""

PATTERNS: tuple[FactSpec, ...] = (
    _spec("form.answers.<field>", "text", "An answer to the field of that name, in snake_case; any type as it came."),
    _spec(
        "activity.<what>.<window>", "number", "How many, in the last so many days; unknown until linked.", ages="never"
    ),
)
"""The two open families, for documentation."""


@lru_cache(maxsize=4096)
def find(name: str) -> FactSpec | None:
    """Return what a fact's name stands for, open families included; None where there is no such fact."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    for pattern, template in zip((_ANSWER, _ACTIVITY), PATTERNS, strict=True):
        if pattern.fullmatch(name):
            return template.model_copy(update={"name": name})
    return None
