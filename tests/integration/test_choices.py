"""Packs and standings that change while traffic flows: carried out across a kill -9 and a rebalance, then listed."""

import asyncio
import csv
import io
import json
import random
import time
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.benches import new_replay
from pipeline.cli.main import leadsieve
from pipeline.contracts.topics import ACCOUNT_SIGNALS, DIFFERENCES, STATUS_TOPICS
from pipeline.history.replay import Bench, replay_log
from pipeline.runtime import logs, packs, smart_lists
from pipeline.runtime.drain import input_partitions
from pipeline.runtime.rejudging import Rejudging, rejudging
from pipeline.runtime.worker_process import WorkerProcess, start_worker, wait_for_tasks
from pipeline.settings import Settings
from pipeline.stages.accounts import Accounts
from pipeline.stages.leads import Leads
from tests.choices import NARROWER, chosen, compiled, files, stands
from tests.flows import Flow, flowing, made_up, restored, restored_accounts, settled, settled_accounts, source_records
from tests.integration.leisurely import AT_ONCE
from tests.parity.test_parity import WITHIN_BOUNDS, verdict_of

pytestmark = pytest.mark.broker
EVENTS = 2_500
PATIENCE = 90.0
BOTH = {compiled(version).sha256: compiled(version) for version in (1, 2)}
OUTPUTS = (*STATUS_TOPICS.values(), "lead-decisions", DIFFERENCES, ACCOUNT_SIGNALS)


def _start(flow: Flow, name: str) -> WorkerProcess:
    return start_worker(flow.settings, flow.log.with_name(name), module="tests.integration.leisurely")


async def _half_way(settings: Settings) -> Rejudging:
    """Return how far it is as soon as some leads are judged again, and others are not."""
    deadline = time.monotonic() + PATIENCE
    origin = (await smart_lists.choices(settings))[-1].origin
    while time.monotonic() < deadline:
        now = await rejudging(settings, origin)
        if 0 < now.left < now.of:
            return now
    raise AssertionError("the choice was not carried out step by step")


async def _replay_is_byte_equal(flow: Flow) -> None:
    again: dict[str, dict[bytes | None, list[bytes | None]]] = defaultdict(lambda: defaultdict(list))
    for number in range(flow.settings.partitions):
        records = [record async for record in logs.read_partition(flow.settings, "lead-log", number)]
        for send in replay_log(Bench(Leads(BOTH, at_once=AT_ONCE), flow.settings.max_record_bytes), records):
            again[send.topic][send.key].append(send.value)
        told = [record async for record in logs.read_partition(flow.settings, "account-log", number)]
        for send in replay_log(Bench(Accounts(), flow.settings.max_record_bytes), told):
            again[send.topic][send.key].append(send.value)
    for topic in OUTPUTS:
        live: dict[bytes | None, list[bytes | None]] = defaultdict(list)
        async for record in logs.read_topics(flow.settings, topic):
            live[record.key].append(record.value)
        assert live == again[topic], topic
        assert live, topic


async def _files_settle_the_same(flow: Flow, messages: list[tuple[str, bytes | None]]) -> None:
    records = source_records(messages)
    random.Random(4).shuffle(records)  # noqa: S311  a seeded order, no secret
    replay = new_replay(flow.settings, compiled(1))
    replay.leads.stage = Leads(BOTH)
    sends = list(replay.run(records))
    assert settled(replay.leads.store) == settled(await restored(flow.settings))
    assert settled_accounts(replay.accounts.store) == settled_accounts(await restored_accounts(flow.settings))
    latest = {send.key: verdict_of(send.value) for send in sends if send.topic == "lead-decisions"}
    live = {record.key: record.value async for record in logs.read_topics(flow.settings, "lead-decisions")}
    assert latest == {key: verdict_of(value) for key, value in live.items()}
    differing = {send.key: send.value is not None for send in sends if send.topic == DIFFERENCES}
    told = [difference.lead_id.encode() for difference in await smart_lists.differences(flow.settings)]
    assert told == sorted(key for key, differs in differing.items() if differs and key)


def _list(settings: Settings, *arguments: str) -> Result:
    return _say(settings, "list", *arguments)


def _say(settings: Settings, *arguments: str) -> Result:
    environ = {"LEADSIEVE_APP_ID": settings.app_id, "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix}
    result = CliRunner().invoke(leadsieve, ["--broker", settings.broker, *arguments], env=environ)
    assert result.exit_code == 0, result.output
    return result


def _rows(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


async def test_choices_survive_a_kill_and_a_rebalance(settings: Settings, tmp_path: Path) -> None:
    """Killed in the middle of a re-judging, gone on with by two: the log replays byte for byte, files settle the same."""
    traffic = made_up(seed=21, events=EVENTS, mix=WITHIN_BOUNDS)
    choices = [chosen(2, "candidate"), stands("student", "shadow")]
    messages = [*traffic[:2_000], *choices, *traffic[2_000:]]
    async with flowing(settings, tmp_path) as flow:
        await asyncio.to_thread(flow.worker.stop)
        flow.worker = _start(flow, "first.log")
        await wait_for_tasks(flow.worker, len(await input_partitions(settings)))
        await flow.feed(messages[:2_000])
        await flow.drain()
        await packs.publish(settings, NARROWER, {}, "test", "tried", "candidate")
        await packs.publish(settings, files(), {"student": "shadow"}, "test", "tried")
        await flow.feed(traffic[2_000:])
        killed_at = await _half_way(settings)
        flow.worker.kill()
        assert 0 < killed_at.left < killed_at.of
        second = _start(flow, "second.log")
        try:
            flow.worker = _start(flow, "third.log")
            await _until_rejudged(settings)
            await asyncio.to_thread(second.stop)
            await wait_for_tasks(flow.worker, len(await input_partitions(settings)))
            await flow.drain()
        finally:
            await asyncio.to_thread(second.stop)
        found = await flow.audit()
        assert (found.lost, found.duplicated) == (0, 0), found.findings
        await _replay_is_byte_equal(flow)
        await _files_settle_the_same(flow, messages)
        await asyncio.to_thread(_lists_agree, settings, tmp_path)


async def _until_rejudged(settings: Settings) -> None:
    deadline = time.monotonic() + PATIENCE
    origin = (await smart_lists.choices(settings))[-1].origin
    while not (await rejudging(settings, origin)).is_done:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


def _lists_agree(settings: Settings, folder: Path) -> None:
    """What the three lists say is what the decisions say, in JSON and in CSV."""
    students = _rows(_list(settings, "student", "--json"))
    assert students
    assert all("student" in row["personas"] for row in students)
    path = folder / "students.csv"
    _list(settings, "student", "--csv", str(path), "--lang", "fr")
    cells = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert cells[0][:3] == ["lead", "compte", "statut"]
    assert [row[0] for row in cells[1:]] == [row["lead"] for row in students]
    moved = _rows(_list(settings, "--moved", "--since", "1h", "--json"))
    back = [row for row in moved if (row["before"], row["after"]) == ("excluded", "open")]
    assert back, "students whom nobody else excludes came back"
    assert {row["lead"] for row in back} <= {row["lead"] for row in students}
    differing = _rows(_list(settings, "--differences", "--json"))
    assert any("out-of-zone" in row["joined"] for row in differing)
    assert len(_rows(_list(settings, "out-of-zone", "--differences", "--json"))) <= len(differing)
    accounts = _rows(_say(settings, "account", "--json"))
    shown = _rows(_say(settings, "account", f"someone@www.{accounts[0]['account_id']}", "--json"))
    assert shown == accounts[:1]
    assert "comité d'achat" in _say(settings, "account", "--signal", "committee", "--lang", "fr").stdout
    assert accounts[0]["account_id"] in _say(settings, "account", accounts[0]["account_id"]).stdout
    assert "with the candidate" in _list(settings, "--differences").stdout
