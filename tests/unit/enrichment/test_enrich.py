"""The one door: which event tells what, and under which source."""

from typing import Any

import pytest

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Consent, Event, Page
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts import find
from pipeline.enrichment.tables import Tables
from tests.unit.enrichment.events import event, form

LEAD = form(
    {
        "first_name": "Alice",
        "Adresse e-mail": "alice@acme.example",
        "jobTitle": "Directrice des systèmes d'information",
        "Société": "Acme",
        "Pays": "France",
        "Nombre de salariés": "50-200",
        "Avez-vous un budget ?": "Oui",
        "Échéance": "3 à 6 mois",
        "Secteur": "  ",
        "interests": ["demo", "", "prix"],
    },
    form_id="demande-demo",
    email="alice@acme.fr",
    phone="+33 6 12 34 56 78",
    locale="fr-FR",
    consent=Consent(email=False),
    page=Page(url="https://acme.example/demo", referrer="https://www.google.fr/"),
)


def test_form(tables: Tables) -> None:
    """A form tells what was said as declared, what follows from addresses as derived, and hints as guessed."""
    assert enrich(LEAD, tables) == {
        "declared": {
            "form.id": "demande-demo",
            "form.purpose": "demo",
            "form.answers.job_title": "Directrice des systèmes d'information",
            "form.answers.societe": "Acme",
            "form.answers.pays": "France",
            "form.answers.nombre_de_salaries": "50-200",
            "form.answers.avez_vous_un_budget": "Oui",
            "form.answers.echeance": "3 à 6 mois",
            "form.answers.interests": ["demo", "prix"],
            "budget.declared": "enough",
            "timeline.declared": 6,
            "job.title": "Directrice des systèmes d'information",
            "job.seniority": "director",
            "job.function": "it",
            "company.name": "Acme",
            "company.size": 100,
            "geo.country": "FR",
            "geo.country_source": "declared",
            "consent.email": False,
        },
        "derived": {
            "acquisition.source": "google",
            "acquisition.referrer": "google.fr",
            "acquisition.channel": "organic_search",
            "email.valid": True,
            "email.domain": "acme.fr",
            "email.registrable_domain": "acme.fr",
            "email.kind": "business",
            "email.role": False,
            "company.domain": "acme.fr",
            "company.country": "FR",
            "phone.valid": True,
        },
        "guessed": {"phone.country": "FR", "contact.language": "fr"},
    }


def test_anonymous_page(tables: Tables) -> None:
    """A page view that names nobody tells nothing but where it came from."""
    assert enrich(event(page=Page(url="https://acme.example/x"), locale="fr-FR", seconds_on_page=3.0), tables) == {}
    came = event(campaign=Campaign(source="Google"))
    assert enrich(came, tables) == {
        "derived": {"acquisition.source": "google", "acquisition.channel": "organic_search"}
    }


@pytest.mark.parametrize(
    ("members", "source", "country", "how"),
    [
        (
            {"traits": {"country": "Belgique"}, "email": "a@acme.de", "phone": "+41212345678"},
            "declared",
            "BE",
            "declared",
        ),
        ({"traits": {"address": {"country": "BE"}}, "email": "a@acme.de"}, "declared", "BE", "declared"),
        ({"email": "a@acme.de", "phone": "+41212345678"}, "derived", "DE", "company"),
        ({"traits": {"company": {"name": "Acme", "country": "BE"}}, "email": "a@acme.de"}, "derived", "BE", "company"),
        ({"email": "a@acme.com", "phone": "+41212345678"}, "guessed", "CH", "phone"),
        ({"traits": {"country": "unknown"}, "phone": "+41212345678"}, "guessed", "CH", "phone"),
    ],
)
def test_country(members: dict[str, Any], source: str, country: str, how: str, tables: Tables) -> None:
    """Declared beats the company's country, which beats the phone's; and the fact says which it is."""
    found = enrich(event("identify", **members), tables)
    assert {name for name, facts in found.items() if "geo.country" in facts} == {source}
    facts = next(facts for name, facts in found.items() if name == source)
    assert (facts["geo.country"], facts["geo.country_source"]) == (country, how)


def test_no_country(tables: Tables) -> None:
    """Domains and addresses that all the world uses tell no country."""
    found = enrich(event("identify", email="alice@acme.io", phone="06 12 34 56 78"), tables)
    assert all("geo.country" not in facts for facts in found.values())


def test_national_phone(tables: Tables) -> None:
    """A national number is read as one of the country its owner declares."""
    found = enrich(form({"pays": "France", "téléphone": "06 12 34 56 78"}), tables)
    assert found["derived"] == {"phone.valid": True}
    assert found["guessed"] == {"phone.country": "FR"}


@pytest.mark.parametrize("kind", ["gmail.com", "duck.com", "yopmail.com", "etu.univ-lyon1.fr"])
def test_no_company(kind: str, tables: Tables) -> None:
    """A personal, hidden, disposable or school mailbox names no company."""
    derived = enrich(event("identify", email=f"alice@{kind}"), tables)["derived"]
    assert "company.domain" not in derived
    assert derived.get("company.is_school") is (True if "univ" in kind else None)


def test_traits(tables: Tables) -> None:
    """Standing traits tell the same as answers do, nested ones too."""
    traits = {
        "title": "Stagiaire RH",
        "company": {"name": "Acme", "website": "https://www.acme.de/x", "employees": 20, "id": 7, "plan": "pro"},
    }
    found = enrich(event("identify", traits=traits), tables)
    assert found["declared"] == {
        "job.title": "Stagiaire RH",
        "job.seniority": "intern",
        "job.function": "hr",
        "company.name": "Acme",
        "company.domain": "acme.de",
        "company.size": 20,
    }
    assert found["derived"]["company.country"] == "DE"


def test_answers_before_traits(tables: Tables) -> None:
    """What the person says in a form comes before what was known of them."""
    told = form({"poste": "Directrice marketing"}, traits={"title": "Stagiaire"})
    assert enrich(told, tables)["declared"]["job.seniority"] == "director"


@pytest.mark.parametrize(
    "blank", ["", "  ", "-", "n/a", "N/A", "Please select", "unknown", None, [], [""], float("nan")]
)
def test_blank(blank: Any, tables: Tables) -> None:  # noqa: ANN401  whatever a form may send
    """A blank answer is never a fact, whatever the question."""
    answers = dict.fromkeys(("budget", "need", "timeline", "poste", "pays", "société", "what_matters"), blank)
    assert enrich(form(answers), tables) == {}


def test_private(tables: Tables) -> None:
    """Names, addresses and numbers never stand among the answers, under whatever question they were given."""
    answers = {
        "Nom": "Martin",
        "name": "Zoé",
        "tel": "0612345678",
        "e-mail": "z@acme.example",
        "other": "z@acme.example",
    }
    found = enrich(form(answers), tables)
    assert not any(name.startswith("form.answers") for facts in found.values() for name in facts)


def test_declared_time(tables: Tables) -> None:
    """To say "not this year" puts the matter off by a year, unless a time is given; and it is no lack of budget."""
    declared = enrich(form({"budget": "Pas cette année"}), tables)["declared"]
    assert (declared["budget.declared"], declared["timeline.declared"]) == ("undecided", 12)
    declared = enrich(form({"budget": "Pas cette année", "échéance": "18 mois"}), tables)["declared"]
    assert declared["timeline.declared"] == 18


def test_no_budget_given(tables: Tables) -> None:
    """A budget nobody was asked for, or did not answer for, is unknown: not none."""
    for answers in ({}, {"budget": ""}, {"budget": "N/A"}, {"budget": "Nous en parlerons"}):
        assert "budget.declared" not in enrich(form(answers, email="a@acme.example"), tables).get("declared", {})


def test_status(tables: Tables) -> None:
    """A mere status says what it can be read as, and never overrules a job title."""
    assert enrich(form({"Vous êtes": "Étudiant"}), tables)["declared"]["job.seniority"] == "student"
    assert "job.title" not in enrich(form({"role": "admin"}), tables)["declared"]
    both = enrich(form({"Vous êtes": "Étudiant", "poste": "Directrice marketing"}), tables)["declared"]
    assert (both["job.title"], both["job.seniority"]) == ("Directrice marketing", "director")
    assert enrich(form({"department": "Marketing"}), tables)["declared"]["job.function"] == "marketing"


@pytest.mark.parametrize("courtesy", ["M.", "Mme", "Mr", "Dr"])
def test_courtesy(courtesy: str, tables: Tables) -> None:
    """A courtesy title is no job title."""
    assert "job.title" not in enrich(form({"title": courtesy}), tables)["declared"]


def test_device(tables: Tables) -> None:
    """What sent an event is told unless it was a person's browser, or unknown."""
    assert enrich(event(user_agent="Googlebot/2.1"), tables)["derived"] == {
        "device.kind": "bot",
        "device.source": "crawler_words",
    }
    assert enrich(event(user_agent="Mozilla/5.0 Firefox/132.0"), tables) == {}
    assert enrich(event(user_agent=""), tables) == {}


def test_hot_event(tables: Tables) -> None:
    """A decoded Struct tells what the model tells: the worker and the tests see the same facts."""
    decoded = hot.decoder(Event)(LEAD.model_dump_json().encode())
    assert enrich(decoded, tables) == enrich(LEAD, tables)


def test_in_catalogue(tables: Tables) -> None:
    """Every fact that an event tells is in the catalogue."""
    assert all(find(name) for facts in enrich(LEAD, tables).values() for name in facts)


@pytest.mark.parametrize("text", ["x" * 5000, "\ud800"])
def test_never_kept(text: str, tables: Tables) -> None:
    """A saying too long to keep, or no text at all, is read all the same."""
    told = form({"poste": "Directrice marketing", "message": text}, email="a@acme.example")
    assert enrich(told, tables)["declared"]["job.seniority"] == "director"


def test_kept(tables: Tables) -> None:
    """The same said on another page gives the same facts, and a number is not told from a yes by chance."""
    first, second = (enrich(form({"budget": answer}), tables)["declared"] for answer in (True, 1))
    assert first["budget.declared"] == "enough"
    assert second["form.answers.budget"] == 1
    assert second["form.answers.budget"] is not True
