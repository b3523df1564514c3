"""The reference data: complete, folded, and matched on label boundaries."""

import pytest

from pipeline.enrichment import country_names
from pipeline.enrichment.domains import is_under, parents
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import words


@pytest.mark.parametrize("name", ["alias", "disposable", "freemail", "academic", "not_academic"])
def test_spelling(name: str, tables: Tables) -> None:
    """Every listed domain is lower-case ASCII: what does not look like that can never be matched."""
    listed: frozenset[str] = getattr(tables, name)
    assert listed
    assert [domain for domain in listed if domain != domain.strip().lower() or not domain.isascii()] == []


@pytest.mark.parametrize("name", ["alias", "disposable", "freemail"])
def test_no_suffix(name: str, tables: Tables) -> None:
    """No list of mail domains holds a public suffix: `co.uk` would make half a country freemail."""
    listed: frozenset[str] = getattr(tables, name)
    assert [domain for domain in listed if tables.public_suffixes.privatesuffix(domain) is None] == []


def test_countries(tables: Tables) -> None:
    """Every country is known by its code and leads to one; every name is folded."""
    assert len(tables.country_codes) == 249
    assert {tables.countries[code.lower()] for code in tables.country_codes} == tables.country_codes
    assert set(tables.countries.values()) == tables.country_codes | {"XK"}
    assert [name for name in tables.countries if name != " ".join(words(name))] == []
    assert set(country_names.ALIASES) <= tables.country_codes | {"XK"}


def test_parents() -> None:
    """A domain stands under itself and every domain above it."""
    assert list(parents("a.b.com")) == ["a.b.com", "b.com", "com"]
    assert list(parents("")) == []


@pytest.mark.parametrize(
    ("domain", "under"),
    [
        ("acme.com", True),
        ("eu.acme.com", True),
        ("notacme.com", False),
        ("acme.com.evil.io", False),
        ("acme.co", False),
    ],
)
def test_boundaries(domain: str, *, under: bool) -> None:
    """Domains match on label boundaries only."""
    assert is_under(domain, frozenset({"acme.com"})) is under


def test_identity(tables: Tables) -> None:
    """Tables equal only themselves, so that hashing them costs nothing in every cached call."""
    assert hash(tables) == object.__hash__(tables)
