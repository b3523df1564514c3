"""`leadsieve pack shadow` and `leadsieve pack promote`: what is tried beside, and what judges from here on."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from pipeline.cli.evidence_files import EVIDENCE, attach
from pipeline.cli.pack_checks import refuse_unfit
from pipeline.cli.pack_publish import publish_folder
from pipeline.cli.packs import read_pack
from pipeline.cli.rejudging import WAIT, wait_rejudged
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.model import Role, Standing
from pipeline.errors import LeadsieveError
from pipeline.runtime import packs
from pipeline.runtime.admin import count_brokers_now
from pipeline.settings import Settings, from_environment

FOLDER = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
PERSONAS = click.argument("personas", nargs=-1, metavar="[PERSONA]...")
AUTHOR = click.option("--author", required=True, help="Who says so.")
REASON = click.option("--reason", required=True, help="Why.")


class Word(NamedTuple):
    """Who says so, why, and on what."""

    author: str
    reason: str
    evidence: tuple[Path, ...]


@output_options
@click.command("shadow")
@FOLDER
@PERSONAS
@click.option("--withdraw", is_flag=True, help="No pack is tried any more.")
@AUTHOR
@REASON
@EVIDENCE
@WAIT
@click.pass_obj
def shadow_command(  # noqa: PLR0913  one argument an option
    terminal: Terminal,
    folder: Path,
    personas: tuple[str, ...],
    *,
    author: str,
    reason: str,
    evidence: tuple[Path, ...],
    withdraw: bool,
    wait: bool,
) -> None:
    """Try a pack beside the one that judges, or put personas of the one that judges into shadow; both decide nothing.

    `leadsieve list --differences` says of whom the tried pack says otherwise. Another live pack ends the trial.
    A pack that lint or its tests find an error in is not tried; personas go into shadow whatever lint says.

    \b
    Examples:
      leadsieve pack shadow rules/b2b-software --author ann --reason "new titles"
      leadsieve pack shadow rules/b2b-software student --author ann --reason "too many mistakes"
      leadsieve pack shadow rules/b2b-software --withdraw --author ann --reason "seen enough"
    """  # noqa: D301  click reads the sign itself
    if withdraw and personas:
        raise click.UsageError("--withdraw is of the tried pack: name no personas")
    role: Role = "withdrawn" if withdraw else "live" if personas else "candidate"
    _publish(terminal, folder, {"shadow": personas}, Word(author, reason, evidence), role, wait=wait)


@output_options
@click.command("promote")
@FOLDER
@PERSONAS
@AUTHOR
@REASON
@EVIDENCE
@WAIT
@click.pass_obj
def promote_command(  # noqa: PLR0913  one argument an option
    terminal: Terminal,
    folder: Path,
    personas: tuple[str, ...],
    *,
    author: str,
    reason: str,
    evidence: tuple[Path, ...],
    wait: bool,
) -> None:
    """Let a pack judge from here on, and personas of it exclude for real: unless lint or a test finds an error in it.

    What --evidence says of a persona (a backtest's JSON, discovery.json) stays with its standing: `leadsieve pack history`.

    \b
    Examples:
      leadsieve pack promote rules/b2b-software --author ann --reason "tried for two weeks"
      leadsieve pack promote rules/b2b-software student --author ann --reason "30 cases reviewed" --evidence may.json
    """  # noqa: D301  click reads the sign itself
    word = Word(author, reason, evidence)
    _publish(terminal, folder, {"live": personas}, word, "live", wait=wait)


def _publish(
    terminal: Terminal,
    folder: Path,
    named: dict[Standing, tuple[str, ...]],
    word: Word,
    role: Role,
    *,
    wait: bool,
) -> None:
    settings: Settings = from_environment(broker=terminal.needed_broker())
    if role == "candidate" or "live" in named:
        # To take something back never waits for a pack to be put right.
        refuse_unfit(terminal, folder)
    pack = read_pack(folder)
    standings = {persona: standing for standing, names in named.items() for persona in names}
    _refuse_unknown(pack.id, [persona.id for persona in pack.personas], list(standings))
    count_brokers_now(settings.broker)
    if "shadow" in named and standings:
        asyncio.run(_refuse_another(settings, pack.sha256))
    attached = attach(word.evidence, standings)
    published = asyncio.run(
        publish_folder(settings, folder, standings, word.author, word.reason, role, evidence=attached)
    )
    terminal.note(f"pack {folder.name} {published.sha256[:12]}: {'said' if published.origin else 'stood so already'}")
    if wait:
        wait_rejudged(terminal, settings, published.origin)
    if terminal.as_json:
        terminal.record(
            {"pack": pack.id, "sha256": published.sha256, "role": role, "standings": standings, "evidence": attached}
        )


async def _refuse_another(settings: Settings, sha256: str) -> None:
    """Raise `LeadsieveError` unless this is the pack that judges: to put a persona into shadow must not change packs."""
    live = [record.sha256 for record in await packs.published(settings) if record.role == "live"]
    if not live or live[-1] != sha256:
        raise LeadsieveError(
            "the folder does not hold the pack that judges: say that one's, or `leadsieve pack promote` this one first"
        )


def _refuse_unknown(pack: str, known: Sequence[str], named: Sequence[str]) -> None:
    for persona in named:
        if persona not in known:
            raise click.UsageError(f"{pack} has no persona {persona!r}; it has {', '.join(known)}")
