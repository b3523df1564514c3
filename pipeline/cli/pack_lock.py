"""`leadsieve pack lock`: writes down which version judges how, so that lint sees a change without a new version."""

from pathlib import Path

import click

from pipeline.cli.packs import located, parsed_pack, read_lock
from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import PackInvalid
from pipeline.personas.lock import LOCK, check_lock, lock_of


@output_options
@click.command("lock")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_obj
def lock_command(terminal: Terminal, folder: Path) -> None:
    """Write the versions of a pack and its personas into versions.lock.json, unless one judges otherwise than it did.

    \b
    Example:
      leadsieve pack lock rules/b2b-software
    """  # noqa: D301  click reads the sign itself
    pack, was = parsed_pack(folder), read_lock(folder)
    wrong = [] if was is None else [problem for problem in check_lock(pack, was) if problem.severity == "error"]
    # A list that can't be read is made anew; one that can, is not overruled.
    refused = [problem for problem in wrong if problem.code != "bad_lock"]
    if refused:
        raise PackInvalid(located(folder, refused))
    (folder / LOCK).write_text(lock_of(pack), encoding="utf-8")
    terminal.note(f"{folder / LOCK}: {len(pack.personas)} personas")
