"""The bench measures what it says: these tests look at the ruler, never at the length."""

import sys
import threading
from itertools import islice
from pathlib import Path

import pytest

from pipeline.errors import LeadsieveError
from pipeline.runtime.app import FETCH_BYTES
from pipeline.runtime.broker import Broker
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from pipeline.stages.store import Overlay, Store
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import Lead
from pipeline.state.visitor import Visitor
from tests.bench.cases import FULL, LEADS, keyed_pages, messages, pages
from tests.bench.contenders import LOOSE, OURS
from tests.bench.figures import Figures, compare, with_cost
from tests.bench.meter import Done, Measured, Meter
from tests.bench.peers import Peer, filled, measure_peer, read_peers
from tests.bench.process import measure
from tests.bench.states import sample
from tests.bench.work import make_work

COUNTING = """
import asyncio, sys
from aiokafka import AIOKafkaConsumer
async def main(broker, topic, events):
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=broker, auto_offset_reset="earliest")
    await consumer.start()
    for _ in range(int(events)):
        assert (await consumer.getone()).key
    await consumer.stop()
asyncio.run(main(*sys.argv[1:]))
print("in 3 rounds: 4321")
"""


def test_sizes() -> None:
    """Page events are some 300 bytes, and no lead has two of them in one transaction of the largest size."""
    made = list(islice(pages(), 1_000))
    assert 270 < sum(map(len, made)) / len(made) < 350
    assert LEADS % Settings().partitions == 0
    fetched = FETCH_BYTES // min(map(len, made))
    assert LEADS // Settings().partitions > Settings().transaction_records + fetched


def test_prefix() -> None:
    """Who gets fewer events gets the first of the same bytes."""
    for case in ("peer-job", "product-mix"):
        assert messages(case, 50) == messages(case, 200)[:50]
    assert 0 < FULL.slow <= 1


def test_peer_job() -> None:
    """Every event gives one decision, and every lead's state is there once."""
    stage, store = make_work("peer-job", Settings()).stages["leads"], Store()
    records = [Record("lead-log", 0, at, -1, None, value) for at, (_, value) in enumerate(messages("peer-job", 20))]
    effects = stage.process(records, Overlay(store))
    assert [send.topic for send in effects.sends] == ["lead-decisions"] * 20
    assert len(effects.changes) == 20
    store.apply(effects.changes)
    again = stage.process(records[:1], Overlay(store))
    assert again.sends == []
    assert sum(again.counts.values()) == 1


def test_meter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock runs from the first event to the last one done; the quiet that proves the end is not in it."""
    monkeypatch.setattr("tests.bench.meter.QUIET", 0.2)
    reported: list[Measured] = []
    told = threading.Event()
    meter = Meter(10, frozenset({"web-activity"}))

    def report(measured: Measured) -> None:
        reported.append(measured)
        told.set()

    meter.begin("persona-packs")
    meter.watch(report)
    meter.begin("web-activity")
    meter.done("web-activity", 10)
    meter.done("lead-log", 3)
    assert told.wait(10)
    (measured,) = reported
    assert measured.events == 10
    assert 0 <= measured.seconds < 0.2
    assert Done(meter.events, meter.records) == Done(10, 13)


def test_ratios() -> None:
    """A ratio is ours to theirs, case by case; what has no figure has no ratio."""
    found = [
        Figures(name=OURS, case="peer-job", events=100, events_per_second=1_000, cpu_seconds=0.1),
        Figures(name="plain-faust", case="peer-job", events=10, events_per_second=100, cpu_seconds=0.1),
        Figures(name="consume-limit", case="peer-job", events=10, problem="none"),
        Figures(name="plain-faust", case="product-mix", events=10, events_per_second=100),
    ]
    ratios = compare(found, (1, 2, 3), "jars")
    assert ratios.ratios == {"peer-job": {"plain-faust": 10.0}}
    assert ratios.cpu_ratios == {"peer-job": {"plain-faust": 10.0}}


def test_growth_and_two_workers() -> None:
    """Growth is the cost of an event with more of something to that with the least; two workers are held against one."""
    found = [
        Figures(name=OURS, case="growth", events=10, leads=0, visitors=0, cpu_us_per_event=50),
        Figures(name=OURS, case="growth", events=10, leads=1_000, cpu_us_per_event=55),
        Figures(name=OURS, case="growth", events=10, visitors=2_000, cpu_us_per_event=60),
        Figures(name=OURS, case="two-workers", events=10, workers=1, events_per_second=100),
        Figures(name=OURS, case="two-workers", events=10, workers=2, events_per_second=150),
    ]
    ratios = compare(found, (1, 2, 3), "jars")
    assert ratios.growth == {"1000 leads": 1.1, "2000 visitors": 1.2}
    assert ratios.two_workers == 1.5
    assert ratios.ratios == {}


def test_cost() -> None:
    """CPU by the event is that of the process over the events that count."""
    assert with_cost(Figures(name=OURS, case="x", events=1_000, cpu_seconds=0.05)).cpu_us_per_event == 50
    assert with_cost(Figures(name=OURS, case="x", events=0)).cpu_us_per_event is None


def test_peers(tmp_path: Path) -> None:
    """A file names programs, one a line; what is put in is put in, and no other braces are touched."""
    file = tmp_path / "peers.txt"
    file.write_text("# of others\n\nks = awk '{print}' {here}/x {broker} {topic} {events}\n", encoding="utf-8")
    (peer,) = read_peers(file)
    assert peer.name == "ks"
    told = {"broker": "a:1", "topic": "t", "events": 5}
    assert filled(peer, told) == f"awk '{{print}}' {tmp_path}/x a:1 t 5"
    file.write_text("ks\n", encoding="utf-8")
    with pytest.raises(LeadsieveError, match=r"peers\.txt:1"):
        read_peers(file)


def test_events_of_peers_are_ours() -> None:
    """The same bytes, with the lead's name as the key."""
    ours = [value for _, value in messages("peer-job", 50)]
    keyed = list(keyed_pages(50))
    assert [value for _, value in keyed] == ours
    assert all(b'"' + key + b'"' in value for key, value in keyed)


def test_states() -> None:
    """What a changelog is filled with is what the stages keep, and they can read it."""
    found = sample(Settings(), 300)
    assert all(decoder_of(Lead).decode(state).events for state in found["leads"])
    assert all(decoder_of(Visitor).decode(state) for state in found["visitors"])
    assert len(found["visitors"]) > 100


@pytest.mark.parametrize("name", [OURS, LOOSE, "plain-faust"])
async def test_contender(name: str, broker: Broker, tmp_path: Path) -> None:
    """A contender's process takes all events and answers each once, which is read back from Kafka, not believed."""
    figures = await measure(broker.address, name, "peer-job", messages("peer-job", 300), tmp_path)
    assert (figures.events, figures.decisions, figures.lost, figures.duplicated) == (300, 300, 0, 0)
    assert figures.events_per_second
    assert figures.state_records == (None if name == "plain-faust" else 300)


async def test_peer(broker: Broker, tmp_path: Path) -> None:
    """A program of others finds the events in its topic; the last number it prints is its rate."""
    script = tmp_path / "count.py"
    script.write_text(COUNTING, encoding="utf-8")
    peer = Peer("counts", f"{sys.executable} -I {{here}}/count.py {{broker}} {{topic}} {{events}}", tmp_path)
    figures = await measure_peer(broker.address, peer, 200, tmp_path)
    assert (figures.events, figures.events_per_second) == (200, 4321)
    assert figures.cpu_seconds
    failing = Peer("fails", "echo no >&2", tmp_path)
    with pytest.raises(LeadsieveError, match=r"fails ended without a figure(.|\n)*no"):
        await measure_peer(broker.address, failing, 10, tmp_path)
