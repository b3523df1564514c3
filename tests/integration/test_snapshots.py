"""Restarts with snapshots, on a real broker: only the tail is read, and nothing is different for it."""

import dataclasses
import re
import urllib.request
from pathlib import Path

from aiokafka import TopicPartition

from pipeline.runtime import changelog, position
from pipeline.settings import Settings
from pipeline.stages.store import Store
from tests.flows import Flow, flowing, made_up

EVENTS = 1_000
COUNTED = re.compile(r"^(leadsieve_\w+_total)\{([^}]*)\} ([\d.e+]+)$", re.MULTILINE)


def counted(flow: Flow, name: str, labels: str = "") -> int:
    """Return what a counter of the worker shows, of all series with these labels together."""
    with urllib.request.urlopen(f"{flow.worker.web}/metrics", timeout=5) as page:  # noqa: S310  loopback, ours
        found = COUNTED.findall(page.read().decode())
    return round(sum(float(value) for series, told, value in found if series == name and labels in told))


def read(flow: Flow) -> int:
    """Return how many records of the leads' changelogs the worker has read since it was started."""
    return counted(flow, "leadsieve_restored_records_total", 'stage="leads"')


def snapshots(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.snapshot"))


async def records_in_changelogs(settings: Settings) -> int:
    """Return how many records a restoration of all leads reads where nothing is kept."""
    count, key = 0, position.key_of("lead-log", 0)
    for number in range(settings.partitions):
        log = TopicPartition(settings.topic("leads-changelog"), number)
        found = await changelog.restore(settings.broker, log, key, Store(), lambda *_: None, keep=True)
        count += found.records
    return count


async def feed(flow: Flow, seed: int) -> None:
    await flow.feed(made_up(seed=seed, events=EVENTS))
    await flow.drain()


async def test_restarts_read_the_tail(settings: Settings, tmp_path: Path) -> None:
    """After a stop the tail is a transaction a task; after a kill what came since; without a snapshot everything.

    And whatever was read: the reckoning comes out even, over everything published before and between.
    """
    folder = tmp_path / "data"
    settings = dataclasses.replace(settings, data_dir=str(folder), snapshot_interval=1.0)
    async with flowing(settings, tmp_path) as flow:
        await feed(flow, seed=11)
        flow.worker.stop()
        await flow.restart()
        tail = read(flow)
        assert counted(flow, "leadsieve_snapshots_total", 'result="read"') == len(snapshots(folder)) > 0
        await feed(flow, seed=12)
        flow.worker.kill()
        await flow.restart()
        await feed(flow, seed=13)
        flow.worker.stop()
        for path in snapshots(folder):
            _spoil(path)
        everything = await records_in_changelogs(settings)
        await flow.restart()
        whole = read(flow)
        assert counted(flow, "leadsieve_snapshots_total", 'result="discarded"') > 0
        await feed(flow, seed=14)
        found = await flow.audit()
    assert (found.lost, found.duplicated) == (0, 0), found.findings
    assert found.events == 4 * EVENTS
    assert whole == everything > 3 * tail


def _spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
