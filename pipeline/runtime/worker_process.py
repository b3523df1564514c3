"""A worker as a process of its own: started, asked how far it is, told to stop. For the demo, tests and the bench."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from pipeline.errors import LeadsieveError
from pipeline.runtime.ports import find_free_ports
from pipeline.settings import Settings

START_PATIENCE = 60.0
STOP_PATIENCE = 15.0


@dataclass
class WorkerProcess:
    """`leadsieve worker` under the settings it was started with; `log` holds what it said."""

    process: subprocess.Popen[bytes]
    web: str
    log: Path

    def stop(self) -> int:
        """Ask it to end, insist after a while, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def tasks(self) -> dict[str, int]:
        """Return `topic/partition` -> the offset each open task expects next; nothing while it cannot be asked."""
        try:
            with urllib.request.urlopen(f"{self.web}/tasks", timeout=5) as answer:  # noqa: S310  loopback, ours
                found: dict[str, int] = json.load(answer)
                return found
        except (URLError, OSError, ValueError):
            return {}

    def check(self) -> None:
        """Raise `LeadsieveError` with the end of its log where it has ended."""
        if self.process.poll() is not None:
            tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            raise LeadsieveError(f"the worker ended with code {self.process.returncode}; its last words:\n{tail}")


def start_worker(
    settings: Settings,
    log: Path,
    arguments: Sequence[str] = (),
    environ: Mapping[str, str] = os.environ,
    module: str = "pipeline",
) -> WorkerProcess:
    """Start a worker process on a free web port; settings travel by the environment.

    `module`: what is run as `leadsieve`; tests name one that first does something to the worker.
    """
    port = find_free_ports(1)[0]
    told = {f"LEADSIEVE_{name.upper()}": str(getattr(settings, name)) for name in settings.__slots__}
    with log.open("ab") as sink:
        process = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-P", "-m", module, "worker", "--web-port", str(port), *arguments],
            env={**environ, **told, "LEADSIEVE_WEB_PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    return WorkerProcess(process, f"http://127.0.0.1:{port}", log)


async def wait_for_tasks(worker: WorkerProcess, count: int, patience: float = START_PATIENCE) -> None:
    """Return when so many tasks are open; raises `LeadsieveError` where that takes too long."""
    deadline = time.monotonic() + patience
    while len(await asyncio.to_thread(worker.tasks)) < count:
        worker.check()
        if time.monotonic() > deadline:
            raise LeadsieveError(f"the worker did not open its {count} tasks within {patience:.0f} s: see {worker.log}")
        await asyncio.sleep(0.1)
