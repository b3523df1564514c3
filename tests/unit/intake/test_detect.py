"""Which format a record is of, and which problem it is when it is of none."""

import json
from typing import Any

import pytest

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.detect import read

WHEN = "2026-11-22T08:30:00Z"
NATIVE = {"event_id": "e1", "type": "page", "occurred_at": WHEN, "visitor_id": "v1"}
SEGMENT = {"type": "page", "messageId": "m1", "anonymousId": "a1", "timestamp": WHEN}


def _bytes(record: Any) -> bytes:  # noqa: ANN401  anything that JSON holds
    return json.dumps(record).encode()


def _events(record: Any) -> list[Event]:  # noqa: ANN401  anything that JSON holds
    events = read(_bytes(record))
    assert not isinstance(events, Problem), events
    return events


@pytest.mark.parametrize(
    ("record", "event_id"),
    [
        pytest.param(NATIVE, "e1", id="native"),
        pytest.param(SEGMENT, "m1", id="segment"),
        pytest.param(dict(reversed(NATIVE.items())) | {"page": {"url": "x" * 100}}, "e1", id="native-reversed"),
        pytest.param({"page": {"url": "x" * 100}, **NATIVE}, "e1", id="native-id-late"),
        pytest.param({"properties": {"event_id": "other"}, **SEGMENT}, "m1", id="segment-with-event-id-inside"),
        pytest.param({"name": '"event_id"', **SEGMENT}, "m1", id="segment-with-event-id-quoted"),
    ],
)
def test_content_decides(record: dict[str, Any], event_id: str) -> None:
    """The members of a record say of which format it is, wherever they stand in it."""
    assert [event.event_id for event in _events(record)] == [event_id]


def test_batch_is_split() -> None:
    """An array of records is a batch, of any formats."""
    assert [event.event_id for event in _events([SEGMENT, NATIVE])] == ["m1", "e1"]


def test_what_a_batch_says_of_all_is_bounded() -> None:
    """What stands once beside a batch's calls is each call's: a small record must not become gigabytes."""
    said = {"userId": "u1", "sentAt": WHEN, "context": {"traits": {"bio": "x" * 400_000}}}
    assert len(_events({**said, "batch": [{"type": "page"}] * 40})) == 40
    found = read(_bytes({**said, "batch": [{"type": "page"}] * 50}))
    assert isinstance(found, Problem)
    assert (found.code, "$.batch" in found.message) == ("invalid_event", True)


def test_batch_stands_or_falls_whole() -> None:
    """One element that cannot be read makes the record a dead letter, which names it."""
    problem = read(_bytes([SEGMENT, {"type": "page", "anonymousId": "a1"}]))
    assert isinstance(problem, Problem)
    assert problem.code == "invalid_time"
    assert "element 1" in problem.message


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param(None, "empty_value", id="null"),
        pytest.param(b"", "empty_value", id="empty"),
        pytest.param(b" \n", "empty_value", id="blank"),
        pytest.param(b"{", "invalid_json", id="cut"),
        pytest.param(b"not json", "invalid_json", id="words"),
        pytest.param(b'{"type":"page","userId":NaN}', "invalid_json", id="nan"),
        pytest.param(b'{"type":"page","userId":"\\ud800"}', "invalid_json", id="surrogate"),
        pytest.param(b"[" * 100_000, "invalid_json", id="deep"),
        pytest.param(b'{"type":"page","userId":"\xff"}', "invalid_utf8", id="latin1"),
        pytest.param(b'{"type":"page","unheard_of":"\xff"}', "invalid_utf8", id="latin1-unread"),
        pytest.param(b"5", "unknown_shape", id="number"),
        pytest.param(b"null", "unknown_shape", id="json-null"),
        pytest.param(b"{}", "unknown_shape", id="no-members"),
        pytest.param(b"[]", "unknown_shape", id="no-elements"),
        pytest.param(b"[[]]", "unknown_shape", id="nested-batch"),
        pytest.param(b'{"type":"something.else","id":"1"}', "unknown_shape", id="other-format"),
        pytest.param(b'{"type":["page"]}', "unknown_shape", id="type-of-other-type"),
        pytest.param(_bytes({**SEGMENT, "type": "pages"}), "invalid_event", id="unknown-call"),
        pytest.param(_bytes({**SEGMENT, "context": []}), "invalid_event", id="segment-type"),
        pytest.param(_bytes({**SEGMENT, "messageId": "x" * 257}), "invalid_event", id="segment-long-id"),
        pytest.param(_bytes({"event_id": "e1"}), "invalid_event", id="native-missing"),
        pytest.param(_bytes({**NATIVE, "type": 5}), "invalid_event", id="native-type"),
        pytest.param(_bytes({**NATIVE, "event_id": ""}), "invalid_event", id="native-blank-id"),
        pytest.param(_bytes({**NATIVE, "traits": {"a": 2**64}}), "invalid_event", id="native-wide-integer"),
        pytest.param(_bytes({**NATIVE, "traits": {"a": {"b": 2**64}}}), "invalid_event", id="native-wide-inside"),
        pytest.param(_bytes({**NATIVE, "visitor_id": None}), "no_identity", id="native-nobody"),
        pytest.param(_bytes({**NATIVE, "visitor_id": None, "email": " "}), "no_identity", id="native-blank-email"),
        pytest.param(_bytes({**SEGMENT, "anonymousId": ""}), "no_identity", id="segment-nobody"),
        pytest.param(_bytes({**NATIVE, "occurred_at": "0000-01-01T00:00:00Z"}), "invalid_time", id="year-0"),
        pytest.param(_bytes({**NATIVE, "occurred_at": "1969-12-31T23:59:59Z"}), "invalid_time", id="before-1970"),
        pytest.param(_bytes({**NATIVE, "occurred_at": "9999-01-01T00:00:00Z"}), "invalid_time", id="year-9999"),
        pytest.param(_bytes({**NATIVE, "received_at": "9999-01-01T00:00:00Z"}), "invalid_time", id="received-9999"),
        pytest.param(_bytes({**NATIVE, "occurred_at": "2026-01-01T00:00:00"}), "invalid_time", id="naive"),
        pytest.param(_bytes({**NATIVE, "occurred_at": "yesterday"}), "invalid_time", id="words-for-time"),
        pytest.param(_bytes({**SEGMENT, "timestamp": 1_790_000_000}), "invalid_time", id="segment-unix"),
        pytest.param(_bytes({**SEGMENT, "timestamp": None}), "invalid_time", id="segment-timeless"),
    ],
)
def test_problem(value: bytes | None, code: str) -> None:
    """What cannot be read is a problem with a code of the closed set."""
    problem = read(value)
    assert isinstance(problem, Problem)
    assert problem.code == code


def test_of_two_equal_members_the_last_counts() -> None:
    """A member written twice has its last value, as in every reader of JSON that our consumers have."""
    value = _bytes(SEGMENT)[:-1] + b',"anonymousId":"a2"}'
    events = read(value)
    assert not isinstance(events, Problem)
    assert events[0].visitor_id == "a2"


def test_large_value_is_read() -> None:
    """Five megabytes are no problem of intake's: who receives the record knows its limit."""
    assert len(_events({**SEGMENT, "unheard_of": "x" * 5_000_000})) == 1


def test_problem_names_the_member() -> None:
    """A problem says which member is wrong and what it should be, and not what stands there."""
    problem = read(_bytes({**SEGMENT, "context": {"page": {"url": ["jane@doe.example"]}}}))
    assert isinstance(problem, Problem)
    assert problem.message == "Expected `str | null`, got `array` at $.context.page.url"
    problem = read(_bytes({**NATIVE, "type": "jane@doe.example"}))
    assert isinstance(problem, Problem)
    assert problem.message == "a value that is not one of those allowed at $.type"
