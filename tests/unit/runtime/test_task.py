"""A task accepts only what comes next: what was judged is trimmed, what is missing closes it, what is stale is dropped."""

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import NoOffsetForPartitionError, OffsetOutOfRangeError, ProducerFenced

from pipeline.errors import StateUnwritable
from pipeline.observe.metrics import Metrics
from pipeline.runtime import position
from pipeline.runtime import task as module
from pipeline.runtime import tasks as tasks_module
from pipeline.runtime.clock import Clock
from pipeline.runtime.fetched import Batch
from pipeline.runtime.keep import Keep
from pipeline.runtime.pace import Pace
from pipeline.runtime.packs import PackLibrary
from pipeline.runtime.place import Origin, Place
from pipeline.runtime.position import Position
from pipeline.runtime.task import LEAST_BITE, Edges, Gap, Task, TaskId
from pipeline.runtime.tasks import Tasks, plan, reason_of
from pipeline.runtime.transport import BatchConsumerThread
from pipeline.settings import Settings
from pipeline.stages.store import Store
from pipeline.stages.visitors import Visitors

LOG = TopicPartition("visitor-log", 0)


class Fetched:
    """A record as aiokafka gives it."""

    def __init__(self, offset: int) -> None:
        self.offset, self.timestamp, self.key, self.value, self.headers = offset, 0, b"k", b"v" * 100, ()


def batch(start: int, following: int, epoch: int = 1, missing: tuple[int, ...] = ()) -> Batch:
    """Return a fetched range; `missing` offsets are markers or aborted records."""
    records: list[Any] = [Fetched(offset) for offset in range(start, following) if offset not in missing]
    return Batch(LOG, epoch, start, following, records, 100 * len(records))


class Gates:
    """Remembers what a task lets and bars."""

    def __init__(self) -> None:
        self.open = True

    def let(self, _: TopicPartition) -> None:
        """Let the partition be fetched."""
        self.open = True

    def bar(self, _: TopicPartition) -> None:
        """Keep it from being fetched."""
        self.open = False


def opened(gates: Gates | None = None, **settings: int) -> Task:
    """Return a task that stands at offset 10, epoch 1, as after its opening."""
    gates = gates or Gates()

    async def never(*_: object) -> Any:  # noqa: ANN401  each caller wants something else
        raise AssertionError("nobody seeks or fetches packs here")

    chosen, metrics = Settings(**settings), Metrics()  # type: ignore[arg-type]  # sizes only
    pace, clock, keep = Pace(), Clock(chosen), Keep(chosen, metrics)
    edges = Edges(
        chosen, metrics, never, never, never, never, gates.let, gates.bar, pace, clock, keep, lambda _: Store()
    )
    task = Task(plan(TaskId("visitors", "visitor-log", 0), Visitors(), LOG), edges)
    task.expected, task.epoch = 10, 1
    origin = Origin("leadsieve", task.plan.id.name, "leadsieve-visitors-changelog", 0, "")
    task.hand.settle(Place(origin, Position(0, 10, 4), 0, 0))
    return task


def drained(task: Task) -> tuple[list[int], int]:
    """Return the offsets a task would judge now, and where it would stand then."""
    records, reached = task.drain()
    return [record.offset for record in records], reached


def test_what_comes_next_is_taken_up_to_the_fetched_end() -> None:
    """Markers are no records, and the task stands behind them: not at the last record plus one."""
    task = opened()
    task.deliver(batch(10, 20, missing=(15, 19)))
    assert drained(task) == ([10, 11, 12, 13, 14, 16, 17, 18], 20)


def test_redelivered_records_are_trimmed_one_by_one() -> None:
    """A range that begins before what is expected is judged from there, also within one queue."""
    task = opened()
    task.deliver(batch(5, 12))
    task.deliver(batch(8, 14))
    assert drained(task) == ([10, 11, 12, 13], 14)


def test_a_wholly_repeated_range_is_nothing() -> None:
    """What was judged already moves nothing."""
    task = opened()
    task.deliver(batch(2, 9))
    assert drained(task) == ([], 10)


def test_a_gap_closes_the_task() -> None:
    """Records that were skipped on their way must be fetched again: never judge what lies behind them."""
    task = opened()
    task.deliver(batch(11, 20))
    with pytest.raises(Gap, match="expected offset 10, fetched from 11") as caught:
        task.drain()
    assert reason_of(caught.value) == "gap"


def test_a_batch_of_an_earlier_epoch_is_dropped() -> None:
    """What was on its way when the task sought belongs to the past, whatever its offsets."""
    task = opened()
    task.deliver(batch(10, 20, epoch=0))
    assert task.waiting == 0


def test_a_range_of_markers_only_moves_the_task() -> None:
    """A log that ends in transaction markers is judged to its end."""
    task = opened()
    task.deliver(batch(10, 13, missing=(10, 11, 12)))
    assert drained(task) == ([], 13)


def test_a_transaction_is_bounded_and_the_rest_waits() -> None:
    """More than a transaction's records stay in the queue, in order."""
    task = opened(transaction_records=10)
    task.deliver(batch(10, 20))
    task.deliver(batch(20, 30))
    assert drained(task)[1] == 20
    task.expected = 20
    assert drained(task)[1] == 30


def test_a_batch_larger_than_a_transaction_comes_in_parts() -> None:
    """Nothing is left out or taken twice where markers and aborted records stand at the seams."""
    task = opened(transaction_records=4)
    task.deliver(batch(10, 24, missing=(14, 15, 20, 23)))
    taken: list[int] = []
    places = []
    while task.expected < 24:
        records, task.expected = task.drain()
        assert len(records) <= 4
        taken += [record.offset for record in records]
        places.append(task.expected)
    assert taken == [10, 11, 12, 13, 16, 17, 18, 19, 21, 22]
    assert places == [16, 21, 24]
    assert task.waiting == 0


def test_what_is_judged_at_once_follows_from_how_long_it_takes() -> None:
    """Slow judging makes small bites at once, quick judging larger ones step by step; a wait never stops the task."""
    task = opened()
    task.learn_bite(1_000, 2.5)
    assert task.bite == 100
    task.learn_bite(100, 0.0)
    assert task.bite == 200
    task.learn_bite(100, 3_600.0)
    assert task.bite == LEAST_BITE
    task.deliver(batch(10, 10 + 2 * LEAST_BITE))
    assert len(task.drain()[0]) == LEAST_BITE


def test_a_full_queue_bars_the_partition_and_an_emptied_one_lets_it_in() -> None:
    """Backpressure is by bytes: the partition is not fetched until its task has caught up."""
    gates = Gates()
    task = opened(gates, queue_bytes=1_500)
    task.deliver(batch(10, 20))
    assert gates.open
    task.deliver(batch(20, 30))
    assert not gates.open
    task.drain()
    assert gates.open


async def test_a_fetch_error_fails_the_task() -> None:
    """What the fetcher says of the partition is raised where the task runs."""
    task = opened()
    task.fail(ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(task.work(), 1)


async def test_passed_markers_are_noted_when_nothing_more_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A range without records costs no transaction by itself; after a quiet while one says that it lies behind the task.

    Else a log that retention has emptied would begin behind the position, as if records had been lost.
    """
    monkeypatch.setattr(module, "NOTE_AFTER", 0.01)
    task, writer = opened(), Written()
    task._writer, task._noted = writer, 10  # noqa: SLF001  as after its opening
    task.deliver(batch(10, 13, missing=(10, 11, 12)))
    await task.work()
    assert (task.expected, writer.positions) == (13, [])
    waiting = asyncio.create_task(task.work())
    await asyncio.wait_for(writer.written.wait(), 5)
    await asyncio.sleep(0.05)
    assert [(place.first, place.next) for place in writer.positions] == [(13, 13)]
    task.stop()
    await waiting


def test_a_stopping_task_opens_no_gate() -> None:
    """A revoked partition stays barred whatever its former task still does: the gate is its next task's to open."""
    gates = Gates()
    task = opened(gates, queue_bytes=250)
    task.deliver(batch(10, 13))
    assert not gates.open
    task.stop()
    task.drain()
    assert not gates.open


def test_a_fetch_error_concerns_open_tasks_alone() -> None:
    """Until a task has sought, the consumer may lack any position: that is no failure, and never counted as one."""
    schemas: Any = None  # nobody reads a schema here
    tasks = Tasks(Settings(), Metrics(), PackLibrary(Settings()), schemas, {})
    task = tasks._tasks[LOG] = opened()  # noqa: SLF001  as after an assignment
    tasks.on_fetch_error(LOG, NoOffsetForPartitionError(LOG))
    assert task._error is None  # noqa: SLF001  as above
    task.state = "open"
    tasks.on_fetch_error(LOG, OffsetOutOfRangeError({LOG: 1}))
    assert isinstance(task._error, OffsetOutOfRangeError)  # noqa: SLF001  as above


def test_one_fencing_is_the_brokers_and_a_second_a_rivals() -> None:
    """A transaction that ran out of time while the broker was away is no failure; fencings without end are, and stop us."""
    schemas: Any = None  # nobody reads a schema here
    ended: list[str] = []
    tasks = Tasks(Settings(), Metrics(), PackLibrary(Settings()), schemas, {}, die=ended.append)
    others = [TopicPartition("visitor-log", number) for number in range(3)]
    for tp in others:
        assert tasks._goes_on(tp, opened(), ProducerFenced())  # noqa: SLF001  as after its end
    assert (tasks.failed_lately, ended) == (0, [])
    for tp in others:
        assert tasks._goes_on(tp, opened(), ProducerFenced())  # noqa: SLF001  as above
    assert tasks.failed_lately == 3
    assert "fenced" in ended[0]


def test_a_task_whose_disk_is_full_waits_and_says_so_until_it_is_open_again() -> None:
    """It is no failure of ours that ends the worker, and no refusal that only a restart takes back."""
    schemas: Any = None  # nobody reads a schema here
    tasks = Tasks(Settings(), Metrics(), PackLibrary(Settings()), schemas, {})
    full = tasks._tasks[LOG] = opened()  # noqa: SLF001  as after an assignment
    full.state, full.ended = "open", True
    assert tasks._goes_on(LOG, full, StateUnwritable("the disk is full"))  # noqa: SLF001  as after its end
    assert (tasks.refusals, tasks.failed_lately) == ({LOG: "the disk is full"}, 0)
    again = tasks._tasks[LOG] = opened()  # noqa: SLF001  as it is tried again
    assert tasks.refusals == {LOG: "the disk is full"}
    again.state = "open"
    assert tasks.refusals == {}
    again.ended = True
    assert tasks._goes_on(LOG, again, ConnectionError())  # noqa: SLF001  as after its end
    assert tasks.refusals == {}


@pytest.mark.parametrize(("assigned", "told"), [(set(), []), ({LOG}, [{LOG: 7}])])
async def test_group_offsets_are_of_what_is_assigned(assigned: set[TopicPartition], told: list[object]) -> None:
    """Where nothing is assigned any more nothing is committed: Faust's own way ends the whole worker over it."""
    committed: list[object] = []

    class Consumer:
        def assignment(self) -> set[TopicPartition]:
            return assigned

        async def commit(self, offsets: object) -> None:
            committed.append(offsets)

    thread: Any = object.__new__(BatchConsumerThread)
    thread._ensure_consumer = Consumer  # noqa: SLF001  as Faust's thread has it
    assert await thread._commit({LOG: 7, TopicPartition("lead-log", 0): 9}) is bool(assigned)  # noqa: SLF001  as above
    assert committed == told


async def test_who_was_fenced_asks_before_it_fences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task is opened anew only once the group has said that its partition is still ours; a revoked one never is."""
    monkeypatch.setattr(tasks_module, "RETRY_AFTER", 0.01)
    schemas: Any = None  # nobody reads a schema here
    tasks = Tasks(Settings(), Metrics(), PackLibrary(Settings()), schemas, {})
    answers, opened_anew = [False, False, True], list[Task]()

    class Consumer:
        async def is_ours(self, *_: object) -> bool:
            return answers.pop(0)

    async def fenced(task: Task) -> Exception:
        opened_anew.append(task)
        if len(opened_anew) == 2:
            tasks._tasks.clear()  # noqa: SLF001  as a revocation does
        return ProducerFenced()

    tasks.attach(Consumer())
    monkeypatch.setattr(tasks, "_new", lambda _: opened())
    monkeypatch.setattr(tasks, "_run", fenced)
    await asyncio.wait_for(tasks._keep(LOG), 5)  # noqa: SLF001  what an assignment starts
    assert (len(opened_anew), answers) == (2, [])


class Written:
    """Remembers what a task would write."""

    largest = 1_000_000

    def __init__(self) -> None:
        self.positions: list[Position] = []
        self.written = asyncio.Event()

    async def write(self, *parts: Any) -> int:  # noqa: ANN401  sends, changelog, its partition, changes
        """Take what a transaction would hold."""
        self.positions.append(position.decode(parts[-1][-1][1]))
        self.written.set()
        return -1
