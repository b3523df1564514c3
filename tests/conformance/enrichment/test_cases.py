"""Every family of facts against its cases, which are data: another implementation can be held to the same files."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.contracts.event import Campaign, Event, Page
from pipeline.enrichment.acquisition import acquisition_facts
from pipeline.enrichment.company import employees
from pipeline.enrichment.device import read_agent
from pipeline.enrichment.email import email_facts, normalise
from pipeline.enrichment.form import field_kind
from pipeline.enrichment.geography import country_code
from pipeline.enrichment.intent import budget_of, months_of, need_of, text_intents
from pipeline.enrichment.job_title import read_title
from pipeline.enrichment.phone import normalise_phone, parse_phone, phone_facts
from pipeline.enrichment.purpose import form_purpose
from pipeline.enrichment.region import region_code
from pipeline.enrichment.tables import Tables


def _sheet(name: str) -> Any:  # noqa: ANN401  whatever the file holds
    return yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))


def _said(group: dict[str, list[str]]) -> list[tuple[str, str | None]]:
    return [(text, None if value == "unknown" else value) for value, texts in group.items() for text in texts]


TITLES, ANSWERS = _sheet("titles"), _sheet("answers")
READERS: dict[str, Callable[[str], object]] = {
    "budget": budget_of,
    "need": need_of,
    "timeline": months_of,
    "size": employees,
    "text": lambda text: list(text_intents(text)),
}


@pytest.mark.parametrize(("title", "expected"), _said(TITLES["seniority"]))
def test_seniority(title: str, expected: str | None) -> None:
    """A title says the seniority the guide gives it; one that can't be read says none, never `professional`."""
    assert read_title(title).seniority == expected


@pytest.mark.parametrize(("title", "expected"), _said(TITLES["function"]))
def test_function(title: str, expected: str | None) -> None:
    """A title says what its holder works at; studies and former work are none."""
    assert read_title(title).function == expected


@pytest.mark.parametrize(("title", "expected"), _said(TITLES["freelance"]))
def test_freelance(title: str, expected: str | None) -> None:
    """Only who says so is a freelancer, and only who says so is none."""
    assert read_title(title).freelance is {"yes": True, "no": False, None: None}[expected]


@pytest.mark.parametrize("case", _sheet("emails")["cases"], ids=lambda case: case["address"])
def test_email(case: dict[str, Any], tables: Tables) -> None:
    """An address has the kind, domains, role and one spelling of its case."""
    facts = email_facts(case["address"], tables)
    assert facts["email.valid"] is True
    assert facts["email.kind"] == case["kind"]
    assert facts["email.domain"] == case.get("domain", facts["email.domain"])
    assert facts["email.registrable_domain"] == case.get("registrable", facts["email.registrable_domain"])
    assert facts["email.role"] is case.get("role", facts["email.role"])
    assert normalise(case["address"]) == case.get("normalised", normalise(case["address"]))


@pytest.mark.parametrize("address", _sheet("emails")["invalid"])
def test_no_email(address: str, tables: Tables) -> None:
    """What is no address is not valid, tells nothing more, and identifies nobody."""
    assert dict(email_facts(address, tables)) == {"email.valid": False}
    assert normalise(address) is None


@pytest.mark.parametrize(("answer", "expected"), _sheet("countries")["cases"].items())
def test_country(answer: str, expected: str | None, tables: Tables) -> None:
    """An answer names the one country it names to people, and none where it names several or none."""
    assert country_code(answer, tables) == expected


@pytest.mark.parametrize(("place", "expected"), _sheet("regions")["cases"])
def test_region(place: list[Any], expected: str | None) -> None:
    """A region is told by its name, or by a postcode where the country is known."""
    assert region_code(place[0], place[1], place[2]) == expected


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [(kind, answer, expected) for kind, answers in ANSWERS.items() for answer, expected in answers.items()],
)
def test_answer(kind: str, answer: str, expected: object) -> None:
    """An answer says of budget, need, time, size or intent what its case says; no phrase of ours, nothing."""
    assert READERS[kind](answer) == expected


@pytest.mark.parametrize(("name", "expected"), _sheet("fields")["cases"].items())
def test_field(name: str, expected: str | None) -> None:
    """A field's name is guessed to ask for what it asks for."""
    assert field_kind(name) == expected


@pytest.mark.parametrize(("told", "expected"), _sheet("purposes")["cases"])
def test_purpose(told: list[str | None], expected: str | None) -> None:
    """A form's purpose is read from what it declares, then its id, then its page; headlines of articles tell nothing."""
    assert form_purpose(*told) == expected


@pytest.mark.parametrize(("agent", "expected"), _said(_sheet("user_agents")))
def test_agent(agent: str, expected: str | None) -> None:
    """Bots and scanners are told from people and from servers; no agent tells nothing."""
    device = read_agent(agent)
    assert (device.kind if device else None) == expected


@pytest.mark.parametrize("case", _sheet("acquisition")["cases"], ids=lambda case: case["name"])
def test_acquisition(case: dict[str, Any], tables: Tables) -> None:
    """Source, medium, campaign, referrer and channel are those of the case."""
    event = Event(
        event_id="e",
        type="page",
        occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
        page=Page(**case["page"]) if "page" in case else None,
        campaign=Campaign(**case["campaign"]) if "campaign" in case else None,
    )
    expected = {f"acquisition.{name}": value for name, value in case["facts"].items()}
    assert dict(acquisition_facts(event, tables).facts) == expected


@pytest.mark.parametrize("case", _sheet("phones")["cases"], ids=lambda case: f"{case['number']}-{case['region']}")
def test_phone(case: dict[str, Any]) -> None:
    """A number is valid, invalid or can't be told without its writer's country; its own country is a hint."""
    derived, guessed = phone_facts(case["number"], case["region"])
    assert derived.get("phone.valid") is case["valid"]
    assert guessed.get("phone.country") == case.get("country")
    assert parse_phone(case["number"], case["region"]) == ((case["e164"], case["country"]) if case["valid"] else None)
    assert normalise_phone(case["number"], case["region"]) == case.get("e164")
