"""What people ask of us: which leads are meant, what follows from a correction, and what is refused."""

import json
from typing import Any

import pytest

from pipeline.enrichment.tables import load_tables
from pipeline.stages.effects import Effects
from pipeline.stages.identity import keyed_hash
from pipeline.stages.route import Route
from tests.unit.stages.making import KEY, LEAD, counted, read_lead, sent, source

REQUEST = {"request_id": "r1", "occurred_at": "2026-11-22T08:30:00Z", "kind": "erase"}


def routed(timestamp: int = -1, **members: Any) -> Effects:  # noqa: ANN401  whatever a request holds
    """Return what becomes of a request."""
    record = source(json.dumps(REQUEST | members).encode(), "privacy-requests", timestamp)
    route = Route(load_tables(), KEY, 4, 10_000)
    return route.process([record], None)  # type: ignore[arg-type]  # it uses no state


def test_every_name_is_asked_for() -> None:
    """Each name of a person is a lead: all of them hear of it, each by a record with coordinates of its own."""
    effects = routed(user_id="u1", email="A@b.example", phone="+33612345678", lead_id=LEAD)
    told = [read_lead(send.value) for send in sent(effects, "lead-log")]
    user, mail = keyed_hash(KEY, "user", "u1"), keyed_hash(KEY, "email", "a@b.example")
    phone = keyed_hash(KEY, "phone", "+33612345678")
    assert [message.lead_id for message in told] == [LEAD, user, mail, phone]
    assert [message.origin for message in told] == [f"privacy-requests/3/7/{number}" for number in range(4)]
    assert {message.asks for message in told} == {"erase"}
    assert b"example" not in b"".join(send.value or b"" for send in effects.sends)


def test_what_follows_from_a_title_is_set_right_too() -> None:
    """A corrected title says function and seniority, as it would in a form; what is said outright comes first."""
    told = {"lead_id": LEAD, "kind": "rectify", "author": "ann"}
    (send,) = routed(**told, facts={"job.title": "Directrice informatique"}).sends
    declared = read_lead(send.value).facts.declared
    assert (declared["job.title"], declared["job.seniority"]) == ("Directrice informatique", "director")
    outright = {"job.title": "Directrice informatique", "job.seniority": "manager"}
    (send,) = routed(**told, facts=outright).sends
    assert read_lead(send.value).facts.declared["job.seniority"] == "manager"
    assert set(read_lead(send.value).facts.declared) == {"job.title", "job.seniority", "job.function"}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"lead_id": "nobody's"}, "no_identity"),
        ({"lead_id": "nobody's", "user_id": "u1"}, "no_identity"),
        ({"email": "no address"}, "no_identity"),
        ({"user_id": "u1", "occurred_at": "1999-11-22T08:30:00Z"}, "invalid_time"),
        ({"user_id": "u1", "kind": "rectify", "author": "ann", "facts": {"email.kind": "business"}}, "invalid_event"),
        ({"user_id": "u1", "kind": "rectify", "author": "ann", "facts": {"job.seniority": "king"}}, "invalid_event"),
        ({"user_id": "u1", "kind": "rectify", "author": "ann", "facts": {"made.up": "secret"}}, "invalid_event"),
    ],
)
def test_what_is_refused(members: dict[str, Any], code: str) -> None:
    """A request that cannot be carried out whole is a dead letter whole; its reason holds no value."""
    effects = routed(**members)
    (letter,) = effects.sends
    headers = dict(letter.headers)
    assert (letter.topic, headers["leadsieve_code"]) == ("dead-letters", code.encode())
    assert b"king" not in headers["leadsieve_detail"]
    assert b"secret" not in headers["leadsieve_detail"]
    assert counted(effects, "events") == {("privacy-requests", "dead_letter"): 1}


def test_a_request_from_the_future_is_one_of_now() -> None:
    """Nobody is forgotten ahead of time: dated over ten minutes after it was appended, it is clamped to that."""
    (send,) = routed(timestamp=1_763_800_000_000, user_id="u1", occurred_at="2099-01-01T00:00:00Z").sends
    assert read_lead(send.value).at == 1_763_800_000_000
