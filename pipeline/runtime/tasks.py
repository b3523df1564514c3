"""All tasks of one worker: opened on assignment, kept going, closed on revocation."""

import asyncio
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    InvalidProducerIdMapping,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NodeNotReadyError,
    ProducerFenced,
    RequestTimedOutError,
    UnknownProducerId,
)

from pipeline.contracts.log import Braked
from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import LeadsieveError, RecordRefused, StateUnwritable, TopicMismatch
from pipeline.observe.catalogue import Closing
from pipeline.observe.health import MOST_CLOSED
from pipeline.observe.metrics import Metrics
from pipeline.runtime.brakes import braked_in
from pipeline.runtime.clock import Clock
from pipeline.runtime.disk_store import open_store
from pipeline.runtime.fetched import Batch, Gate
from pipeline.runtime.keep import Keep
from pipeline.runtime.pace import Pace
from pipeline.runtime.packs import PackLibrary
from pipeline.runtime.registry import SchemaLibrary
from pipeline.runtime.task import Edges, Gap, Plan, Task, TaskId
from pipeline.runtime.watch import Watch
from pipeline.settings import Settings
from pipeline.stages.effects import Stage
from pipeline.stages.store import Committed, index_of, store_of

log = logging.getLogger(__name__)

UNREACHABLE = (
    ConnectionError,
    GroupCoordinatorNotAvailableError,
    GroupLoadInProgressError,
    KafkaConnectionError,
    KafkaTimeoutError,
    NodeNotReadyError,
    RequestTimedOutError,
    TimeoutError,
)
"""The broker is away: a task waits for it, and that is no failure of its own."""
FORGOTTEN = (InvalidProducerIdMapping, UnknownProducerId)
"""The broker has forgotten the transactional id, for it was not used in a week: nobody's failure either."""
GRACE = 2.0
"""Seconds a revoked task has to finish the transaction at hand."""
FAILURES_WITHIN = 600.0
RETRY_AFTER = 1.0
ROOM_AFTER = 5.0
"""Seconds after which a task looks again whether its disk has room."""
FENCED_AGAIN = 60.0
"""Seconds within which a second fencing of a task is a failure, for it means a rival."""
SWEEP_EVERY = 86_400.0
KEYED_INPUTS = {"visitor-log": "visitors", "lead-log": "leads", "account-log": "accounts"}

Die = Callable[[str], None]


def die(reason: str) -> None:
    """End the process at once and loudly: what is not committed must not be."""
    log.critical("worker stops: %s", reason)
    logging.shutdown()
    os._exit(1)


class Tasks:
    """Who owns which partition here. Everything runs on the main loop."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        library: PackLibrary,
        schemas: SchemaLibrary,
        stages: Mapping[str, Stage],
        die: Die = die,
    ) -> None:
        self.gate, self._pace, self._schemas, self.clock = Gate(), Pace(), schemas, Clock(settings)
        self._settings, self._metrics, self._library, self._stages, self._die = settings, metrics, library, stages, die
        self._by_name = {settings.topic(name): (stage, name) for name, stage in _inputs().items()}
        self._tasks: dict[TopicPartition, Task] = {}
        self._runners: dict[TopicPartition, asyncio.Task[None]] = {}
        self._told: dict[TopicPartition, int] = {}
        self._failures: deque[float] = deque()
        self._fenced_at: dict[TopicPartition, float] = {}
        self._consumer: Any = None
        self.keep = Keep(settings, metrics)
        self.watch = Watch(settings.broker, list(self._by_name), metrics)
        self._refusals: dict[TopicPartition, str] = {}

    def attach(self, consumer: Any) -> None:  # noqa: ANN401  Faust's consumer, ours
        """Connect with the consumer that fetches and seeks."""
        self._consumer = consumer

    @property
    def topics(self) -> Mapping[str, list[str]]:
        """Return stage -> the topics it reads, under the operator's names."""
        found: dict[str, list[str]] = {}
        for topic, (stage, _) in self._by_name.items():
            found.setdefault(stage, []).append(topic)
        return found

    @property
    def open_tasks(self) -> Mapping[TopicPartition, Task]:
        """Return the tasks of the partitions assigned here."""
        return self._tasks

    @property
    def refusals(self) -> Mapping[TopicPartition, str]:
        """Return the tasks that will not go on without an operator, and why; one that is open again has."""
        well = {tp for tp, task in self._tasks.items() if task.state == "open" and not task.ended}
        return {tp: why for tp, why in self._refusals.items() if tp not in well}

    @property
    def failed_lately(self) -> int:
        """Return how many tasks failed in the last ten minutes."""
        while self._failures and self._failures[0] < time.monotonic() - FAILURES_WITHIN:
            self._failures.popleft()
        return len(self._failures)

    @property
    def braked(self) -> dict[str, Braked]:
        """Return the braked personas, by `pack/persona`, that the open tasks of this worker know of, and why."""
        opened = (task for task in self._tasks.values() if task.plan.id.stage == "leads" and task.state == "open")
        return braked_in(task.store for task in opened)

    def deliver(self, batch: Batch) -> None:
        """Hand a batch to its task; without one the partition was revoked, and the next owner fetches it."""
        if (task := self._tasks.get(batch.tp)) is not None:
            task.deliver(batch)

    def on_assigned(self, partitions: frozenset[TopicPartition]) -> None:
        """Open a task for each partition, retained ones too: all were closed when the rebalance began."""
        log.info("%d partitions assigned", len(partitions))
        self.keep.forget_others(self._id(tp).name for tp in partitions if tp.topic in self._by_name)
        for tp in sorted(partitions):
            if tp.topic in self._by_name and tp not in self._runners:
                self._runners[tp] = asyncio.create_task(self._keep(tp), name=f"task {tp.topic}/{tp.partition}")

    async def on_revoked(self, partitions: frozenset[TopicPartition]) -> None:
        """Finish or abandon, within the grace; never wait for an abort: the next owner's fence does it."""
        runners = [runner for tp in partitions if (runner := self._runners.pop(tp, None)) is not None]
        for tp in partitions:
            self._refusals.pop(tp, None)
            self.gate.bar(tp)
            if (task := self._tasks.pop(tp, None)) is not None:
                task.stop()
                self._pace.forget(task.plan.id)
                self._metrics.task_closed(task.plan.id.stage, task.plan.id.topic, task.plan.id.partition, "revoked")
        if runners:
            _, late = await asyncio.wait(runners, timeout=GRACE)
            for runner in late:
                runner.cancel()

    async def stop(self) -> None:
        """Close all tasks, as on a revocation of everything."""
        await self.on_revoked(frozenset(self._runners))

    def on_fetch_error(self, tp: TopicPartition, error: BaseException) -> None:
        """Let the task of the partition fail: it is opened anew, and says what is wrong with its position.

        Before it is open it has not sought: what the consumer lacks then is no concern of ours.
        """
        task = self._tasks.get(tp)
        if task is not None and task.state == "open":
            task.fail(error)

    def on_topic_ids(self, ids: Mapping[str, str]) -> None:
        """Let the tasks fail whose topic was deleted and made anew: opened again, each says so and refuses."""
        for tp, task in self._tasks.items():
            built = task.ground.topic_id
            if built and ids.get(tp.topic, built) != built:
                task.fail(
                    TopicMismatch(
                        f"task {task.plan.id}: the topic was deleted and made anew: begin anew under another app id"
                    )
                )

    def committed(self) -> dict[TopicPartition, int]:
        """Return the next offset of every task that moved since the last call."""
        moved = {tp: task.expected for tp, task in self._tasks.items() if self._told.get(tp) != task.expected}
        self._told.update(moved)
        return moved

    async def _keep(self, tp: TopicPartition) -> None:
        """Run the partition's task, and open a new one after a failure, until the partition is revoked."""
        while True:
            task = self._tasks[tp] = self._new(tp)
            error = await self._run(task)
            if self._tasks.get(tp) is not task:
                return  # revoked: whatever it says now, the partition is another's
            self.gate.bar(tp)
            self._pace.forget(task.plan.id)
            if error is not None and not self._goes_on(tp, task, error):
                return
            await self._wait_to_try_again(error)
            while isinstance(error, ProducerFenced) and not await self._is_ours(tp, task):  # noqa: ASYNC110  only asking tells
                await asyncio.sleep(RETRY_AFTER)
            if self._tasks.get(tp) is not task:
                return  # revoked meanwhile

    async def _wait_to_try_again(self, error: Exception | None) -> None:
        """Wait a moment, and while the broker is away until it is back: one asks for all, tasks would ask all the time."""
        await asyncio.sleep(ROOM_AFTER if isinstance(error, StateUnwritable) else RETRY_AFTER)
        await self.watch.until_back()

    async def _is_ours(self, tp: TopicPartition, task: Task) -> bool:
        """Tell whether the group still counts us as the partition's owner, or has told us that we are not.

        One that slept through a rebalance learns of it late, and until then must not fence the new owner in its turn.
        """
        return self._tasks.get(tp) is not task or bool(await self._consumer.is_ours(tp, task.expected))

    @staticmethod
    async def _run(task: Task) -> Exception | None:
        """Run a task to its end, and return what ended it."""
        try:
            await task.run()
        except Exception as error:  # noqa: BLE001  whatever it was, `_goes_on` says what follows
            return error
        return None

    def _goes_on(self, tp: TopicPartition, task: Task, error: Exception) -> bool:
        """Tell whether a new task is to be opened after this error, and say what happened."""
        if isinstance(error, LeadsieveError):
            self._refuse(tp, task, error)
            return isinstance(error, StateUnwritable)
        self._refusals.pop(tp, None)
        if comes_from(error, UNREACHABLE):
            log.warning("task %s: broker not reachable (%s), trying again", task.plan.id, type(error).__name__)
        elif comes_from(error, FORGOTTEN):
            log.warning("task %s: it was idle for so long that the broker forgot its id, opening it anew", task.plan.id)
        elif isinstance(error, ProducerFenced) and not self._fenced_again(tp):
            # Its partition is still ours: no other worker did that, but the broker, whose patience with the open
            # transaction ended while it was away itself, or while we were frozen.
            log.warning("task %s was fenced: its transaction had run out of time, opening it anew", task.plan.id)
            self._metrics.task_closed(task.plan.id.stage, task.plan.id.topic, task.plan.id.partition, "fenced")
        else:
            self._failed(task, error)
        return True

    def _fenced_again(self, tp: TopicPartition) -> bool:
        """Tell whether the task was fenced a moment ago, too: then somebody else writes under its id, without an end."""
        before, self._fenced_at[tp] = self._fenced_at.get(tp), time.monotonic()
        return before is not None and time.monotonic() - before < FENCED_AGAIN

    def _new(self, tp: TopicPartition) -> Task:
        edges = Edges(
            settings=self._settings,
            metrics=self._metrics,
            seek=self._consumer.seek_to,
            fetch_pack=self._library.fetch,
            fetch_schema=self._schemas.fetch,
            topic_id=self.watch.topic_id,
            let=self.gate.let,
            bar=self.gate.bar,
            pace=self._pace,
            clock=self.clock,
            keep=self.keep,
            new_store=self._new_store,
        )
        task = self._id(tp)
        return Task(plan(task, self._stages[task.stage], tp), edges)

    def _new_store(self, plan: Plan) -> Committed:
        """Return an empty store where the operator wants states to lie; what route remembers is a position alone."""
        if self._settings.store == "memory" or not plan.keeps_state:
            return store_of(plan.stage)
        assert self.keep.folder is not None  # noqa: S101  the settings refuse a disk store without a folder
        return open_store(self.keep.folder.path, plan.id.name, index_of(plan.stage))

    def _id(self, tp: TopicPartition) -> TaskId:
        return TaskId(*self._by_name[tp.topic], tp.partition)

    def _refuse(self, tp: TopicPartition, task: Task, error: LeadsieveError) -> None:
        self._refusals[tp] = str(error)
        log.error("%s", error)
        self._metrics.task_closed(task.plan.id.stage, task.plan.id.topic, task.plan.id.partition, reason_of(error))

    def _failed(self, task: Task, error: Exception) -> None:
        reason = reason_of(error)
        log.error("task %s failed (%s), opening a new one", task.plan.id, reason, exc_info=error)
        self._metrics.task_closed(task.plan.id.stage, task.plan.id.topic, task.plan.id.partition, reason)
        self._failures.append(time.monotonic())
        if self.failed_lately >= MOST_CLOSED:
            self._die(f"{MOST_CLOSED} tasks failed within ten minutes, the last: {task.plan.id} ({reason})")


def _inputs() -> dict[str, str]:
    """Return input topic -> stage."""
    return dict.fromkeys(SOURCE_TOPICS, "route") | KEYED_INPUTS


def plan(task: TaskId, stage: Stage, tp: TopicPartition) -> Plan:
    """Return what a task works with: route keeps positions only, the others state too, partition by partition."""
    if task.stage == "route":
        return Plan(task, stage, tp, "route-positions", 0, keeps_state=False)
    return Plan(task, stage, tp, f"{task.stage}-changelog", task.partition, keeps_state=True)


def comes_from(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    """Tell whether the error is of one of these kinds, or one that it came from is."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, kinds):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def reason_of(error: BaseException) -> Closing:
    """Return the word for why a task was closed."""
    return next((reason for kinds, reason in _REASONS if isinstance(error, kinds)), "raised")


_REASONS: Final[tuple[tuple[tuple[type[BaseException], ...], Closing], ...]] = (
    ((ProducerFenced,), "fenced"),
    ((Gap,), "gap"),
    ((TopicMismatch,), "mismatch"),
    ((StateUnwritable,), "unwritable"),
    ((RecordRefused, KafkaError), "send_failed"),
    ((LeadsieveError,), "failed"),
)


def tell_state(tasks: Tasks, metrics: Metrics) -> None:
    """Tell how much state each stage's tasks hold."""
    for stage in tasks.topics:
        stores = [task.store for task in tasks.open_tasks.values() if task.plan.id.stage == stage]
        if stage != "route":
            metrics.state(stage, sum(len(store) for store in stores), sum(store.size for store in stores))
    metrics.braked(name.rpartition("/")[2] for name in tasks.braked)


async def keep_loop(tasks: Tasks) -> None:
    """Write snapshots as they become due, and once a day delete those that nobody would read any more."""
    swept = time.monotonic()
    while True:
        await tasks.keep.save_due([task.hand for task in tasks.open_tasks.values() if task.state == "open"])
        if time.monotonic() - swept > SWEEP_EVERY:
            swept = time.monotonic()
            tasks.keep.sweep()
        await asyncio.sleep(1)


async def lag_loop(
    tasks: Tasks, metrics: Metrics, highwater: Callable[[Any], int | None], seconds: float = 5.0
) -> None:
    """Tell, every few seconds, how far each task is behind the end of its partition."""
    while True:
        tell_state(tasks, metrics)
        for tp, task in tasks.open_tasks.items():
            with suppress(Exception):  # a partition between two assignments has no high water mark
                end = highwater(tp)
                if end is not None:
                    metrics.lag(task.plan.id.topic, tp.partition, max(0, end - task.expected))
        await asyncio.sleep(seconds)
