"""One run: a broker of so many nodes, workers, traffic, the rounds of a schedule, and the verdict at the end."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pipeline.cli.worker import publish_pack
from pipeline.errors import LeadsieveError
from pipeline.runtime import genesis, topics
from pipeline.runtime.broker import Broker, Wanted, running_broker
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.settings import Settings
from tests.chaos.feeder import Feeder
from tests.chaos.fleet import FENCED, GHOST_COMMITTED, GHOST_REFUSED, SNAPSHOT_READ, Fleet
from tests.chaos.happenings import HAPPENINGS, LEAST_WORKERS, PROMISED_RETURN, Stage
from tests.chaos.schedule import Round
from tests.chaos.story import Story
from tests.chaos.verdict import Verdict, judge
from tests.flows import PACK, Message, source_records

BETWEEN: Final = (1.0, 6.0)
"""Seconds between two rounds."""


@dataclass(frozen=True)
class Wish:
    """What kind of run: nodes of the broker, events a second, seconds between rounds."""

    seed: int
    nodes: int = 1
    rate: int = 500
    between: tuple[float, float] = BETWEEN
    keep: bool = False
    """The workers' logs, also where all is well."""
    snapshots: float | None = None
    """Seconds between two snapshots of a task's state, and every second worker has it on disk; None: none, in memory."""


@dataclass
class Outcome:
    """What was done, and what was found."""

    counts: Counter[str] = field(default_factory=Counter)
    verdict: Verdict = field(default_factory=Verdict)
    returns: list[float] = field(default_factory=list)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.counts + other.counts, self.verdict + other.verdict, self.returns + other.returns)


def perform(wish: Wish, rounds: Sequence[Round], story: Story) -> Outcome:
    """Run the rounds on a broker of our own; the workers' logs are kept where anything is not as it must be."""
    folder = Path(tempfile.mkdtemp(prefix="leadsieve-chaos-"))
    with running_broker(wanted=Wanted(nodes=wish.nodes), environ={}, say=story.tell) as broker:
        outcome = asyncio.run(_run(broker, folder, wish, rounds, story))
    for finding in outcome.verdict.findings[:20]:
        story.tell(finding)
    slow = max(outcome.returns, default=0.0) > PROMISED_RETURN
    if outcome.verdict.clean and not slow and not wish.keep:
        shutil.rmtree(folder)
    else:
        story.tell(f"the workers' logs are in {folder}")
    return outcome


async def _run(broker: Broker, folder: Path, wish: Wish, rounds: Sequence[Round], story: Story) -> Outcome:
    settings = Settings(
        broker=broker.address, app_id=f"chaos-{wish.seed}", session_timeout=6.0, replication=min(wish.nodes, 3)
    )
    # Nothing is compacted before a segment is rolled, after half a day: the verdict would see it as lost.
    await topics.create(settings)
    await genesis.begin(settings)
    await publish_pack(settings, PACK, live=True)
    stage = Stage(
        settings,
        broker,
        Fleet(settings, folder, story.tell, snapshots=wish.snapshots),
        len(await input_partitions(settings)),
        story,
    )
    try:
        for _ in range(LEAST_WORKERS):
            stage.fleet.start()
        await _calm(stage, story)  # every partition knows the pack
        published = await _attack(stage, wish, rounds, story)
        story.tell(f"{len(published)} events published, waiting for the last decision")
        await _calm(stage, story)
        story.tell("all is judged, counting")
        verdict = await judge(settings, PACK, source_records(published))
    finally:
        stage.fleet.end()
    return Outcome(_counts(stage), verdict, stage.returns)


async def _attack(stage: Stage, wish: Wish, rounds: Sequence[Round], story: Story) -> list[Message]:
    """Let the rounds happen under traffic, and return what was published."""
    feeder = Feeder(stage.settings, wish.seed, wish.rate, story)
    feeding = asyncio.create_task(feeder.run())
    await stage.pause(*wish.between)
    for one in rounds:
        story.tell(f"round {one.number} of {len(rounds)} on {stage.broker.brokers} node(s): {one.happening}")
        stage.rng.seed(one.seed)
        await HAPPENINGS[one.happening](stage)
        await stage.pause(*wish.between)
        story.count()
    feeder.stop()
    await feeding  # to the end of its chunk: what is cut off would be in the files and not in Kafka
    return feeder.published


async def _calm(stage: Stage, story: Story) -> None:
    """Let everybody go on until all is judged; whatever ends is started again."""
    stage.fleet.thaw()
    for _ in range(10):
        try:
            await wait_until_drained(stage.settings, stage.fleet.tasks, patience=45)
        except LeadsieveError as error:
            story.tell(str(error))
            stage.fleet.supervise()
        else:
            return
    raise LeadsieveError("the workers never came to the end of what was published")


def _counts(stage: Stage) -> Counter[str]:
    return Counter(
        stage.fleet.counts,
        rebalances=stage.fleet.rebalances(),
        fenced=stage.fleet.said(FENCED),
        snapshots_read=stage.fleet.said(SNAPSHOT_READ),
        ghosts_refused=stage.fleet.said(GHOST_REFUSED),
        ghosts_committed=stage.fleet.said(GHOST_COMMITTED),
    )
