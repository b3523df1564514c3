"""`leadsieve rectify`: set facts right that are wrong of a person."""

from collections.abc import Sequence
from typing import Any

import click

from pipeline.cli.persons import asking, name_options, tell
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.model import Value
from pipeline.enrichment.facts import find
from pipeline.enrichment.outright import can_declare, fits
from pipeline.errors import LeadsieveError


@name_options
@output_options
@click.command
@click.option("--set", "told", multiple=True, required=True, metavar="FACT=VALUE", help="What is true instead.")
@click.option("--author", required=True, help="Who answers for it.")
@click.pass_obj
def rectify(terminal: Terminal, /, *, told: Sequence[str], author: str, **names: Any) -> None:  # noqa: ANN401  as `lead_ids` takes them
    """Set facts of one person right. It counts more than all that was known before, and is answered with a decision.

    What the person declares later counts more again. From a title or a company follows what would follow in a form. Of a
    set, values are given with commas.

    \b
    Examples:
      leadsieve rectify c.lambrex@orvalis.example --set "job.title=IT director" --author ann
      leadsieve rectify --user-id user-4711 --set budget.declared=enough --set timeline.declared=3 --author ann
    """  # noqa: D301  click's mark for a block to be left as it is
    asked = asking(terminal, "rectify", names, author=author, facts=dict(map(_fact, told)))
    asked.publish()
    tell(terminal, asked)


def _fact(told: str) -> tuple[str, Value]:
    """Return a fact and its value; raises `LeadsieveError` where it is none that can be set right, or not to this."""
    name, sign, text = told.partition("=")
    if not sign or not can_declare(name):
        raise LeadsieveError(
            f"--set {name}: FACT=VALUE is needed, with a fact of job, company, budget, need, timeline, intent, "
            "form.answers or geo.country: docs/facts.md lists them; addresses are set right where they come from"
        )
    value = _value(name, text)
    if not fits(name, value):
        spec = find(name)
        choices = f": {', '.join(spec.choices)}" if spec is not None and spec.choices else ""
        raise LeadsieveError(f"--set {name}: it cannot have this value{choices}; see docs/facts.md")
    return name, value


def _value(name: str, text: str) -> Value:
    spec = find(name)
    kind = "text" if spec is None else spec.type
    if kind == "flag":
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.strip().lower(), text)
    if kind == "set":
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind == "number":
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text
