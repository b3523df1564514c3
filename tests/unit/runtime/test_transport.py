"""The consumer's thread: what ends aiokafka's fetching is raised, and what is wrong with one partition never ends it."""

# ruff: noqa: SLF001  what is overridden of Faust is private

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError
from faust.types.tuples import TP

from pipeline.runtime.fetched import Gate
from pipeline.runtime.transport import BatchConsumerThread, _keep_error

PAGES = TopicPartition("web-activity", 3)


class _Committing:
    """A consumer that takes offsets as aiokafka's does: by its own pairs of topic and partition only."""

    def __init__(self) -> None:
        self.committed: dict[TopicPartition, int] = {}

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset({PAGES})

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        assert all(type(tp) is TopicPartition for tp in offsets)
        self.committed |= offsets


def _thread(consumer: object) -> Any:  # noqa: ANN401  a thread that was never started: its methods are called here
    thread: Any = BatchConsumerThread.__new__(BatchConsumerThread)
    thread._ensure_consumer, thread.consumer = lambda: consumer, SimpleNamespace(flow_active=True, gate=Gate())
    thread._drained, thread.thread_loop = 0.0, asyncio.get_running_loop()
    return thread


async def test_offsets_are_told_to_the_group() -> None:
    """Lag tools hear of what is assigned to us, whichever library's name for a partition the offset comes under."""
    consumer = _Committing()
    assert await _thread(consumer)._commit({TP("web-activity", 3): 7, TP("web-activity", 4): 9})
    assert consumer.committed == {PAGES: 7}


async def test_fetching_that_has_ended_is_no_silence() -> None:
    """Where aiokafka's fetching has ended the worker hears why: it would wait for records for ever."""
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    ended.set_exception(KafkaError("what ended it"))
    consumer: Any = SimpleNamespace(_closed=False, _fetcher=SimpleNamespace(_fetch_task=ended))
    with pytest.raises(KafkaError, match="what ended it"):
        await _thread(consumer)._fetch_records(consumer, set(), timeout=1.0)


def test_the_newest_error_of_a_partition_is_kept() -> None:
    """Nobody asks for a partition whose task restores: a second error takes the first one's place, and ends nothing."""
    fetcher = SimpleNamespace(_records={}, _prefetch_backoff=0.1)
    _keep_error(fetcher, PAGES, NoOffsetForPartitionError(PAGES))
    _keep_error(fetcher, PAGES, OffsetOutOfRangeError({PAGES: 5}))
    assert isinstance(fetcher._records[PAGES]._error, OffsetOutOfRangeError)
