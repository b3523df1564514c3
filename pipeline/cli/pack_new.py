"""`leadsieve pack new`: a pack or a persona to be filled in, whose comments ask the questions."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast, get_args

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.model import Kind
from pipeline.errors import LeadsieveError
from pipeline.personas.model import HEAD, IDENTIFIER, file_of
from pipeline.personas.template import SCHEMAS, new_pack, new_persona
from pipeline.personas.vocabulary import LANGUAGES

REVIEW_DAYS = 182
"""A persona is looked at again after half a year."""


@output_options
@click.command("new")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.argument("persona", required=False)
@click.option("--kind", type=click.Choice(get_args(Kind)), default="negative", show_default=True)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the questions.")
@click.pass_obj
def new_command(terminal: Terminal, folder: Path, persona: str | None, kind: str, lang: str) -> None:
    """Begin a pack in DIR, where there is none, and a persona with its tests: the comments ask what is to be said.

    What is written judges at once, by an example; `leadsieve pack lint` names what is still missing.

    \b
    Examples:
      leadsieve pack new rules/mine student --lang fr
      leadsieve pack new rules/mine purchasing --kind detractor
    """  # noqa: D301  click reads the sign itself
    review_by = (datetime.now(UTC) + timedelta(days=REVIEW_DAYS)).date().isoformat()
    if persona is not None and file_of(_name(persona)) == HEAD:
        raise click.UsageError(f"{HEAD} is what all personas share: call this one otherwise")
    files = {} if (folder / HEAD).exists() else new_pack(_name(folder.resolve().name), lang)
    if persona is not None:
        files |= new_persona(_name(persona), cast("Kind", kind), lang, review_by)
    if not files:
        raise LeadsieveError(f"{folder} has a {HEAD} already: name the persona to begin")
    if there := [name for name in files if (folder / name).exists()]:
        raise LeadsieveError(f"{folder / there[0]} is there already: it stays as it is")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        _write(terminal, folder / name, text)


def _name(name: str) -> str:
    if not re.fullmatch(IDENTIFIER, name):
        raise LeadsieveError(f"`{name}` can be no name: small letters, digits and dashes, beginning with a letter")
    return name


def _write(terminal: Terminal, path: Path, text: str) -> None:
    if not (path.parent / SCHEMAS).is_dir():
        # The hint for editors would lead nowhere.
        text = text.split("\n", 1)[1]
    path.write_text(text, encoding="utf-8")
    if terminal.as_json:
        terminal.record({"file": str(path)})
    else:
        terminal.result(str(path))
