"""`leadsieve explain`: the life of one lead: what was seen, what was judged, what changed it, what would change it."""

import asyncio
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.markup import escape

from pipeline.cli.benches import new_replay
from pipeline.cli.dead_letter_view import printable
from pipeline.cli.lead_names import members_of
from pipeline.cli.packs import read_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import open_upstream
from pipeline.contracts.hot import of
from pipeline.contracts.review import Review
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.email import normalise
from pipeline.errors import LeadsieveError
from pipeline.history import plan
from pipeline.history.explain.life import Life, decisions_in, watch
from pipeline.history.explain.story import Ending, Step, Titles, end, tell
from pipeline.history.explain.words import Said
from pipeline.personas.vocabulary import LANGUAGES
from pipeline.runtime import lead_records
from pipeline.runtime.packs import PackLibrary
from pipeline.settings import Settings, from_environment, moment_ms
from pipeline.stages.identity import lead_named_by
from pipeline.state.time import moment_at

PACK: Final = click.Path(exists=True, file_okay=False, path_type=Path)
TEXTS: Final = {
    "en": {"now": "As it stands:", "change": "What would change it:", "pack": "judged by", "lead": "Lead"},
    "fr": {"now": "À ce jour :", "change": "Ce qui changerait la décision :", "pack": "jugé par", "lead": "Lead"},
}
COLORS: Final = {"qualified": "green", "excluded": "red", "nurture": "yellow", "open": "cyan"}
_NAMING = of(Review)  # whatever names a lead does


@output_options
@click.command
@click.argument("lead_and_files", nargs=-1, metavar="[LEAD] [FILE]...")
@click.option("--email", help="The lead by address, instead of LEAD.")
@click.option("--user-id", help="The lead by the id that upstream sends, instead of LEAD.")
@click.option("--pack", "folder", type=PACK, help="With FILEs: the pack that judges, every persona live.")
@click.option("--until", metavar="MOMENT", help="With FILEs: let time go on to there, as 2026-11-20T00:00:00Z.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the story.")
@click.pass_obj
def explain(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    lead_and_files: tuple[str, ...],
    *,
    email: str | None,
    user_id: str | None,
    folder: Path | None,
    until: str | None,
    lang: str,
) -> None:
    """Tell the life of a lead: what was seen, what was judged and by which pack, what changed it, what would change it.

    LEAD is Leadsieve's id (32 hex digits), an email address, or the user id that upstream sends. With event FILEs they
    are judged as `decide` does; without, the broker is asked for what it still holds of the lead, four weeks as we make
    the topics. The story holds personal data.

    \b
    Examples:
      leadsieve explain c.lambrex@orvalis.example --broker 127.0.0.1:9092
      leadsieve explain --email c.lambrex@orvalis.example --pack rules/b2b-software events.ndjson --lang fr
      leadsieve explain 5c1f0b7e9a3d42c68f10e7ab34cd9021 --json
    """  # noqa: D301  click's mark for a block to be left as it is
    named, files = _lead(lead_and_files, email, user_id)
    settings = from_environment(broker=terminal.broker)
    lead_id = _lead_id(named, settings)
    if files:
        life, titles = _from_files(terminal, settings, lead_id, named, _events(files, folder, until))
    elif folder is not None or until is not None:
        raise click.UsageError("--pack and --until go with event FILEs")
    else:
        terminal.needed_broker()
        life, titles = asyncio.run(_from_broker(settings, lead_id, named))
    if not life.heard and not life.decisions:
        raise LeadsieveError(f"{printable(_name(named))}: nothing is known of this lead (id {lead_id}) {_where(files)}")
    _show(terminal, life, tell(life, titles), end(life, titles), lang)


def _lead(given: tuple[str, ...], email: str | None, user_id: str | None) -> tuple[dict[str, str], list[Path]]:
    """Return what names the lead, and the files; raises `click.UsageError` unless it is named once."""
    if email is not None and user_id is not None:
        raise click.UsageError("say --email or --user-id")
    if email is not None:
        return {"email": email}, [Path(one) for one in given]
    if user_id is not None:
        return {"user_id": user_id}, [Path(one) for one in given]
    if not given:
        raise click.UsageError("say which LEAD: an id, an address or a user id; or --email, or --user-id")
    return members_of(given[0]), [Path(one) for one in given[1:]]


def _lead_id(named: dict[str, str], settings: Settings) -> str:
    members = {name: value for name, value in named.items() if value}
    told = _NAMING(
        review_id="-", occurred_at=moment_at(0), decision_id="-", verdict="unsure", author="-", **members
    )  # fmt: skip
    lead_id = lead_named_by(told, settings.identity_key.encode())
    if lead_id is None:
        raise click.UsageError(f"{printable(_name(named))!r} names nobody: say an id, an address or a user id")
    return lead_id


def _events(files: list[Path], folder: Path | None, until: str | None) -> tuple[list[Path], CompiledPack, int | None]:
    if folder is None:
        raise click.UsageError("say which pack judges the files: --pack DIR")
    return files, read_pack(folder), moment_ms("--until", until) if until else None


def _from_files(
    terminal: Terminal,
    settings: Settings,
    lead_id: str,
    named: dict[str, str],
    events: tuple[list[Path], CompiledPack, int | None],
) -> tuple[Life, Titles]:
    """Return the life that files tell of; who is known under a stronger name is found by their contact."""
    files, pack, until = events
    terminal.note(f"judging by {pack.id} {pack.version}, in the order of time …")
    life, other = _replay(settings, lead_id, named, events)
    if not life.heard and other is not None:
        terminal.note(f"known under a stronger name, as {other}")
        life, _ = _replay(settings, other, named, (files, pack, until))
    return life, _titles([pack])


def _replay(
    settings: Settings, lead_id: str, named: dict[str, str], events: tuple[list[Path], CompiledPack, int | None]
) -> tuple[Life, str | None]:
    """Return the life of a lead, and of whom else the contact is that names them, if of anybody."""
    files, pack, until = events
    flow = new_replay(settings, pack)
    life, other = watch(flow, lead_id), None
    judged = chain.from_iterable(map(flow.run_chunk, plan.chunks(files, upstream=open_upstream(settings))))
    for sends in (judged, flow.tick(until)):
        for send in sends:
            if life.heard or send.value is None or send.topic != "lead-decisions":
                continue
            for decision in decisions_in([(send.topic, send.key, send.value)]):
                other = decision.lead_id if _is_theirs(decision.contact, named) else other
    return life, other


def _is_theirs(contact: object, named: dict[str, str]) -> bool:
    email = named.get("email")
    wanted = {"email": normalise(email) if email else None, "user_id": named.get("user_id")}
    return any(value is not None and getattr(contact, name) == value for name, value in wanted.items())


async def _from_broker(settings: Settings, lead_id: str, named: dict[str, str]) -> tuple[Life, Titles]:
    """Return the life that the broker holds: what was published, not what would be judged today."""
    life = Life(lead_id)
    told = [record async for record in lead_records.of_lead(settings, lead_id)]
    if not told:
        found = (one async for one in lead_records.decided(settings))
        life.lead_id = next((one.lead_id for one in [decision async for decision in found] if _is_theirs(one.contact, named)), lead_id)  # fmt: skip
        told = [record async for record in lead_records.of_lead(settings, life.lead_id)]
    life.hear(record for record in told if record.topic == "lead-log")
    life.say(decisions_in((record.topic, record.key, record.value) for record in told))
    library = PackLibrary(settings)
    await library.fetch_all()
    return life, _titles(library.packs.values())


def _titles(packs: Iterable[CompiledPack]) -> Titles:
    return {persona.id: persona.titles for pack in packs for persona in pack.personas}


def _show(terminal: Terminal, life: Life, steps: list[Step], ending: Ending | None, lang: str) -> None:
    if terminal.as_json:
        terminal.record({"lead_id": life.lead_id, "steps": [_plain(step) for step in steps], "now": _plain(ending)})
        return
    say = TEXTS[lang]
    terminal.out.print(f"[bold]{say['lead']} {life.lead_id}[/bold]")
    for step in steps:
        color = COLORS.get(step.status or "", "")
        opening, closing = (f"[{color}]", f"[/{color}]") if color else ("", "")
        terminal.out.print(f"{step.at[:16].replace('T', ' ')}  {opening}{_safe(getattr(step, lang))}{closing}")
        for detail in step.details:
            terminal.out.print(f"                    {_safe(getattr(detail, lang))}")
        if step.pack is not None:
            terminal.out.print(f"                    [dim]{say['pack']} {_safe(step.pack)} · {step.decision_id}[/dim]")
    if ending is not None:
        terminal.out.print(f"[bold]{say['now']}[/bold] {_safe(getattr(ending.sentence, lang))}")
        if ending.would_change:
            terminal.out.print(f"[bold]{say['change']}[/bold]")
        for line in ending.would_change:
            terminal.out.print(f"  · {_safe(getattr(line, lang))}")


def _plain(found: Step | Ending | None) -> object:
    """Return what JSON holds: texts of both languages as `{"fr": …, "en": …}`."""
    if found is None:
        return None
    members = found._asdict() if isinstance(found, Ending) else msgspec.structs.asdict(found)
    return {name: _texts(value) for name, value in members.items()}


def _texts(value: object) -> object:
    if isinstance(value, Said):
        return value._asdict()
    return [_texts(part) for part in value] if isinstance(value, list) else value


def _safe(text: str) -> str:
    """Return what upstream wrote so that it is neither markup nor steers a terminal."""
    return escape(printable(text))


def _name(named: dict[str, str]) -> str:
    return next(iter(named.values()), "")


def _where(files: list[Path]) -> str:
    if files:
        return "in these files"
    return "here: the broker holds four weeks; name event FILEs and --pack DIR to look further back"
