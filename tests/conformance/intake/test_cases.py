"""Every upstream format against its samples, which are data: real shapes, made-up people, and what is malformed."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from pipeline.contracts import hot
from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import detect
from pipeline.intake.upstream import Upstream
from tests.conformance.intake.samples import FILES, Sample, samples

SAMPLES = list(samples())


def _events(sample: Sample) -> list[Event] | Problem:
    upstream = Upstream({"form-submissions": sample.format} if sample.format else {}, sample.forms)
    return detect.read(sample.value, sample.headers, "form-submissions", upstream, sample.received)


def _differences(expected: Mapping[str, Any], found: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """Yield what a sample expects and the event has otherwise; members that a sample does not name are free."""
    for name, value in expected.items():
        got, here = found.get(name), f"{place}.{name}"
        if isinstance(value, dict) and isinstance(got, dict) and name not in {"answers", "declares"}:
            yield from _differences(value, got, here)
        elif name.endswith("_at"):
            if datetime.fromisoformat(value) != datetime.fromisoformat(str(got)):
                yield f"{here}: {got!r}, expected {value!r}"
        elif got != value and not (value in (None, False, {}) and name not in found):
            yield f"{here}: {got!r}, expected {value!r}"


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.id for sample in SAMPLES])
def test_sample(sample: Sample) -> None:
    """A sample gives the events that stand beside it, or the problem, whose words name the place."""
    found = _events(sample)
    if sample.problem:
        assert isinstance(found, Problem), found
        assert (found.code, sample.problem["says"] in found.message) == (sample.problem["code"], True), found
        return
    assert not isinstance(found, Problem), found
    assert len(found) == len(sample.events)
    for event, expected in zip(found, sample.events, strict=True):
        assert list(_differences(expected, json.loads(hot.encode(event)))) == []
        Event.model_validate_json(hot.encode(event))


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.id for sample in SAMPLES])
def test_read_twice(sample: Sample) -> None:
    """A record that comes twice gives the same ids, and the events of one record have different ones."""
    first, second = _events(sample), _events(sample)
    assert first == second
    if not isinstance(first, Problem):
        assert len({event.event_id for event in first}) == len(first)


@pytest.mark.parametrize("name", FILES)
def test_format_is_shown(name: str) -> None:
    """Every format has samples that are read, and malformed ones that are not."""
    of_format = [sample for sample in SAMPLES if sample.id.startswith(f"{name}:")]
    assert any(sample.events for sample in of_format)
    assert sum(bool(sample.problem) for sample in of_format) >= 2


def test_every_format_has_a_file() -> None:
    """No format is without samples."""
    assert set(FILES) >= set(detect.FORMATS)
