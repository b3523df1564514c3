"""Replay: files settle what the worker would, and a log gives its bytes again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.cli.packs import read_pack
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.history import replay
from pipeline.history.replay import Bench, Replay, control_sends, replay_log
from pipeline.history.simulate import DEMO, traffic
from pipeline.stages.effects import Record, Send
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.visitors import Visitors
from tests.flows import PACK, settled, source_records
from tests.unit.stages.making import read_lead

LIMIT = 1_000_000


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def pack() -> CompiledPack:
    return read_pack(PACK)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    hour = timedelta(hours=1)
    made = traffic(3, 1_500, datetime(2026, 11, 1, tzinfo=UTC), DEMO, hour)
    return source_records([(item.topic, item.value) for item in made])


@dataclass
class Logging(Bench):
    """A bench that keeps what its stage reads."""

    logged: list[Send] = field(default_factory=list)

    def log(self, sends: Iterable[Send], timestamp: int = -1) -> list[Record]:
        """Keep them, and number them as any bench does."""
        self.logged.extend(own := list(sends))
        return super().log(own, timestamp)


def _live(pack: CompiledPack) -> dict[str, Standing]:
    return {persona.id: "live" for persona in pack.personas}


def _flow(tables: Tables, pack: CompiledPack) -> Replay:
    route = Route(tables, b"key", 1, LIMIT)
    flow = Replay(Bench(route, LIMIT), Bench(Visitors(), LIMIT), Bench(Leads({pack.sha256: pack}), LIMIT))
    flow.control(pack, _live(pack))
    return flow


def test_everything_is_accounted_for(tables: Tables, pack: CompiledPack, records: list[Record]) -> None:
    """Every record ends somewhere, once; what stays between the stages is not told."""
    flow = _flow(tables, pack)
    sends = list(flow.run(records))
    assert {send.topic for send in sends}.isdisjoint({"visitor-log", "lead-log"})
    assert sum(times for count, times in flow.counts.items() if count[0] == "events") == len(records)
    assert sum(send.topic == "dead-letters" for send in sends) > 0


def test_portions_settle_the_same(
    tables: Tables, pack: CompiledPack, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read at a time does not matter to what is known of any lead in the end."""
    whole, parts = _flow(tables, pack), _flow(tables, pack)
    list(whole.run(records))
    monkeypatch.setattr(replay, "CHUNK", 97)
    list(parts.run(records))
    assert settled(parts.leads.store) == settled(whole.leads.store)
    assert len(settled(whole.leads.store)) > 30


def test_a_log_gives_its_bytes_again(tables: Tables, pack: CompiledPack, records: list[Record]) -> None:
    """The leads' log alone, with its control records, causes all that the flow sent of its leads, byte for byte."""
    flow = _flow(tables, pack)
    logged: list[Send] = list(control_sends(pack, _live(pack)))
    known = flow.leads.store
    flow.leads = Logging(flow.leads.stage, LIMIT, logged=logged)
    flow.leads.store = known
    others = {"dead-letters", "account-signals"}
    sent = [send for send in flow.run(records) if send.topic not in others]
    bench = Bench(Leads({pack.sha256: pack}), LIMIT)
    assert list(replay_log(bench, bench.log(logged))) == sent
    assert settled(bench.store) == settled(flow.leads.store)


def test_offsets_go_on() -> None:
    """A stage's log numbers its records without a gap, as a partition does."""
    bench, send = Bench(Leads({}), LIMIT), Send("lead-log", None, b"{}")
    assert [record.offset for record in (*bench.log([send, send]), *bench.log([send]))] == [0, 1, 2]


def test_control_says_the_pack_first(pack: CompiledPack) -> None:
    """Then every persona's standing, in the order of their ids: the same bytes every time."""
    told = [read_lead(send.value) for send in control_sends(pack, {"student": "live", "competitor": "shadow"})]
    assert [message.kind for message in told] == ["pack", "standing", "standing"]
    assert told[0].sha256 == pack.sha256
    assert [(message.persona, message.status) for message in told[1:]] == [
        ("competitor", "shadow"),
        ("student", "live"),
    ]
