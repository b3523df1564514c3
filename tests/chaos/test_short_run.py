import pytest

from tests.chaos.run import Wish, perform
from tests.chaos.schedule import plan
from tests.chaos.story import telling

SHORT = ("kill", "freeze_long", "terminate", "join", "restart_broker", "haunt")


@pytest.mark.broker
def test_nothing_is_lost_doubled_or_different(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A kill -9, a SIGSTOP past the session timeout, a SIGTERM, a joining worker, ghosts and a broker restart, under load.

    A broker of its own, for it is restarted; `make chaos` does the same for longer. Workers keep snapshots, and every
    second one its states on disk.
    """
    rounds = plan(seed=3, rounds=len(SHORT), nodes=1, only=SHORT)
    assert {one.happening for one in rounds} == set(SHORT)
    log = tmp_path_factory.mktemp("chaos") / "story.log"
    with telling(log, len(rounds)) as story:
        found = perform(Wish(seed=3, rate=200, between=(0.5, 2), snapshots=1.0), rounds, story)
    assert found.verdict.clean, found.verdict.findings[:20]
    assert found.verdict.events > 2_000
    assert found.counts["kills"] == 2
    for what in ("freezes", "terminations", "joins", "broker_restarts", "ghosts_refused", "snapshots_read"):
        assert found.counts[what] >= 1, (what, log.read_text())
    assert found.counts["ghosts_committed"] == 0
    assert len(found.returns) == 1
