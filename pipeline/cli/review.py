"""`leadsieve review`: sales says of one decision whether it was right."""

from datetime import UTC, datetime
from uuid import uuid4

import click

from pipeline.cli.lead_names import members_of
from pipeline.cli.said import say
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.hot import of
from pipeline.contracts.review import Review, ReviewVerdict
from pipeline.intake.review import read_review

TOPIC = "lead-reviews"
_REVIEW = of(Review)


@output_options
@click.command
@click.argument("lead", metavar="LEAD")
@click.argument("decision_id", metavar="DECISION")
@click.option("--verdict", type=click.Choice(("right", "wrong", "unsure")), required=True, help="What you found.")
@click.option("--author", required=True, help="Who says so.")
@click.option("--note", help="What made you think so.")
@click.pass_obj
def review(
    terminal: Terminal, lead: str, decision_id: str, verdict: ReviewVerdict, author: str, note: str | None
) -> None:
    """Say of one decision whether it was right: so that a persona's mistakes can be told.

    LEAD is Leadsieve's id (32 hex digits), an email address, or the user id that upstream sends; DECISION is the
    decision's `decision_id`. The lead's status stays as it is: `leadsieve override` changes that.

    \b
    Example:
      leadsieve review c.lambrex@orvalis.example 0fd2a3b4c5d6e7f8091a2b3c4d5e6f70 --verdict wrong --author ann
    """  # noqa: D301  click's mark for a block to be left as it is
    told = _REVIEW(
        review_id=uuid4().hex,
        occurred_at=datetime.now(UTC),
        decision_id=decision_id,
        verdict=verdict,
        author=author,
        note=note,
        **members_of(lead),
    )
    settings = say(terminal, TOPIC, told, read_review, f"review of {decision_id}")
    terminal.note(f"published to {settings.topic(TOPIC)}")
    if terminal.as_json:
        terminal.record({"review_id": told.review_id, "decision_id": decision_id, "verdict": verdict})
