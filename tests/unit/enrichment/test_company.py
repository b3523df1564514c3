"""What a domain or a website tells of a company."""

import pytest

from pipeline.enrichment.company import is_school_name, mail_company, site_company, website_domain
from pipeline.enrichment.email import email_facts
from pipeline.enrichment.geography import domain_country
from pipeline.enrichment.tables import Tables


@pytest.mark.parametrize(
    ("website", "expected"),
    [("https://www.acme.fr/x", "acme.fr"), ("ACME.co.uk", "acme.co.uk"), ("https://fr.linkedin.com/in/x", None),
     ("gmail.com", None), ("http://10.0.0.1", None), ("bientôt", None), ("", None), ("acme.github.io", "acme.github.io")],
)  # fmt: skip
def test_website(website: str, expected: str | None, tables: Tables) -> None:
    """A website names the company that owns its domain; a page on somebody else's names none."""
    assert website_domain(website, tables) == expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [("acme.fr", "FR"), ("acme.co.uk", "GB"), ("acme.re", "RE"), ("acme.com", None), ("acme.io", None), ("acme.ai", None),
     ("acme.co", None), ("acme.eu", None), ("acme.tv", None), ("acme.be", "BE"), ("acme.ch", "CH")],
)  # fmt: skip
def test_domain_country(domain: str, expected: str | None, tables: Tables) -> None:
    """A domain tells the country of its registry, unless companies of all countries use it."""
    assert domain_country(domain, tables) == expected


@pytest.mark.parametrize(
    ("name", "school"),
    [("Université de Nulle Part", True), ("École des Mines imaginaires", True), ("Lycée X", True), ("Northmoor College", True),
     ("Acme", False), ("Scholastic", False), ("Écolab", False)],
)  # fmt: skip
def test_school(name: str, *, school: bool) -> None:
    """A school is told by whole words of its name."""
    assert is_school_name(name) is school


def test_school_domain(tables: Tables) -> None:
    """A school's mail tells that it is one and no company; its site is a domain like others."""
    assert mail_company("univ-lyon1.fr", tables) == {"company.is_school": True}
    assert site_company("univ-lyon1.fr", tables) == {
        "company.domain": "univ-lyon1.fr",
        "company.country": "FR",
        "company.is_school": True,
    }


def test_suffix(tables: Tables) -> None:
    """A mailbox right under a public suffix is nobody's company."""
    assert "company.domain" not in mail_company("co.uk", tables)
    assert "email.registrable_domain" not in email_facts("alice@co.uk", tables)
