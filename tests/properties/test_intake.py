"""Whatever bytes come, intake gives events that keep the contract, or a problem of the closed set."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.contracts import hot
from pipeline.contracts.dead_letter import CODES
from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.control import read_control
from pipeline.intake.detect import read
from pipeline.intake.outcome import read_outcome
from pipeline.intake.segment_call import Payload
from tests.properties.shapes import JSON, of_shape

PRIVATE = "jane.doe.4711"
DEEP = 100_000

RECORDS = st.one_of(of_shape(Payload), of_shape(Event), st.lists(of_shape(Payload), max_size=3), JSON)


def _hold(result: list[Event] | Problem) -> None:
    if isinstance(result, Problem):
        assert result.code in CODES
        assert 0 < len(result.message) <= 500
        return
    assert result
    for event in result:
        Event.model_validate_json(hot.encode(event))


@settings(max_examples=300, deadline=None)
@given(st.none() | st.binary(max_size=200))
@example(b"[" * DEEP)
@example(b'{"type":"page","x":' + b"[" * DEEP + b"]" * DEEP + b"}")
@example(b'{"a":' * DEEP)
@example(b'{"type":"page","timestamp":"2026-01-01T00:00:00Z","anonymousId":"\\ud800"}')
@example(b'{"type":"page","timestamp":"2026-01-01T00:00:00Z","anonymousId":' + b"9" * 5_000 + b"}")
@example(b'{"type":"track","event":"Lead","timestamp":"2026-01-01T00:00:00Z","userId":"u","properties":{"a":1e999}}')
@example(b'{"type":"page","timestamp":"0001-01-01T00:00:00+14:00","userId":"u"}')
@example(b'{"type":"page","timestamp":"9999-12-31T23:59:59-14:00","userId":"u"}')
@example(b"\xef\xbb\xbf{}")
@example(b" \n ")
def test_bytes(value: bytes | None) -> None:
    """No bytes make intake raise."""
    _hold(read(value))
    assert isinstance(read_outcome(value), Problem)
    assert isinstance(read_control(value), Problem)


@settings(max_examples=300, deadline=None)
@given(RECORDS)
def test_json(record: Any) -> None:  # noqa: ANN401  anything that JSON holds
    """No JSON makes intake raise, and every event read is one that the contract allows."""
    value = json.dumps(record).encode()
    _hold(read(value))
    for result in (read_outcome(value), read_control(value)):
        assert not isinstance(result, Problem) or result.code in CODES


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["type", "event_id", "timestamp", "occurred_at", "userId", "context", "traits", "event", PRIVATE]
        ),
        st.sampled_from(
            [PRIVATE, [PRIVATE], {PRIVATE: PRIVATE}, "page", "track", {"page": PRIVATE}, {"page": {"url": [PRIVATE]}}]
        ),
    )
)
def test_problems_are_discreet(record: dict[str, Any]) -> None:
    """A problem's words hold nothing of what the record says: it may be somebody's personal data."""
    result = read(json.dumps(record).encode())
    assert not isinstance(result, Problem) or PRIVATE not in result.message
