"""The records of lead-reviews."""

import json
from typing import Any

import pytest

from pipeline.errors import Problem
from pipeline.intake.review import read_review

REVIEW = {
    "review_id": "r1",
    "occurred_at": "2026-11-22T08:30:00Z",
    "decision_id": "d1",
    "user_id": "u1",
    "verdict": "wrong",
    "author": "ann",
}


def test_review() -> None:
    """A review is read as the contract says."""
    review = read_review(json.dumps(REVIEW).encode())
    assert not isinstance(review, Problem)
    assert (review.review_id, review.decision_id, review.verdict, review.note) == ("r1", "d1", "wrong", None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"user_id": None}, "no_identity"),
        ({"user_id": None, "email": "\t"}, "no_identity"),
        ({"verdict": "maybe"}, "invalid_event"),
        ({"decision_id": None}, "invalid_event"),
        ({"decision_id": "d" * 300}, "invalid_event"),
        ({"author": " "}, "invalid_event"),
        ({"note": "n" * 501}, "invalid_event"),
        ({"occurred_at": "yesterday"}, "invalid_time"),
        ({"occurred_at": "1955-11-22T08:30:00Z"}, "invalid_time"),
    ],
)
def test_problem(change: dict[str, Any], code: str) -> None:
    """A review has a decision, somebody of whom it is, a verdict and an author."""
    problem = read_review(json.dumps(REVIEW | change).encode())
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("value", [None, b"", b"7", b"\xfe", b'{"review_id"', b"[" * 100_000])
def test_bytes_that_are_none(value: bytes | None) -> None:
    """Whatever the bytes, it is a problem and no exception."""
    assert isinstance(read_review(value), Problem)
