"""The records of privacy-requests."""

import json
from typing import Any

import pytest

from pipeline.errors import Problem
from pipeline.intake.privacy import read_privacy

REQUEST = {"request_id": "r1", "occurred_at": "2026-11-22T08:30:00Z", "user_id": "u1", "kind": "erase"}
RIGHTS = {"kind": "rectify", "author": "ann", "facts": {"job.title": "CTO"}}


def test_request() -> None:
    """A request is read as the contract says."""
    request = read_privacy(json.dumps(REQUEST).encode())
    assert not isinstance(request, Problem)
    assert (request.request_id, request.kind, request.user_id, request.facts) == ("r1", "erase", "u1", {})


@pytest.mark.parametrize("named", [{"email": "a@b.example"}, {"phone": "+33612345678"}, {"lead_id": "1" * 32}])
def test_any_name_will_do(named: dict[str, str]) -> None:
    """Whoever is known by nothing else can ask too."""
    assert not isinstance(read_privacy(json.dumps(REQUEST | {"user_id": None} | named).encode()), Problem)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user_id": None}, "no_identity"),
        ({"user_id": None, "email": "  "}, "no_identity"),
        ({"kind": "forget"}, "invalid_event"),
        ({"request_id": ""}, "invalid_event"),
        ({"occurred_at": "2026-11-22T08:30:00"}, "invalid_time"),
        ({"occurred_at": "1960-11-22T08:30:00Z"}, "invalid_time"),
        ({"facts": {"job.title": "CTO"}}, "invalid_event"),
        (RIGHTS | {"facts": {}}, "invalid_event"),
        (RIGHTS | {"author": " "}, "invalid_event"),
        (RIGHTS | {"facts": {"job.title": {"a": 1}}}, "invalid_event"),
        (RIGHTS | {"facts": {f"form.answers.{number}": "x" for number in range(101)}}, "invalid_event"),
    ],
)
def test_what_is_none(change: dict[str, Any], code: str) -> None:
    """What nobody could carry out is a dead letter with its reason, and its words hold nothing of the record."""
    found = read_privacy(json.dumps(REQUEST | change).encode())
    assert isinstance(found, Problem)
    assert found.code == code
    assert "CTO" not in found.message


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"[]", b"{", b'{"kind":"erase"}', b"[" * 100_000])
def test_any_bytes(value: bytes | None) -> None:
    """Whatever the bytes, there is a reason, and nothing is raised."""
    assert isinstance(read_privacy(value), Problem)
