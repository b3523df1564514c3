"""The stages on several cores say what they say on one, byte for byte and in the same order."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.cli.benches import new_replay, new_route, new_visitors
from pipeline.cli.decide import decide_files
from pipeline.cli.packs import read_pack
from pipeline.errors import LeadsieveError
from pipeline.history import relay
from pipeline.history.replay import CHUNK, Bench
from pipeline.history.simulate import DEMO, traffic
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from tests.flows import PACK

START = datetime(2026, 3, 1, tzinfo=UTC)
YEAR_MS = 365 * 86_400_000
SETTINGS = Settings()


def _records(count: int) -> list[Record]:
    values = (item.value for item in traffic(5, count, START, DEMO))
    return [Record("web-activity", 0, number, -1, None, value) for number, value in enumerate(values)]


def test_the_same_on_several_cores() -> None:
    """Over several batches, bad records among them, and a year of time after: sends, order, counts and clock agree."""
    records = _records(3 * CHUNK + 77)
    alone, together = (new_replay(SETTINGS, read_pack(PACK)) for _ in range(2))
    expected = [*alone.run(records), *alone.tick(alone.newest + YEAR_MS)]
    with relay.crew(3, partial(new_route, SETTINGS), partial(new_visitors, SETTINGS)) as crew:
        found = [*relay.run(together, crew, records), *relay.tick(together, crew, alone.newest + YEAR_MS)]
    assert found == expected
    assert {"lead-decisions", "dead-letters"} <= {send.topic for send in found}
    assert together.counts == alone.counts
    assert together.newest == alone.newest


def _no_stage() -> Bench:
    raise LeadsieveError("no stage here")


def test_a_process_that_fails_is_told() -> None:
    """A stage that can't be made ends the run with an error: nothing is silently missing."""
    flow = new_replay(SETTINGS, read_pack(PACK))
    with pytest.raises(Exception, match="terminated"), relay.crew(2, _no_stage, partial(new_visitors, SETTINGS)) as crew:  # fmt: skip
        list(relay.run(flow, crew, _records(10)))


def test_whoever_stops_listening_ends_the_processes(tmp_path: Path) -> None:
    """Taking the first few results and closing leaves no process behind and raises nothing."""
    path = tmp_path / "web-activity.ndjson"
    path.write_bytes(b"".join((record.value or b"") + b"\n" for record in _records(CHUNK)))
    sends = decide_files(SETTINGS, read_pack(PACK), [path], None, 2)
    assert next(sends)
    sends.close()  # type: ignore[attr-defined]  # a generator
