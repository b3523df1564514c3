"""`leadsieve pack release`: a person lets a braked persona exclude again."""

import asyncio

import click

from pipeline.cli.rejudging import WAIT, wait_rejudged
from pipeline.cli.terminal import Terminal, output_options
from pipeline.runtime.admin import count_brokers_now
from pipeline.runtime.brakes import release
from pipeline.settings import from_environment


@output_options
@click.command("release")
@click.argument("persona", metavar="PERSONA")
@click.option("--author", required=True, help="Who says so.")
@click.option("--reason", required=True, help="Why.")
@WAIT
@click.pass_obj
def release_command(terminal: Terminal, persona: str, author: str, reason: str, *, wait: bool) -> None:
    """Release a persona's brake: it excludes again, and is counted anew from here on.

    A persona is braked when it excludes more of the leads with a form than its budget, or is surely wrong more often
    than it may be; `leadsieve measures` says which are. Whom it would have excluded meanwhile is judged again, which
    `--wait` waits for. Look first at what was wrong: nothing but this command lets it go on.

    \b
    Examples:
      leadsieve pack release student --author ann --reason "the campaign for schools is over"
      leadsieve pack release b2b-software/student --author ann --reason "titles mended in version 4" --wait
    """  # noqa: D301  click reads the sign itself
    settings = from_environment(broker=terminal.needed_broker())
    count_brokers_now(settings.broker)
    origin = asyncio.run(release(settings, persona, author, reason))
    terminal.note(f"{persona}: released by {author}")
    if wait:
        wait_rejudged(terminal, settings, origin)
    if terminal.as_json:
        terminal.record({"persona": persona, "released": True, "author": author, "origin": origin})
