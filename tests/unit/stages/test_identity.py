"""Whose an event is: the strongest identifier in it, hashed with our key."""

from hashlib import blake2b
from typing import Any

import pytest

from pipeline.contracts.outcome import Outcome
from pipeline.stages.identity import keyed_hash, lead_named_by, lead_of, visitor_of
from tests.unit.enrichment.events import MOMENT, event
from tests.unit.stages.making import KEY


def _lead(**members: Any) -> str | None:  # noqa: ANN401  whatever an event holds
    return lead_of(event(**members), KEY)


def test_an_id_is_a_keyed_hash_of_kind_and_identifier() -> None:
    """Ids never change: this is how they are made, for good."""
    assert keyed_hash(KEY, "user", "u1") == blake2b(b"user:u1", key=KEY, digest_size=16).hexdigest()
    assert keyed_hash(KEY, "user", "é") == blake2b("user:é".encode(), key=KEY, digest_size=16).hexdigest()


def test_an_id_says_nothing_without_the_key() -> None:
    """Another installation's key gives another id; and kinds never meet."""
    ids = {keyed_hash(b"key", "user", "x"), keyed_hash(b"other", "user", "x"), keyed_hash(b"key", "visitor", "x")}
    assert len(ids) == 3


def test_the_strongest_identifier_says_who() -> None:
    """User id beats email beats phone."""
    phone = "+33 6 12 34 56 78"
    assert _lead(user_id="u1", email="a@brume.fr", phone=phone) == _lead(user_id="u1")
    assert _lead(email="a@brume.fr", phone=phone) == _lead(email="a@brume.fr")
    assert _lead(email="not an address", phone=phone) == _lead(phone=phone)


@pytest.mark.parametrize(
    "members",
    [
        {"email": " A@Brume.FR "},
        {"email": "a@brume.fr", "phone": "0612345678"},
    ],
)
def test_one_mailbox_is_one_lead(members: dict[str, str]) -> None:
    """An address is the same however it is written."""
    assert _lead(**members) == _lead(email="a@brume.fr")


@pytest.mark.parametrize("members", [{}, {"email": ""}, {"email": "x"}, {"phone": "12"}])
def test_nobody(members: dict[str, str]) -> None:
    """What is no address and no number names nobody."""
    assert _lead(visitor_id="v", **members) is None


def test_a_visitor_is_known_by_our_id_only() -> None:
    """What the browser sent stands in none of our logs."""
    assert visitor_of(event(visitor_id="v1"), KEY) == keyed_hash(KEY, "visitor", "v1")
    assert visitor_of(event(user_id="u1"), KEY) is None


def _outcome(**members: Any) -> str | None:  # noqa: ANN401  whatever an outcome holds
    return lead_named_by(Outcome(outcome_id="o", occurred_at=MOMENT, result="won", **members), KEY)


def test_an_outcome_names_a_lead_by_our_id_or_theirs() -> None:
    """The CRM gives back our id, or what it knows; what is no id of ours names nobody."""
    lead_id = keyed_hash(KEY, "user", "u1")
    assert _outcome(lead_id=lead_id, user_id="u2") == lead_id
    assert _outcome(user_id="u1", email="a@brume.fr") == lead_id
    assert _outcome(email="A@brume.fr") == _lead(email="a@brume.fr")
    assert _outcome(lead_id="00Q5e000001", user_id="u1") is None
    assert _outcome() is None
