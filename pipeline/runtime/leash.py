"""Ends a broker whose owner has died, however it died, and removes the data that nobody will come back for.

Run by its path, never imported by the program it guards: `python leash.py PID [FOLDER]`, with a pipe from the owner
as standard input. A byte on the pipe lets go; its end without one means that the owner is no more.
"""

import os
import shutil
import signal
import sys
import time

PATIENCE = 10.0
"""Seconds the broker has to stop by itself."""


def guard(pid: int, folder: str | None) -> None:
    """Wait for the owner's word or death; on death end the process `pid` and remove `folder`."""
    if sys.stdin.buffer.read(1):
        return
    if _signal(pid, signal.SIGTERM):
        _wait(pid)
        _signal(pid, signal.SIGKILL)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and _signal(pid, 0):
        time.sleep(0.1)


def _signal(pid: int, number: int) -> bool:
    """Return whether there was a process to signal."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    guard(int(sys.argv[1]), sys.argv[2] if sys.argv[2:] else None)
