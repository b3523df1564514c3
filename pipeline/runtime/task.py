"""A task: one partition of one stage's log, its state and its changelog; the only writer of all three.

Open: fence, restore, check, seek. Then one transaction for each drained queue. A task that failed is never used again.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from aiokafka import TopicPartition

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Tick
from pipeline.errors import PackNeeded, RegistryUnavailable, SchemaNeeded, TopicMismatch
from pipeline.observe.catalogue import TaskState
from pipeline.observe.metrics import Metrics
from pipeline.runtime import changelog, position
from pipeline.runtime.clock import Clock
from pipeline.runtime.fetched import Batch, Fetched, split
from pipeline.runtime.hand import Hand
from pipeline.runtime.keep import Keep
from pipeline.runtime.pace import Pace
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Ground, Position
from pipeline.runtime.restoration import Restoration
from pipeline.runtime.writer import Writer, writer_of
from pipeline.settings import Settings
from pipeline.stages.dates import event_time
from pipeline.stages.due import Timed
from pipeline.stages.effects import Effects, Record, Send, Stage
from pipeline.stages.judging import judge
from pipeline.stages.store import Committed, store_of

log = logging.getLogger(__name__)

MOMENT = 0.25
"""Seconds that judging may take at once: meanwhile no other task of the worker goes on, nor does any transaction."""
LEAST_BITE = 50
PACK_PATIENCE = 2.0
"""Seconds between two looks for a pack that the log names and nobody has published."""
SCHEMA_PATIENCE = 2.0
"""Seconds between two looks for a registry that is away."""

NOTE_AFTER = 10.0
"""Seconds without a record until a task writes down that it has passed transaction markers and aborted records. Never,
and a topic whose last records are gone by retention would look as if it had lost some that we never read."""

FENCE_PATIENCE = 4
"""Transaction timeouts within which a task is fenced: the broker may first have to end what its last owner left open."""

Seek = Callable[[TopicPartition, int], Awaitable[int]]
FetchPack = Callable[[str], Awaitable[None]]
FetchSchema = Callable[[int], Awaitable[None]]
AskTopicId = Callable[[str], Awaitable[str]]


_TICK = of(Tick)


class Gap(Exception):  # noqa: N818  it reads as what is the case
    """A batch is not what comes next: records were skipped on their way here, and must be fetched again."""


@dataclass(frozen=True, slots=True)
class TaskId:
    """What a task is: stage, the topic it reads (name in our design) and partition."""

    stage: str
    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.stage} {self.topic}/{self.partition}"

    @property
    def name(self) -> str:
        """Return the name that files may have."""
        return f"{self.stage}-{self.topic}-{self.partition}"


@dataclass(frozen=True)
class Plan:
    """What a task works with. `log`: its partition under the operator's name; `changelog` and its partition."""

    id: TaskId
    stage: Stage
    log: TopicPartition
    changelog: str
    changelog_partition: int
    keeps_state: bool


@dataclass
class Edges:
    """What connects a task with the world."""

    settings: Settings
    metrics: Metrics
    seek: Seek
    fetch_pack: FetchPack
    fetch_schema: FetchSchema
    topic_id: AskTopicId
    let: Callable[[TopicPartition], None]
    bar: Callable[[TopicPartition], None]
    pace: Pace
    clock: Clock
    keep: Keep
    new_store: Callable[[Plan], Committed]


@dataclass
class Task:
    """One task from its opening to its end."""

    plan: Plan
    edges: Edges
    state: TaskState = "assigned"
    ended: bool = False
    expected: int = 0
    """The offset that comes next."""
    epoch: int = -1
    bite: int = 200
    """So many records are judged at once, at most: learned from how long the last ones took."""
    hand: Hand = field(init=False)
    ground: Ground = field(default_factory=lambda: Ground(0, 0, 0))
    """What its topic was when it opened."""
    counts: Counter[str] = field(default_factory=Counter)
    committed_at: float = field(default_factory=time.monotonic)
    _queue: deque[Batch] = field(default_factory=deque)
    _queued_bytes: int = 0
    _noted: int = 0
    """The offset at which the last position record stands."""
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: Writer | None = None
    _stopping: bool = False
    _error: BaseException | None = None
    _chosen: str = ""
    """The choice that is carried out, and how many slices of leads it has still before it."""
    _slices_left: int = 0
    _newest: int = 0
    """The highest event time seen, ms, where time is the data's."""
    _looks_at: float = 0.0
    """When to look again at what is due."""

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.hand = Hand(store_of(self.plan.stage))

    async def run(self) -> None:
        """Open and work until stopped; raises whatever went wrong, and then the task is of no more use."""
        try:
            await self._open()
            while not self._stopping:
                await self.work()
        finally:
            self.ended = True
            # Nothing here may touch what the partition's next task uses: that one may be open by now.
            self.edges.keep.leave(self.hand)
            if self._writer is not None:
                await asyncio.shield(self._writer.stop())

    def deliver(self, batch: Batch) -> None:
        """Take a fetched batch into the queue; one of an earlier epoch was on its way when we sought, and is dropped."""
        if batch.epoch != self.epoch:
            return
        self._queue.append(batch)
        self._queued_bytes += batch.size
        if self._queued_bytes > self.edges.settings.queue_bytes:
            self.edges.bar(self.plan.log)
        self._arrived.set()

    def fail(self, error: BaseException) -> None:
        """Let `run` raise this."""
        self._error = error
        self._arrived.set()

    @property
    def store(self) -> Committed:
        """Return the state in hand."""
        return self.hand.store

    @property
    def waiting(self) -> int:
        """Return how many records are fetched and not judged yet."""
        return sum(len(batch.records) for batch in self._queue)

    def stop(self) -> None:
        """End after the transaction at hand."""
        self._stopping = True
        self._arrived.set()

    async def _open(self) -> None:
        plan, settings = self.plan, self.edges.settings
        self._writer = writer_of(settings, transactional_id(settings, plan.id))
        self._enter("assigned")
        # A client that met a broker half-way through its start can wait for ever; opened anew it asks again.
        async with asyncio.timeout(FENCE_PATIENCE * settings.transaction_timeout):
            await self._writer.fence()
        self._enter("restoring")
        found = await self._restore()
        self.ground = await self._look_around(self._writer)
        # Upstream may add partitions to its topics: route keeps nothing that depends on their count.
        built_on = self.ground.partitions if plan.keeps_state or found is None else found.partitions
        if complaint := position.complaint(found, replace(self.ground, partitions=built_on)):
            raise TopicMismatch(f"task {plan.id}: {complaint}")
        assert found is not None  # noqa: S101  complaint says what is wrong with None
        self.expected, self._noted, self._newest = found.next, found.next, found.newest
        self._chosen, self._slices_left = found.chosen, found.slices_left
        self.counts = Counter(found.counts)
        self.epoch = await self.edges.seek(plan.log, self.expected)
        self._enter("open")
        self._let()
        log.info("task %s open at %d with %d keys", plan.id, self.expected, len(self.store))

    def _let(self) -> None:
        """Let the partition be fetched, unless it was revoked meanwhile: then it is for its next task to say."""
        if not self._stopping:
            self.edges.let(self.plan.log)

    async def _look_around(self, writer: Writer) -> Ground:
        plan, settings = self.plan, self.edges.settings
        begin, end = (await changelog.bounds_of(settings.broker, [plan.log]))[plan.log]
        partitions = await writer.partitions(plan.id.topic)
        identity = position.print_of(settings.identity_key)
        return Ground(partitions, begin, end, await self.edges.topic_id(plan.log.topic), identity)

    def _enter(self, state: TaskState) -> None:
        self.state = state
        self.edges.metrics.task(self.plan.id.stage, self.plan.id.topic, self.plan.id.partition, state)

    async def _restore(self) -> Position | None:
        plan, settings = self.plan, self.edges.settings
        changelog_name = settings.topic(plan.changelog)
        topic_id = await self.edges.topic_id(changelog_name)
        self.hand, found = await Restoration(
            broker=settings.broker,
            origin=Origin(settings.group, plan.id.name, changelog_name, plan.changelog_partition, topic_id),
            stage=plan.id.stage,
            position_key=position.key_of(plan.id.topic, plan.id.partition),
            keeps_state=plan.keeps_state,
            new_store=lambda: self.edges.new_store(plan),
            keep=self.edges.keep,
            metrics=self.edges.metrics,
        ).run()
        return found

    async def work(self) -> None:
        """Judge everything that waits, and commit it in one transaction; then look whether anything is due."""
        await self._wait()
        await self._gather()
        if self._error is not None:
            raise self._error
        records, reached = self.drain()
        if records:
            began = time.monotonic()
            effects = await self._judge(records)
            self.learn_bite(len(records), time.monotonic() - began)
            await self._commit(records, effects, reached)
        self.expected = max(self.expected, reached)
        await self._tick(idle=False)
        await asyncio.sleep(0)

    async def _wait(self) -> None:
        """Wait for records, and meanwhile look whether anything is due.

        Where only markers came, note in time that they lie behind us: retention may take them.
        """
        since, interval = time.monotonic(), self.edges.settings.tick_interval
        while not self._arrived.is_set():
            noting = NOTE_AFTER if self.expected > self._noted else None
            patience = interval if isinstance(self.plan.stage, Timed) else None
            with suppress(TimeoutError):
                async with asyncio.timeout(min(filter(None, (noting, patience)), default=None)):
                    await self._arrived.wait()
            if self._arrived.is_set():
                return
            await self._tick(idle=True)
            if noting is not None and self.expected > self._noted and time.monotonic() - since >= noting:
                await self._commit([], Effects(), self.expected)

    async def _tick(self, *, idle: bool) -> None:
        """Write into our own log how far time has come, where something is due by then.

        Over history only when nothing comes any more: its parts arrive side by side, and some are behind.
        """
        clock = self.edges.clock
        if not isinstance(self.plan.stage, Timed) or (clock.of_data and not idle):
            return
        if time.monotonic() < self._looks_at and not idle:
            return
        self._looks_at = time.monotonic() + self.edges.settings.tick_interval
        until = clock.until(self._newest)
        if until is not None and self.store.due(until, 1):
            tick, effects = encode(_TICK(at=until)), Effects()
            effects.sends.append(Send(self.plan.id.topic, None, tick, partition=self.plan.id.partition))
            await self._commit([], effects, self.expected)

    async def _gather(self) -> None:
        """Let records gather for a window, unless there is a transaction's worth already."""
        wait, settings = self.edges.pace.wait(self.plan.id), self.edges.settings
        worth = self._queued_bytes >= settings.transaction_bytes or self.waiting >= self.bite
        if wait and not worth and not self._stopping:
            await asyncio.sleep(wait)

    def learn_bite(self, records: int, seconds: float) -> None:
        """Judging holds up all tasks of the worker: so it takes no more at once than is judged in a moment."""
        fitting = int(MOMENT * records / max(seconds, 1e-9))
        self.bite = max(LEAST_BITE, min(fitting, 2 * self.bite))

    def drain(self) -> tuple[list[Record], int]:
        """Take what waits, up to a transaction's bounds, trimmed to what comes next; raises where something is missing."""
        settings, expected, size = self.edges.settings, self.expected, 0
        records: list[Record] = []
        most = min(settings.transaction_records, self.bite)
        while self._queue and len(records) < most and size < settings.transaction_bytes:
            batch, rest = split(self._queue.popleft(), most - len(records))
            if rest is not None:
                self._queue.appendleft(rest)
            self._queued_bytes -= batch.size
            size += batch.size
            if batch.start > expected:
                raise Gap(f"expected offset {expected}, fetched from {batch.start}")
            records += self._records(batch.records, expected)
            expected = max(expected, batch.next)
        if not self._queue and not self._stopping:
            self._arrived.clear()
        if self._queued_bytes <= settings.queue_bytes:
            self._let()
        return records, expected

    def _records(self, fetched: Iterable[Fetched], expected: int) -> list[Record]:
        topic, partition = self.plan.id.topic, self.plan.id.partition
        return [
            Record(topic, partition, found.offset, found.timestamp, found.key, found.value, tuple(found.headers))
            for found in fetched
            if found.offset >= expected
        ]

    async def _judge(self, records: list[Record]) -> Effects:
        assert self._writer is not None  # noqa: S101  opened before anything is delivered
        while True:
            try:
                limit = self.edges.settings.max_record_bytes
                return judge(self.plan.stage, records, self.store, limit, self._writer.largest)
            except PackNeeded as needed:
                await self._wait_for_pack(needed)
            except SchemaNeeded as needed:
                await self._wait_for_schema(needed)

    async def _wait_for_pack(self, needed: PackNeeded) -> None:
        """Fetch the pack the log names; where it is not to be had, wait for it: the log says that it judges here."""
        try:
            await self.edges.fetch_pack(needed.sha256)
        except PackNeeded:
            log.warning("task %s: %s", self.plan.id, needed)
            if self._stopping:
                raise
            await asyncio.sleep(PACK_PATIENCE)

    async def _wait_for_schema(self, needed: SchemaNeeded) -> None:
        """Fetch the schema a record names; while the registry is away, wait for it: what we can't read must not be lost."""
        try:
            await self.edges.fetch_schema(needed.schema_id)
        except RegistryUnavailable as error:
            log.warning("task %s: %s; trying again", self.plan.id, error)
            if self._stopping:
                raise
            await asyncio.sleep(SCHEMA_PATIENCE)

    async def _commit(self, records: list[Record], effects: Effects, reached: int) -> None:
        assert self._writer is not None  # noqa: S101  as above
        began = time.monotonic()
        self.edges.pace.begin(self.plan.id)
        self.counts.update({f"{count[1]}/{count[2]}": n for count, n in effects.counts.items() if count[0] == "events"})
        if self.edges.clock.of_data and self.plan.keeps_state:
            self._newest = max(self._newest, *(event_time(record.value) for record in records), 0)
        self._chosen = effects.chosen or self._chosen
        self._slices_left = self._slices_left if effects.slices_left is None else effects.slices_left
        stand = Position(
            self.expected,
            reached,
            self.ground.partitions,
            counts=dict(self.counts),
            topic_id=self.ground.topic_id,
            newest=self._newest,
            identity=self.ground.identity,
            chosen=self._chosen,
            slices_left=self._slices_left,
        )
        changes = [(key.encode(), value) for key, value in effects.changes.items()]
        changes.append((position.key_of(self.plan.id.topic, self.plan.id.partition), position.encode(stand)))
        at = await self._writer.write(effects.sends, self.plan.changelog, self.plan.changelog_partition, changes)
        self.hand.take(effects.changes, self._place(stand, at))
        self.expected, self._noted, self.committed_at = reached, reached, time.monotonic()
        self.edges.metrics.transaction(self.plan.id.stage, self.committed_at - began, len(records))
        self.edges.metrics.count(self.plan.id.stage, effects.counts)
        if effects.slices_left is not None:
            self.edges.metrics.rejudging(self.plan.id.partition, effects.slices_left)
            log.info("task %s: %d slices of leads to judge again", self.plan.id, effects.slices_left)

    def _place(self, stand: Position, at: int) -> Place:
        """Return where the changelog stands after a commit; `at` negative: it is not known, what was known before is."""
        assert self.hand.place is not None  # noqa: S101  a task without one does not open
        before = self.hand.place
        return Place(before.origin, stand, at if at >= 0 else before.next, int(time.time() * 1000))


def transactional_id(settings: Settings, task: TaskId) -> str:
    """Return the one id under which a task writes: whoever starts it again fences the one before."""
    return f"{settings.group}-{task.stage}-{task.topic}-{task.partition}-0"
