"""The verdict on a run: every offset in exactly one transaction, outputs those of the logs, states those of the files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pipeline.cli.decide import new_replay
from pipeline.cli.packs import read_pack
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.history.replay import Bench, replay_log
from pipeline.runtime import logs, position
from pipeline.runtime.audit import CHANGELOGS, audit
from pipeline.runtime.drain import INPUTS
from pipeline.runtime.position import KEY_PREFIX, Position
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from pipeline.stages.leads import Leads
from tests.flows import restored, settled

OUTPUTS = (*STATUS_TOPICS.values(), "lead-decisions")


@dataclass
class Verdict:
    """What was found; all but `events` must be 0."""

    events: int = 0
    lost: int = 0
    duplicated: int = 0
    different: int = 0
    findings: list[str] = field(default_factory=list)

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


async def _check_replay(settings: Settings, pack: Path, verdict: Verdict) -> None:
    """Every partition of the lead-log gives, byte for byte, what its tasks published."""
    compiled = read_pack(pack)
    again: defaultdict[tuple[str, bytes | None], list[bytes | None]] = defaultdict(list)
    for number in range(settings.partitions):
        log = [record async for record in logs.read_partition(settings, "lead-log", number)]
        for send in replay_log(Bench(Leads({compiled.sha256: compiled}), settings.max_record_bytes), log):
            again[send.topic, send.key].append(send.value)
    live: defaultdict[tuple[str, bytes | None], list[bytes | None]] = defaultdict(list)
    async for record in logs.read_topics(settings, *OUTPUTS):
        live[record.topic, record.key].append(record.value)
    for key in again.keys() | live.keys():
        if again.get(key) != live.get(key):
            verdict.find(f"outputs of {key} are not those of the log")


async def _check_settled(settings: Settings, pack: Path, records: list[Record], verdict: Verdict) -> None:
    """Every lead's restored state is the one that the files give."""
    replay = new_replay(settings, read_pack(pack))
    for _ in replay.run(records):
        pass
    files, live = settled(replay.leads.store), settled(await restored(settings))
    for lead in files.keys() | live.keys():
        if files.get(lead) != live.get(lead):
            verdict.find(f"lead {lead}: the state is not that of the files")
