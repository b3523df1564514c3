"""Leads in several partitions without a broker: each with its store and its log, records go where our partitioner puts them."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.contracts.hot import encode
from pipeline.engine.compile import CompiledPack
from pipeline.stages.effects import Count, Record, Send
from pipeline.stages.judging import judge
from pipeline.stages.leads import Leads
from pipeline.stages.store import Store, store_of

LIMIT = 1_000_000


@dataclass
class Part:
    """One partition: what its log holds, and how far it has come."""

    number: int
    store: Store
    log: list[Record] = field(default_factory=list)
    taken: int = 0


@dataclass
class Parting:
    """The leads stage in so many partitions."""

    pack: CompiledPack
    partitions: int
    parts: list[Part] = field(init=False)
    stage: Leads = field(init=False)
    published: list[Send] = field(default_factory=list)
    counts: Counter[Count] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.stage = Leads({self.pack.sha256: self.pack}, partitions=self.partitions)
        self.parts = [Part(number, store_of(self.stage)) for number in range(self.partitions)]

    def tell_all(self, *messages: object) -> None:
        """Write control records into every partition, and let all judge."""
        for message in messages:
            for part in self.parts:
                self._append(part, None, encode(message))
        self.settle()

    def tell(self, number: int, *messages: object) -> None:
        """Write records into one partition; nobody judges yet."""
        for message in messages:
            self._append(self.parts[number], None, encode(message))

    def settle(self, batch: int = 50) -> None:
        """Let every partition judge all that waits, what comes of it included."""
        turn = deque(self.parts)
        idle = 0
        while idle < len(turn):
            idle = 0 if self.step(turn[0], batch) else idle + 1
            turn.rotate(-1)

    def step(self, part: Part, batch: int) -> bool:
        """Let a partition judge one batch; False where nothing waits."""
        records = part.log[part.taken : part.taken + batch]
        if not records:
            return False
        part.taken += len(records)
        effects = judge(self.stage, records, part.store, LIMIT, 2 * LIMIT)
        part.store.apply(effects.changes)
        self._send(effects.sends)
        self.counts.update(effects.counts)
        return True

    def _send(self, sends: Iterable[Send]) -> None:
        for send in sends:
            if send.topic == "lead-log" and send.partition is not None:
                self._append(self.parts[send.partition], send.key, send.value)
            else:
                self.published.append(send)

    def _append(self, part: Part, key: bytes | None, value: bytes | None) -> None:
        part.log.append(Record("lead-log", part.number, len(part.log), 0, key, value))


def replayed(parting: Parting, number: int, batch: int) -> tuple[list[Send], Store]:
    """Return what one partition's log gives again, cut otherwise, and the state it comes to."""
    store, sends = store_of(parting.stage), list[Send]()
    log = parting.parts[number].log
    for start in range(0, len(log), batch):
        effects = judge(parting.stage, log[start : start + batch], store, LIMIT, 2 * LIMIT)
        store.apply(effects.changes)
        sends += effects.sends
    return sends, store
