import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.runtime import leash

OWNER = """
import subprocess, sys, time
guard = subprocess.Popen([sys.executable, "-IS", *sys.argv[1:]], stdin=subprocess.PIPE)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def guarded() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as process:  # noqa: S607  any process would do
        yield process
        process.kill()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not holds():
        time.sleep(0.02)
    return holds()


def test_owner_killed(guarded: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """An owner that dies by kill -9 takes the broker and its passing data with it."""
    folder = tmp_path / "data"
    folder.mkdir()
    command = [sys.executable, "-c", OWNER, leash.__file__, str(guarded.pid), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:  # noqa: S603  our own command
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        assert guarded.poll() is None
        owner.kill()
    assert within(10, lambda: guarded.poll() is not None)
    assert within(10, lambda: not folder.exists())


def test_let_go(guarded: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """Let go, the leash ends and leaves everything alone."""
    command = [sys.executable, "-IS", leash.__file__, str(guarded.pid), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as guard:  # noqa: S603  as above
        guard.communicate(b".")
    assert guard.returncode == 0
    assert guarded.poll() is None
    assert tmp_path.exists()


def test_stubborn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that does not heed SIGTERM is killed."""
    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    monkeypatch.setattr(leash, "PATIENCE", 0.2)
    read, write = os.pipe()
    os.close(write)
    with (
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process,  # noqa: S603  as above
        os.fdopen(read) as ended,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        monkeypatch.setattr("sys.stdin", ended)
        leash.guard(process.pid, None)
        assert process.wait(timeout=10) == -9
