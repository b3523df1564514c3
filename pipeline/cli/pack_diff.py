"""`leadsieve pack diff`: what changes between two packs, in words."""

from dataclasses import asdict
from pathlib import Path

import click

from pipeline.cli.packs import parsed_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.personas.diff import changes
from pipeline.personas.vocabulary import LANGUAGES


@output_options
@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD")
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the words."
)
@click.pass_obj
def diff_command(terminal: Terminal, old: Path, new: Path, lang: str) -> None:
    """Say in words what is different in the pack of the folder NEW; comments and formatting are no difference.

    An earlier version in git becomes a folder with `git worktree add ../before HEAD~1`.

    \b
    Examples:
      leadsieve pack diff ../before/rules/b2b-software rules/b2b-software
      leadsieve pack diff rules/b2b-software ../candidate --lang fr --json
    """  # noqa: D301  click reads the sign itself
    found = changes(parsed_pack(old), parsed_pack(new), lang)
    for change in found:
        if terminal.as_json:
            terminal.record(asdict(change))
        else:
            terminal.result(f"{change.file}: {change.text}")
    terminal.note(f"{len(found)} changes")
