"""`leadsieve measures`: how often personas were wrong, as far as anybody can know."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.engine.intervals import share
from pipeline.engine.panel import ENOUGH
from pipeline.errors import LeadsieveError
from pipeline.runtime import changelog
from pipeline.runtime.logs import find_partitions
from pipeline.settings import Settings, from_environment
from pipeline.stages.control import CONTROL, MEASURES, Control
from pipeline.stages.working_set import decoder_of
from pipeline.state.measures import LEADS, Measures, total

NOT_YET: Final = "not enough yet"
COLUMNS: Final = (
    "persona",
    "leads excluded",
    "of leads with a form",
    "held out, known",
    "false exclusions",
    "excluded but won",
    "reviewed",
    "wrong",
    "braked",
)


@output_options
@click.command
@click.pass_obj
def measures(terminal: Terminal) -> None:
    """Show, for each persona, whom it excluded, how often it was wrong, and how sure that is.

    False exclusions are estimated from leads that were held out alone: would-be exclusions let through unseen, whose
    outcome is known. Below 30 of them nothing is concluded. Excluded leads that were won all the same stand apart: nobody
    tried to sell to most of the excluded, so their number is a lower bound.

    \b
    Examples:
      leadsieve measures --broker 127.0.0.1:9092
      leadsieve measures --json
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment(broker=terminal.needed_broker())
    measured, braked = asyncio.run(read_measures(settings))
    rows = rows_of(total(measured), braked)
    if terminal.as_json:
        for row in rows:
            terminal.record(row)
        return
    terminal.table("What personas did since the beginning", COLUMNS, [_shown(row) for row in rows])


async def read_measures(settings: Settings) -> tuple[list[Measures], dict[str, str]]:
    """Return what every partition has measured, and who is braked and why, as the changelogs hold it.

    Raises `LeadsieveError` where there is none.
    """
    latest: dict[tuple[str, int], bytes] = {}
    partitions = await find_partitions(settings, ["leads-changelog"])
    if not partitions:
        raise LeadsieveError(
            f"no topic {settings.topic('leads-changelog')} at {settings.broker}: is it the right app id?"
        )
    async for record in changelog.read_to_end(settings.broker, list(partitions)):
        for key in (MEASURES, CONTROL):
            if record.key == key.encode() and record.value is not None:
                latest[key, record.partition] = record.value
    measured = [decoder_of(Measures).decode(value) for (key, _), value in latest.items() if key == MEASURES]
    braked: dict[str, str] = {}
    for (key, _), value in latest.items():
        if key == CONTROL:
            told = decoder_of(Control).decode(value).braked
            braked.update({name.rpartition("/")[2]: why for name, why in told.items()})
    return measured, braked


def rows_of(found: dict[str, dict[str, int]], braked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one row a persona; shares are null where there are too few cases to tell. `braked`: who is, and why."""
    leads = found.get(LEADS, {}).get("excluded", 0)
    rows = [_row(persona, counts, leads) for persona, counts in sorted(found.items()) if persona != LEADS]
    return [{**row, "braked": braked.get(row["persona"])} for row in rows]


def _row(persona: str, counts: dict[str, int], leads: int) -> dict[str, Any]:
    known = counts["held_good"] + counts["held_loser"]
    wrong = share(counts["held_good"], known) if known >= ENOUGH else None
    return {
        "persona": persona,
        "excluded": counts["excluded"],
        "leads_with_form": leads,
        "held_out_known": known,
        "held_out_good": counts["held_good"],
        "false_exclusions": wrong and wrong.value,
        "low": wrong and wrong.low,
        "high": wrong and wrong.high,
        "excluded_but_won": counts["excluded_won"],
        "reviewed": counts["right"] + counts["wrong"],
        "reviewed_wrong": counts["wrong"],
        "reviewed_unsure": counts["unsure"],
    }


def _shown(row: dict[str, Any]) -> tuple[object, ...]:
    wrong = NOT_YET
    if row["false_exclusions"] is not None:
        wrong = f"{row['false_exclusions']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
    return (
        row["persona"],
        row["excluded"],
        row["leads_with_form"],
        row["held_out_known"],
        wrong,
        row["excluded_but_won"],
        row["reviewed"],
        row["reviewed_wrong"],
        row["braked"] or "",
    )
