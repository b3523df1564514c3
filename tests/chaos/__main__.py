"""`make chaos ROUNDS=n`: workers, broker and clocks of one app are attacked under load; then everything is counted."""

import argparse
import asyncio
import dataclasses
import json
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pipeline.cli.worker import publish_pack
from pipeline.errors import LeadsieveError
from pipeline.history.simulate import DEMO, traffic
from pipeline.runtime import genesis, topics
from pipeline.runtime.broker import Broker, running_broker
from pipeline.runtime.drain import wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.settings import Settings
from tests.chaos.fleet import Fleet
from tests.chaos.schedule import HAPPENINGS, LEAST_WORKERS, Stage, draw
from tests.chaos.verdict import judge
from tests.flows import PACK, source_records

RATE = 500
"""Events a second that go on through all of it."""
MIX = dataclasses.replace(DEMO, late=0.0)
"""What is late depends on what else was seen: nothing is promised beyond the lateness bound."""
FIRST = timedelta(hours=2)


def main() -> int:
    """Run the rounds, print one JSON object as the last line, and return 1 where anything is not 0 that must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=int, default=RATE, help="events a second")
    parser.add_argument("--only", choices=sorted(happening.__name__ for happening in HAPPENINGS), help="one happening")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadsieve-chaos-") as folder, running_broker(say=say) as broker:
        found = asyncio.run(run(broker, Path(folder), options))
    print(json.dumps(found))  # noqa: T201  the result
    return 1 if found["lost"] or found["duplicated"] or found["different"] else 0


def say(text: str) -> None:
    """Tell what goes on, on standard error."""
    print(f"chaos: {text}", file=sys.stderr, flush=True)  # noqa: T201  progress


async def run(broker: Broker, folder: Path, options: argparse.Namespace) -> dict[str, int]:
    """Run the rounds and return the figures."""
    began, seed = time.monotonic(), options.seed
    settings = Settings(broker=broker.address, app_id=f"chaos-{seed}", session_timeout=6.0)
    await _prepare(settings)
    rng = Random(seed)  # noqa: S311  chaos is to be repeated
    stage = Stage(settings, broker, Fleet(settings, folder, rng), rng)
    feeder = Feeder(settings, seed, options.rate)
    try:
        for _ in range(LEAST_WORKERS):
            stage.fleet.start()
        await _calm(stage)  # every partition knows the pack
        feeding = asyncio.create_task(feeder.run())
        await _attack(stage, options)
        feeder.stop()
        await feeding
        records = source_records(feeder.published)
        say(f"{len(records)} events published, waiting for the last decision")
        await _calm(stage)
        verdict = await judge(settings, PACK, records)
    finally:
        stage.fleet.end()
    for finding in verdict.findings[:20]:
        say(finding)
    return {
        "rounds": options.rounds,
        "kills": stage.fleet.counts["kills"],
        "rebalances": stage.fleet.rebalances(),
        "broker_restarts": stage.fleet.counts["broker_restarts"],
        **{
            name: times
            for name, times in sorted(stage.fleet.counts.items())
            if name not in {"kills", "broker_restarts"}
        },
        "events": verdict.events,
        "lost": verdict.lost,
        "duplicated": verdict.duplicated,
        "different": verdict.different,
        "seconds": round(time.monotonic() - began),
    }


async def _prepare(settings: Settings) -> None:
    await topics.create(settings)  # nothing is compacted before a segment is rolled, after half a day
    await genesis.begin(settings)
    await publish_pack(settings, PACK, live=True)


async def _attack(stage: Stage, options: argparse.Namespace) -> None:
    await stage.pause(8, 10)
    for number in range(options.rounds):
        happening = draw(stage.rng, options.only)
        say(f"round {number + 1} of {options.rounds}: {happening.__name__}")
        await happening(stage)
        await stage.pause(1, 6)


async def _calm(stage: Stage) -> None:
    """Let everybody go on until all is judged; whatever ends is started again."""
    stage.fleet.thaw()
    for _ in range(10):
        try:
            await wait_until_drained(stage.settings, stage.fleet.tasks, patience=45)
        except LeadsieveError as error:
            say(str(error))
            stage.fleet.supervise()
        else:
            return
    raise LeadsieveError("the workers never came to the end of what was published")


class Feeder:
    """Publishes made-up traffic at a rate until told to stop, and remembers what the broker has acknowledged.

    A publication that fails half-way through a broker's restart may have been written or not: it is tried again with
    the same ids, and what was written twice is for the workers to tell.
    """

    def __init__(self, settings: Settings, seed: int, rate: int) -> None:
        self._settings, self._seed, self._rate = settings, seed, rate
        self._stopped = False
        self.published: list[tuple[str, bytes | None]] = []

    def stop(self) -> None:
        """Publish no more."""
        self._stopped = True

    async def run(self) -> None:
        """Publish."""
        start, number = datetime.now(UTC) - FIRST, self._seed * 1_000_000
        while not self._stopped:
            chunk = [(item.topic, item.value) for item in traffic(number, self._rate, start, MIX, timedelta(seconds=1))]
            await self._publish(chunk)
            number, start = number + 1, start + timedelta(seconds=1)

    async def _publish(self, chunk: list[tuple[str, bytes | None]]) -> None:
        while True:
            try:
                await publish(self._settings, chunk, self._rate)
            except Exception as error:  # noqa: BLE001  the broker is away: whatever that looks like here
                say(f"publishing again: {type(error).__name__}")
                await asyncio.sleep(0.5)
                self.published += chunk  # perhaps written: the files may hold it once more, a repeat is told
            else:
                self.published += chunk
                return


if __name__ == "__main__":
    sys.exit(main())
