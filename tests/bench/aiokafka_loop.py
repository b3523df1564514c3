"""What one would write without a framework: fetch, judge, send, await, commit; at least once, state in a dict.

Nothing here fences a former owner, restores state, or survives a rebalance: it is what our promises cost.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.effects import Effects, Record, Send
from pipeline.stages.store import Overlay, Store
from tests.bench.meter import Meter
from tests.bench.work import Work

FETCH_BYTES = 1024 * 1024
BATCH_BYTES = 512 * 1024


def run(settings: Settings, work: Work, meter: Meter) -> None:
    """Work until told to stop; done is what the broker has acknowledged."""
    asyncio.run(_run(settings, work, meter))


async def _run(settings: Settings, work: Work, meter: Meter) -> None:
    names = {settings.topic(topic): topic for topic in work.inputs}
    consumer = AIOKafkaConsumer(
        *names,
        bootstrap_servers=settings.broker,
        group_id=settings.app_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, acks="all", enable_idempotence=True, max_batch_size=BATCH_BYTES
    )
    await consumer.start()
    await producer.start()
    stores: defaultdict[tuple[str, int], Store] = defaultdict(Store)
    while True:
        for tp, fetched in (await consumer.getmany(timeout_ms=200)).items():
            topic = names[tp.topic]
            meter.begin(topic)
            stage, store = work.inputs[topic], stores[work.inputs[topic], tp.partition]
            effects = work.stages[stage].process([_record(topic, record) for record in fetched], Overlay(store))
            await _write(producer, settings, effects, stage, tp.partition)
            store.apply(effects.changes)
            meter.done(topic, len(fetched))
        await consumer.commit()


async def _write(producer: AIOKafkaProducer, settings: Settings, effects: Effects, stage: str, partition: int) -> None:
    batches: defaultdict[tuple[str, int], list[Send]] = defaultdict(list)
    for send in effects.sends:
        target = partition_of(send.key, settings.partitions) if send.partition is None else send.partition
        batches[send.topic, target].append(send)
    if effects.changes:
        name = f"{stage}-changelog"
        batches[name, partition] = [Send(name, key.encode(), value) for key, value in effects.changes.items()]
    answers = []
    for (topic, number), sends in batches.items():
        answers += await _send(producer, settings.topic(topic), number, sends)
    await asyncio.gather(*answers)


async def _send(
    producer: AIOKafkaProducer, topic: str, partition: int, sends: Sequence[Send]
) -> list[asyncio.Future[object]]:
    answers, batch = [], producer.create_batch()
    for send in sends:
        if batch.append(key=send.key, value=send.value, timestamp=None, headers=list(send.headers)) is None:
            answers.append(await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(key=send.key, value=send.value, timestamp=None, headers=list(send.headers))
    answers.append(await producer.send_batch(batch, topic, partition=partition))
    return answers


def _record(topic: str, found: ConsumerRecord[bytes, bytes]) -> Record:
    headers = tuple(found.headers)
    return Record(topic, found.partition, found.offset, found.timestamp, found.key, found.value, headers)
