"""The run: one broker, one contender after the other, a line of JSON each, and the ratios as the last line."""

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from pipeline.errors import LeadsieveError
from pipeline.runtime.broker import running_broker
from tests.bench.cases import CASES, COMPARED, FULL, QUICK, Case, Sizes, messages
from tests.bench.contenders import OURS, PROCESSING, RUNS, SLOW
from tests.bench.decide import NAMES, measure_decide
from tests.bench.enrichment import measure_enrichment
from tests.bench.figures import Figures, compare, line
from tests.bench.growth import measure_states
from tests.bench.latency import measure_latency
from tests.bench.peers import Peer, measure_peer, read_peers
from tests.bench.process import measure
from tests.bench.scaling import measure_workers
from tests.bench.worker import measure_mix

Step = tuple[str, str, Callable[[], Awaitable[Figures | list[Figures]]]]
"""(case, contender, what measures it)."""


def _chosen(_: click.Context, parameter: click.Parameter, value: str) -> list[str]:
    """Return what a list with commas names, in our order."""
    allowed = CASES if parameter.name == "cases" else tuple(RUNS)
    named = set(value.split(",")) if value else set(allowed)
    if unknown := named - set(allowed):
        raise click.BadParameter(f"{', '.join(sorted(unknown))}: choose of {', '.join(allowed)}")
    return [each for each in allowed if each in named]


@click.command()
@click.option("--events", type=click.IntRange(100), help="Events of every case, instead of each its own number.")
@click.option("--cases", callback=_chosen, default="", help=f"With commas: {', '.join(CASES)}.")
@click.option("--contenders", callback=_chosen, default="", help=f"With commas: {', '.join(RUNS)}.")
@click.option(
    "--peers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Programs of others for the peers' job: a file, NAME=COMMAND a line; tests/bench/peers.py says how.",
)
@click.option("--quick", is_flag=True, help="Some four minutes in all: to see that it runs, not to be quoted.")
def main(events: int | None, cases: list[Case], contenders: list[str], peers: Path | None, *, quick: bool) -> None:
    """Measure events a second, ours beside plain Faust, a bare loop and a bare consumer, in one run.

    And of our own worker: latency, two of it, restoring, memory, and how its cost grows; and history judged from files,
    beside a plain loop. Some twelve minutes in all.

    \b
    Examples:
      make bench
      make bench ARGS="--quick"
      make bench ARGS="--cases product-mix --contenders leadsieve-exactly-once"
      make bench ARGS="--cases peer-job --peers peers.txt"
    """  # noqa: D301  click\'s mark for a block to be left as it is
    sizes = QUICK if quick else FULL
    if events:
        sizes = replace(sizes, events=dict.fromkeys(CASES, events), peers=events, warm_up=0)
    others, load = read_peers(peers) if peers else [], os.getloadavg()
    with running_broker(say=_say) as broker, tempfile.TemporaryDirectory(prefix="leadsieve-bench-") as place:
        _say(f"broker: {broker.address} ({broker.how}); load {load[0]:.2f} on {os.cpu_count()} CPUs")
        plan = Plan(broker.address, sizes, Path(place))
        found = asyncio.run(_run(plan, list(plan.steps(cases, contenders, others))))
    click.echo(line(compare(found, load, broker.how)))
    if any(figures.problem for figures in found):
        raise SystemExit(1)


@dataclass(frozen=True)
class Plan:
    """What is measured where."""

    address: str
    sizes: Sizes
    place: Path

    def steps(self, cases: Sequence[Case], contenders: Sequence[str], peers: Sequence[Peer]) -> Iterator[Step]:
        """Yield all that is to be measured, one after the other."""
        for case in cases:
            if case in COMPARED:
                for name in contenders:
                    yield case, name, partial(self._compared, case, name)
            elif case == "decide":
                for name in NAMES:
                    yield case, name, partial(measure_decide, name, self.sizes.events[case], self.place)
            else:
                yield from self._own(case, [name for name in contenders if name in PROCESSING])
            if case == "peer-job":
                for peer in peers:
                    yield case, peer.name, partial(measure_peer, self.address, peer, self.sizes.peers, self.place)

    async def _compared(self, case: Case, name: str) -> Figures:
        events = messages(case, round(self.sizes.events[case] * (self.sizes.slow if name in SLOW else 1)))
        if case == "product-mix" and name in PROCESSING:
            return await measure_mix(self.address, name, events, self.place)
        return await measure(self.address, name, case, events, self.place)

    def _own(self, case: Case, ours: Sequence[str]) -> Iterator[Step]:
        address, place, count = self.address, self.place, self.sizes.events[case]
        if case == "enrichment":
            yield case, OURS, partial(measure_enrichment, count)
        elif case == "latency":
            for name in ours:
                yield case, name, partial(measure_latency, address, name, count, self.sizes.rate, place)
        elif case == "states":
            yield case, OURS, lambda: measure_states(address, self.sizes, messages("product-mix", count), place)
        elif case == "two-workers":
            for workers in (1, 2):
                yield case, OURS, partial(self._workers, workers, count)
        else:
            for partitions in self.sizes.partitions:
                yield case, OURS, partial(self._partitions, partitions, count)

    async def _workers(self, workers: int, count: int) -> Figures:
        return await measure_workers(self.address, workers, messages("product-mix", count), self.place)

    async def _partitions(self, partitions: int, count: int) -> Figures:
        return await measure_mix(self.address, OURS, messages("product-mix", count), self.place, partitions)

    async def warm_up(self) -> None:
        """Let the broker do what is not counted."""
        if self.sizes.warm_up:
            _say(f"warming up: {self.sizes.warm_up} events that don't count")
            await measure(self.address, OURS, "peer-job", messages("peer-job", self.sizes.warm_up), self.place)


async def _run(plan: Plan, steps: Sequence[Step]) -> list[Figures]:
    found: list[Figures] = []
    await plan.warm_up()
    for number, (case, name, step) in enumerate(steps, start=1):
        _say(f"{number} of {len(steps)}: {case}, {name}")
        began = time.monotonic()
        figures = await _one(case, name, step)
        _say(f"  {time.monotonic() - began:.0f} s with all around it")
        for each in figures:
            click.echo(line(each))
        found += figures
    return found


async def _one(case: str, name: str, step: Callable[[], Awaitable[Figures | list[Figures]]]) -> list[Figures]:
    """Return the figures; a contender that fails has its reason in them, and the others still run."""
    try:
        figures = await step()
    except LeadsieveError as error:
        _say(str(error))
        return [Figures(name=name, case=case, events=0, problem=str(error).splitlines()[0])]
    return figures if isinstance(figures, list) else [figures]


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main(prog_name="make bench")
