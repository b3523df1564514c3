"""`--evidence FILE`: what a person puts forward for a standing; `leadsieve pack history`: what was said, and on what."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import click

from pipeline.cli.dead_letter_view import printable
from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import LeadsieveError
from pipeline.history.evidence import Paper, of_personas
from pipeline.runtime import packs
from pipeline.runtime.admin import count_brokers_now
from pipeline.settings import from_environment
from pipeline.state.time import rfc3339

MOST_BYTES: Final = 64 * 1024 * 1024
EVIDENCE = click.option(
    "--evidence",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A backtest's --json, discovery.json, or any file: its figures, name and digest stay with the standing.",
)
COLUMNS: Final = ("persona", "since", "status", "version", "author", "reason", "evidence")


def attach(files: Iterable[Path], personas: Iterable[str]) -> dict[str, str]:
    """Return the evidence by persona, and under "" of the pack as a whole; raises `LeadsieveError` on a file too large."""
    return of_personas([_paper(file) for file in files], personas)


def _paper(file: Path) -> Paper:
    if file.stat().st_size > MOST_BYTES:
        raise LeadsieveError(f"{file}: larger than {MOST_BYTES >> 20} MiB: say what a backtest or discovery prints")
    return Paper(file.name, file.read_bytes())


@output_options
@click.command("history")
@click.argument("pack")
@click.argument("personas", nargs=-1, metavar="[PERSONA]...")
@click.pass_obj
def history_command(terminal: Terminal, pack: str, personas: tuple[str, ...]) -> None:
    """Show what was ever said of a pack's personas: live, shadow or retired, by whom, why, and on what evidence.

    PACK is the pack's id. --json has the whole evidence.

    \b
    Examples:
      leadsieve pack history b2b-software
      leadsieve pack history b2b-software student --json
    """  # noqa: D301  click reads the sign itself
    settings = from_environment(broker=terminal.needed_broker())
    count_brokers_now(settings.broker)
    found = packs.history(asyncio.run(packs.said(settings)))
    rows = [
        {
            "persona": persona, "since": rfc3339(one.effective_at, "seconds"), "status": one.status, "released": one.released,
            "version": one.version, "author": one.author, "reason": one.reason, "evidence": _read(one.evidence),
        }
        for (of, persona), told in sorted(found.items()) if of == pack and (not personas or persona in personas)
        for one in told
    ]  # fmt: skip
    if not rows:
        raise LeadsieveError(f"nothing was said of {printable(pack)}: `leadsieve pack promote` says it")
    if terminal.as_json:
        for row in rows:
            terminal.record(row)
        return
    terminal.table("", COLUMNS, [_shown(row) for row in rows])


def _shown(row: dict[str, Any]) -> list[str]:
    """Return the cells of a row as people read them."""
    status = f"{row['status']}, brake released" if row["released"] else row["status"]
    told = row | {"status": status, "evidence": _short(row["evidence"])}
    return [told[name] if name == "evidence" else printable(str(told[name])) for name in COLUMNS]


def _read(evidence: str | None) -> Any:  # noqa: ANN401  whatever somebody has written
    try:
        return None if evidence is None else json.loads(evidence)
    except (ValueError, RecursionError):
        return evidence


def _short(evidence: Any) -> str:  # noqa: ANN401  as above
    """Return the evidence in a line for each file: what it is, and the two figures that matter most."""
    if not isinstance(evidence, list):
        return printable(str(evidence)) if evidence else "-"
    return "\n".join(_line(one) for one in evidence if isinstance(one, dict))


def _line(one: dict[str, Any]) -> str:
    told = one.get("persona") or {}
    precision = told.get("precision")
    precision = precision.get("value") if isinstance(precision, dict) else precision
    lost = told.get("good_lost_share", told.get("good_lost"))
    lost = lost.get("value") if isinstance(lost, dict) else lost
    said = [f"{printable(str(one.get('file')))} {str(one.get('sha256'))[:12]}"]
    said += [f"precision {precision:.0%}"] if isinstance(precision, (int, float)) else []
    said += [f"buyers lost {lost:.1%}"] if isinstance(lost, (int, float)) else []
    return ", ".join(said)
