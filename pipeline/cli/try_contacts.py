"""`leadsieve try`: a CRM's export, judged here and now: who would be excluded, why, and which customers among them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from rich.progress import track

from pipeline.cli.benches import new_replay
from pipeline.cli.contacts import CONTACTS, MAPPING, Export, open_export, show_mapping
from pipeline.cli.packs import read_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError
from pipeline.history.contacts.deals import read_deals
from pipeline.history.contacts.page import page
from pipeline.history.contacts.table import read_table
from pipeline.history.contacts.trial import KEPT, Person, Trial, add_results, blanks, count_personas, excluders, judge
from pipeline.history.pages.render import LANGUAGES, Language
from pipeline.settings import Settings, from_environment
from pipeline.stages.effects import Record

MOST_ROWS: Final = 15
"""People a table on the terminal shows; the page shows all."""
PACK: Final = Path("rules/b2b-software")


@output_options
@click.command("try")
@CONTACTS
@click.option(
    "--deals", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The export of deals: who won."
)
@click.option(
    "--pack", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=PACK, show_default=True,
    help="The personas that judge, every one live.",
)  # fmt: skip
@MAPPING
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="The page.  [CONTACTS.try.html, here]")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Of the terminal, and first on the page.",
)
@click.pass_obj
def try_(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    export: Path,
    *,
    deals: Path | None,
    folder: Path,
    mapping_file: Path | None,
    report: Path | None,
    lang: Language,
) -> None:
    """Judge a HubSpot or Salesforce export of contacts (CSV, French or English): who would be excluded, and why.

    Nothing leaves this machine, no broker is needed, nobody is held out. Columns are guessed from their headings. A
    table is printed and a self-contained page is written, which holds personal data as the export does.

    \b
    Examples:
      leadsieve try contacts.csv
      leadsieve try contacts.csv --deals deals.csv --mapping columns.yaml --lang fr
      leadsieve try contacts.csv --json | jq 'select(.status == "excluded")'
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment()
    pack = read_pack(folder)
    opened = open_export(export, mapping_file)
    show_mapping(terminal, opened, mapping_file)
    trial = _judge(terminal, settings, pack, opened, deals)
    written = report or Path(f"{export.stem}.try.html")
    text = page(trial, opened.table, opened.columns, opened.problems, f"{pack.id} {pack.version}", lang)
    _write(written, text)
    if terminal.as_json:
        _print_json(terminal, trial, opened)
    else:
        _print_tables(terminal, trial, opened, lang)
    terminal.note(f"{written}: the page, with all of them by name")


def _judge(terminal: Terminal, settings: Settings, pack: CompiledPack, opened: Export, deals: Path | None) -> Trial:
    won = read_deals(read_table(deals)) if deals else None

    def watch(records: Iterable[Record]) -> Iterator[Record]:
        hidden = terminal.quiet or not terminal.err.is_terminal
        yield from track(
            records, "judging", total=len(opened.contacts), console=terminal.err, transient=True, disable=hidden
        )

    flow = new_replay(settings, pack, holdout=False)
    trial = judge(flow, opened.contacts, settings.identity_key.encode(), watch)
    trial.titles = {persona.id: persona.titles for persona in pack.personas}
    add_results(trial, won)
    return trial


def _print_tables(terminal: Terminal, trial: Trial, opened: Export, lang: Language) -> None:
    say = TEXTS[lang]
    known = any(person.result for person in trial.people)
    rows = [
        (status, count, sum(person.result == "won" for person in trial.of(status)) if known else "–")  # noqa: RUF001  a dash
        for status in ("excluded", "nurture", "open", "qualified")
        if (count := trial.statuses[status])
    ]
    terminal.table(say["statuses"], (say["status"], say["people"], say["customers"]), rows)
    counted = [
        (trial.titles[one.persona][lang], one.status, one.matched, one.alone, f"{one.won} / {one.decided}")
        for one in count_personas(trial)
    ]
    terminal.table(say["personas"], (say["persona"], say["status"], say["people"], say["alone"], say["won"]), counted)
    lost = trial.of(*KEPT, result="won")
    if lost:
        terminal.table(say["lost"], (say["line"], say["contact"], say["why"]), _listed(lost, lang))
    excluded = [person for person in trial.of("excluded") if person.result != "won"]
    if excluded:
        terminal.table(say["excluded"], (say["line"], say["contact"], say["why"]), _listed(excluded, lang))
    asked = [
        (getattr(blank.question, lang), blank.leads, ", ".join(blank.columns) or say["no_column"])
        for blank in blanks(trial, opened.columns)
    ]
    if asked:
        terminal.table(say["blanks"], (say["question"], say["decides"], say["column"]), asked)


def _listed(people: list[Person], lang: Language) -> Iterator[tuple[str, str, str]]:
    for person in people[:MOST_ROWS]:
        contact = person.contact
        name = contact.name or contact.event.email or contact.event.phone or contact.contact_id or ""
        yield str(contact.line), name, getattr(person.decision.sentence, lang)
    if len(people) > MOST_ROWS:
        yield "…", f"+ {len(people) - MOST_ROWS}", ""


def _print_json(terminal: Terminal, trial: Trial, opened: Export) -> None:
    """Print one line a person, in the order of the file, and at the end one that holds what was odd."""
    for person in trial.people:
        decision = person.decision
        terminal.record(
            {
                "lines": [contact.line for contact in person.contacts],
                "email": person.contact.event.email,
                "status": decision.status,
                "route": decision.route,
                "personas": excluders(decision),
                "sentence": {"fr": decision.sentence.fr, "en": decision.sentence.en},
                "next_fact": decision.next_question.fact if decision.next_question else None,
                "result": person.result,
                "won_by": person.by,
                "amount": person.amount,
            }
        )
    unjudged = [contact.line for contact in trial.unjudged]
    terminal.record({"unjudged_lines": unjudged, "problems": [asdict(problem) for problem in opened.problems]})


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}; say --report FILE") from error


TEXTS: Final = {
    "en": {
        "statuses": "What would become of them", "status": "status", "people": "people", "customers": "customers",
        "personas": "Which personas keep them from sales", "persona": "persona", "alone": "alone",
        "won": "customers / end known", "lost": "Customers who would be lost", "line": "line", "contact": "contact",
        "why": "why", "excluded": "Who would be excluded", "blanks": "Blank fields that would decide the rest",
        "question": "what to ask", "decides": "people it would decide", "column": "column", "no_column": "none",
    },
    "fr": {
        "statuses": "Ce qu'ils deviendraient", "status": "statut", "people": "personnes", "customers": "clients",
        "personas": "Quelles personas les écartent", "persona": "persona", "alone": "seule",
        "won": "clients / issue connue", "lost": "Clients qui seraient perdus", "line": "ligne", "contact": "contact",
        "why": "pourquoi", "excluded": "Qui serait écarté", "blanks": "Cases vides qui décideraient du reste",
        "question": "question à poser", "decides": "personnes décidées", "column": "colonne", "no_column": "aucune",
    },
}  # fmt: skip
"""What the tables say, by language."""
