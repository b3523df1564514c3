"""How long a task gathers records before its next transaction, so that many small ones don't eat the machine."""

import time
from collections.abc import Callable, Hashable
from typing import Final

COST: Final = 0.002
"""Seconds of CPU a small transaction costs this process, as `make bench` measures it."""
SHARE: Final = 0.5
"""The part of a core that transactions may take when all active tasks have little to do."""
LEAST: Final = 0.005
ACTIVE_FOR: Final = 1.0
"""A task that began a transaction within so many seconds is active."""


class Pace:
    """The windows of all tasks of one worker: the more of them are active, the longer each gathers."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: dict[Hashable, float] = {}

    def begin(self, task: Hashable) -> None:
        """Note that a task begins a transaction now."""
        self._began[task] = self._clock()

    def forget(self, task: Hashable) -> None:
        """Note that a task is no more."""
        self._began.pop(task, None)

    @property
    def window(self) -> float:
        """Return the seconds between two transactions of one task."""
        since = self._clock() - ACTIVE_FOR
        active = sum(began > since for began in self._began.values())
        return max(LEAST, active * COST / SHARE)

    def wait(self, task: Hashable) -> float:
        """Return the seconds a task has still to gather: none, if its last transaction is a window ago."""
        return max(0.0, self._began.get(task, -self.window) + self.window - self._clock())
