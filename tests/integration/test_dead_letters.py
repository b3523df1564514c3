"""Dead letters back through a real Apache Kafka: as they were, each once, and judged after what was wrong is mended."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.contracts.dead_letter import Code
from pipeline.errors import LeadsieveError, RecordRefused
from pipeline.runtime import dead_letter_replay as runtime
from pipeline.runtime import logs
from pipeline.runtime.admin import admin_client
from pipeline.runtime.audit import Audit
from pipeline.runtime.dead_letter_replay import Step
from pipeline.runtime.dead_letters import REPLAYED_FROM, Place, find_record, read_mailbox, replayed_from
from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.dead_letters import dead_letter
from pipeline.stages.effects import Effects, Headers, Record, Send
from tests.flows import Flow, flowing

WEB, LOG, LETTERS = "web-activity", "lead-log", "dead-letters"
PARTITIONS = 2
SMALL = 1_000
"""A limit above which a form, or its decision, is too large."""


@pytest.fixture
async def ready(settings: Settings) -> Settings:
    """Settings whose topics of these tests exist, and take values of 3 MB."""
    made = replace(settings, partitions=PARTITIONS)
    limits = {"max.message.bytes": "3000000"}
    names = [made.topic(name) for name in (WEB, LOG, LETTERS)]
    async with admin_client(made.broker) as admin:
        await admin.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=limits) for name in names])
    return made


async def put(settings: Settings, sends: Iterable[Send]) -> None:
    """Write records as they are, also those that have neither key nor value."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, max_request_size=4_000_000)
    await producer.start()
    try:
        for send in sends:
            batch = producer.create_batch()
            batch.append(key=send.key, value=send.value, timestamp=None, headers=list(send.headers))
            await (await producer.send_batch(batch, settings.topic(send.topic), partition=send.partition or 0))
    finally:
        await producer.stop()


def letter_of(  # noqa: PLR0913  each is one thing the original has
    value: bytes | None,
    key: bytes | None = None,
    headers: Headers = (),
    *,
    topic: str = WEB,
    partition: int = 1,
    offset: int = 0,
    code: Code = "invalid_json",
) -> Send:
    """Return the dead letter of a record, for partition 0 of the topic."""
    effects = Effects()
    dead_letter(effects, "route", Record(topic, partition, offset, 0, key, value, headers), code, "detail", SMALL)
    return msgspec.structs.replace(effects.sends[0], partition=0)


async def read(settings: Settings, topic: str) -> list[Record]:
    return [record async for record in logs.read_topics(settings, topic)]


async def plan_all(settings: Settings) -> list[Step]:
    mailbox = await read_mailbox(settings)
    return await runtime.plan(settings, mailbox, sorted(mailbox.letters), named=True)


async def replay_all(settings: Settings) -> list[Step]:
    return await runtime.replay(settings, await plan_all(settings))


def problems(steps: Iterable[Step]) -> list[str | None]:
    return [step.problem.code if step.problem else None for step in steps]


async def command(settings: Settings, *arguments: str) -> Result:
    """Run the command as a person would, on a thread of its own: it brings its own loop."""
    told = {f"LEADSIEVE_{name.upper()}": str(getattr(settings, name)) for name in settings.__slots__}
    return await asyncio.to_thread(CliRunner(env=told).invoke, leadsieve, ["dead-letters", *arguments])


ODD: Sequence[tuple[bytes | None, bytes | None, Headers]] = [
    (None, None, ()),
    (b"", b"", (("a", b""),)),
    (b"\xff{", b"key", (("a", b"1"), ("a", b"2"), ("leadsieve_code", b"forged"))),
    (b"x" * SMALL, b"\0replayed/0/0", ((REPLAYED_FROM, b"forged"), ("last", b"\xff"))),
]


async def test_as_they_were(ready: Settings) -> None:
    """Originals go back byte for byte, with one header more, to their partition; a second replay sends nothing."""
    await put(ready, [letter_of(*odd) for odd in ODD])
    assert problems(await replay_all(ready)) == [None] * len(ODD)
    assert problems(await replay_all(ready)) == ["letter_replayed"] * len(ODD)
    found = await read(ready, WEB)
    assert [(record.value, record.key, record.headers[:-1]) for record in found] == list(ODD)
    assert [record.headers[-1] for record in found] == [(REPLAYED_FROM, f"0/{at}".encode()) for at in range(len(ODD))]
    assert {record.partition for record in found} == {1}
    mailbox = await read_mailbox(ready)
    assert [mailbox.times_replayed(Place(0, at)) for at in range(len(ODD))] == [1] * len(ODD)
    assert (len(mailbox.letters), mailbox.foreign) == (len(ODD), 0)


async def test_marks_stand_behind_their_letters(ready: Settings) -> None:
    """A mark is in its letter's partition, so that retention removes the letter first."""
    await put(ready, [msgspec.structs.replace(letter_of(b"a"), partition=number) for number in range(PARTITIONS)])
    await replay_all(ready)
    marks = [record for record in await read(ready, LETTERS) if not record.headers]
    assert sorted((record.partition, record.key) for record in marks) == [
        (0, b"\0replayed/0/0"),
        (1, b"\0replayed/1/0"),
    ]


async def test_two_at_once(ready: Settings) -> None:
    """Of two replays with the same plan one is fenced, or finds the marks: nothing goes out twice, nothing is left."""
    asyncio.get_running_loop().set_exception_handler(runtime.pass_over_unasked)
    many = replace(ready, transaction_records=5)
    await put(many, [letter_of(b"%d" % number) for number in range(20)])
    steps = await plan_all(many)
    ends = await asyncio.gather(*(runtime.replay(many, steps) for _ in range(2)), return_exceptions=True)
    assert all(isinstance(end, list | LeadsieveError) for end in ends), ends
    await replay_all(many)
    assert sorted(int(record.value or b"") for record in await read(many, WEB)) == list(range(20))


async def test_plan_of_before(ready: Settings) -> None:
    """What somebody has replayed since the plan was made is not sent again, also where --again was asked for."""
    await put(ready, [letter_of(b"a"), letter_of(b"b")])
    mailbox = await read_mailbox(ready)
    steps = await runtime.plan(ready, mailbox, sorted(mailbox.letters), named=True, again=True)
    await runtime.replay(ready, steps[:1])
    assert problems(await runtime.replay(ready, steps)) == ["letter_replayed", None]
    assert [record.value for record in await read(ready, WEB)] == [b"a", b"b"]


async def test_again(ready: Settings) -> None:
    """Only --again sends what was replayed before, and then once more."""
    await put(ready, [letter_of(b"a")])
    for arguments, code in ((("--all",), 0), (("--all",), 0), (("0/0",), 1), (("0/0", "--again"), 0)):
        assert (await command(ready, "replay", *arguments)).exit_code == code
    assert [record.value for record in await read(ready, WEB)] == [b"a", b"a"]


async def test_refused(ready: Settings) -> None:
    """What the broker refuses is not marked, what went before is, and the next replay sends the rest."""
    one = replace(ready, transaction_records=1)
    await put(one, [letter_of(b"a"), letter_of(b"b" * 900), letter_of(b"c")])
    async with _limited(one, WEB, 500):
        with pytest.raises(RecordRefused, match=r"max\.message\.bytes"):
            await replay_all(one)
        assert [record.value for record in await read(one, WEB)] == [b"a"]
    assert problems(await replay_all(one)) == ["letter_replayed", None, None]
    assert [record.value for record in await read(one, WEB)] == [b"a", b"b" * 900, b"c"]


@asynccontextmanager
async def _limited(settings: Settings, topic: str, limit: int) -> AsyncIterator[None]:
    """Let the topic take smaller batches only, while the block runs."""
    async with admin_client(settings.broker) as admin:
        for size in (limit, 3_000_000):
            configs = {"max.message.bytes": str(size)}
            resource = ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic), configs=configs)
            await admin.alter_configs([resource])
            if size == limit:
                yield


async def test_by_reference(ready: Settings) -> None:
    """The original comes from its topic; not while the limit is below it, nor where other bytes stand there."""
    large, other = b"x" * 2_000_000, b"y" * 2_000_000
    await put(ready, [Send(WEB, b"k", large, partition=1)])
    letters = [
        letter_of(value, b"k", offset=at, code="too_large") for value, at in ((large, 0), (other, 0), (large, 9))
    ]
    await put(ready, letters)
    low, high = replace(ready, max_record_bytes=SMALL), replace(ready, max_record_bytes=3_000_000)
    assert problems(await plan_all(low)) == ["still_too_large"] * 3
    assert problems(await replay_all(high)) == [None, "original_gone", "original_gone"]
    assert [(record.value, record.key) for record in await read(ready, WEB)] == [(large, b"k")] * 2


def lead_event(event_id: str) -> bytes:
    told = {"kind": "event", "event_id": event_id, "type": "form", "at": 1, "origin": "o", "lead_id": "a"}
    return json.dumps(told).encode()


PACK_CHOSEN = json.dumps(
    {"kind": "pack", "event_id": "e", "at": 1, "origin": "o", "pack": "p", "version": 1, "sha256": "s"}
).encode()


async def test_own_log(ready: Settings) -> None:
    """A record of a log goes back to its partition; what replaces something only when it is named."""
    home = partition_of(b"a", PARTITIONS)
    originals = [Send(LOG, b"a", lead_event("e"), partition=home), Send(LOG, None, PACK_CHOSEN, partition=home)]
    await put(ready, originals)
    letters = [
        letter_of(send.value, send.key, topic=LOG, partition=home, offset=at) for at, send in enumerate(originals)
    ]
    await put(ready, letters)
    result = await command(ready, "replay", "--all", "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["sent", "order_matters"]
    assert (await command(ready, "replay", "0/1")).exit_code == 0
    found = [(record.key, record.value) for record in await read(ready, LOG) if record.partition == home]
    assert found == [(send.key, send.value) for send in originals] * 2


async def test_log_of_another_installation(ready: Settings) -> None:
    """A letter whose original isn't in this app's log is left to the app that wrote it."""
    home = partition_of(b"a", PARTITIONS)
    await put(ready, [Send(LOG, b"a", lead_event("ours"), partition=home)])
    await put(ready, [letter_of(lead_event("theirs"), b"a", topic=LOG, partition=home)])
    steps = await plan_all(ready)
    assert problems(steps) == ["original_gone"]
    assert "LEADSIEVE_APP_ID" in str(steps[0].problem)


async def test_command(ready: Settings) -> None:
    """List, show, a dry run and a replay, as a person meets them."""
    await put(ready, [letter_of(b"not json", b"k", (("trace", b"t1"),)), letter_of(b"x" * 5_000, code="too_large")])
    listed = [json.loads(line) for line in (await command(ready, "list", "--json")).stdout.splitlines()]
    assert [(item["letter"], item["code"], item["by_reference"]) for item in listed] == [
        ("0/0", "invalid_json", False),
        ("0/1", "too_large", True),
    ]
    shown = json.loads((await command(ready, "show", "0/0", "--json", "--value")).stdout)
    assert (shown["value"], shown["key"], shown["headers"]) == ("not json", "k", [{"name": "trace", "value": "t1"}])
    assert json.loads((await command(ready, "show", "0/1", "--json")).stdout)["original_there"] is False
    assert (await command(ready, "replay", "--code", "invalid_json", "--dry-run")).exit_code == 0
    assert await read(ready, WEB) == []
    result = await command(ready, "replay", "--all", "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["sent", "original_gone"]
    assert [record.value for record in await read(ready, WEB)] == [b"not json"]
    assert len((await command(ready, "list", "--json")).stdout.splitlines()) == 1
    assert len((await command(ready, "list", "--json", "--replayed")).stdout.splitlines()) == 2


async def test_no_topic(settings: Settings) -> None:
    """Where the topic is not there, that is said, and not that there are no letters."""
    with pytest.raises(LeadsieveError, match=f"no topic {settings.topic(LETTERS)} .*leadsieve topics"):
        await read_mailbox(settings)


async def test_find_record(ready: Settings) -> None:
    """A record is found at its offset only; where a transaction's end stands, or nothing, there is none."""
    await put(ready, [Send(WEB, b"k", b"1", partition=1), letter_of(b"a")])
    await replay_all(ready)
    found = await find_record(ready, WEB, Place(1, 0))
    assert found is not None
    assert (found.topic, found.partition, found.offset, found.value) == (WEB, 1, 0, b"1")
    places = [Place(1, 2), Place(1, 3), Place(0, 0), Place(7, 0)]
    assert [await find_record(ready, WEB, place) for place in places] == [None] * 4
    assert await find_record(ready, "crm-outcomes", Place(0, 0)) is None


def form(number: int, padding: int = 0) -> bytes:
    return json.dumps(
        {
            "event_id": f"form-{number}",
            "type": "form",
            "occurred_at": "2026-11-22T10:00:00Z",
            "email": f"lead{number}@example.com",
            "form": {"id": "demo", "answers": {"comment": "x" * padding}},
        }
    ).encode()


async def test_judged_after_all(settings: Settings, tmp_path: Path) -> None:
    """What was too large, at route or for a decision, is judged once the limit is raised: nothing lost, nothing doubled."""
    messages = [("form-submissions", form(number)) for number in range(4)]
    messages += [("form-submissions", form(number, 3 * SMALL)) for number in range(4, 7)]
    messages += [(WEB, b"not json")]
    async with flowing(settings, tmp_path) as flow:
        await _restart(flow, replace(settings, max_record_bytes=SMALL))
        await flow.feed(messages)
        await flow.drain()
        before = await flow.audit()
        await _restart(flow, settings)
        result = await command(settings, "replay", "--code", "too_large", "--yes")
        again = await command(settings, "replay", "--code", "too_large", "--yes")
        await flow.drain()
        after = await flow.audit()
        sent_back = next(record for record in await read(settings, LOG) if replayed_from(record.headers))
        await put(settings, [Send(LOG, sent_back.key, sent_back.value, sent_back.headers, sent_back.partition)])
        await flow.drain()
        doubled = await flow.audit()
    assert dict(before.dead_letters) == {"too_large": 7, "invalid_json": 1}
    assert _figures(before) == (8, 8, 0, 0, 0), "the four forms that could not be decided are dead letters, not lost"
    assert (result.exit_code, again.exit_code) == (0, 0), result.output
    assert after.dead_letters == before.dead_letters
    assert _figures(after) == (11, 11, 7, 0, 0), after.findings
    assert after.fates == {"judged": 7, "dead_letter": 4}
    assert (doubled.lost, doubled.duplicated) == (0, 1), "a replay without its mark is found out"
    mailbox = await read_mailbox(settings)
    origins = sorted(mailbox.letters[place].facts.topic for place in mailbox.replays)
    assert origins == ["form-submissions"] * 3 + [LOG] * 4


def _figures(found: Audit) -> tuple[int, int, int, int, int]:
    return (found.records, found.events, found.forms, found.lost, found.duplicated)


async def _restart(flow: Flow, settings: Settings) -> None:
    """Go on with other settings, as after a deployment."""
    await asyncio.to_thread(flow.worker.stop)
    flow.settings = settings
    await flow.restart()
