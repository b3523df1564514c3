"""`leadsieve schemas`: the JSON Schemas of everything on the wire, and of the files of a pack."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts import schema
from pipeline.enrichment.facts import CATALOGUE, OPEN_NAMES, WHATS
from pipeline.errors import Problem
from pipeline.personas.schema import editor_schemas

GENERATED = "*.v*.json"
"""The files of a directory that are ours to write, and to miss or find too many."""


@output_options
@click.command
@click.option("--write", is_flag=True, help="Write them into the directory, instead of printing them.")
@click.option("--check", is_flag=True, help="Compare the directory's with those the contracts give.")
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("schemas"),
    show_default=True,
    help="Where they stand.",
)
@click.pass_obj
def schemas(terminal: Terminal, folder: Path, *, write: bool, check: bool) -> None:
    """Print the JSON Schemas of everything on the wire and of a pack's files, by file name; or write or check them.

    \b
    Examples:
      leadsieve schemas
      leadsieve schemas --write
      leadsieve schemas --check --dir schemas
    """  # noqa: D301  click's mark for a block to be left as it is
    if write and check:
        raise click.UsageError("say --write or --check")
    if write:
        _write(terminal, folder)
    elif check:
        _check(terminal, folder)
    elif terminal.as_json:
        terminal.record(all_schemas())
    else:
        terminal.result(_as_text(all_schemas()).rstrip("\n"))


def all_schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by file name: of what is on the wire, and of the files of a pack, for editors."""
    return schema.schemas() | editor_schemas(CATALOGUE, OPEN_NAMES, WHATS)


def drift(folder: Path) -> Iterator[Problem]:
    """Yield what is missing in a directory, otherwise than the contracts give it, or of no contract."""
    wanted = {folder / name: _as_text(content) for name, content in all_schemas().items()}
    for path, text in wanted.items():
        if not path.exists():
            yield Problem("schema_missing", "no such file: `leadsieve schemas --write` makes it", str(path))
        elif path.read_text(encoding="utf-8") != text:
            yield Problem("schema_drifted", "not what the contract gives: `leadsieve schemas --write`", str(path))
    for path in sorted(set(folder.glob(GENERATED)) - set(wanted)):
        yield Problem("schema_unknown", "of no contract: delete it, or take the contract back in", str(path))


def _write(terminal: Terminal, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    written = all_schemas()
    for name, content in written.items():
        (folder / name).write_text(_as_text(content), encoding="utf-8")
    terminal.note(f"{len(written)} schemas written to {folder}")


def _check(terminal: Terminal, folder: Path) -> None:
    problems = list(drift(folder))
    for problem in problems:
        terminal.result(str(problem))
    if problems:
        raise click.exceptions.Exit(1)
    terminal.note(f"{folder}: as the contracts give them")


def _as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
