"""The bench measures what it says: these tests look at the ruler, never at the length."""

import threading
from itertools import islice
from pathlib import Path

import pytest

from pipeline.runtime.broker import Broker
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from pipeline.stages.store import Overlay, Store
from tests.bench.cases import FULL, LEADS, messages, pages
from tests.bench.contenders import LOOSE, OURS
from tests.bench.figures import Figures, compare
from tests.bench.meter import Done, Measured, Meter
from tests.bench.process import measure
from tests.bench.work import make_work


def test_sizes() -> None:
    """Page events are some 300 bytes, and no lead has two of them in one transaction of the largest size."""
    made = list(islice(pages(), 1_000))
    assert 270 < sum(map(len, made)) / len(made) < 330
    assert LEADS % Settings().partitions == 0
    fetched = 1024 * 1024 // min(map(len, made))
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


@pytest.mark.parametrize("name", [OURS, LOOSE, "plain-faust"])
async def test_run(name: str, broker: Broker, tmp_path: Path) -> None:
    """A contender's process takes all events and answers each once, which is read back from Kafka, not believed."""
    figures = await measure(broker.address, name, "peer-job", messages("peer-job", 300), tmp_path)
    assert (figures.events, figures.decisions, figures.lost, figures.duplicated) == (300, 300, 0, 0)
    assert figures.events_per_second
    assert figures.state_records == (None if name == "plain-faust" else 300)
