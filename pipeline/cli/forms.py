"""`leadsieve forms`: check the mapping file, and list the forms of real submissions with what their fields are guessed to be."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.cli.form_usage import Usage, guess_of, read_usage
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import OpenedForms, open_forms, open_upstream
from pipeline.enrichment.facts import PURPOSES, find
from pipeline.enrichment.outright import can_declare, fits
from pipeline.errors import Problem
from pipeline.intake.detect import FORMATS
from pipeline.intake.forms import fold
from pipeline.settings import from_environment

FILES = click.argument(
    "files", nargs=-1, type=click.Path(exists=True, allow_dash=True, path_type=Path), metavar="[FILE]..."
)


@click.group()
def forms() -> None:
    """Say which answer of which form is which fact: check the mapping file, and see what it misses.

    \b
    Examples:
      leadsieve forms show submissions.ndjson
      leadsieve forms lint forms.yaml submissions.ndjson
    """  # noqa: D301  click reads the sign itself


@output_options
@forms.command("lint")
@click.argument("mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FILES
@click.pass_obj
@click.pass_context
def lint_forms(ctx: click.Context, terminal: Terminal, mapping: Path, files: tuple[Path, ...]) -> None:
    """Say all that is wrong with a mapping file, with line and column; with FILES of submissions also what it misses there.

    The exit code is 1 if there is an error; what it misses is a warning.

    \b
    Examples:
      leadsieve forms lint forms.yaml
      leadsieve forms lint forms.yaml form-submissions.ndjson.gz --json
    """  # noqa: D301  click reads the sign itself
    opened = open_forms(mapping)
    problems = [*opened.problems, *_unfit(opened)]
    if not problems and files:
        upstream = open_upstream(from_environment(forms=""))
        problems += _missed(opened, read_usage(files, upstream, opened.forms))
    for problem in problems:
        if terminal.as_json:
            terminal.record(asdict(problem))
        else:
            terminal.result(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    terminal.note(f"{len(opened.forms.rules)} forms, {errors} errors, {len(problems) - errors} warnings")
    ctx.exit(1 if errors else 0)


@output_options
@forms.command("show")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path), metavar="FILE..."
)
@click.pass_obj
def show_forms(terminal: Terminal, files: tuple[Path, ...]) -> None:
    """List the forms in FILES, each field with how often it was answered and what its label makes it; no answer is shown.

    \b
    Example:
      leadsieve forms show form-submissions.ndjson
    """  # noqa: D301  click reads the sign itself
    upstream = open_upstream(from_environment(forms=""))
    usage = read_usage(files, upstream, upstream.forms)
    rows = [
        (form or "-", field, count, guess_of(field) or "-")
        for form, fields in sorted(usage.left.items())
        for field, count in sorted(fields.items(), key=lambda one: (-one[1], one[0]))
    ]
    terminal.table("", ("form", "field", "answers", "guessed as"), rows)
    if usage.unread:
        terminal.note(f"{usage.unread} records could not be read; `leadsieve facts` says why")


def _unfit(opened: OpenedForms) -> Iterator[Problem]:
    """Yield what the mapping says that no catalogue knows: formats, purposes, facts and values."""
    if opened.problems:
        return
    document = opened.document
    for at, entry in enumerate(document.value["forms"]):
        path = ("forms", at)
        if "source" in entry and entry["source"] not in FORMATS:
            yield document.problem((*path, "source"), "unknown_format", f"one of {', '.join(FORMATS)}")
        if "purpose" in entry and entry["purpose"] not in PURPOSES:
            yield document.problem((*path, "purpose"), "unknown_purpose", f"one of {', '.join(PURPOSES)}")
        for name, said in (entry.get("fields") or {}).items():
            if isinstance(said, Mapping) and said.get("values"):
                yield from _unfit_values(opened, (*path, "fields", name), said)


def _unfit_values(opened: OpenedForms, path: tuple[str | int, ...], said: Mapping[str, Any]) -> Iterator[Problem]:
    fact, document = said["fact"], opened.document
    if fact.startswith("consent."):
        return
    if not can_declare(fact):
        yield document.problem((*path, "fact"), "unknown_fact", f"`{fact}` is no fact that an answer can be")
        return
    spec = find(fact)
    wanted = ", ".join(spec.choices) if spec and spec.choices else f"a {spec.type}" if spec else ""
    for answer, value in said["values"].items():
        listed = list(value) if isinstance(value, tuple) else value
        if not fits(fact, listed):
            yield document.problem((*path, "values", answer), "unknown_value", f"`{fact}` can't be that: {wanted}")


def _missed(opened: OpenedForms, usage: Usage) -> Iterator[Problem]:
    """Yield, as warnings, what the mapping says in vain, and the fields it leaves to the guess."""
    document = opened.document
    for at, entry in enumerate(document.value["forms"]):
        if at not in usage.used:
            yield document.problem(("forms", at), "unused_form", "no submission there is of this form", "warning")
            continue
        for name in entry.get("fields") or {}:
            if fold(name) not in usage.used[at]:
                path = ("forms", at, "fields", name)
                yield document.problem(path, "unused_field", f"no submission there has `{name}`", "warning")
        yield from _left_to_guess(opened, at, usage.left_by_rule[at])


def _left_to_guess(opened: OpenedForms, at: int, left: Counter[str]) -> Iterator[Problem]:
    for name in sorted(left):
        guess = guess_of(name)
        told = f"guessed to be {guess}" if guess else "kept as an answer alone"
        yield opened.document.problem(("forms", at), "unmapped_field", f"`{name}` is not named: {told}", "warning")
