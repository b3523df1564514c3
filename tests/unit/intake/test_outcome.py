"""The records of crm-outcomes."""

import json
from typing import Any

import pytest

from pipeline.errors import Problem
from pipeline.intake.outcome import read_outcome

OUTCOME = {"outcome_id": "o1", "user_id": "u1", "occurred_at": "2026-11-22T08:30:00Z", "result": "won", "reason": None}


def test_outcome() -> None:
    """An outcome is read as its contract says."""
    outcome = read_outcome(json.dumps(OUTCOME).encode())
    assert not isinstance(outcome, Problem)
    assert (outcome.outcome_id, outcome.user_id, outcome.result, outcome.reason) == ("o1", "u1", "won", None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user_id": None}, "no_identity"),
        ({"user_id": None, "email": " "}, "no_identity"),
        ({"result": "maybe"}, "invalid_event"),
        ({"outcome_id": None}, "invalid_event"),
        ({"occurred_at": "2026-11-22"}, "invalid_time"),
        ({"occurred_at": "1955-11-22T08:30:00Z"}, "invalid_time"),
    ],
)
def test_problem(change: dict[str, Any], code: str) -> None:
    """An outcome that cannot be read is a problem of the closed set."""
    problem = read_outcome(json.dumps(OUTCOME | change).encode())
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_no_object() -> None:
    """What is no object at all is of no shape we know."""
    problem = read_outcome(b"[]")
    assert isinstance(problem, Problem)
    assert problem.code == "unknown_shape"
