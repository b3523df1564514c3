"""The stages over records at hand: files give the settled judgement, a lead-log gives its decisions byte for byte."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import PackChosen, StandingChosen
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.stages.effects import Count, Effects, Record, Send, Stage
from pipeline.stages.judging import judge
from pipeline.stages.store import Store

CHUNK: Final = 2_000
"""Records that go through the stages together."""
ORIGIN: Final = "replay/0/0"

_PACK, _STANDING = of(PackChosen), of(StandingChosen)


@dataclass
class Bench:
    """One stage with its store, as a task has it, without Kafka."""

    stage: Stage
    limit: int
    store: Store = field(default_factory=Store)
    next: int = 0
    """The offset of the next record of this stage's log."""

    def run(self, records: list[Record]) -> Effects:
        """Judge records, keep the state, and return the effects."""
        effects = judge(self.stage, records, self.store, self.limit, 2 * self.limit)
        self.store.apply(effects.changes)
        return effects

    def log(self, sends: Iterable[Send], timestamp: int = -1) -> list[Record]:
        """Return what others sent to this stage's log as the records it reads."""
        records = []
        for send in sends:
            records.append(Record(send.topic, 0, self.next, timestamp, send.key, send.value, send.headers))
            self.next += 1
        return records


@dataclass
class Replay:
    """All three stages one behind the other, each with its log in memory."""

    route: Bench
    visitors: Bench
    leads: Bench
    counts: Counter[Count] = field(default_factory=Counter)

    def control(self, pack: CompiledPack, standings: Mapping[str, Standing]) -> None:
        """Choose what judges from here on."""
        sends = control_sends(pack, standings)
        self.leads.run(self.leads.log(sends))

    def run(self, records: Iterable[Record]) -> Iterator[Send]:
        """Yield all that source records cause beyond our own logs: decisions, retractions, dead letters."""
        source = iter(records)
        while chunk := list(islice(source, CHUNK)):
            yield from self._run(chunk)

    def _run(self, chunk: list[Record]) -> Iterator[Send]:
        routed = self.route.run(chunk)
        seen = self.visitors.run(self.visitors.log(_to(routed, "visitor-log")))
        judged = self.leads.run(self.leads.log([*_to(routed, "lead-log"), *_to(seen, "lead-log")]))
        for effects in (routed, seen, judged):
            self.counts.update(effects.counts)
            yield from (send for send in effects.sends if send.topic not in {"visitor-log", "lead-log"})


def control_sends(pack: CompiledPack, standings: Mapping[str, Standing]) -> list[Send]:
    """Return the control records that choose a pack and its personas' standings."""
    chosen = _PACK(event_id=ORIGIN, at=0, origin=ORIGIN, pack=pack.id, version=pack.version, sha256=pack.sha256)
    stands = [
        _STANDING(event_id=ORIGIN, at=0, origin=ORIGIN, pack=pack.id, persona=persona, status=standing)
        for persona, standing in sorted(standings.items())
    ]
    return [Send("lead-log", None, encode(message)) for message in (chosen, *stands)]


def replay_log(leads: Bench, records: Iterable[Record]) -> Iterator[Send]:
    """Yield what one partition of a lead-log causes, byte for byte what its task published."""
    source = iter(records)
    while chunk := list(islice(source, CHUNK)):
        yield from leads.run(chunk).sends


def _to(effects: Effects, topic: str) -> list[Send]:
    return [send for send in effects.sends if send.topic == topic]
