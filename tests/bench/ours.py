"""The peers' job in our own runtime: the app of a worker, with the bench's stage in the place of `leads`."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.enrichment.tables import load_tables
from pipeline.runtime import app as runtime_app
from pipeline.runtime.packs import PackLibrary
from pipeline.runtime.tasks import Tasks
from pipeline.settings import Settings
from pipeline.stages.effects import Effects, Record, Stage, States
from tests.bench.meter import Done, Meter
from tests.bench.work import Work


@dataclass(frozen=True)
class Timed:
    """A stage that tells the meter when its first records came."""

    stage: Stage
    meter: Meter
    topic: str
    name: str

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return what the stage returns."""
        self.meter.begin(self.topic)
        return self.stage.process(records, states)


def run(settings: Settings, work: Work, meter: Meter) -> None:
    """Work until told to stop; done is what has been committed."""
    (topic,) = work.sources
    name = work.inputs[topic]
    instead = {name: Timed(work.stages[name], meter, topic, name)}
    app = runtime_app.build(settings, load_tables(), PackLibrary(settings), instead)
    meter.read = lambda: _committed(app.receiver, topic)
    meter.ready = lambda: _all_open(app.receiver)
    runtime_app.run(app, "WARN")


def _all_open(tasks: Tasks) -> bool:
    found = list(tasks.open_tasks.values())
    return bool(found) and all(task.state == "open" for task in found)


def _committed(tasks: Tasks, topic: str) -> Done:
    done = sum(task.expected for task in list(tasks.open_tasks.values()) if task.plan.id.topic == topic)
    return Done(done, done)
