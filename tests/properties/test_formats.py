"""Every upstream format with anything in the place of any of its members: events or a dead letter that says where."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contracts import hot
from pipeline.contracts.dead_letter import CODES
from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.detect import read
from pipeline.intake.upstream import Upstream
from tests.conformance.intake.samples import FILES, Sample, samples
from tests.properties.shapes import JSON

TOPIC: Final = "form-submissions"
WELL: Final = {
    name: [
        sample
        for sample in samples()
        if sample.id.startswith(f"{name}:") and not sample.problem and sample.value[:1] in {b"{", b"["}
    ]
    for name in FILES
}
"""Format -> samples that are read, less Snowplow's lines of columns."""
PLACED: Final = re.compile(r"\$|`\w+`|\bmissing\b|^no [a-z]+")
"""A path, or the name of the member that isn't there."""
Path = tuple[str | int, ...]


def _paths(value: object, at: Path = ()) -> Iterator[Path]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, held in members:
        yield (*at, name)
        yield from _paths(held, (*at, name))


def _spoilt(value: bytes, draw: st.DrawFn) -> bytes:
    """Return a record with one of its members missing, or anything in its place."""
    record: Any = json.loads(value)
    *way, last = draw(st.sampled_from(list(_paths(record))))
    held = record
    for name in way:
        held = held[name]
    if draw(st.booleans()):
        del held[last]
    else:
        held[last] = draw(JSON)
    return json.dumps(record).encode()


def _read(sample: Sample, value: bytes) -> list[Event] | Problem:
    formats = {TOPIC: sample.format} if sample.format else {}
    return read(value, sample.headers, TOPIC, Upstream(formats, sample.forms, {}), sample.received)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_member(name: str, data: st.DataObject) -> None:
    """No member of any shape raises; what is read keeps the contract; what is not says which member, and no value."""
    sample = data.draw(st.sampled_from(WELL[name]))
    found = _read(sample, _spoilt(sample.value, data.draw))
    if not isinstance(found, Problem):
        for event in found:
            Event.model_validate_json(hot.encode(event))
        return
    assert found.code in CODES
    if found.code in {"invalid_event", "invalid_time"}:
        assert PLACED.search(found.message), found.message
