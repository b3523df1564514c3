"""The records of persona-packs."""

import json
from typing import Any

import pytest

from pipeline.contracts import hot
from pipeline.contracts.control import PackRecord, PersonaStanding
from pipeline.errors import Problem
from pipeline.intake.control import read_control

WHEN = "2026-11-22T08:30:00Z"
PACK = {
    "id": "b2b-saas",
    "version": 1,
    "sha256": "a" * 64,
    "files": {"pack.yaml": "id: b2b-saas"},
    "published_at": WHEN,
}
STANDING = {
    "pack": "b2b-saas",
    "persona": "student",
    "version": 1,
    "status": "live",
    "author": "ops",
    "reason": "reviewed",
    "effective_at": WHEN,
}  # fmt: skip  three lines say it


@pytest.mark.parametrize(("record", "model"), [(PACK, PackRecord), (STANDING, PersonaStanding)])
def test_control(record: dict[str, Any], model: type[PackRecord] | type[PersonaStanding]) -> None:
    """A pack and a standing are told apart by their members."""
    assert isinstance(read_control(json.dumps(record).encode()), hot.of(model))


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (PACK | {"sha256": "short"}, "invalid_event"),
        (PACK | {"version": 0}, "invalid_event"),
        (PACK | {"published_at": "2026"}, "invalid_time"),
        (PACK | {"published_at": "9999-01-01T00:00:00Z"}, "invalid_time"),
        (STANDING | {"status": "asleep"}, "invalid_event"),
        (STANDING | {"effective_at": "9999-01-01T00:00:00Z"}, "invalid_time"),
        ({}, "unknown_shape"),
        ([], "unknown_shape"),
    ],
)
def test_problem(record: Any, code: str) -> None:  # noqa: ANN401  anything that JSON holds
    """What cannot steer us is a problem of the closed set."""
    problem = read_control(json.dumps(record).encode())
    assert isinstance(problem, Problem)
    assert problem.code == code
