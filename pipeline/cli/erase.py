"""`leadsieve erase`: forget a person, everywhere, and prove it."""

import asyncio
from collections.abc import Iterable
from typing import Any

import click

from pipeline.cli.persons import Asking, asking, name_options, tell
from pipeline.cli.terminal import Terminal, output_options
from pipeline.runtime.erasure_proof import Before, Line, await_erasure, look, proof
from pipeline.state.time import millis_of, moment_at, rfc3339

PATIENCE = 60.0
COLUMNS = ("place", "what", "state", "gone by")


@name_options
@output_options
@click.command
@click.option("--wait/--no-wait", default=True, help="Wait until it is done, and print the proof.")
@click.option("--patience", default=PATIENCE, show_default=True, help="Seconds to wait, at most.")
@click.option("--author", help="Who enters it: stands in the request.")
@click.pass_obj
def erase(terminal: Terminal, /, *, wait: bool, patience: float, author: str | None, **names: Any) -> None:  # noqa: ANN401  as `lead_ids` takes them
    """Forget one person: all that was said and done up to now, whenever it comes in. Say every name you know of them.

    LEAD is Leadsieve's id (32 hex digits), an email address, or the user id that upstream sends. What they do from now on
    is a new beginning. The proof holds no personal data: the lead's keyed hash, each place, and by when what stood there
    is off the disk.

    \b
    Examples:
      leadsieve erase c.lambrex@orvalis.example
      leadsieve erase --email c.lambrex@orvalis.example --user-id user-4711 --phone +33612345678 --json > proof.ndjson
      leadsieve erase user-4711 --no-wait
    """  # noqa: D301  click's mark for a block to be left as it is
    asked = asking(terminal, "erase", names, author=author)
    ids = [request.lead_id or "" for request in asked.requests]
    before = asyncio.run(_look(asked, ids)) if wait else []
    asked.publish()
    if not wait:
        tell(terminal, asked)
        return
    terminal.note("published; waiting until every place has answered")
    until = millis_of(asked.requests[0].occurred_at)
    lines = asyncio.run(_prove(asked, before, until, patience))
    _print(terminal, asked, lines)


async def _look(asked: Asking, ids: Iterable[str]) -> list[Before]:
    return [await look(asked.settings, lead_id) for lead_id in ids]


async def _prove(asked: Asking, before: list[Before], until: int, patience: float) -> list[Line]:
    done_at = await await_erasure(asked.settings, before, until, patience)
    return await proof(asked.settings, done_at)


def _print(terminal: Terminal, asked: Asking, lines: list[Line]) -> None:
    rows = [(line.place, line.what, line.state, _written(line)) for line in lines]
    until = rfc3339(asked.requests[0].occurred_at, "milliseconds")
    if terminal.as_json:
        for request in asked.requests:
            terminal.record({"lead_id": request.lead_id, "request_id": request.request_id, "erased_up_to": until})
    else:
        for request in asked.requests:
            terminal.result(f"lead {request.lead_id}: all up to {until} is erased (request {request.request_id})")
    terminal.table("", COLUMNS, rows)


def _written(line: Line) -> str:
    return "no end is set" if line.gone_by is None else rfc3339(moment_at(line.gone_by), "seconds")
