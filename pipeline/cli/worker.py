"""`leadsieve worker`: judge events as they come."""

import asyncio
from pathlib import Path

import click

from pipeline.cli.accounts import open_tables
from pipeline.cli.pack_publish import publish_folder
from pipeline.cli.packs import read_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import open_upstream
from pipeline.contracts.model import Standing
from pipeline.enrichment.tables import Tables
from pipeline.errors import LeadsieveError
from pipeline.observe import logs
from pipeline.runtime import app as runtime_app
from pipeline.runtime import genesis, packs, topics
from pipeline.settings import Settings, from_environment


@output_options
@click.command
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Publish this pack first, if it is not the newest.",
)
@click.option("--live", is_flag=True, help="With --pack: every persona live, not in shadow.")
@click.option("--create-topics", is_flag=True, help="Create the topics that are missing.")
@click.option("--check", is_flag=True, help="Check broker, topics and pack, then stop.")
@click.option("--app-id", help="One id is one body of state.  [LEADSIEVE_APP_ID]")
@click.option("--web-port", type=int, help="Of /metrics and /health.  [LEADSIEVE_WEB_PORT]")
@click.option("--log-level", default="INFO", show_default=True)
@click.pass_obj
def worker(  # noqa: PLR0913  one argument an option
    terminal: Terminal,
    folder: Path | None,
    app_id: str | None,
    web_port: int | None,
    log_level: str,
    *,
    live: bool,
    create_topics: bool,
    check: bool,
) -> None:
    """Judge events as they come, exactly once, until told to stop.

    \b
    Examples:
      leadsieve worker --broker 127.0.0.1:9092 --pack rules/b2b-software
      leadsieve worker --check
    """  # noqa: D301  click\'s mark for a block to be left as it is
    logs.configure(log_level)
    settings = from_environment(broker=terminal.broker, app_id=app_id, web_port=web_port)
    open_upstream(settings)  # what is wrong with the mapping file is said before anything is begun
    tables = open_tables(settings)  # and with the account list
    asyncio.run(_prepare(terminal, settings, folder, live=live, create=create_topics))
    if check:
        terminal.result("broker, topics and pack are well")
        return
    run(settings, tables, log_level)


async def _prepare(terminal: Terminal, settings: Settings, folder: Path | None, *, live: bool, create: bool) -> None:
    if create:
        await topics.create(settings)
        await genesis.begin(settings)
    problems = [problem for problem in await topics.check(settings) if problem.severity == "error"]
    if problems:
        raise LeadsieveError(
            "topics are not as they must be; `leadsieve topics` says more\n" + "\n".join(map(str, problems))
        )
    if folder is not None:
        sha256 = await publish_pack(settings, folder, live=live)
        terminal.note(f"pack {folder.name} {sha256[:12]} published")


async def publish_pack(settings: Settings, folder: Path, *, live: bool) -> str:
    """Publish a pack unless it is the newest, its personas live if so asked; return its sha256."""
    pack = read_pack(folder)
    standings: dict[str, Standing] = {persona.id: "live" for persona in pack.personas} if live else {}
    reason = "asked for on the command line"
    return (await publish_folder(settings, folder, standings, author="leadsieve", reason=reason)).sha256


def run(settings: Settings, tables: Tables, log_level: str) -> None:
    """Run the worker until a signal ends it."""
    library, upstream = packs.PackLibrary(settings), open_upstream(settings)
    runtime_app.run(runtime_app.build(settings, tables, library, upstream=upstream), log_level)
