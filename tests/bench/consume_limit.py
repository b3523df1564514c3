"""The limit of the client that we all stand on: the case's events fetched and thrown away."""

import asyncio

from aiokafka import AIOKafkaConsumer

from pipeline.settings import Settings
from tests.bench.aiokafka_loop import FETCH_BYTES
from tests.bench.meter import Meter
from tests.bench.work import Work


def run(settings: Settings, work: Work, meter: Meter) -> None:
    """Fetch until told to stop."""
    asyncio.run(_run(settings, work, meter))


async def _run(settings: Settings, work: Work, meter: Meter) -> None:
    names = {settings.topic(topic): topic for topic in work.sources}
    consumer = AIOKafkaConsumer(
        *names,
        bootstrap_servers=settings.broker,
        group_id=settings.app_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
    )
    await consumer.start()
    while True:
        for tp, fetched in (await consumer.getmany(timeout_ms=200)).items():
            meter.begin(names[tp.topic])
            meter.done(names[tp.topic], len(fetched))
