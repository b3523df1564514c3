"""Cards as one page of HTML that needs nothing else: one sheet of A4 each when printed, readable on a phone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Final

from pipeline.personas.card import Card
from pipeline.personas.wording import Said

_COLOURS: Final[Mapping[str, str]] = {"negative": "#a5332b", "buyer": "#1f6b46", "detractor": "#7a4b00"}
_MOUTHS: Final[Mapping[str, str]] = {
    "negative": "M38 66 Q50 60 62 66",
    "buyer": "M38 62 Q50 72 62 62",
    "detractor": "M38 65 L62 65",
}
_FRENCH: Final = re.compile(r"(?<=\w|[»)%.…]) (?=[;:!?»])|(?<=«) ")
"""Spaces before a high sign and inside quotes, never in markup: a tag holds none of these after a space."""
_STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eceae4; color: #1d1d1b; font: 15px/1.45 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
.card { max-width: 60rem; margin: 1.5rem auto; padding: 1.6rem 2rem; background: #fff; border-top: 8px solid var(--c); border-radius: 4px; }
header { display: flex; gap: 1.2rem; align-items: center; }
header svg { flex: none; color: var(--c); width: 84px; height: 84px; }
.kind { margin: 0; color: var(--c); font-weight: 600; letter-spacing: .02em; }
h1 { margin: .1rem 0 .3rem; font-size: 1.9rem; line-height: 1.15; }
.follows { margin: 0; display: inline-block; padding: .15rem .6rem; border: 1px solid var(--c); border-radius: 1rem; }
.portrait { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .3rem 2rem; margin-top: 1.1rem; }
section { break-inside: avoid; }
h2 { margin: .8rem 0 .2rem; font-size: 1rem; color: var(--c); }
p { margin: 0 0 .4rem; }
ul { margin: .1rem 0 .4rem; padding-left: 1.2rem; }
dl { margin: 0; } dt { font-weight: 600; margin-top: .3rem; } dd { margin: 0 0 0 1rem; }
.telling { margin-top: .6rem; padding: .2rem 1rem .4rem; background: #f6f4ef; border-radius: 4px; }
footer { margin-top: 1rem; padding-top: .5rem; border-top: 1px solid #d9d5cb; color: #55524b; font-size: .82rem; }
@page { size: A4; margin: 11mm; }
@media print {
  body { background: #fff; font-size: 10.2pt; line-height: 1.32; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .card { margin: 0; padding: 4mm 0 0; max-width: none; border-radius: 0; break-after: page; }
  .card:last-child { break-after: auto; }
  .portrait { grid-template-columns: 1fr 1fr; margin-top: 3mm; }
  h1 { font-size: 19pt; }
  header svg { width: 64px; height: 64px; }
}
""".strip()


def page(cards: Sequence[Card], title: str) -> str:
    """Return cards as one HTML page: no scripts, and nothing from elsewhere."""
    body = "\n".join(_spaced("\n".join(_article(card)), card.language) for card in cards)
    return (
        f'<!doctype html>\n<html lang="{cards[0].language if cards else "fr"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _spaced(html: str, language: str) -> str:
    """Return French with the spaces before its signs unbroken, so that none begins a line."""
    return _FRENCH.sub("\N{NO-BREAK SPACE}", html) if language == "fr" else html


def _article(card: Card) -> Iterator[str]:
    yield f'<article class="card" lang="{card.language}" style="--c: {_COLOURS[card.kind]}">'
    yield f'<header>{_face(card.kind)}<div><p class="kind">{escape(card.kind_name)}</p><h1>{escape(card.title)}</h1>'
    yield f'<p class="follows">{escape(card.what_follows)}</p></div></header>'
    yield '<div class="portrait">'
    yield from (_section(heading, f"<p>{escape(text)}</p>") for heading, text in card.portrait)
    yield "</div>"
    if card.objections:
        said = "".join(f"<dt>{escape(says)}</dt><dd>{escape(answer)}</dd>" for says, answer in card.objections)
        yield _section(card.label("objections"), f"<dl>{said}</dl>")
    yield '<div class="telling">'
    yield from _criterion(card.label("criteria"), card.criteria)
    yield from _criterion(card.label("unless"), card.unless)
    yield from _criterion(card.label("ambassador"), card.ambassador)
    yield "</div>"
    yield from _list(card.label("false_positives"), card.false_positives)
    yield from _list(card.label("references"), card.references)
    yield f"<footer><p>{escape(card.label('note'))}</p>{escape(card.imprint)}</footer>"
    yield "</article>"


def _section(heading: str, inner: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{inner}</section>"


def _criterion(heading: str, said: Said | None) -> Iterator[str]:
    if said is not None:
        yield _section(heading, f"<ul>{_item(said)}</ul>")


def _item(said: Said) -> str:
    inner = "".join(map(_item, said.parts))
    return f"<li>{escape(said.text)}{f'<ul>{inner}</ul>' if inner else ''}</li>"


def _list(heading: str, texts: Iterable[str]) -> Iterator[str]:
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    if items:
        yield _section(heading, f"<ul>{items}</ul>")


def _face(kind: str) -> str:
    """Return the robot of the portrait robot: a face that no person has."""
    return (
        '<svg viewBox="0 0 100 100" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round">'
        '<path d="M50 20 V10"/><circle cx="50" cy="8" r="3"/><rect x="22" y="20" width="56" height="58" rx="12"/>'
        f'<path d="M14 42 V56 M86 42 V56"/><path d="{_MOUTHS[kind]}"/></g>'
        '<g fill="currentColor"><circle cx="39" cy="44" r="5"/><circle cx="61" cy="44" r="5"/></g></svg>'
    )
