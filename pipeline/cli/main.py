"""The command `leadsieve`: finds the command, hands it a terminal, and turns known errors into one clear line."""

import builtins
import importlib
import sys
from collections.abc import Mapping
from keyword import iskeyword

import click

from pipeline.cli.terminal import Terminal
from pipeline.errors import LeadsieveError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "everything on this machine: broker, worker, traffic, live view"),
    "worker": ("worker", "judge events as they come"),
    "try": ("try_contacts", "whom would you exclude of a CRM's export, and why; no broker, nothing leaves the machine"),
    "decide": ("decide", "judge event files, without a broker"),
    "backtest": ("backtest", "hold a pack's decisions against what became of the leads"),
    "explain": ("explain", "the life of a lead: what was seen, judged and changed, and what would change it"),
    "report": ("report", "the week for marketing: who was excluded, what a qualified lead costs, what to do"),
    "discover": ("discover", "find negative personas in what became of the leads"),
    "simulate": ("simulate", "made-up traffic with its truth, as files: personas, noise, drift, surges, disorder"),
    "truth": ("truth", "hold a pack's decisions on made-up traffic against who the people are: precision and recall"),
    "publish": ("publish", "files into Kafka"),
    "import": ("import_contacts", "a CRM's export into Kafka"),
    "list": ("list_leads", "the leads that match a persona, who moved, what a candidate pack would change"),
    "account": ("account", "the buying committee of a company, as far as it was seen"),
    "topics": ("topics", "create and check our topics"),
    "override": ("override", "a person takes a lead back, or out, and takes that back"),
    "review": ("review", "sales says of a decision whether it was right"),
    "measures": ("measures", "how often personas were wrong, and how sure that is"),
    "erase": ("erase", "forget one person, everywhere, and prove it"),
    "export": ("export", "all that is held on one person, as one file"),
    "object": ("object_", "one person is never judged again"),
    "rectify": ("rectify", "set facts right that are wrong of a person"),
    "dead-letters": ("dead_letters", "list, show and replay what could not be read or judged"),
    "broker": ("broker", "a real Apache Kafka on this machine, for development"),
    "pack": ("pack", "check, test, show, compare and begin persona packs"),
    "facts": ("facts", "what enrichment makes of each event"),
    "forms": ("forms", "which answer of which form is which fact: check the mapping file"),
    "schemas": ("schemas", "the JSON Schemas of everything on the wire, and of a pack's files"),
}
"""Command -> its module in pipeline.cli and what it is for. The module has a click command of the same name, with `_` for
`-`, and with `_` behind it where it is a word or a name of Python's own."""


class LazyGroup(click.Group):
    """Imports a command only when it is called, so that `leadsieve --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the README, not of the alphabet."""
        return [*COMMANDS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported; None where there is no such one."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"pipeline.cli.{COMMANDS[cmd_name][0]}")
        name = cmd_name.replace("-", "_")
        name += "_" * (iskeyword(name) or hasattr(builtins, name))
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leadsieve")
@click.option("--broker", envvar="LEADSIEVE_BROKER", metavar="HOST:PORT", help="The Apache Kafka to use.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines, for machines.")
@click.option("--quiet", is_flag=True, help="Print results and errors only.")
@click.pass_context
def leadsieve(ctx: click.Context, broker: str | None, *, as_json: bool, quiet: bool) -> None:
    """Judge B2B leads against negative personas while their events flow through Apache Kafka.

    \b
    Examples:
      leadsieve demo --once
      leadsieve decide --pack rules/b2b-software events.ndjson
      leadsieve pack lint rules/b2b-software
    """  # noqa: D301  click\'s mark for a block to be left as it is
    ctx.obj = Terminal(broker=broker, as_json=as_json, quiet=quiet)


def main() -> None:
    """Run the command line; a known error, or a file that cannot be read or written, is one line on standard error and exit code 2."""
    try:
        leadsieve(prog_name="leadsieve")
    except LeadsieveError as error:
        click.echo(f"leadsieve: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise  # no file of anybody's: a bug, or a connection
        click.echo(f"leadsieve: {error.filename}: {error.strerror}", err=True)
        sys.exit(2)
