"""States on disk, on a real broker, and a disk that takes no more. Crashes and restarts: tests/chaos/test_short_run.py."""

import asyncio
import dataclasses
from pathlib import Path

from pipeline.runtime import genesis, topics
from pipeline.runtime.worker_process import start_worker
from pipeline.settings import Settings
from tests.flows import flowing, made_up
from tests.integration.health import health_until
from tests.small_disk import small_disk

EVENTS = 2_000
KIB = 256


async def test_a_full_disk(settings: Settings, tmp_path: Path) -> None:
    """A worker whose disk is full says so and waits; with room it goes on by itself, and nothing is lost or doubled."""
    with small_disk(tmp_path / "data", KIB) as disk:
        cramped = dataclasses.replace(settings, partitions=1, store="disk", data_dir=str(disk.folder))
        async with flowing(cramped, tmp_path) as flow:
            disk.cramp(flow.worker.process.pid)
            await flow.feed(made_up(seed=31, events=EVENTS))
            said = await health_until(flow.worker, "no state can be kept there")
            assert said["status"] == "failing"
            disk.relieve(flow.worker.process.pid)
            await flow.drain()
            assert (await health_until(flow.worker, ""))["status"] in {"ok", "degraded"}
            assert "closed by failures" not in flow.log.read_text()
            found = await flow.audit()
    assert (found.lost, found.duplicated, found.events) == (0, 0, EVENTS), found.findings


async def test_a_folder_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    """A worker on it refuses at its start, in one line that names folder and remedy: it does not judge without it."""
    (tmp_path / "file").write_text("in the way")
    settings = dataclasses.replace(settings, partitions=1, store="disk", data_dir=str(tmp_path / "file" / "data"))
    await topics.create(settings)
    await genesis.begin(settings)
    worker = start_worker(settings, tmp_path / "worker.log")
    assert await asyncio.to_thread(worker.process.wait, 30) == 2
    assert "mend its rights or its disk" in worker.log.read_text()
