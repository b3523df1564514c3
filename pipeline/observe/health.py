"""Whether a worker is well, as a pure function of what its tasks do: being alive is not enough, it must make progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.observe.catalogue import TaskState

Status = Literal["ok", "starting", "degraded", "failing"]

SLOW_AFTER = 30.0
"""Seconds without progress, with work waiting, until a task is called slow."""
STUCK_AFTER = 120.0
"""Seconds until it is called stuck: restart the worker."""
MOST_CLOSED = 3
"""Tasks closed by failures in ten minutes that stop the process."""

_WORST_LAST: tuple[Status, ...] = ("ok", "starting", "degraded", "failing")
_HTTP = {"ok": 200, "starting": 503, "degraded": 200, "failing": 503}


@dataclass(frozen=True, slots=True)
class Task:
    """What one task does."""

    state: TaskState
    waiting: int = 0
    """Records fetched or known of and not judged."""
    idle: float = 0.0
    """Seconds since it last got on: a commit, a restored batch, a new state."""


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict, and one line for each thing that is not well."""

    status: Status
    reasons: tuple[str, ...] = ()

    @property
    def http_status(self) -> int:
        """200 while events are judged, 503 before that and when a restart is the remedy."""
        return _HTTP[self.status]


def health(
    tasks: Mapping[str, Task], *, joined: bool = True, failed_lately: int = 0, broker_away: float | None = None
) -> Health:
    """Judge a worker.

    Args:
        tasks: by a name to show, such as `leads/3`.
        joined: whether the consumer group has given it its partitions, be they none.
        failed_lately: tasks closed by a failure in the last ten minutes.
        broker_away: for how many seconds the broker has not answered; None while it does.
    """
    if broker_away is not None:  # no restart helps, and what tasks do follows from it
        return Health("degraded", (f"the broker has not answered for {broker_away:.0f} s: waiting for it",))
    found = [_task(name, task) for name, task in sorted(tasks.items())]
    found += [_group(joined=joined), _failures(failed_lately)]
    status = max((one.status for one in found), key=_WORST_LAST.index)
    return Health(status, tuple(reason for one in found for reason in one.reasons))


def _group(*, joined: bool) -> Health:
    return Health("ok") if joined else Health("starting", ("waiting for the consumer group to give out partitions",))


def _failures(failed_lately: int) -> Health:
    if failed_lately == 0:
        return Health("ok")
    reason = f"{failed_lately} of {MOST_CLOSED} tasks closed by failures in ten minutes"
    return Health("failing" if failed_lately >= MOST_CLOSED else "degraded", (reason,))


def _task(name: str, task: Task) -> Health:
    busy = task.waiting > 0 or task.state != "open"
    if busy and task.idle >= SLOW_AFTER:
        status: Status = "failing" if task.idle >= STUCK_AFTER else "degraded"
        return Health(
            status, (f"{name}: {task.state}, {task.waiting} records waiting, no progress for {task.idle:.0f} s",)
        )
    if task.state in {"assigned", "restoring"}:
        return Health("starting", (f"{name}: {task.state}",))
    return Health("ok")
