"""`make fuzz COUNT=1000000`: seeded inputs through intake and enrichment; exit code 1 where one raised or took too long."""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from tests.fuzz.drive import SLOW, Findings, drive
from tests.fuzz.seeds import seeds
from tests.fuzz.spoil import Spoiler
from tests.fuzz.targets import TARGETS


@click.command
@click.option("--count", type=click.IntRange(1), default=100_000, show_default=True, help="Inputs for each target.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of all inputs.")
@click.option("--target", "names", type=click.Choice(list(TARGETS)), multiple=True, help="Only these; else all.")
@click.option("--only", type=int, help="Print the input of this number, run it alone, and let it raise.")
def main(count: int, seed: int, names: tuple[str, ...], only: int | None) -> None:
    """Run targets over seeded inputs and say what raised, what was slow, and which input was the slowest."""
    spoiler, well = Spoiler(seeds(), seed), True
    for name in names or TARGETS:
        if only is not None:
            click.echo(repr(spoiler.make(only)))
            TARGETS[name](spoiler.make(only))
            continue
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task(name, total=count)
            inputs = ((number, spoiler.make(number)) for number in range(count))
            found = drive(TARGETS[name], inputs, lambda done, task=task: progress.update(task, completed=done))  # type: ignore[misc]  # the default binds the loop's task
        _tell(name, seed, found)
        well = well and found.is_well
    sys.exit(0 if well else 1)


def _tell(name: str, seed: int, found: Findings) -> None:
    slowest = f"slowest {found.slowest * 1000:.1f} ms of CPU (input {found.slowest_at})"
    click.echo(f"{name}: {found.count} inputs of seed {seed}, {len(found.raised)} raised, {slowest}")
    for number, said in found.raised.items():
        click.echo(f"  input {number} raised {said[:300]}")
    for number, seconds in found.slow.items():
        click.echo(f"  input {number} took {seconds * 1000:.1f} ms, {SLOW * 1000:.0f} are allowed")


main()
