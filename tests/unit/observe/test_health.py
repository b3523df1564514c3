import pytest

from pipeline.observe.health import Task, health

OPEN = Task("open", waiting=3, idle=0.5)


@pytest.mark.parametrize(
    ("tasks", "status"),
    [
        ({}, "ok"),
        ({"leads/0": OPEN}, "ok"),
        ({"leads/0": Task("open", waiting=0, idle=86_400)}, "ok"),
        ({"leads/0": OPEN, "leads/1": Task("restoring", idle=2)}, "starting"),
        ({"leads/0": Task("assigned", idle=2)}, "starting"),
        ({"leads/0": Task("closing", idle=1)}, "ok"),
        ({"leads/0": OPEN, "leads/1": Task("open", waiting=1, idle=30)}, "degraded"),
        ({"leads/0": OPEN, "leads/1": Task("open", waiting=1, idle=120)}, "failing"),
        ({"leads/0": Task("restoring", idle=200)}, "failing"),
        ({"leads/0": Task("closing", idle=31)}, "degraded"),
    ],
    ids=[
        "none",
        "busy",
        "nothing to do",
        "restoring",
        "assigned",
        "closing",
        "slow",
        "stuck",
        "restore stuck",
        "won't close",
    ],
)
def test_tasks(tasks: dict[str, Task], status: str) -> None:
    """The worst task decides; a task without work is well however long it waits."""
    assert health(tasks).status == status


@pytest.mark.parametrize(
    ("failed", "status"), [(0, "ok"), (1, "degraded"), (2, "degraded"), (3, "failing"), (9, "failing")]
)
def test_failures(failed: int, status: str) -> None:
    """Three tasks closed by failures in ten minutes are too many."""
    assert health({"leads/0": OPEN}, failed_lately=failed).status == status


def test_not_joined() -> None:
    """Before the group has given out partitions a worker is starting; with none of them it is well."""
    assert health({}, joined=False).status == "starting"
    assert health({}, joined=True).status == "ok"


def test_a_broker_that_is_away_is_no_reason_to_restart() -> None:
    """Whatever tasks do without a broker follows from that: the worker waits, says for how long, and answers 200."""
    verdict = health({"leads/0": Task("assigned", idle=400.0)}, joined=False, broker_away=61.7)
    assert (verdict.status, verdict.http_status) == ("degraded", 200)
    assert verdict.reasons == ("the broker has not answered for 62 s: waiting for it",)


def test_reasons() -> None:
    """Each thing that is not well has its line, in a fixed order, with the numbers."""
    verdict = health({"leads/1": Task("open", waiting=7, idle=45.4), "leads/0": Task("restoring")}, failed_lately=1)
    assert verdict.reasons == (
        "leads/0: restoring",
        "leads/1: open, 7 records waiting, no progress for 45 s",
        "1 of 3 tasks closed by failures in ten minutes",
    )


@pytest.mark.parametrize(
    ("tasks", "code"),
    [
        ({"a": OPEN}, 200),
        ({"a": Task("assigned")}, 503),
        ({"a": Task("open", 1, 40)}, 200),
        ({"a": Task("open", 1, 400)}, 503),
    ],
    ids=["ok", "starting", "degraded", "failing"],
)
def test_http_status(tasks: dict[str, Task], code: int) -> None:
    """503 says: send no traffic yet, or restart me. A worker that still judges answers 200."""
    assert health(tasks).http_status == code
