"""Hosts, paths and registrable domains of addresses as upstreams write them."""

import pytest

from pipeline.enrichment.domains import ascii_domain, host_of, path_of, registrable
from pipeline.enrichment.tables import Tables


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://www.Acme.example/a/b?c=d#e", "acme.example", "/a/b"),
        ("https://user:pw@acme.example:8080/x", "acme.example", "/x"),
        ("//acme.example/x", "acme.example", "/x"),
        ("acme.example/x", "acme.example", "/x"),
        ("acme.example", "acme.example", ""),
        ("https://acme.example", "acme.example", ""),
        ("https://acme.example?x=https://evil.example/y", "acme.example", ""),
        ("android-app://com.linkedin.android/", "com.linkedin.android", "/"),
        ("/pricing?x=1", "", "/pricing"),
        ("", "", ""),
    ],
)
def test_parts(url: str, host: str, path: str) -> None:
    """The host and the path are those a browser would go to."""
    assert (host_of(url), path_of(url)) == (host, path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Acme.EXAMPLE.", "acme.example"), ("bücher.de", "xn--bcher-kva.de"), ("acme", None), ("a b.fr", None), ("", None),
     ("10.0.0.1", None), ("-x.fr", None), ("a" * 300 + ".fr", None)],
)  # fmt: skip
def test_ascii(name: str, expected: str | None) -> None:
    """A domain has one spelling; what nobody can own has none."""
    assert ascii_domain(name) == expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [("acme.fr", "acme.fr"), ("a.b.acme.co.uk", "acme.co.uk"), ("acme.com.evil.io", "evil.io"), ("10.0.0.1", None),
     ("co.uk", None), ("altervista.org", "altervista.org"), ("acme.github.io", "acme.github.io"),
     ("eu.xn--bcher-kva.de", "xn--bcher-kva.de"), ("x." * 200 + "fr", None)],
)  # fmt: skip
def test_registrable(domain: str, expected: str | None, tables: Tables) -> None:
    """The registrable part is what somebody paid for; machines' addresses and public suffixes have none."""
    assert registrable(domain, tables) == expected
