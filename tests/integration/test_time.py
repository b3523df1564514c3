"""Time on a real broker: what is due happens though nothing comes, dated at its moment, and the visitors' past goes."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.observe.metrics import Metrics
from pipeline.runtime import logs, topics
from pipeline.runtime.clock import Clock, keep_time
from pipeline.runtime.position import KEY_PREFIX
from pipeline.settings import Settings
from tests.flows import Flow, flowing

pytestmark = pytest.mark.broker
PATIENCE = 60.0
HALF_A_YEAR = timedelta(days=182, milliseconds=1)

_read = decoder(Decision)


def _event(name: str, kind: str, at: datetime, **members: object) -> bytes:
    return json.dumps({"event_id": name, "type": kind, "occurred_at": at.isoformat(), **members}).encode()


async def _decisions(flow: Flow) -> list[Decision]:
    read = [record async for record in logs.read_topics(flow.settings, *STATUS_TOPICS.values())]
    return sorted(
        (_read(record.value or b"") for record in read if b'"retracts"' not in (record.value or b"")), key=_no
    )


def _no(decision: Decision) -> int:
    return decision.revision


async def _until_taken_back(flow: Flow) -> list[Decision]:
    """Return a lead's decisions once it is no longer excluded; nothing comes meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = await _decisions(flow)
        if found and found[-1].status == "open":
            return found
        await asyncio.sleep(0.5)
    raise AssertionError("nothing happened by time")


async def test_an_idle_partition_ticks(settings: Settings, tmp_path: Path) -> None:
    """A lead told half a year ago that there is no budget is excluded, and taken back when that has aged, to the moment."""
    told = datetime.now(UTC).replace(microsecond=0) - HALF_A_YEAR - timedelta(hours=2)
    quick = replace(settings, tick_interval=0.2, tick_grace=0.0)
    form = {"id": "f", "purpose": "content", "answers": {"budget": "Aucun budget"}}
    messages = [
        ("form-submissions", _event("f1", "form", told, email="ana@brume.example", form=form)),
        ("web-activity", _event("p1", "page", told, visitor_id="v1", page={"path": "/"})),
    ]
    async with flowing(quick, tmp_path) as flow:
        await flow.feed(messages)
        first, *_, last = await _until_taken_back(flow)
        assert (first.status, first.occurred_at) == ("excluded", told)
        assert (last.trigger.kind, last.occurred_at) == ("tick", told + HALF_A_YEAR)
        assert last.trigger.id == (told + HALF_A_YEAR).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        await flow.drain()
        held = {record.key: record.value async for record in logs.read_topics(quick, "visitors-changelog")}
        assert [value for key, value in held.items() if not (key or b"").startswith(KEY_PREFIX)] == [None]
        found = await flow.audit()
        assert (found.lost, found.duplicated) == (0, 0), found.findings


async def test_a_clock_a_year_ahead_is_told_from_the_brokers(settings: Settings) -> None:
    """The broker's stamp says so before anything has happened by it: nothing does, and the metric shows by how much."""
    await topics.create(settings)
    year, metrics = 31_536_000, Metrics()
    clock = Clock(settings, wall=lambda: time.time() + year)
    keeping = asyncio.create_task(keep_time(clock, metrics))
    deadline = time.monotonic() + PATIENCE
    while clock.offset is None and time.monotonic() < deadline:  # noqa: ASYNC110  it looks, and nobody tells it
        await asyncio.sleep(0.05)
    keeping.cancel()
    assert abs((clock.offset or 0) - year) < PATIENCE
    assert clock.until(0) is None
    assert abs(metrics.value("leadsieve_clock_offset_seconds") - year) < PATIENCE
