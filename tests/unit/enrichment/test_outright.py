"""Facts that a form's answers were said to be."""

import pytest

from pipeline.contracts.event import Event
from pipeline.contracts.hot import decoder
from pipeline.contracts.model import Value
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.form import field_kind
from pipeline.enrichment.outright import told_outright
from pipeline.enrichment.tables import Tables
from pipeline.intake.forms import CANONICAL

KINDS = {
    "job.title": "job",
    "job.seniority": "status",
    "company.name": "company",
    "company.size": "size",
    "company.industry": "industry",
    "company.domain": "website",
    "company.country": "company_country",
    "geo.country": "country",
    "budget.declared": "budget",
    "need.declared": "need",
    "timeline.declared": "timeline",
    "intent.text": "message",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget.declared", "none"),
        ("job.seniority", "student"),
        ("company.size", 12),
        ("job.freelance", False),
        ("intent.text", ["thesis", "press"]),
        ("form.answers.sujet", "Rouge"),
        ("company.country", "BE"),
    ],
)
def test_taken(name: str, value: Value) -> None:
    """A fact that a person can declare, with a value it can have, is one."""
    assert told_outright({name: value}) == {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget.declared", "much"),
        ("budget.declared", True),
        ("company.size", "12"),
        ("company.size", True),
        ("company.size", float("inf")),
        ("job.freelance", "no"),
        ("intent.text", ["thesis", "lunch"]),
        ("intent.text", []),
        ("company.name", " "),
        ("company.name", "x" * 501),
        ("geo.country", "France"),
        ("company.relation", "competitor"),
        ("email.kind", "freemail"),
        ("activity.pages.7d", 5),
        ("crm.stage", "customer"),
        ("nothing.known", "x"),
    ],
)
def test_not_taken(name: str, value: Value) -> None:
    """Whatever upstream says: a form declares nothing of activity, CRM or relations, and no value that is none."""
    assert told_outright({name: value}) == {}


def test_country() -> None:
    """A country told outright is declared."""
    assert told_outright({"geo.country": "FR"}) == {"geo.country": "FR", "geo.country_source": "declared"}


def test_beats_the_guess(tables: Tables) -> None:
    """What was said of an answer comes before what is guessed of others."""
    event = decoder(Event)(
        b'{"event_id":"e","type":"form","occurred_at":"2026-01-01T00:00:00Z","email":"a@nova.example","form":'
        b'{"answers":{"poste":"Directrice"},"declares":{"job.seniority":"student"}}}'
    )
    assert enrich(event, tables)["declared"]["job.seniority"] == "student"


def test_canonical_names() -> None:
    """Under the names that intake gives mapped answers, enrichment reads them as that fact."""
    assert {fact: field_kind(name) for fact, name in CANONICAL.items()} == KINDS
