"""`leadsieve pack card`: the portrait robot as a page to print and to hand to sales."""

from pathlib import Path

import click

from pipeline.cli.packs import parsed_pack
from pipeline.cli.terminal import Terminal, output_options
from pipeline.personas.card import Card, card_of
from pipeline.personas.card_html import page
from pipeline.personas.card_markdown import markdown
from pipeline.personas.model import Pack, Persona
from pipeline.personas.spelling import suggest
from pipeline.personas.vocabulary import LANGUAGES

BOTH = "both"
_FORMS = {".html": "html", ".htm": "html", ".md": "md"}


@output_options
@click.command("card")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("personas", nargs=-1, metavar="[PERSONA]...")
@click.option("--lang", type=click.Choice([*LANGUAGES, BOTH]), default=BOTH, show_default=True, help="The language.")
@click.option(
    "--format", "form", type=click.Choice(["html", "md"]), help="By default as the name of --out says, or html."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write, instead of printing.")
@click.pass_obj
def card_command(
    terminal: Terminal, folder: Path, personas: tuple[str, ...], lang: str, form: str | None, out: Path | None
) -> None:
    """Draw personas as cards, one page each when printed; all of the pack where none is named.

    The HTML needs nothing else: it can be mailed, printed or put on any server.

    \b
    Examples:
      leadsieve pack card rules/b2b-software --lang fr --out cartes.html
      leadsieve pack card rules/b2b-software student detractor --out cards.md
    """  # noqa: D301  click reads the sign itself
    if form is None and out is not None and out.suffix not in _FORMS:
        raise click.UsageError(f"{out}: a card is a page (.html) or Markdown (.md); say --format for another name")
    pack = parsed_pack(folder)
    chosen = _chosen(pack, personas)
    languages = LANGUAGES if lang == BOTH else (lang,)
    cards = [card_of(persona, pack.head, language) for persona in chosen for language in languages]
    text = _written(cards, pack, form or ("html" if out is None else _FORMS[out.suffix]))
    if out is None:
        click.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")
    terminal.note(f"{out}: {len(cards)} cards")


def _chosen(pack: Pack, names: tuple[str, ...]) -> list[Persona]:
    personas = {persona.id: persona for persona in pack.personas}
    for name in names:
        if name not in personas:
            raise click.UsageError(f"{pack.head.id} has no persona `{name}`{suggest(name, personas)}")
    return [personas[name] for name in names or personas]


def _written(cards: list[Card], pack: Pack, form: str) -> str:
    return markdown(cards) if form == "md" else page(cards, f"{pack.head.title.fr} · {pack.head.title.en}")
