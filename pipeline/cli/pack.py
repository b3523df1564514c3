"""`leadsieve pack`: check, test and show persona packs."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli.evidence_files import history_command
from pipeline.cli.pack_add import add_command
from pipeline.cli.pack_card import card_command
from pipeline.cli.pack_checks import lint_folder, try_folder
from pipeline.cli.pack_diff import diff_command
from pipeline.cli.pack_lock import lock_command
from pipeline.cli.pack_new import new_command
from pipeline.cli.pack_publish import publish_pack_command
from pipeline.cli.pack_release import release_command
from pipeline.cli.pack_stand import promote_command, shadow_command
from pipeline.cli.packs import open_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import Problem
from pipeline.personas.testing import Result
from pipeline.personas.vocabulary import LANGUAGES

FOLDERS = click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")


@click.group()
def pack() -> None:
    """Check, test, show, draw, begin, compare, extend and publish persona packs.

    \b
    Examples:
      leadsieve pack lint rules/b2b-software
      leadsieve pack test rules/*
      leadsieve pack card rules/b2b-software student --out student.html
    """  # noqa: D301  click reads the sign itself


for command in (
    publish_pack_command,
    shadow_command,
    promote_command,
    release_command,
    card_command,
    new_command,
    diff_command,
    add_command,
    lock_command,
    history_command,
):
    pack.add_command(command)


@output_options
@pack.command("lint")
@FOLDERS
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to lint for, by default today.")
@click.pass_obj
@click.pass_context
def lint_packs(ctx: click.Context, terminal: Terminal, folders: tuple[Path, ...], day: datetime | None) -> None:
    """Say all that is wrong with packs, each with file, line and column; exit code 1 if there is an error.

    \b
    Examples:
      leadsieve pack lint rules/b2b-software
      leadsieve pack lint rules/* --on 2027-12-31
    """  # noqa: D301  click reads the sign itself
    today = (day or datetime.now(UTC)).date()
    problems = [problem for folder in folders for problem in lint_folder(folder, today)]
    _tell(terminal, problems)
    errors = sum(problem.severity == "error" for problem in problems)
    found = ((len(folders), "pack"), (errors, "error"), (len(problems) - errors, "warning"))
    terminal.note(", ".join(f"{number} {what}{'' if number == 1 else 's'}" for number, what in found))
    ctx.exit(1 if errors else 0)


@output_options
@pack.command("test")
@FOLDERS
@click.pass_obj
@click.pass_context
def test_packs(ctx: click.Context, terminal: Terminal, folders: tuple[Path, ...]) -> None:
    """Run the test files that stand beside the personas; exit code 1 if a case ends otherwise than expected.

    \b
    Example:
      leadsieve pack test rules/b2b-software --json
    """  # noqa: D301  click reads the sign itself
    failed = False
    for folder in folders:
        results, wrong = try_folder(folder)
        _show_results(terminal, folder, results)
        _tell(terminal, wrong if not terminal.as_json else [item for item in wrong if item.code != "test_failed"])
        failed = failed or bool(wrong)
    ctx.exit(1 if failed else 0)


@output_options
@pack.command("show")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the titles.")
@click.pass_obj
@click.pass_context
def show_pack(ctx: click.Context, terminal: Terminal, folder: Path, lang: str) -> None:
    """List the personas of a pack: what each does to whom it matches.

    \b
    Examples:
      leadsieve pack show rules/b2b-software
      leadsieve pack show rules/b2b-software --lang fr --json
    """  # noqa: D301  click reads the sign itself
    opened = open_pack(folder)
    _tell(terminal, opened.problems)
    if opened.pack is None or opened.compiled is None:
        ctx.exit(1)
    columns = ("persona", "version", "kind", "effect", "points", "route", "title")
    rows = [
        (
            persona.id,
            persona.version,
            persona.kind,
            persona.effect or "-",
            persona.points or "-",
            persona.route,
            getattr(persona.title, lang),
        )
        for persona in opened.pack.personas
    ]
    head = opened.pack.head
    terminal.table(f"{head.id} {head.version} · sha256 {opened.compiled.sha256[:12]}…", columns, rows)


def _tell(terminal: Terminal, problems: Iterable[Problem]) -> None:
    for problem in problems:
        if terminal.as_json:
            terminal.record(asdict(problem))
        else:
            terminal.result(str(problem))


def _show_results(terminal: Terminal, folder: Path, results: list[Result]) -> None:
    if terminal.as_json:
        for result in results:
            case = result.case
            told = {"file": str(folder / case.file), "line": case.line, "expected": case.expect, "got": result.got}
            terminal.record({"persona": case.persona, "case": case.name, "passed": result.passed, **told})
        return
    personas = dict.fromkeys(result.case.persona for result in results)
    rows = [(persona, *_count(results, persona)) for persona in personas]
    if rows:
        terminal.table(str(folder), ("persona", "cases", "failed"), rows)


def _count(results: list[Result], persona: str) -> tuple[int, int]:
    of_persona = [result for result in results if result.case.persona == persona]
    return len(of_persona), sum(not result.passed for result in of_persona)
