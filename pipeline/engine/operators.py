"""What criteria compare with: one operator, one small function `(value, expected) -> bool`, on known values only.

What is expected is made ready once, at compile time (a zone becomes a set of countries), and only values of a type
that the operator `takes` ever reach it: any other value is as good as unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pipeline.contracts.model import Value
from pipeline.engine.patterns import Pattern, finds, ready_pattern
from pipeline.enrichment.domains import ascii_domain
from pipeline.personas.spelling import plain_of

Test = Callable[[Any, Any], bool]

OVERSEAS: Final = frozenset({"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"})
"""The French territories with country codes of their own: in a zone that names FR, unless the pack names them apart."""

_TEXT: Final = frozenset({str})
_TEXT_OR_SET: Final = frozenset({str, list})
_NUMBER: Final = frozenset({int, float})
_FLAG: Final = frozenset({bool})


class ReferenceList(NamedTuple):
    """A reference list ready for `is_listed`: what matches as a domain does, and the names that are no domains."""

    labels: frozenset[str]
    names: frozenset[str]


class Wanted(NamedTuple):
    """What `contains` looks for: the member of a set as written, and the words of a text between spaces."""

    label: str
    words: str


@dataclass(frozen=True)
class References:
    """What a pack's criteria refer to by name: reference lists and zones, ready for their operators."""

    lists: Mapping[str, ReferenceList]
    zones: Mapping[str, AbstractSet[str]]


@dataclass(frozen=True)
class Operator:
    """An operator: its test, the value types it takes given what is expected, and how that is made ready."""

    test: Test
    takes: Callable[[Value], frozenset[type]]
    ready: Callable[[Any, References], Any]


def equals(value: Value, expected: Value) -> bool:
    """Tell whether the value is exactly what is expected."""
    return value == expected


def differs(value: Value, expected: Value) -> bool:
    """Tell whether the value is anything else than what is expected."""
    return value != expected


def is_among(value: str, expected: AbstractSet[str]) -> bool:
    """Tell whether the value is one of those expected."""
    return value in expected


def is_none_of(value: str, expected: AbstractSet[str]) -> bool:
    """Tell whether the value is none of those expected."""
    return value not in expected


def is_at_least(value: float, expected: float) -> bool:
    """Tell whether the number is as great as expected, or greater."""
    return value >= expected


def is_at_most(value: float, expected: float) -> bool:
    """Tell whether the number is as small as expected, or smaller."""
    return value <= expected


def is_more_than(value: float, expected: float) -> bool:
    """Tell whether the number is greater than expected."""
    return value > expected


def is_less_than(value: float, expected: float) -> bool:
    """Tell whether the number is smaller than expected."""
    return value < expected


def holds_label(value: str | list[str], expected: Wanted) -> bool:
    """Tell whether a set has the member, or a text has its words one after the other, whole, accents and case aside."""
    if isinstance(value, list):
        return expected.label in value
    return expected.words in f" {plain_of(value)} "


def holds_any(value: str | list[str], expected: tuple[Wanted, ...]) -> bool:
    """Tell whether a set or a text holds one of these at least, each as `holds_label` does."""
    return any(holds_label(value, wanted) for wanted in expected)


def holds_all(value: str | list[str], expected: tuple[Wanted, ...]) -> bool:
    """Tell whether a set or a text holds every one of these, each as `holds_label` does."""
    return all(holds_label(value, wanted) for wanted in expected)


def is_like(value: str, expected: Pattern) -> bool:
    """Tell whether the text has words like those of the pattern."""
    return finds(expected, plain_of(value))


def is_listed(value: str, expected: ReferenceList) -> bool:
    """Tell whether the list has the value or, for a domain, one it is a subdomain of: labels match whole, or not.

    A name matches whole, signs, accents and case aside.
    """
    labels, names = expected
    label = value.lower().strip(".")
    if label in labels:
        return True
    while (label := label.partition(".")[2]) and "." in label:
        if label in labels:
            return True
    return bool(names) and plain_of(value) in names


def ready_list(labels: Iterable[str]) -> ReferenceList:
    """Return a reference list for `is_listed`: lower case, without outer dots, domains also in their ASCII form.

    An entry may be written as in an address or with a star: `@acme.com`, `*.acme.com`.
    """
    plain = {label.strip().lstrip("*@").strip(".").lower() for label in labels}
    names = {plain_of(label) for label in plain if "." not in label or " " in label} - {""}
    return ReferenceList(frozenset(plain | {ascii_form(label) for label in plain}), frozenset(names))


def ascii_form(domain: str) -> str:
    """Return a domain as mail and DNS write it (`xn--…`), or as it is where it has no such form.

    By the rules that facts are written by (IDNA 2008): `faß.de` is never somebody else's `fass.de`.
    """
    return domain if domain.isascii() else ascii_domain(domain) or domain


def ready_zones(zones: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Return every zone with all it covers: FR brings its overseas territories, but those a zone lists are apart."""
    apart = {country for countries in zones.values() for country in countries}
    brought = OVERSEAS - apart
    return {
        name: frozenset(countries) | (brought if "FR" in countries else frozenset())
        for name, countries in zones.items()
    }


def _type_of(expected: Value) -> frozenset[type]:
    if isinstance(expected, bool):
        return _FLAG
    return _NUMBER if isinstance(expected, int | float) else _TEXT


def _as_is(expected: Value, _: References) -> Value:
    return expected


def _as_set(expected: list[str], _: References) -> frozenset[str]:
    return frozenset(expected)


def _as_wanted(expected: str, _: References) -> Wanted:
    plain = plain_of(expected)
    return Wanted(expected, f" {plain} " if plain else "\0")


def _as_wanted_each(expected: list[str], references: References) -> tuple[Wanted, ...]:
    return tuple(_as_wanted(label, references) for label in expected)


def _as_pattern(expected: str, _: References) -> Pattern:
    return ready_pattern(expected)


def _as_list(expected: str, references: References) -> ReferenceList:
    return references.lists[expected]


def _as_zone(expected: str, references: References) -> AbstractSet[str]:
    return references.zones[expected]


OPERATORS: Final[Mapping[str, Operator]] = {
    "is": Operator(equals, _type_of, _as_is),
    "is_not": Operator(differs, _type_of, _as_is),
    "in": Operator(is_among, lambda _: _TEXT, _as_set),
    "not_in": Operator(is_none_of, lambda _: _TEXT, _as_set),
    "at_least": Operator(is_at_least, lambda _: _NUMBER, _as_is),
    "at_most": Operator(is_at_most, lambda _: _NUMBER, _as_is),
    "more_than": Operator(is_more_than, lambda _: _NUMBER, _as_is),
    "less_than": Operator(is_less_than, lambda _: _NUMBER, _as_is),
    "contains": Operator(holds_label, lambda _: _TEXT_OR_SET, _as_wanted),
    "contains_any": Operator(holds_any, lambda _: _TEXT_OR_SET, _as_wanted_each),
    "contains_all": Operator(holds_all, lambda _: _TEXT_OR_SET, _as_wanted_each),
    "like": Operator(is_like, lambda _: _TEXT, _as_pattern),
    "in_list": Operator(is_listed, lambda _: _TEXT, _as_list),
    "in_zone": Operator(is_among, lambda _: _TEXT, _as_zone),
    "not_in_zone": Operator(is_none_of, lambda _: _TEXT, _as_zone),
}
"""By their names in packs. `is_known` alone is not here: it asks whether there is a value, and is never unknown."""
