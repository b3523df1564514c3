"""A card as Markdown: to paste into a wiki, a ticket or a mail."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.personas.card import Card
from pipeline.personas.wording import Said, lines

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|])")


def markdown(cards: Iterable[Card]) -> str:
    """Return cards as one Markdown text, one after the other."""
    return "\n---\n\n".join("\n".join(_lines(card)) for card in cards)


def _lines(card: Card) -> Iterator[str]:
    yield from (f"# {_plain(card.title)}", "", f"**{card.kind_name}** · {_plain(card.what_follows)}", "")
    for heading, text in card.portrait:
        yield from (f"## {heading}", "", _plain(text), "")
    if card.objections:
        yield from (f"## {card.label('objections')}", "")
        yield from (f"- **{_plain(says)}** {_plain(answer)}" for says, answer in card.objections)
        yield ""
    yield from _criterion(card.label("criteria"), card.criteria)
    yield from _criterion(card.label("unless"), card.unless)
    yield from _criterion(card.label("ambassador"), card.ambassador)
    yield from _list(card.label("false_positives"), card.false_positives)
    yield from _list(card.label("references"), card.references)
    yield from (f"*{card.label('note')}*", "", _plain(card.imprint), "")


def _criterion(heading: str, said: Said | None) -> Iterator[str]:
    if said is not None:
        yield from (f"## {heading}", "")
        yield from (f"{'  ' * depth}- {_plain(text)}" for depth, text in lines(said))
        yield ""


def _list(heading: str, texts: Iterable[str]) -> Iterator[str]:
    items = [f"- {_plain(text)}" for text in texts]
    if items:
        yield from (f"## {heading}", "", *items, "")


def _plain(text: str) -> str:
    """Return a text on one line in which no sign means anything."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
