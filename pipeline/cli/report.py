"""`leadsieve report`: the week for marketing: as a page, as the text of a mail, as figures."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from pipeline.cli.packs import parsed_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import LeadsieveError
from pipeline.history import readers
from pipeline.history.backtest.measures import money_of
from pipeline.history.figures import Measure
from pipeline.history.pages.render import LANGUAGES, Language
from pipeline.history.weekly.mail import mail
from pipeline.history.weekly.measures import measure, moments, write
from pipeline.history.weekly.page import Due, Told, last_day, page
from pipeline.history.weekly.week import Week, last_full_week, week_named
from pipeline.personas.model import Pack
from pipeline.personas.parse import parse_pack
from pipeline.runtime import lead_records, packs
from pipeline.settings import Settings, from_environment

SUFFIX: Final = ".decisions.ndjson"
SOON: Final = timedelta(days=30)
"""A persona is due for review so long before its date."""
OUT: Final = click.Path(dir_okay=False, path_type=Path)


@output_options
@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--week", is_flag=True, help="Of a week: the only span there is, so it need not be said.")
@click.option("--of", "name", metavar="WEEK", help="Which, as 2026-W46; else the last full one.")
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Titles, and personas due for review; else, with a broker, the pack that judges there.",
)
@click.option("--html", type=OUT, help="The page; the decisions its figures come of go beside it.")
@click.option("--mail", "mail_file", type=OUT, help="The text of the mail; else it is printed.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the mail; the page has both."
)
@click.pass_obj
def report(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    files: tuple[Path, ...],
    *,
    week: bool,
    name: str | None,
    folder: Path | None,
    html: Path | None,
    mail_file: Path | None,
    lang: Language,
) -> None:
    """Say what the week brought: whom personas excluded and of which campaign, what a qualified lead costs, what to do.

    FILES are decisions as `leadsieve decide` prints them; without, the status topics of the broker are read, which hold
    four weeks. A lead counts in the week in which they were first judged, by the last decision of that week. The report
    names ten people; --json does too.

    \b
    Examples:
      leadsieve report --week --broker 127.0.0.1:9092 --html week.html --lang fr
      leadsieve report decisions.ndjson --of 2026-W46 --pack rules/b2b-software --html w46.html --mail w46.txt
      leadsieve report decisions.ndjson --json
    """  # noqa: D301  click's mark for a block to be left as it is
    del week
    settings = from_environment(broker=terminal.broker if files else terminal.needed_broker())
    money = money_of(settings)
    pack = _pack(settings, folder, by_broker=not files)
    with ExitStack() as stack:
        aside = Path(stack.enter_context(TemporaryDirectory()))
        sources = files or (asyncio.run(_fetch(settings, aside / "published")),)
        chosen = _week(name, files)
        path = html.with_name(html.stem + SUFFIX) if html else aside / f"report{SUFFIX}"
        count = write(_decided(sources), chosen, path)
        prelude, measures = measure(path, chosen, money)
    told = _told(chosen, path, pack)
    has_costs = bool(money.costs or money.default_cost)
    if html is not None:
        _write(html, page(measures, prelude, told, lang, has_costs=has_costs))
        terminal.note(f"{html}: the page; {path}: the {count} decisions its figures come of")
    text = mail(measures, told, lang, has_costs=has_costs)
    if mail_file is not None:
        _write(mail_file, text)
    if terminal.as_json:
        terminal.record(_document(chosen, prelude, measures, told))
    elif mail_file is None:
        terminal.result(text.rstrip("\n"))  # of what upstream wrote nothing steers a terminal: the mail leaves it out


def _decided(files: Iterable[Path]) -> Iterator[tuple[datetime, bytes]]:
    """Yield the decisions of files with their moments."""
    for file in files:
        yield from moments(readers.lines(file), str(file))


async def _fetch(settings: Settings, path: Path) -> Path:
    """Write what the status topics hold into a file, a line a record, and return it."""
    with path.open("wb") as stream:
        async for value in lead_records.published(settings):
            stream.write(value + b"\n")
    return path


def _week(name: str | None, files: tuple[Path, ...]) -> Week:
    """Return the week to tell of: the named one, else the last full one: by the clock, of files by what they hold."""
    if name is not None:
        return week_named(name)
    if not files:
        return last_full_week(datetime.now(UTC))
    oldest = newest = None
    for moment, _ in _decided(files):
        oldest, newest = min(oldest or moment, moment), max(newest or moment, moment)
    if oldest is None or newest is None:
        raise LeadsieveError("no decision in the files: `leadsieve decide` prints them")
    ended = last_full_week(newest)
    # Files that end within their first week have no full one: what there is of it is told.
    return ended if oldest < ended.end else Week(ended.end.date())


def _pack(settings: Settings, folder: Path | None, *, by_broker: bool) -> Pack | None:
    """Return the pack to name personas by: of a folder, else the one that judges at the broker, else none."""
    if folder is not None:
        return parsed_pack(folder)
    if not by_broker:
        return None
    live = [record for record in asyncio.run(packs.published(settings)) if record.role == "live"]
    return parse_pack(live[-1].files)[0] if live else None


def _told(week: Week, path: Path, pack: Pack | None) -> Told:
    if pack is None:
        return Told(week, path.name, {}, "", ())
    until = last_day(week) + SOON
    due = sorted(
        (Due(persona.id, persona.owner, persona.review_by) for persona in pack.personas if persona.review_by <= until),
        key=lambda one: (one.review_by, one.persona),
    )
    titles = {persona.id: {"fr": persona.title.fr, "en": persona.title.en} for persona in pack.personas}
    return Told(week, path.name, titles, f"{pack.head.id} {pack.head.version}", due)


def _document(week: Week, prelude: str, measures: list[Measure], told: Told) -> dict[str, object]:
    return {
        "week": week.name,
        "begins": str(week.monday),
        "interval": "Wilson score, 95 %",
        "due": [{"persona": one.persona, "owner": one.owner, "review_by": str(one.review_by)} for one in told.due],
        "prelude": prelude,
        "measures": {one.name: {"sql": one.sql, "rows": one.rows} for one in measures},
    }


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error
