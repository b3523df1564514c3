"""Asking a worker how it is, until it says what it must."""

import asyncio
import json
import time
import urllib.request
from urllib.error import HTTPError

import pytest

from pipeline.runtime.worker_process import WorkerProcess

PATIENCE = 60.0
"""Seconds on a busy machine; one or two are usual."""


async def health_until(worker: WorkerProcess, words: str, patience: float = PATIENCE) -> dict[str, object]:
    """Return what /health says once it is settled and says these words; fail with what it says else."""
    said: dict[str, object] = {}
    until = time.monotonic() + patience
    while time.monotonic() < until:
        said = await asyncio.to_thread(health, worker) or said
        settled = said.get("status") in {"ok", "degraded", "failing"}
        if settled and words in json.dumps(said):
            return said
        worker.check()
        await asyncio.sleep(0.2)
    pytest.fail(f"health never said {words!r}: {said}\n{warnings(worker)}")


def warnings(worker: WorkerProcess, most: int = 20) -> str:
    """Return the last warnings and errors of the worker's log: why it is as it says."""
    lines = worker.log.read_text(encoding="utf-8", errors="replace").splitlines()
    told = [line for line in lines if '"level": "WARNING"' in line or '"level": "ERROR"' in line]
    return "\n".join(told[-most:])


async def task_gone(worker: WorkerProcess, name: str, patience: float = PATIENCE) -> None:
    """Return when the worker has no such task any more; each task finds out for itself, and the first one tells health."""
    until = time.monotonic() + patience
    while name in await asyncio.to_thread(worker.tasks):
        if time.monotonic() > until:
            pytest.fail(f"task {name} goes on\n{warnings(worker)}")
        await asyncio.sleep(0.2)


def health(worker: WorkerProcess) -> dict[str, object] | None:
    """Return what /health says now; None where nobody answers."""
    try:
        with urllib.request.urlopen(f"{worker.web}/health", timeout=5) as answer:  # noqa: S310  loopback, ours
            return dict(json.load(answer))
    except HTTPError as error:
        return dict(json.loads(error.read()))
    except OSError:
        return None


def metric(worker: WorkerProcess, name: str) -> float:
    """Return the value of a metric without labels."""
    with urllib.request.urlopen(f"{worker.web}/metrics", timeout=5) as answer:  # noqa: S310  as above
        lines = answer.read().decode().splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])
