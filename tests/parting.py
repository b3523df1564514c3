"""Leads in several partitions without a broker: each with its store and its log, records go where our partitioner puts them."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.contracts.hot import encode
from pipeline.engine.compile import CompiledPack
from pipeline.runtime.partitioner import partition_of
from pipeline.stages.effects import Count, Record, Send
from pipeline.stages.judging import judge
from pipeline.stages.leads import Leads
from pipeline.stages.store import Store, store_of

LIMIT = 1_000_000


@dataclass
class Part:
    """One partition: what its log holds, how far it has come, and all that this caused."""

    number: int
    store: Store
    log: list[Record] = field(default_factory=list)
    taken: int = 0
    sent: list[Send] = field(default_factory=list)


@dataclass
class Parting:
    """The leads stage in so many partitions."""

    packs: Mapping[str, CompiledPack]
    partitions: int
    parts: list[Part] = field(init=False)
    stage: Leads = field(init=False)
    counts: Counter[Count] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.stage = Leads(self.packs, partitions=self.partitions)
        self.parts = [Part(number, store_of(self.stage)) for number in range(self.partitions)]

    @property
    def published(self) -> list[Send]:
        """Return what left the stage, of one partition after the other."""
        return [send for part in self.parts for send in part.sent if send.topic != "lead-log"]

    def tell_all(self, *messages: object) -> None:
        """Write control records into every partition, and let all judge."""
        for message in messages:
            for part in self.parts:
                self._append(part, Send("lead-log", None, encode(message)))
        self.settle()

    def tell(self, number: int, *messages: object) -> None:
        """Write records into one partition; nobody judges yet."""
        for message in messages:
            self._append(self.parts[number], Send("lead-log", None, encode(message)))

    def send(self, sends: Iterable[Send]) -> None:
        """Take what goes to the lead-log to its partition."""
        for send in sends:
            if send.topic == "lead-log":
                number = partition_of(send.key, self.partitions) if send.partition is None else send.partition
                self._append(self.parts[number], send)

    def settle(self, batch: int = 50) -> None:
        """Let every partition judge all that waits, in turn, what comes of it included."""
        turn, idle = deque(self.parts), 0
        while idle < len(turn):
            idle = 0 if self._step(turn[0], batch) else idle + 1
            turn.rotate(-1)

    def _step(self, part: Part, batch: int) -> bool:
        """Let a partition judge one batch; False where nothing waits."""
        records = part.log[part.taken : part.taken + batch]
        if not records:
            return False
        part.taken += len(records)
        effects = judge(self.stage, records, part.store, LIMIT, 2 * LIMIT)
        part.store.apply(effects.changes)
        part.sent += effects.sends
        self.send(effects.sends)
        self.counts.update(effects.counts)
        return True

    @staticmethod
    def _append(part: Part, send: Send) -> None:
        part.log.append(Record("lead-log", part.number, len(part.log), -1, send.key, send.value, send.headers))


def replayed(parting: Parting, number: int, batch: int) -> tuple[list[Send], Store]:
    """Return what one partition's log gives again, cut otherwise, and the state it comes to."""
    store, sends = store_of(parting.stage), list[Send]()
    log = parting.parts[number].log
    for start in range(0, len(log), batch):
        effects = judge(parting.stage, log[start : start + batch], store, LIMIT, 2 * LIMIT)
        store.apply(effects.changes)
        sends += effects.sends
    return sends, store
