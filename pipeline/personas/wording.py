"""A criterion in words that a marketer reads: one sentence a leaf, and what combines them as a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.personas.criterion import All, AnyOf, Evidence, Leaf, Node, Not, children
from pipeline.personas.vocabulary import LANGUAGES, fact_name, value_name

_LEAVES: Final[Mapping[str, tuple[str, str]]] = {
    "is": ("{fact} : {value}", "{fact}: {value}"),
    "is_not": ("{fact} : autre que {value}", "{fact}: other than {value}"),
    "in": ("{fact} : {either}", "{fact}: {either}"),
    "not_in": ("{fact} : ni {neither}", "{fact}: neither {neither}"),
    "at_least": ("{fact} : {value} ou plus", "{fact}: {value} or more"),
    "at_most": ("{fact} : {value} ou moins", "{fact}: {value} or less"),
    "more_than": ("{fact} : plus de {value}", "{fact}: more than {value}"),
    "less_than": ("{fact} : moins de {value}", "{fact}: less than {value}"),
    "contains": ("{fact} : contient « {value} »", "{fact}: contains “{value}”"),
    "contains_any": ("{fact} : contient {either}", "{fact}: contains {either}"),
    "contains_all": ("{fact} : contient {both}", "{fact}: contains {both}"),
    "like": ("{fact} : des mots comme « {value} »", "{fact}: words like “{value}”"),
    "in_list": ("{fact} : sur la liste « {value} »", "{fact}: on the list “{value}”"),
    "in_zone": ("{fact} : dans la zone « {value} »", "{fact}: in the zone “{value}”"),
    "not_in_zone": ("{fact} : hors de la zone « {value} »", "{fact}: outside the zone “{value}”"),
    "is_known": ("{fact} : {known}", "{fact}: {known}"),
}
_KNOWN: Final = {True: ("renseigné", "known"), False: ("non renseigné", "not known")}
_OR, _AND, _NOR = (" ou ", " or "), (" et ", " and "), (" ni ", " nor ")
_RECENT: Final = (", dit il y a {} jours au plus", ", told at most {} days ago")
_HEADS: Final[Mapping[type, tuple[str, str]]] = {
    All: ("Tout ceci à la fois", "All of this at once"),
    AnyOf: ("L'un de ceux-ci", "One of these"),
    Not: ("Rien de ceci", "Nothing of this"),
    Evidence: ("Des indices qui, ensemble, pèsent au moins {}", "Evidence that together weighs at least {}"),
}
_WEIGHT: Final = (" (pèse {})", " (weighs {})")


@dataclass(frozen=True)
class Said:
    """A criterion in words, and those it is made of."""

    text: str
    parts: tuple["Said", ...] = ()


def say(node: Node, language: str, *, weighed: bool = False) -> Said:
    """Return a criterion in words; `weighed`: it is evidence, so say what it weighs."""
    at = LANGUAGES.index(language)
    weight = _WEIGHT[at].format(node.weight or 1) if weighed else ""
    if isinstance(node, Leaf):
        return Said(_leaf(node, language) + weight)
    needed = node.at_least if isinstance(node, Evidence) else ""
    parts = tuple(say(child, language, weighed=isinstance(node, Evidence)) for _, child in children(node))
    return Said(_HEADS[type(node)][at].format(needed) + weight, parts)


def _leaf(leaf: Leaf, language: str) -> str:
    at, expected = LANGUAGES.index(language), leaf.expected
    several = [value_name(member, language) for member in expected] if isinstance(expected, list) else []
    text = _LEAVES[leaf.operator][at].format(
        fact=fact_name(leaf.fact, language),
        value=value_name(expected, language),
        either=_joined(several, _OR[at]),
        both=_joined(several, _AND[at]),
        neither=_joined(several, _NOR[at]),
        known=_KNOWN[expected is True][at],
    )
    return text if leaf.within_days is None else text + _RECENT[at].format(leaf.within_days)


def _joined(words: list[str], last: str) -> str:
    return last.join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def lines(said: Said, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield a criterion in words line by line, each with how deep it stands."""
    yield depth, said.text
    for part in said.parts:
        yield from lines(part, depth + 1)
