"""`leadsieve pack publish`: a pack and its personas' standings go to the topic that every worker follows."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.evidence_files import EVIDENCE, attach
from pipeline.cli.pack_checks import refuse_unfit
from pipeline.cli.packs import read_files, read_pack
from pipeline.cli.rejudging import WAIT, wait_rejudged
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.model import Role, Standing
from pipeline.engine.compile import CompiledPack
from pipeline.runtime import packs
from pipeline.runtime.admin import count_brokers_now
from pipeline.runtime.packs import Published
from pipeline.settings import Settings, from_environment

ALL = "all"


@output_options
@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--live", multiple=True, metavar="PERSONA", help="Exclude for real; `all` for every persona.")
@click.option("--shadow", multiple=True, metavar="PERSONA", help="Only say what it would do; `all` for every persona.")
@click.option("--retire", multiple=True, metavar="PERSONA", help="Judge no more by it.")
@click.option("--author", required=True, help="Who says so.")
@click.option("--reason", required=True, help="Why.")
@EVIDENCE
@WAIT
@click.pass_obj
def publish_pack_command(  # noqa: PLR0913, PLR0917  one argument an option
    terminal: Terminal,
    folder: Path,
    live: tuple[str, ...],
    shadow: tuple[str, ...],
    retire: tuple[str, ...],
    author: str,
    reason: str,
    evidence: tuple[Path, ...],
    *,
    wait: bool,
) -> None:
    """Publish a pack, unless it is the newest already, and make personas live, shadow or retired.

    A pack that `leadsieve pack lint` or `leadsieve pack test` finds an error in is not published. Leads that are
    known are judged again, which `--wait` waits for; `leadsieve list --moved` says who moved. An excluding persona
    that nobody made live stays in shadow.

    \b
    Example:
      leadsieve pack publish rules/b2b-software --live student --author ann --reason "30 cases reviewed"
    """  # noqa: D301  click reads the sign itself
    settings = from_environment(broker=terminal.needed_broker())
    refuse_unfit(terminal, folder)
    standings = _standings(read_pack(folder), {"live": live, "shadow": shadow, "retired": retire})
    attached = attach(evidence, standings)
    count_brokers_now(settings.broker)
    said = asyncio.run(publish_folder(settings, folder, standings, author, reason, evidence=attached))
    terminal.note(f"pack {folder.name} {said.sha256[:12]}, {len(standings)} standings published")
    if wait:
        wait_rejudged(terminal, settings, said.origin)
    if terminal.as_json:
        terminal.record({"pack": folder.name, "sha256": said.sha256, "standings": standings})


async def publish_folder(  # noqa: PLR0913  what is said, who says so, why, and on what
    settings: Settings,
    folder: Path,
    standings: Mapping[str, Standing],
    author: str,
    reason: str,
    role: Role = "live",
    *,
    evidence: Mapping[str, str] = packs.NO_EVIDENCE,
) -> Published:
    """Publish the pack of a folder, without its tests; `evidence` by persona, and under "" of the pack as a whole."""
    files = {name: text for name, text in read_files(folder).items() if not name.endswith(".test.yaml")}
    return await packs.publish(settings, files, standings, author, reason, role, evidence=evidence)


def _standings(pack: CompiledPack, named: Mapping[Standing, tuple[str, ...]]) -> dict[str, Standing]:
    """Return persona -> standing; raises `click.UsageError` on a persona the pack does not have, or named twice."""
    personas = [persona.id for persona in pack.personas]
    found: dict[str, Standing] = {}
    for standing, names in named.items():
        for persona in personas if ALL in names else names:
            if persona not in personas:
                raise click.UsageError(f"{pack.id} has no persona {persona!r}; it has {', '.join(personas)}")
            if persona in found:
                raise click.UsageError(f"{persona} cannot be both {found[persona]} and {standing}")
            found[persona] = standing
    return found
