"""A worker whose state does not belong to its topics refuses to start, says why, and touches nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka.admin import NewPartitions

from pipeline.runtime import genesis, topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.worker_process import WorkerProcess, start_worker
from pipeline.settings import Settings
from tests.flows import flowing, made_up
from tests.integration.health import health_until


async def _forget_genesis(settings: Settings) -> None:
    await _make_anew(settings, "leads-changelog")


async def _add_partitions(settings: Settings) -> None:
    async with admin_client(settings.broker) as admin:
        await admin.create_partitions({settings.topic("web-activity"): NewPartitions(6)})


async def _empty_source(settings: Settings) -> None:
    await _make_anew(settings, "web-activity")


async def _make_anew(settings: Settings, name: str) -> None:
    topic = settings.topic(name)
    async with admin_client(settings.broker) as admin:
        await admin.delete_topics([topic])
        while topic in await admin.list_topics():  # noqa: ASYNC110  the broker tells nobody when it is done
            await asyncio.sleep(0.1)
    await topics.create(settings)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_forget_genesis, "the changelog is gone"),
        (_add_partitions, "leadsieve topics"),
        (_empty_source, "deleted and made anew"),
    ],
    ids=["changelog-gone", "partitions-added", "topic-made-anew"],
)
async def test_mismatch_refuses(
    settings: Settings, tmp_path: Path, spoil: Callable[[Settings], Awaitable[None]], words: str
) -> None:
    """Health is failing and names the remedy; the tasks that it concerns stay closed."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(made_up(seed=5, events=300))
        await flow.drain()
        flow.worker.stop()
        await spoil(settings)
        async with _running(settings, tmp_path / "again.log") as worker:
            said = await health_until(worker, words)
        assert said["status"] == "failing"
        flow.worker = start_worker(settings, tmp_path / "last.log")


async def test_a_first_start_is_told_from_a_loss(settings: Settings, tmp_path: Path) -> None:
    """Topics without genesis refuse; after `leadsieve topics` the same worker runs."""
    await topics.create(settings)
    async with _running(settings, tmp_path / "worker.log") as worker:
        await health_until(worker, "leadsieve topics")
    await genesis.begin(settings)
    async with _running(settings, tmp_path / "worker.log") as worker:
        assert (await health_until(worker, "")).get("status") == "ok"


@asynccontextmanager
async def _running(settings: Settings, log: Path) -> AsyncIterator[WorkerProcess]:
    worker = start_worker(settings, log)
    try:
        yield worker
    finally:
        await asyncio.to_thread(worker.stop)
