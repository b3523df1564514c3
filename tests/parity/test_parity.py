"""Worker = replay: the same events give the same decisions, live from Kafka or from files and logs."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.history import plan
from pipeline.history.replay import OWN_LOGS, Bench, replay_log
from pipeline.runtime import logs
from pipeline.settings import Settings
from pipeline.stages.dates import event_time
from pipeline.stages.effects import Record, Send
from pipeline.stages.leads import Leads
from tests.flows import DEMO, PACK, ROOT, Flow, Message, flowing, made_up, restored, settled, source_records

# What is late depends on what else was seen: nothing is promised beyond the lateness bound.
WITHIN_BOUNDS = dataclasses.replace(DEMO, late=0.0)
REAL_DATA = ROOT.parent / "shared" / "data" / "xeducation"
OUTPUTS = (*STATUS_TOPICS.values(), "lead-decisions")

_read = decoder(Decision)


async def assert_log_replay_is_byte_equal(flow: Flow, pack: Path) -> int:
    """Replay every partition of the lead-log; all outputs must be those in Kafka, byte for byte, in order by key."""
    compiled, replayed = read_pack(pack), list[Send]()
    for number in range(flow.settings.partitions):
        records = [record async for record in logs.read_partition(flow.settings, "lead-log", number)]
        replayed += replay_log(Bench(Leads({compiled.sha256: compiled}), flow.settings.max_record_bytes), records)
    for topic in OUTPUTS:
        live: dict[bytes | None, list[tuple[bytes | None, object]]] = {}
        async for record in logs.read_topics(flow.settings, topic):
            live.setdefault(record.key, []).append((record.value, record.headers))
        again: dict[bytes | None, list[tuple[bytes | None, object]]] = {}
        for send in replayed:
            if send.topic == topic:
                again.setdefault(send.key, []).append((send.value, send.headers))
        assert again == live, topic
    return sum(send.topic == "lead-decisions" for send in replayed)


async def assert_files_settle_the_same(flow: Flow, pack: Path, records: list[Record]) -> int:
    """Judge the source records without Kafka; every lead's state and last verdict must be those of the worker."""
    replay = new_replay(flow.settings, read_pack(pack))
    sends = (*replay.run(records), *replay.tick(flow.settings.until_ms))
    latest = {send.key: send.value for send in sends if send.topic == "lead-decisions"}
    live = {record.key: record.value async for record in logs.read_topics(flow.settings, "lead-decisions")}
    assert settled(replay.leads.store) == settled(await restored(flow.settings))
    assert {key: verdict_of(value) for key, value in latest.items()} == {
        key: verdict_of(value) for key, value in live.items()
    }
    return len(latest)


def verdict_of(value: bytes | None) -> object:
    """Return what a settled judgement is: status, route, personas and flags."""
    decision = _read(value or b"")
    personas = [persona.id for persona in decision.personas if persona.state == "matched"]
    return decision.lead_id, decision.status, decision.route, personas, decision.flags


def over_history(settings: Settings, pack: Path, records: list[Record], more: timedelta) -> Settings:
    """Return settings under which time goes on to so long after the newest of the records, and no further."""
    route = new_replay(settings, read_pack(pack)).route
    logged = (send for send in route.run(records).sends if send.topic in OWN_LOGS.values())
    newest = max(event_time(send.value) for send in logged)
    until = datetime.fromtimestamp(newest / 1000, UTC) + more
    return dataclasses.replace(settings, clock="data", until=until.isoformat(), tick_interval=600.0)


async def test_demo_traffic(settings: Settings, tmp_path: Path) -> None:
    """Made-up traffic, and half a year that passes: the log replays byte for byte, files settle the same in any order."""
    messages: list[Message] = made_up(seed=7, events=4_000, mix=WITHIN_BOUNDS)
    records = source_records(messages)
    async with flowing(over_history(settings, PACK, records, timedelta(days=200)), tmp_path) as flow:
        await flow.feed(messages)
        await flow.let_time_pass()
        assert await assert_log_replay_is_byte_equal(flow, PACK) > 100
        assert await assert_files_settle_the_same(flow, PACK, records) > 50
        assert await assert_files_settle_the_same(flow, PACK, records[::-1]) > 50


@pytest.mark.data
async def test_real_data(settings: Settings, tmp_path: Path) -> None:
    """92,965 real events two years old: every form decided, nothing lost or doubled, log and files settle the same."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real data is not at {REAL_DATA}: it stands beside the project and is never part of it")
    pack = ROOT / "rules" / "online-education"
    records = list(plan.records([REAL_DATA]))
    async with flowing(over_history(settings, pack, records, timedelta(0)), tmp_path, pack) as flow:
        await flow.feed((record.topic, record.value) for record in records)
        await flow.let_time_pass()
        found = await flow.audit()
        assert (found.lost, found.duplicated) == (0, 0), found.findings
        assert found.events == found.records == 92_965
        assert found.forms == 6_468
        assert min(found.statuses.values()) > 100
        assert await assert_log_replay_is_byte_equal(flow, pack) >= 6_468
        assert await assert_files_settle_the_same(flow, pack, records) == 6_468
