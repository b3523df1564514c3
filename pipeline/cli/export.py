"""`leadsieve export`: all that is held on one person, as one JSON file they can read."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pipeline.cli.persons import lead_ids, name_options
from pipeline.cli.terminal import Terminal, output_options
from pipeline.runtime.person import devices_of, read_decisions, read_held, read_lead
from pipeline.runtime.person_file import described
from pipeline.settings import Settings, from_environment
from pipeline.state.time import rfc3339


@name_options
@output_options
@click.command
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there, for you alone to read.")
@click.pass_obj
def export(terminal: Terminal, /, *, out: Path | None, **names: Any) -> None:  # noqa: ANN401  as `lead_ids` takes them
    """Print all that is held on one person: facts with source and moment, acts, devices, decisions, what others said.

    LEAD is Leadsieve's id (32 hex digits), an email address, or the user id that upstream sends. Say every name you know of
    them: each is looked up. What source topics, logs and dead letters still hold for some days is not in it.

    \b
    Examples:
      leadsieve export c.lambrex@orvalis.example --out lambrex.json
      leadsieve export --user-id user-4711 --email c.lambrex@orvalis.example
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment(broker=terminal.needed_broker())
    ids = lead_ids(settings, **names)
    found = asyncio.run(_read(settings, ids))
    whole = {"exported_at": rfc3339(datetime.now(UTC), "seconds"), "leads": found}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    if out is None:
        click.echo(text)
        return
    out.touch(mode=0o600)
    out.write_text(text + "\n", encoding="utf-8")
    terminal.note(f"{out}: {sum(lead['held'] for lead in found)} of {len(found)} name(s) are known")


async def _read(settings: Settings, ids: list[str]) -> list[dict[str, Any]]:
    found = []
    for lead_id in ids:
        lead = await read_lead(settings, lead_id)
        held = await read_held(settings, lead_id, "" if lead is None else lead.part[0], devices_of(lead))
        held.decisions = await read_decisions(settings, lead_id)
        found.append(described(held))
    return found
