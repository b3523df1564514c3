"""Enrichment never asks anybody: not the network, not even for a name."""

import socket

import pytest

from pipeline.enrichment.activity import acts
from pipeline.enrichment.device import ignored
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import load_tables
from tests.unit.enrichment.events import event, form

NEVER_SEEN = "unseen-4711"
"""In every text, so that no cache answers."""


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("enrichment asked the network")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("_no_network")
def test_offline() -> None:
    """Tables load and every family works with the network refused."""
    tables = load_tables.__wrapped__()  # built anew: others may have asked before
    lead = form(
        {"poste": f"Acheteuse {NEVER_SEEN}", "pays": "Suisse", "site web": f"https://{NEVER_SEEN}.ch"},
        email=f"alice@{NEVER_SEEN}.co.uk",
        phone="+41 21 234 56 78",
        user_agent=f"Mozilla/5.0 {NEVER_SEEN}",
        page={"url": f"https://{NEVER_SEEN}.example/?utm_source=x", "referrer": f"https://{NEVER_SEEN}.fr/"},
    )
    found = enrich(lead, tables)
    assert found["derived"]["email.registrable_domain"] == f"{NEVER_SEEN}.co.uk"
    assert found["declared"]["company.domain"] == f"{NEVER_SEEN}.ch"
    assert acts(lead) == {"forms": 1}
    assert ignored(event(user_agent=f"{NEVER_SEEN} Googlebot")) == "bot"


@pytest.mark.usefixtures("_no_network")
def test_refusal() -> None:
    """The refusal above is real: whoever asks the network in these tests fails."""
    with pytest.raises(AssertionError, match="asked the network"):
        socket.create_connection(("127.0.0.1", 9))
