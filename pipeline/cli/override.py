"""`leadsieve override`: a person takes a lead back, or out, and takes that back."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import click

from pipeline.cli.lead_names import members_of
from pipeline.cli.said import say
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.hot import of
from pipeline.contracts.override import Override
from pipeline.intake.override import read_override
from pipeline.settings import moment_ms
from pipeline.state.override import LASTS_MS
from pipeline.state.time import DAY_MS, moment_at

TOPIC = "lead-overrides"
_OVERRIDE = of(Override)
_LEAD = click.argument("lead", metavar="LEAD")
_AUTHOR = click.option("--author", required=True, help="Who says so: stands in the decision.")
_REASON = click.option("--reason", required=True, help="Why: stands in the decision, as the sentence sales reads.")


@click.group()
def override() -> None:
    """Set one lead to qualified or excluded, whatever the personas say; or let the personas decide again.

    LEAD is Leadsieve's id (32 hex digits), an email address, or the user id that upstream sends.

    \b
    Examples:
      leadsieve override set c.lambrex@orvalis.example --status qualified --author ann --reason "Met at the fair"
      leadsieve override revoke c.lambrex@orvalis.example --author ann --reason "Wrong person"
    """  # noqa: D301  click's mark for a block to be left as it is


@output_options
@override.command("set")
@_LEAD
@click.option(
    "--status", type=click.Choice(("qualified", "excluded")), required=True, help="What the lead is from now on."
)
@_AUTHOR
@_REASON
@click.option(
    "--expires",
    metavar="MOMENT",
    help=f"Until then, as 2027-01-31T00:00:00Z; {LASTS_MS // DAY_MS} days where nothing is said.",
)
@click.pass_obj
def set_override(terminal: Terminal, lead: str, status: str, author: str, reason: str, expires: str | None) -> None:
    """Set LEAD to a status. It is answered with a decision that names author and reason.

    \b
    Example:
      leadsieve override set user-4711 --status excluded --author ann --reason "Works for a rival" --expires 2027-06-30T00:00:00Z
    """  # noqa: D301  click's mark for a block to be left as it is
    end = moment_at(moment_ms("--expires", expires)) if expires else None
    _publish(terminal, lead, action="set", status=status, author=author, reason=reason, expires_at=end)


@output_options
@override.command("revoke")
@_LEAD
@_AUTHOR
@_REASON
@click.pass_obj
def revoke_override(terminal: Terminal, lead: str, author: str, reason: str) -> None:
    """Let the personas decide about LEAD again. It is answered with a decision, dated now.

    \b
    Example:
      leadsieve override revoke user-4711 --author ann --reason "Left the rival"
    """  # noqa: D301  click's mark for a block to be left as it is
    _publish(terminal, lead, action="revoke", author=author, reason=reason)


def _publish(terminal: Terminal, lead: str, **members: Any) -> None:  # noqa: ANN401  whatever an override holds
    """Publish the override, unless workers would refuse it; raises `LeadsieveError` with the reason."""
    told = _OVERRIDE(override_id=uuid4().hex, occurred_at=datetime.now(UTC), **members_of(lead), **members)
    settings = say(terminal, TOPIC, told, read_override, f"override of {lead}")
    terminal.note(f"published to {settings.topic(TOPIC)}; the decision follows in {settings.topic('lead-decisions')}")
    if terminal.as_json:
        terminal.record({"override_id": told.override_id, "action": told.action, "status": told.status})
