"""`leadsieve dead-letters`: list, show and replay what could not be read or judged."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import click
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.cli.dead_letter_options import CODE, SINCE, STAGE, PlaceType, Wanted
from pipeline.cli.dead_letter_view import COLUMNS, REPLAYED, as_row, describe, describe_record, describe_value, lines
from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import LeadsieveError
from pipeline.runtime import dead_letter_replay as runtime_replay
from pipeline.runtime import dead_letters as runtime
from pipeline.runtime.dead_letter_replay import Step
from pipeline.runtime.dead_letters import Letter, Mailbox, Place
from pipeline.settings import Settings, from_environment

MOST_ROWS = 100
"""Of a table, unless told otherwise: so that the totals stay in sight."""


@click.group("dead-letters")
def dead_letters() -> None:
    """List, show and replay what could not be read or judged.

    \b
    Examples:
      leadsieve dead-letters list --since 2h
      leadsieve dead-letters show 0/42
      leadsieve dead-letters replay --code too_large --dry-run
    """  # noqa: D301  click reads the sign itself


@output_options
@dead_letters.command("list")
@CODE
@STAGE
@SINCE
@click.option(
    "--limit", type=click.IntRange(1), help=f"Only so many, the newest.  [default: {MOST_ROWS}; all with --json]"
)
@click.option("--replayed", is_flag=True, help="Also those that were replayed already.")
@click.pass_obj
def list_letters(
    terminal: Terminal,
    code: str | None,
    stage: str | None,
    since: datetime | None,
    limit: int | None,
    *,
    replayed: bool,
) -> None:
    """List dead letters, the newest last, and how many there are by code; with --json one object a letter.

    \b
    Examples:
      leadsieve dead-letters list
      leadsieve dead-letters list --code internal_error --since 3d --json
    """  # noqa: D301  click reads the sign itself
    settings = from_environment(broker=terminal.needed_broker())
    mailbox = asyncio.run(runtime.read_mailbox(settings))
    found = Wanted(code, stage, since, replayed).choose(mailbox)
    shown = found[-limit:] if limit else found if terminal.as_json else found[-MOST_ROWS:]
    if terminal.as_json:
        for letter in shown:
            terminal.record(describe(letter, mailbox))
    elif found:
        columns = (*COLUMNS, REPLAYED) if replayed else COLUMNS
        terminal.table("", columns, (as_row(letter, mailbox, replayed=replayed) for letter in shown))
        totals = Counter(letter.facts.code for letter in found)
        terminal.table("By code", ("code", "letters"), totals.most_common())
    _tell_rest(terminal, mailbox, found, shown, replayed=replayed)


def _tell_rest(
    terminal: Terminal, mailbox: Mailbox, found: Sequence[Letter], shown: Sequence[Letter], *, replayed: bool
) -> None:
    """Say what the list does not show."""
    terminal.note(
        f"{len(found)} dead letters" + (f", the newest {len(shown)} shown" if len(shown) < len(found) else "")
    )
    before = sum(place in mailbox.letters for place in mailbox.replays)
    if before and not replayed:
        terminal.note(f"{before} replayed already: --replayed shows them too")
    if mailbox.foreign:
        terminal.note(f"{mailbox.foreign} records of the topic are no dead letters of ours")


@output_options
@dead_letters.command("show")
@click.argument("place", type=PlaceType(), metavar="PARTITION/OFFSET")
@click.option("--value", "with_value", is_flag=True, help="Print key and value too: they may hold personal data.")
@click.pass_obj
def show_letter(terminal: Terminal, place: Place, *, with_value: bool) -> None:
    """Show one dead letter: what is wrong with it, where it came from, its headers, and what to do about it.

    Key and value are printed with --value only, for they may hold personal data; so may headers that upstream set.

    \b
    Examples:
      leadsieve dead-letters show 0/42
      leadsieve dead-letters show 0/42 --value --json
    """  # noqa: D301  click reads the sign itself
    settings = from_environment(broker=terminal.needed_broker())
    told = asyncio.run(_describe(settings, place, with_value=with_value))
    if terminal.as_json:
        terminal.record(told)
        return
    for line in lines(told):
        terminal.result(line)
    if not with_value:
        terminal.note("key and value may hold personal data: --value prints them")


async def _describe(settings: Settings, place: Place, *, with_value: bool) -> dict[str, object]:
    mailbox = await runtime.read_mailbox(settings)
    letter = _find(mailbox, place)
    record = await runtime.find_record(settings, runtime.TOPIC, place)
    if record is None:
        raise LeadsieveError(f"{place} went from the topic just now: it was older than the topic keeps records")
    there = await runtime.find_original(settings, letter) is not None if letter.facts.by_reference else None
    return {
        **describe(letter, mailbox),
        **describe_record(letter, record, original_there=there),
        **(describe_value(letter, record) if with_value else {}),
    }


def _find(mailbox: Mailbox, place: Place) -> Letter:
    """Return the letter at a place; raises `LeadsieveError` where there is none."""
    if place not in mailbox.letters:
        raise LeadsieveError(f"no dead letter at {place}: `leadsieve dead-letters list` shows where they are")
    return mailbox.letters[place]


@output_options
@dead_letters.command("replay")
@click.argument("places", nargs=-1, type=PlaceType(), metavar="[PARTITION/OFFSET]...")
@CODE
@STAGE
@SINCE
@click.option("--all", "everything", is_flag=True, help="All of them.")
@click.option("--again", is_flag=True, help="Also those that were replayed already.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.pass_obj
def replay_letters(  # noqa: PLR0913  one argument an option
    terminal: Terminal,
    places: tuple[Place, ...],
    code: str | None,
    stage: str | None,
    since: datetime | None,
    *,
    everything: bool,
    again: bool,
    dry_run: bool,
    yes: bool,
) -> None:
    """Send the originals of dead letters back where they came from, each once; exit code 1 if some can't be.

    \b
    Examples:
      leadsieve dead-letters replay 0/42 3/7
      leadsieve dead-letters replay --code too_large --since 3d --dry-run
      leadsieve dead-letters replay --all --yes
    """  # noqa: D301  click reads the sign itself
    if bool(places) == bool(code or stage or since or everything):
        raise click.UsageError("say which: their places (PARTITION/OFFSET), or --code, --stage, --since or --all")
    settings = from_environment(broker=terminal.needed_broker())
    steps = asyncio.run(_plan(settings, places, Wanted(code, stage, since, again), again=again))
    if not dry_run:
        _confirm(steps, yes=yes)
        steps = asyncio.run(_replay(terminal, settings, steps))
    _show_steps(terminal, steps, dry_run=dry_run)
    if any(step.problem for step in steps):
        raise click.exceptions.Exit(1)


async def _plan(settings: Settings, places: Iterable[Place], wanted: Wanted, *, again: bool) -> list[Step]:
    mailbox = await runtime.read_mailbox(settings)
    named = [_find(mailbox, place).place for place in dict.fromkeys(places)]
    chosen = named or [letter.place for letter in wanted.choose(mailbox)]
    return await runtime_replay.plan(settings, mailbox, chosen, named=bool(named), again=again)


def _confirm(steps: Sequence[Step], *, yes: bool) -> None:
    """Ask, where a person looks on and there is more than one to send."""
    count = sum(step.problem is None for step in steps)
    if count > 1 and not yes and sys.stdin.isatty():
        click.confirm(f"Send {count} records back where they came from?", abort=True, err=True)


async def _replay(terminal: Terminal, settings: Settings, steps: Sequence[Step]) -> list[Step]:
    """Replay with a line of progress, where a person looks on."""
    if all(step.problem for step in steps):
        return list(steps)
    asyncio.get_running_loop().set_exception_handler(runtime_replay.pass_over_unasked)
    columns = (SpinnerColumn(), TextColumn("replayed"), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = terminal.quiet or not terminal.err.is_terminal
    with Progress(*columns, console=terminal.err, transient=True, disable=hidden) as progress:
        task = progress.add_task("replayed", total=sum(step.problem is None for step in steps))
        return await runtime_replay.replay(settings, steps, on_sent=lambda count: progress.advance(task, count))


def _show_steps(terminal: Terminal, steps: Sequence[Step], *, dry_run: bool) -> None:
    """Print what became, or would become, of each letter, and the problems on the side."""
    good = "would be sent" if dry_run else "sent"
    rows = [
        (
            str(step.letter.place),
            step.letter.facts.code,
            _target(step.letter),
            step.problem.code if step.problem else good,
        )
        for step in steps
    ]
    if rows:
        terminal.table("", ("letter", "code", "to", "state"), rows)
    for step in steps:
        if step.problem:
            terminal.err.print(str(step.problem), markup=False)
    terminal.note(f"{sum(step.problem is None for step in steps)} of {len(steps)} {good}")


def _target(letter: Letter) -> str:
    return f"{letter.facts.topic}/{letter.facts.partition}"
