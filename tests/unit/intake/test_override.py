"""The records of lead-overrides."""

import json
from typing import Any

import pytest

from pipeline.errors import Problem
from pipeline.intake.override import read_override

SET = {
    "override_id": "o1",
    "occurred_at": "2026-11-22T08:30:00Z",
    "user_id": "u1",
    "action": "set",
    "status": "excluded",
    "author": "ann",
    "reason": "works for a rival",
}
REVOKE = {"action": "revoke", "status": None}


def test_set_and_revoke() -> None:
    """Both are read as the contract says."""
    said = read_override(json.dumps(SET).encode())
    assert not isinstance(said, Problem)
    assert (said.override_id, said.status, said.author, said.expires_at) == ("o1", "excluded", "ann", None)
    taken_back = read_override(json.dumps(SET | REVOKE).encode())
    assert not isinstance(taken_back, Problem)
    assert (taken_back.action, taken_back.status) == ("revoke", None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user_id": None}, "no_identity"),
        ({"user_id": None, "email": " "}, "no_identity"),
        ({"action": "maybe"}, "invalid_event"),
        ({"status": None}, "invalid_event"),
        ({"status": "nurture"}, "invalid_event"),
        ({"action": "revoke"}, "invalid_event"),
        ({**REVOKE, "expires_at": "2027-01-01T00:00:00Z"}, "invalid_event"),
        ({"author": " "}, "invalid_event"),
        ({"reason": ""}, "invalid_event"),
        ({"reason": "\t"}, "invalid_event"),
        ({"reason": "r" * 501}, "invalid_event"),
        ({"override_id": None}, "invalid_event"),
        ({"occurred_at": "2026-11-22"}, "invalid_time"),
        ({"occurred_at": "1955-11-22T08:30:00Z"}, "invalid_time"),
        ({"expires_at": "2026-11-22T08:30:00Z"}, "invalid_time"),
        ({"expires_at": "9999-01-01T00:00:00Z"}, "invalid_time"),
    ],
)
def test_problem(change: dict[str, Any], code: str) -> None:
    """Nobody is overruled without a lead, a status, an author, a reason and an end that can be."""
    problem = read_override(json.dumps(SET | change).encode())
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("value", [None, b"", b"[]", b"\xff", b'{"override_id":', b"[" * 100_000])
def test_bytes_that_are_none(value: bytes | None) -> None:
    """Whatever the bytes, it is a problem and no exception."""
    assert isinstance(read_override(value), Problem)
