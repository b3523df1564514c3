"""What criteria compare with: one operator, one small function `(value, expected) -> bool`, on known values only.

What is expected is made ready once, at compile time (a zone becomes a set of countries), and only values of a type
that the operator `takes` ever reach it: any other value is as good as unknown.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from pipeline.contracts.model import Value
from pipeline.personas.spelling import words_of

Test = Callable[[Any, Any], bool]

OVERSEAS: Final = frozenset({"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"})
"""The French territories with country codes of their own: in a zone that names FR, unless the pack names them apart."""

_TEXT: Final = frozenset({str})
_NUMBER: Final = frozenset({int, float})
_FLAG: Final = frozenset({bool})


@dataclass(frozen=True)
class References:
    """What a pack's criteria refer to by name: reference lists and zones, ready for their operators."""

    lists: Mapping[str, AbstractSet[str]]
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


def holds_label(value: str | list[str], expected: tuple[str, list[str]]) -> bool:
    """Tell whether a set has the member, or a text has its words one after the other, whole, accents and case aside."""
    label, words = expected
    if isinstance(value, list):
        return label in value
    found = words_of(value)
    return any(found[at : at + len(words)] == words for at in range(len(found) - len(words) + 1))


def is_listed(value: str, expected: AbstractSet[str]) -> bool:
    """Tell whether the list has the value or, for a domain, one it is a subdomain of: labels match whole, or not."""
    label = value.casefold().strip(".")
    if label in expected:
        return True
    while (label := label.partition(".")[2]) and "." in label:
        if label in expected:
            return True
    return False


def ready_list(labels: tuple[str, ...]) -> frozenset[str]:
    """Return a reference list for `is_listed`: lower case, without outer dots, domains also in their ASCII form."""
    plain = {label.strip().strip(".").casefold() for label in labels}
    return frozenset(plain | {ascii_form(label) for label in plain})


def ascii_form(domain: str) -> str:
    """Return a domain as mail and DNS write it (`xn--…`), or as it is where it has no such form."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


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


def _as_label(expected: str, _: References) -> tuple[str, list[str]]:
    return expected, words_of(expected)


def _as_list(expected: str, references: References) -> AbstractSet[str]:
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
    "contains": Operator(holds_label, lambda _: frozenset({str, list}), _as_label),
    "in_list": Operator(is_listed, lambda _: _TEXT, _as_list),
    "in_zone": Operator(is_among, lambda _: _TEXT, _as_zone),
    "not_in_zone": Operator(is_none_of, lambda _: _TEXT, _as_zone),
}
"""By their names in packs. `is_known` alone is not here: it asks whether there is a value, and is never unknown."""
