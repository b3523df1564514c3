"""`leadsieve pack add`: one more entry on a reference list, and nothing else of the file touched."""

from pathlib import Path

import click

from pipeline.cli.packs import located, read_files
from pipeline.cli.terminal import Terminal, output_options
from pipeline.enrichment.email import domain_kind
from pipeline.enrichment.tables import load_tables
from pipeline.errors import LeadsieveError, PackInvalid
from pipeline.personas.editing import add_entries, entry_of
from pipeline.personas.model import HEAD

DEFAULT = Path("rules/b2b-software")


@output_options
@click.command("add")
@click.argument("list_name", metavar="LIST")
@click.argument("entries", nargs=-1, required=True, metavar="DOMAIN_OR_NAME...")
@click.option("--pack", "folder", type=click.Path(path_type=Path), default=DEFAULT, show_default=True, metavar="DIR")
@click.pass_obj
def add_command(terminal: Terminal, list_name: str, entries: tuple[str, ...], folder: Path) -> None:
    """Put domains or names on a reference list of a pack: `competitor` is the list `competitors`.

    Of a web address the domain is taken. Comments and layout of pack.yaml stay. What is on the list already stays as
    it is, and the domain of a mail provider or a university is refused: it would hit everybody there.

    \b
    Examples:
      leadsieve pack add competitor acme.com
      leadsieve pack add competitor https://www.acme.com "Acme & Sons" --pack rules/mine
    """  # noqa: D301  click reads the sign itself
    if not all(entry.strip() for entry in entries):
        raise click.UsageError("say which domain or name; one of these is empty")
    if not all(_is_unicode(entry) for entry in entries):
        raise click.UsageError("one of these is not Unicode: your terminal writes another encoding than UTF-8")
    _refuse_everybodys(entries)
    if HEAD not in read_files(folder):
        raise LeadsieveError(f"{folder} has no {HEAD}; say --pack DIR")
    text = (folder / HEAD).read_bytes().decode()  # its line ends stay as they are
    changed, new, problems = add_entries(text, list_name, entries)
    if problems:
        raise PackInvalid(located(folder, problems))
    if new:
        (folder / HEAD).write_bytes(changed.encode())
    _tell(terminal, folder, new, [entry for entry in map(entry_of, entries) if entry not in new])


def _is_unicode(text: str) -> bool:
    """Tell whether a text can be written: what a terminal says in another encoding cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_everybodys(entries: tuple[str, ...]) -> None:
    tables = load_tables()
    for entry in map(entry_of, entries):
        kind = domain_kind(entry, tables) if "." in entry else "business"
        if kind != "business":
            raise LeadsieveError(f"{entry} is nobody's company: addresses there are {kind}; it would hit everybody")


def _tell(terminal: Terminal, folder: Path, new: list[str], there: list[str]) -> None:
    if terminal.as_json:
        terminal.record({"file": str(folder / HEAD), "added": new, "already_there": there})
        return
    for entry in new:
        terminal.result(f"{folder / HEAD}: {entry}")
    for entry in there:
        terminal.note(f"{entry} is on the list already")
