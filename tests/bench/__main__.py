"""The run: one broker, one contender after the other, a line of JSON each, and the ratios as the last line."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from pipeline.errors import LeadsieveError
from pipeline.runtime.broker import running_broker
from tests.bench.cases import CASES, FULL, QUICK, Case, Sizes, messages
from tests.bench.contenders import OURS, PROCESSING, RUNS, SLOW
from tests.bench.figures import Figures, compare, line
from tests.bench.latency import measure_latency
from tests.bench.process import measure
from tests.bench.worker import measure_mix


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
@click.option("--quick", is_flag=True, help="Some 90 seconds in all: to see that it runs, not to be quoted.")
def main(events: int | None, cases: list[Case], contenders: list[str], *, quick: bool) -> None:
    """Measure events a second, ours beside plain Faust, a bare loop and a bare consumer, in one run.

    \b
    Examples:
      make bench
      make bench ARGS="--quick"
      make bench ARGS="--cases product-mix --contenders leadsieve-exactly-once"
    """  # noqa: D301  click\'s mark for a block to be left as it is
    sizes = QUICK if quick else FULL
    if events:
        sizes = replace(sizes, events=dict.fromkeys(CASES, events), warm_up=0)
    load = os.getloadavg()
    with running_broker(say=_say) as broker, tempfile.TemporaryDirectory(prefix="leadsieve-bench-") as place:
        _say(f"broker: {broker.address} ({broker.how}); load {load[0]:.2f} on {os.cpu_count()} CPUs")
        found = asyncio.run(_run(broker.address, sizes, cases, contenders, Path(place)))
    click.echo(line(compare(found, load, broker.how)))
    if any(figures.problem for figures in found):
        raise SystemExit(1)


async def _run(
    address: str, sizes: Sizes, cases: Sequence[Case], contenders: Sequence[str], place: Path
) -> list[Figures]:
    found: list[Figures] = []
    if sizes.warm_up:
        _say(f"warming up: {sizes.warm_up} events that don't count")
        await measure(address, OURS, "peer-job", messages("peer-job", sizes.warm_up), place)
    for case in cases:
        for name in contenders if case != "latency" else [name for name in contenders if name in PROCESSING]:
            events = round(sizes.events[case] * (sizes.slow if name in SLOW else 1))
            _say(f"{case}: {name}, {events} events")
            found.append(await _one(address, sizes, case, name, events, place))
            click.echo(line(found[-1]))
    return found


async def _one(address: str, sizes: Sizes, case: Case, name: str, events: int, place: Path) -> Figures:
    """Return the figures; a contender that fails has its reason in them, and the others still run."""
    try:
        if case == "latency":
            return await measure_latency(address, name, events, sizes.rate, place)
        if case == "product-mix" and name in PROCESSING:
            return await measure_mix(address, name, messages(case, events), place)
        return await measure(address, name, case, messages(case, events), place)
    except LeadsieveError as error:
        _say(str(error))
        return Figures(name=name, case=case, events=events, problem=str(error).splitlines()[0])


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main(prog_name="make bench")
