"""The account list: read whole or not at all, and matched on label boundaries."""

import pytest

from pipeline.enrichment.account_list import parse_accounts, with_accounts
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import Tables
from tests.unit.enrichment.events import event, form

LIST = ["name,domain,relation", "Acme,ACME.com,customer", "Rival,rival.fr,Competitor", "Bücher,bücher.de,partner", ""]


@pytest.fixture(scope="module")
def listed(tables: Tables) -> Tables:
    accounts, problems = parse_accounts("accounts.csv", LIST, tables)
    assert problems == []
    return with_accounts(tables, accounts)


@pytest.mark.parametrize(
    ("email", "relation"),
    [
        ("a@acme.com", "customer"),
        ("a@EU.Acme.com", "customer"),
        ("a@notacme.com", None),
        ("a@acme.com.evil.io", None),
        ("a@acme.co", None),
        ("a@rival.fr", "competitor"),
        ("a@xn--bcher-kva.de", "partner"),
        ("a@shop.bücher.de", "partner"),
        ("a@gmail.com", None),
        ("no address", None),
    ],
)
def test_relation(email: str, relation: str | None, listed: Tables) -> None:
    """A relation holds for the domain and all below it, however it is written; it comes from the CRM."""
    expected = {} if relation is None else {"company.relation": relation}
    assert enrich(event("identify", email=email), listed).get("crm", {}) == expected


def test_site(listed: Tables) -> None:
    """Where the mailbox tells nothing, the declared site does; the mailbox comes first."""
    site = {"website": "https://www.rival.fr/about"}
    assert enrich(form(site, email="a@gmail.com"), listed)["crm"] == {"company.relation": "competitor"}
    assert enrich(form(site, email="a@acme.com"), listed)["crm"] == {"company.relation": "customer"}


def test_no_list(tables: Tables) -> None:
    """Without a list no relation is known: not "none"."""
    assert "crm" not in enrich(event("identify", email="a@acme.com"), tables)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("gmail.com,customer", "mailboxes of people"),
        ("co.uk,customer", "no domain that somebody owns"),
        ("10.0.0.1,customer", "no domain that somebody owns"),
        (",customer", "no domain that somebody owns"),
        ("acme.com", "relation ''"),
        ("acme.com,friend", "relation 'friend'"),
        ("acme.com,partner", "another relation: customer"),
    ],
)
def test_refused(row: str, said: str, tables: Tables) -> None:
    """A row that would make wrong facts is told with its line."""
    _, problems = parse_accounts("accounts.csv", ["domain,relation", "acme.com,customer", row], tables)
    assert [(problem.line, said in problem.message) for problem in problems] == [(3, True)]


@pytest.mark.parametrize("lines", [[], ["company,relation"], ["acme.com,customer"]])
def test_header(lines: list[str], tables: Tables) -> None:
    """A file without the two columns is no account list."""
    accounts, problems = parse_accounts("accounts.csv", lines, tables)
    assert (accounts, [problem.code for problem in problems]) == ({}, ["missing_column"])
