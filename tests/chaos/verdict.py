"""The verdict on a run: every offset in exactly one transaction, outputs those of the logs, states those of the files."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from aiokafka import TopicPartition

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.contracts.topics import SOURCE_TOPICS, STATUS_TOPICS
from pipeline.enrichment.tables import load_tables
from pipeline.history.plan import CHUNK
from pipeline.history.replay import OWN_LOGS, Bench
from pipeline.runtime import changelog, logs, position
from pipeline.runtime.audit import CHANGELOGS, audit
from pipeline.runtime.drain import INPUTS
from pipeline.runtime.position import KEY_PREFIX, Position
from pipeline.settings import Settings
from pipeline.stages.accounts import Accounts
from pipeline.stages.effects import Record, Send, Stage
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.store import Store
from pipeline.stages.visitors import Visitors
from tests.flows import restored, settled

OUTPUTS = (*STATUS_TOPICS.values(), "lead-decisions", "account-signals")
"""In one order per key, by one stage: that order is compared, too."""
SHARED = ("visitor-log", "lead-log", "account-log", "dead-letters")
"""Written by several tasks, in whatever order they come."""
Mark = bytes


@dataclass
class Verdict:
    """What was found; all but `events` must be 0."""

    events: int = 0
    lost: int = 0
    duplicated: int = 0
    different: int = 0
    findings: list[str] = field(default_factory=list)

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.events + other.events,
            self.lost + other.lost,
            self.duplicated + other.duplicated,
            self.different + other.different,
            self.findings + other.findings,
        )

    @property
    def clean(self) -> bool:
        """Tell whether nothing is lost, duplicated or different."""
        return not (self.lost or self.duplicated or self.different)

    def find(self, what: str, times: int = 1) -> None:
        """Count a difference."""
        self.different += times
        self.findings.append(what)


async def judge(settings: Settings, pack: Path, records: list[Record]) -> Verdict:
    """Hold everything in Kafka against the records published."""
    found = await audit(settings)
    verdict = Verdict(found.events, found.lost, found.duplicated, findings=list(found.findings))
    await _check_positions(settings, verdict)
    await _check_replay(settings, pack, verdict)
    await _check_settled(settings, pack, records, verdict)
    return verdict


async def _check_positions(settings: Settings, verdict: Verdict) -> None:
    """Every record of every log lies in exactly one committed transaction of its task."""
    taken = await _transactions(settings)
    for overlap in overlaps(taken):
        verdict.duplicated += 1
        verdict.findings.append(overlap)
    covered: dict[bytes, int] = {}
    async for record in logs.read_topics(settings, *INPUTS):
        key = position.key_of(record.topic, record.partition)
        ranges = taken[key]
        at = covered.get(key, 0)
        while at < len(ranges) and ranges[at].next <= record.offset:
            at += 1
        covered[key] = at
        if at == len(ranges) or ranges[at].first > record.offset:
            verdict.lost += 1
            verdict.findings.append(f"{record.origin} is in no transaction")


async def _transactions(settings: Settings) -> defaultdict[bytes, list[Position]]:
    """Return each task's transactions in order; the genesis record is none."""
    taken: defaultdict[bytes, list[Position]] = defaultdict(list)
    async for record in logs.read_topics(settings, *CHANGELOGS):
        if record.key is not None and record.key.startswith(KEY_PREFIX):
            place = position.decode(record.value or b"")
            if place.first < place.next:
                taken[record.key].append(place)
    return taken


def overlaps(taken: Mapping[bytes, Sequence[Position]]) -> Iterator[str]:
    """Yield what lies in two transactions."""
    for key, ranges in taken.items():
        for before, after in pairwise(ranges):
            if after.first < before.next:
                yield f"{key!r}: a transaction from {after.first} after one up to {before.next}"


@dataclass
class Written:
    """What stands in topics, as marks: in order by key where one stage writes, else how often each stands there."""

    ordered: defaultdict[tuple[str, bytes | None], list[Mark]] = field(default_factory=lambda: defaultdict(list))
    shared: Counter[tuple[str, Mark]] = field(default_factory=Counter)

    def add(self, record: Record | Send) -> None:
        """Take one record; a tick is what a task's clock said: nothing that stands in a log gives it."""
        if tick_of(record) is not None:
            return
        if record.topic in SHARED:
            self.shared[record.topic, mark(record)] += 1
        else:
            self.ordered[record.topic, record.key].append(mark(record))


def mark(record: Record | Send) -> Mark:
    """Return what tells a record from every other: a digest of key and value."""
    return hashlib.blake2b(repr((record.key, record.value)).encode(), digest_size=16).digest()


async def _check_replay(settings: Settings, pack: Path, verdict: Verdict) -> None:
    """Every partition of every log gives, byte for byte, what its tasks have written."""
    again, live = Written(), Written()
    for topic, stage in _stages(settings, pack).items():
        for number in range(await logs.partitions_of(settings, topic)):
            log = [record async for record in logs.read_partition(settings, topic, number)]
            for found in backwards(log):
                verdict.find(found)
            bench = Bench(stage, settings.max_record_bytes)
            for send in _replayed(bench, log):
                again.add(send)
            await _check_state(settings, topic, number, bench, verdict)
    async for record in logs.read_topics(settings, *OUTPUTS, *SHARED):
        live.add(record)
    for difference in differences(again, live):
        verdict.find(difference)


async def _check_state(settings: Settings, topic: str, number: int, bench: Bench, verdict: Verdict) -> None:
    """What a task would restore is, byte for byte, the state that its log gives."""
    if topic not in OWN_LOGS.values():
        return
    store, log = Store(), TopicPartition(settings.topic(f"{bench.stage.name}-changelog"), number)
    key = position.key_of(topic, number)
    await changelog.restore(settings.broker, log, key, store, lambda *_: None, keep=True)
    held, given = dict(store.items()), dict(bench.store.items())
    for one in held.keys() | given.keys():
        if held.get(one) != given.get(one):
            verdict.find(f"{topic}/{number}, {one!r}: the changelog's state is not that of the log")


def _replayed(bench: Bench, log: list[Record]) -> Iterator[Send]:
    """Yield all that a partition's records cause, what goes into our own logs included."""
    for start in range(0, len(log), CHUNK):
        yield from bench.run(log[start : start + CHUNK]).sends


def tick_of(record: Record | Send) -> int | None:
    """Return the moment (ms) that a log's tick says has come; None of any other record."""
    if record.topic not in OWN_LOGS.values() or record.key is not None or not record.value:
        return None
    message = json.loads(record.value)
    return int(message["at"]) if message.get("kind") == "tick" else None


def backwards(log: Iterable[Record]) -> Iterator[str]:
    """Yield where time goes backwards in a partition: a tick's moment is never before that of the tick before it."""
    before = 0
    for record in log:
        moment = tick_of(record)
        if moment is not None and moment < before:
            yield f"{record.origin}: a tick of {moment} after one of {before}"
        before = max(before, moment or 0)


def _stages(settings: Settings, pack: Path) -> dict[str, Stage]:
    """Return the stage behind each input topic."""
    compiled = read_pack(pack)
    route = Route(load_tables(), settings.identity_key.encode(), settings.partitions, settings.max_record_bytes)
    return {
        **dict.fromkeys(SOURCE_TOPICS, route),
        "visitor-log": Visitors(),
        "lead-log": Leads({compiled.sha256: compiled}, partitions=settings.partitions),
        "account-log": Accounts(),
    }


def differences(again: Written, live: Written) -> Iterable[str]:
    """Yield where what stands in topics is not what replaying the logs gives."""
    for key in again.ordered.keys() | live.ordered.keys():
        if again.ordered.get(key) != live.ordered.get(key):
            yield f"outputs of {key} are not those of the log"
    for one in again.shared.keys() | live.shared.keys():
        if again.shared[one] != live.shared[one]:
            yield f"a record of {one[0]} stands there {live.shared[one]} times, its log gives {again.shared[one]}"


async def _check_settled(settings: Settings, pack: Path, records: list[Record], verdict: Verdict) -> None:
    """Every lead's restored state is the one that the files give, once time has come as far in both."""
    replay = new_replay(settings, read_pack(pack))
    for _ in replay.run(records):
        pass
    workers = Bench(replay.leads.stage, replay.leads.limit)
    workers.store = await restored(settings)
    moment = max(await _last_tick(settings), replay.newest)
    for bench in (replay.leads, workers):
        bench.tick(moment)
    files, live = settled(replay.leads.store), settled(workers.store)
    for lead in files.keys() | live.keys():
        if files.get(lead) != live.get(lead):
            verdict.find(f"lead {lead}: the state is not that of the files")


async def _last_tick(settings: Settings) -> int:
    """Return how far the workers' clocks have let time come, ms: in some partition, and so in any that is asked later."""
    return max([tick_of(record) or 0 async for record in logs.read_topics(settings, "lead-log")], default=0)
