"""`leadsieve object`: a person is not to be judged any more."""

from typing import Any

import click

from pipeline.cli.persons import asking, name_options, tell
from pipeline.cli.terminal import Terminal, output_options


@name_options
@output_options
@click.command("object")
@click.option("--author", help="Who enters it: stands in the request.")
@click.pass_obj
def object_(terminal: Terminal, /, *, author: str | None, **names: Any) -> None:  # noqa: ANN401  as `lead_ids` takes them
    """Never judge one person again: their decision is taken back, and nothing more of theirs is taken in.

    It holds whatever comes later, an erasure included. Say every name you know of them.

    \b
    Examples:
      leadsieve object c.lambrex@orvalis.example
      leadsieve object --user-id user-4711 --email c.lambrex@orvalis.example
    """  # noqa: D301  click's mark for a block to be left as it is
    asked = asking(terminal, "object", names, author=author)
    asked.publish()
    tell(terminal, asked)
