"""`leadsieve list`: smart lists, who moved when another pack or standing was chosen, and what a candidate would change."""

import asyncio
import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from pipeline.cli.dead_letter_options import Since
from pipeline.cli.dead_letter_view import printable
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.decision import Decision
from pipeline.contracts.difference import Difference
from pipeline.engine.scale import HUNDREDTHS
from pipeline.personas.parse import parse_pack
from pipeline.personas.vocabulary import LANGUAGES
from pipeline.runtime import packs, smart_lists
from pipeline.runtime.rejudging import rejudging
from pipeline.runtime.smart_lists import Move, matched
from pipeline.settings import Settings, from_environment
from pipeline.state.time import millis_of, rfc3339

MOST_ROWS = 100
"""Of a table on a terminal; CSV, JSON and pipes get all."""
Rows = Sequence[tuple[object, ...]]
HEADINGS: Final[Mapping[str, tuple[str, str]]] = {
    "lead": ("lead", "lead"),
    "account": ("compte", "account"),
    "status": ("statut", "status"),
    "route": ("suite", "route"),
    "score": ("score", "score"),
    "email": ("e-mail", "email"),
    "user_id": ("identifiant", "user id"),
    "personas": ("personas", "personas"),
    "flags": ("signaux", "flags"),
    "since": ("depuis", "since"),
    "before": ("avant", "before"),
    "after": ("après", "after"),
    "joined": ("entre dans", "joined"),
    "left": ("sort de", "left"),
    "live": ("décidé", "decided"),
    "candidate": ("avec le candidat", "with the candidate"),
    "leads": ("leads", "leads"),
}
"""What stands over a column: fr, en."""
LISTED = ("lead", "account", "status", "route", "score", "email", "user_id", "personas", "flags", "since")
MOVED = ("lead", "account", "before", "after", "joined", "left")
DIFFERING = ("lead", "live", "candidate", "joined", "left")
_STEERS_A_SHEET: Final = ("=", "+", "-", "@", "\t", "\r")


@output_options
@click.command("list")
@click.argument("persona", required=False)
@click.option("--moved", is_flag=True, help="Whom the latest pack or standing has moved, instead.")
@click.option("--since", type=Since(), help="With --moved: the choices since then, together.")
@click.option("--differences", is_flag=True, help="Of whom the candidate pack says otherwise, instead.")
@click.option("--csv", "path", type=click.Path(dir_okay=False, allow_dash=True), help="Into this file; `-`: print it.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headings.")
@click.pass_obj
def list_(  # noqa: PLR0913  one argument an option
    terminal: Terminal,
    persona: str | None,
    since: datetime | None,
    path: str | None,
    lang: str,
    *,
    moved: bool,
    differences: bool,
) -> None:
    """List the leads that match a persona now; or who moved, or of whom a candidate pack says otherwise.

    With --moved and --differences PERSONA keeps those who joined or left it.

    \b
    Examples:
      leadsieve list student
      leadsieve list competitor --csv competitors.csv --lang fr
      leadsieve list --moved --since 2d
      leadsieve list student --differences --json
    """  # noqa: D301  click reads the sign itself
    if moved and differences:
        raise click.UsageError("say --moved or --differences")
    if since is not None and not moved:
        raise click.UsageError("--since goes with --moved")
    if persona is None and not (moved or differences):
        raise click.UsageError("say which persona, or --moved, or --differences")
    settings = from_environment(broker=terminal.needed_broker())
    view = _View(terminal, path, lang)
    if moved:
        _show_moves(view, settings, persona, since)
    elif differences:
        _show_differences(view, settings, persona)
    else:
        _show_list(view, settings, persona or "")
    _tell_progress(terminal, settings)


class _View:
    """Where rows go: a table, JSON lines or CSV, under headings in the reader's language."""

    def __init__(self, terminal: Terminal, path: str | None, lang: str) -> None:
        self.terminal, self._path, self._lang = terminal, path, LANGUAGES.index(lang)

    def show(self, columns: Sequence[str], rows: Rows) -> None:
        """Show rows: all of them, or the first of them on a terminal."""
        headings = [HEADINGS[column][self._lang] for column in columns]
        if self._path is not None:
            self._write(headings, rows)
        elif self.terminal.as_json:
            self.terminal.table("", columns, rows)
        elif rows:
            shown = rows[:MOST_ROWS] if self.terminal.out.is_terminal else rows
            self.terminal.table("", headings, [[printable(_text(cell)) for cell in row] for row in shown])
            if len(shown) < len(rows):
                self.terminal.note(f"the first {len(shown)} of {len(rows)}; --csv FILE or --json gives all")

    def count(self, columns: Sequence[str], rows: Rows) -> None:
        """Show how many went from where to where, where a person reads."""
        if rows and self._path is None and not self.terminal.as_json:
            self.terminal.table("", [HEADINGS[column][self._lang] for column in columns], rows)

    def _write(self, headings: Sequence[str], rows: Rows) -> None:
        with ExitStack() as stack:
            # The mark at the beginning tells spreadsheets that it is UTF-8.
            file = Path(str(self._path)).open("w", encoding="utf-8-sig", newline="") if self._path != "-" else None  # noqa: SIM115  closed by the stack
            sink = stack.enter_context(file) if file is not None else sys.stdout
            writer = csv.writer(sink)
            writer.writerow(headings)
            writer.writerows([harmless(_text(cell)) for cell in row] for row in rows)
        self.terminal.note(f"{len(rows)} rows written" + (f" to {self._path}" if self._path != "-" else ""))


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: what leads wrote of themselves is in there."""
    return f"'{text}" if text.startswith(_STEERS_A_SHEET) else text


def _text(cell: object) -> str:
    if isinstance(cell, (list, tuple)):
        return ", ".join(map(str, cell))
    return "" if cell is None else str(cell)


def _show_list(view: _View, settings: Settings, persona: str) -> None:
    found = asyncio.run(smart_lists.matching(settings, persona))
    if not found:
        _refuse_unknown(settings, persona)
    view.show(LISTED, [_listed(decision) for decision in found])
    view.terminal.note(f"{len(found)} leads match {persona}")


def _listed(decision: Decision) -> tuple[object, ...]:
    return (
        decision.lead_id,
        decision.account_id,
        decision.status,
        decision.route,
        decision.score.total / HUNDREDTHS,
        decision.contact.email,
        decision.contact.user_id,
        matched(decision),
        decision.flags,
        rfc3339(decision.occurred_at),
    )


def _refuse_unknown(settings: Settings, persona: str) -> None:
    """Raise `click.UsageError` where no pack that was published has such a persona: nobody ever matches it."""
    known: set[str] = set()
    for record in asyncio.run(packs.published(settings)):
        pack, _ = parse_pack(record.files)
        known.update(member.id for member in (pack.personas if pack else ()))
    if persona not in known:
        names = ", ".join(sorted(known)) or "none: no pack is published"
        raise click.UsageError(f"no published pack has a persona {persona!r}; there are {names}")


def _show_moves(view: _View, settings: Settings, persona: str | None, since: datetime | None) -> None:
    found = asyncio.run(smart_lists.moves(settings, millis_of(since) if since else None))
    chosen = [move for move in found if persona is None or persona in (*move.joined, *move.left)]
    view.show(MOVED, [_moved(move) for move in chosen])
    view.count(("before", "after", "leads"), list(smart_lists.tally((move.before, move.after) for move in chosen)))
    view.terminal.note(f"{len(chosen)} leads moved")


def _moved(move: Move) -> tuple[object, ...]:
    return move.lead_id, move.account_id, move.before, move.after, move.joined, move.left


def _show_differences(view: _View, settings: Settings, persona: str | None) -> None:
    found = asyncio.run(smart_lists.differences(settings))
    rows = [_differing(difference) for difference in found]
    rows = [row for row in rows if persona is None or persona in (*row[3], *row[4])]
    view.show(DIFFERING, rows)
    view.count(("live", "candidate", "leads"), list(smart_lists.tally((row[1], row[2]) for row in rows)))
    view.terminal.note(f"{len(rows)} leads would be judged otherwise by the candidate")


def _differing(difference: Difference) -> tuple[str, str, str, list[str], list[str]]:
    live, candidate = difference.live, difference.candidate
    joined, left = _without(candidate.personas, live.personas), _without(live.personas, candidate.personas)
    return difference.lead_id, live.status, candidate.status, joined, left


def _without(names: Iterable[str], others: Sequence[str]) -> list[str]:
    return [name for name in names if name not in others]


def _tell_progress(terminal: Terminal, settings: Settings) -> None:
    """Say so where the latest choice is still being carried out: the list is then of both."""
    choices = asyncio.run(smart_lists.choices(settings))
    now = asyncio.run(rejudging(settings, choices[-1].origin if choices else ""))
    if not now.is_done:
        terminal.note(f"leads are being judged again: {100 * (now.of - now.left) // max(now.of, 1)} % done")
