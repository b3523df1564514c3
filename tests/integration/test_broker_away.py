"""What the broker forgets and how it goes away: a worker lives through both by itself. On a broker of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.client import AIOKafkaClient

from pipeline.runtime.broker import Broker, Wanted, running_broker
from pipeline.runtime.drain import wait_until_drained
from pipeline.settings import Settings
from tests.chaos.happenings import group_deleted
from tests.flows import Flow, flowing, made_up
from tests.integration.health import health_until, metric

SHORT_MEMORY = {
    "transactional.id.expiration.ms": "4000",
    "transaction.remove.expired.transaction.cleanup.interval.ms": "500",
    "producer.id.expiration.ms": "4000",
    "producer.id.expiration.check.interval.ms": "500",
}
"""A quiet week in seconds: what Kafka forgets after seven days and after one, it forgets after four seconds."""
EVENTS = 300
RETURN = 30.0
"""Seconds after the broker's return in which every task must go on: what we promise."""

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Broker]:
    """A broker that can be killed, and that forgets soon."""
    with running_broker(wanted=Wanted(more=SHORT_MEMORY), environ={}) as found:
        yield found


async def test_a_broker_that_goes_and_comes_back(own_broker: Broker, tmp_path: Path) -> None:
    """Health and metrics say that it is away; once it is back the same process goes on, and nothing is lost or doubled."""
    async with flowing(Settings(broker=own_broker.address, app_id="away", topic_prefix="away-"), tmp_path) as flow:
        first, pid = await flow.feed(made_up(seed=1, events=EVENTS)), flow.worker.process.pid
        await asyncio.to_thread(own_broker.kill)
        said = await health_until(flow.worker, "the broker has not answered")
        assert said["status"] == "degraded"
        assert await asyncio.to_thread(metric, flow.worker, "leadsieve_broker_up") == 0
        await asyncio.to_thread(own_broker.start)
        await _go_on(flow)
        second = await flow.feed(made_up(seed=2, events=EVENTS))
        await flow.drain()
        assert (await health_until(flow.worker, '"ok"'))["status"] == "ok"
        assert await asyncio.to_thread(metric, flow.worker, "leadsieve_broker_up") == 1
        assert flow.worker.process.pid == pid
        found = await flow.audit()
    assert (found.lost, found.duplicated, found.records) == (0, 0, first + second), found.findings


async def test_a_quiet_week(own_broker: Broker, tmp_path: Path) -> None:
    """Transactional ids and the group with its offsets are forgotten: the next event is judged, by the same process."""
    settings = Settings(broker=own_broker.address, app_id="quiet", topic_prefix="quiet-")
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(made_up(seed=3, events=EVENTS))
        await flow.drain()
        rounds = 1
        while "the broker forgot its id" not in flow.log.read_text():
            await asyncio.sleep(6)
            await flow.feed(made_up(seed=3 + rounds, events=EVENTS))
            await flow.drain()
            rounds += 1
        flow.worker.check()
        await asyncio.to_thread(flow.worker.stop)
        await _forget_group(settings)
        await flow.restart()
        await flow.feed(made_up(seed=100, events=EVENTS))
        await flow.drain()
        found = await flow.audit()
    assert (found.lost, found.duplicated, found.records) == (0, 0, (rounds + 1) * EVENTS), found.findings


async def _go_on(flow: Flow) -> None:
    """Wait until every task stands at its end; raises where there is no progress for as long as we promise."""
    await wait_until_drained(flow.settings, flow.worker.tasks, patience=RETURN)


async def _forget_group(settings: Settings) -> None:
    client = AIOKafkaClient(bootstrap_servers=settings.broker)
    await client.bootstrap()
    try:
        assert await group_deleted(client, settings.group)
    finally:
        await client.close()
