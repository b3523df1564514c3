"""The Faust transport `kafka-batch://`: one Faust event for each fetched partition batch.

Per-event dispatch is what makes Faust slow, so an event here is a `Batch`. Faust keeps the consumer group, the
rebalances and the agents; offsets, acknowledgements and seeks are the tasks' business: their changelog is the truth.

Private members that this file uses, all named in tests/contracts/test_private_members.py:
of aiokafka's Fetcher `_records`, `_subscriptions`, `_notify`, `_wait_consume_future`, `_create_fetch_waiter`,
`_fetch_task`, `_set_error`, `_prefetch_backoff`; of its FetchResult `getall`, `_partition_records`; of the latter
`_consumer_record`; `_update_position` of the former; of Faust's Consumer and its thread what the methods below override.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any, ClassVar, cast

import aiokafka
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import FetchError, FetchResult
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import TP, ConsumerMessage
from mode.types import ServiceT

from pipeline.runtime import lenient  # noqa: F401  header names may be any bytes
from pipeline.runtime.fetched import Batch, Fetched, Gate, Receiver
from pipeline.runtime.loops import new_loop
from pipeline.stages.effects import Packed

CONFIRM_PATIENCE = 5.0
"""Seconds in which the group has to say whether a partition is still ours."""
FETCH_WAIT_MS = 250
"""How long the broker holds a fetch with nothing to give; a record that comes in is sent at once."""

BETWEEN_FETCHES = 0.005
"""Seconds between two fetches at least: no task begins transactions faster, and each fetch asks for every partition."""


TAKEN_BYTES = 16 * 1024 * 1024
"""Of a partition's fetched records taken in at once: more than fetches hold whose batches are not compressed."""


class BatchConsumerThread(driver.AIOKafkaConsumerThread):
    """The consumer's thread: fetches whole partition batches of the partitions that the gate lets through."""

    consumer: "BatchConsumer"

    async def on_start(self) -> None:
        """Start the consumer, and listen to the gate."""
        self._epochs: dict[TopicPartition, int] = {}
        self._drained = 0.0
        self._wake = self.consumer.gate.attach(asyncio.get_running_loop())
        await super().on_start()
        fetcher = self._ensure_consumer()._fetcher
        fetcher._set_error = partial(_keep_error, fetcher)

    def _create_worker_consumer(self, transport: Any) -> aiokafka.AIOKafkaConsumer:
        """Return a consumer as our guarantee needs it: read committed, no offset of its own making, sticky."""
        conf = self.app.conf
        return aiokafka.AIOKafkaConsumer(
            client_id=conf.broker_client_id,
            group_id=conf.id,
            bootstrap_servers=driver.server_list(transport.url, transport.default_port),
            partition_assignment_strategy=[StickyPartitionAssignor],
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            max_partition_fetch_bytes=conf.consumer_max_fetch_size,
            fetch_max_wait_ms=FETCH_WAIT_MS,
            max_poll_interval_ms=int((conf.broker_max_poll_interval or 0) * 1000),
            request_timeout_ms=int(conf.broker_request_timeout * 1000),
            session_timeout_ms=int(conf.broker_session_timeout * 1000),
            rebalance_timeout_ms=int(conf.broker_rebalance_timeout * 1000),
            heartbeat_interval_ms=int(conf.broker_heartbeat_interval * 1000),
            retry_backoff_ms=50,
            metadata_max_age_ms=30_000,
        )

    async def seek_to(self, tp: TopicPartition, offset: int) -> int:
        """Seek, and return the epoch that batches from there on carry."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._seek_to(tp, offset), self.thread_loop))

    async def _seek_to(self, tp: TopicPartition, offset: int) -> int:
        self._epochs[tp] = self._epochs.get(tp, 0) + 1
        self._ensure_consumer().seek(tp, offset)
        return self._epochs[tp]

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        """Tell the group how far the tasks are; Faust's own way ends the worker where nothing is assigned any more.

        Raises `CommitFailedError` where the group does not count us in any more, or another `KafkaError`.
        """
        consumer = self._ensure_consumer()
        assigned = consumer.assignment()
        # Faust's pairs of topic and partition equal aiokafka's, and are refused all the same.
        held = {TopicPartition(*tp): offset for tp, offset in offsets.items() if tp in assigned}
        if held:
            await consumer.commit(held)
        return bool(held)

    async def _fetch_records(
        self,
        consumer: aiokafka.AIOKafkaConsumer,
        active_partitions: set[TP],  # noqa: ARG002  the gate says which, at every turn
        timeout: float | None = None,
        max_records: int | None = None,  # noqa: ARG002  a batch is bounded by its bytes
    ) -> Mapping[TopicPartition, Any]:
        """Return what was fetched, waiting up to `timeout` seconds for it."""
        deadline = self.thread_loop.time() + (timeout or 0)
        fetcher = consumer._fetcher
        if fetcher._fetch_task.done() and not consumer._closed:
            fetcher._fetch_task.result()  # raises what ended it: nothing would ever come in again, and nobody would know
        # aiokafka fetches again once nothing of before is left with it: what it waits, the broker gathers.
        await asyncio.sleep(self._drained + BETWEEN_FETCHES - self.thread_loop.time())
        while self.consumer.flow_active and not consumer._closed:
            if batches := self._drain(fetcher):
                self._drained = self.thread_loop.time()
                return batches
            left = deadline - self.thread_loop.time()
            if left <= 0 or not await self._wait_for_more(fetcher, left):
                break
        return {}

    async def _wait_for_more(self, fetcher: Any, seconds: float) -> bool:
        self._wake.clear()
        if fetcher._subscriptions.reassignment_in_progress:
            await asyncio.sleep(min(seconds, 0.05))
            return True
        waiter, woken = fetcher._create_fetch_waiter(), asyncio.ensure_future(self._wake.wait())
        done, pending = await asyncio.wait([waiter, woken], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for future in pending:
            future.cancel()
        if waiter in done:
            waiter.result()  # raises what is wrong with the whole consumer, as a missing right
        return bool(done)

    def _drain(self, fetcher: Any) -> dict[TopicPartition, Any]:
        """Take what the fetcher holds of the partitions that may come in. No await: start and next are exact."""
        batches: dict[TopicPartition, Any] = {}
        subscription = fetcher._subscriptions.subscription
        assignment = subscription.assignment if subscription is not None else None
        for tp in [tp for tp in fetcher._records if tp in self.consumer.gate.open]:
            if assignment is None or tp not in assignment.tps:
                continue
            fetched = fetcher._records.pop(tp)
            if isinstance(fetched, FetchError):
                batches[tp] = fetched._error
            elif isinstance(fetched, FetchResult) and (batch := self._batch(tp, fetched, assignment)):
                batches[tp] = batch
                if fetched.has_more():
                    fetcher._records[tp] = fetched  # the rest comes when its task has room again
            fetcher._notify(fetcher._wait_consume_future)
        return batches

    def _batch(self, tp: TopicPartition, fetched: FetchResult, assignment: Any) -> Batch | Exception | None:
        position = assignment.state_value(tp)
        if not fetched.check_assignment(tp):
            return None  # fetched before a seek: it was dropped, and is being fetched anew
        start = position.position
        # By itself aiokafka makes a dataclass of 11 members of every record: a fifth of what fetching and judging
        # a page costs. We take the records as its parser gives them; checksums and aborted ones are its business still.
        fetched._partition_records._consumer_record = _as_parsed
        try:
            records, size = take(fetched)
        except Exception as error:  # noqa: BLE001  whatever it holds: one partition's bytes must not end the consumer
            return error
        return Batch(tp, self._epochs.get(tp, 0), start, position.position, records, size)


def take(fetched: Any) -> tuple[list[Fetched], int]:
    """Return what a fetch holds, up to `TAKEN_BYTES`, and its size; `has_more` of the fetch says whether there is a rest.

    A fetch is bounded by what it is while compressed: unpacked at once, many batches of one would fill the memory.
    """
    records: list[Fetched] = []
    size = 0
    for record in fetched._partition_records:
        records.append(record)
        value = record.value
        size += TAKEN_BYTES if isinstance(value, Packed) else len(value or b"") + len(record.key or b"")
        if size >= TAKEN_BYTES:
            break
    else:
        fetched._update_position()
        fetched._partition_records = None
        return records, size
    fetched._update_position()
    return records, sum(len(record.value or b"") + len(record.key or b"") for record in records)


def _keep_error(fetcher: Any, tp: TopicPartition, error: Exception) -> None:
    """Keep what is wrong with a partition until its task asks, the newest; aiokafka's own ends all fetching over a second one.

    A partition whose task restores has nobody who asks, and two nodes may answer for it after a change of leader.
    """
    fetcher._records[tp] = FetchError(error=error, backoff=fetcher._prefetch_backoff)


def _as_parsed(_: TopicPartition, record: Fetched) -> Fetched:
    return record


class BatchConsumer(driver.Consumer):
    """Delivers batches to agents; leaves offsets to the tasks behind `receiver`."""

    receiver: Receiver
    gate: Gate
    _thread: BatchConsumerThread

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        transport = args[0]
        self.gate, self.receiver = transport.app.gate, transport.app.receiver
        super().__init__(*args, **kwargs)
        self.receiver.attach(self)

    def _new_consumer_thread(self) -> BatchConsumerThread:
        return BatchConsumerThread(self, loop=self.loop, beacon=self.beacon, thread_loop=new_loop())

    async def seek_to(self, tp: TopicPartition, offset: int) -> int:
        """Seek, and return the epoch that batches from there on carry."""
        return await self._thread.seek_to(tp, offset)

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:
        """Yield one message for each partition's batch."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow.wait())
        generation = self.app.consumer_generation_id
        fetched: Mapping[Any, Any] = await self._thread.getmany(None, timeout)
        for tp, batch in fetched.items():
            if not self.flow_active or self.app.consumer_generation_id != generation:
                return  # a rebalance began: every task is opened anew, and seeks
            if isinstance(batch, BaseException):
                self.receiver.on_fetch_error(tp, batch)
            else:
                yield tp, self._to_message(tp, batch)

    def _to_message(self, tp: TP, record: Batch) -> ConsumerMessage:
        return ConsumerMessage(
            tp.topic, tp.partition, record.next - 1, 0.0, 0, [], None, cast("Any", record), None, 0, 0, tp,
            generation_id=self.app.consumer_generation_id,
        )  # fmt: skip

    async def _drain_messages(self, fetcher: ServiceT) -> None:
        stopped = self._stopped.is_set
        fetcher_stopped = cast("Any", fetcher)._stopped.is_set
        try:
            while not (stopped() or fetcher_stopped()):
                async for _, message in self.getmany(timeout=1.0):
                    await self.callback(message)
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise

    def ack(self, message: Any) -> bool:
        """Forget the message: a task's position is in its changelog, not in what an agent has seen."""
        message.acked = True
        self._unacked_messages.discard(message)
        return True

    async def commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:  # noqa: ARG002  Faust's
        """Tell the group coordinator how far the tasks are: for lag tools only, nothing ever starts from there."""
        if self.app.rebalancing or not (moved := self.receiver.committed()):
            return False
        try:
            return bool(await self._thread.commit(cast("Any", moved)))
        except Exception as error:  # noqa: BLE001  whatever went wrong, nothing depends on it
            self.log.info("offsets for lag tools not committed: %r", error)
            return False

    async def is_ours(self, tp: TopicPartition, offset: int) -> bool:
        """Tell whether the group counts us as the owner of a partition: it takes its offset from us; False in doubt."""
        try:
            async with asyncio.timeout(CONFIRM_PATIENCE):
                return bool(await self._thread.commit(cast("Any", {tp: offset})))
        except (KafkaError, TimeoutError):
            return False

    async def perform_seek(self) -> None:
        """Do nothing: every task seeks for itself once it is restored."""

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Do nothing: Faust's watch over acknowledgements has nothing to watch here; health looks at tasks."""

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Let the tasks finish or abandon what they are at, then let Faust do its part."""
        await self.receiver.on_revoked(frozenset(cast("set[TopicPartition]", revoked)))
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Let Faust do its part, then open the tasks, in the background: heartbeats wait for this callback."""
        await super().on_partitions_assigned(assigned, generation_id)
        self.receiver.on_assigned(frozenset(cast("set[TopicPartition]", assigned)))


class Transport(driver.Transport):
    """`kafka-batch://host:port`."""

    Consumer: ClassVar[Any] = BatchConsumer
