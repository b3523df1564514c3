"""Facts that a form's answers were said to be, by the mapping file or by upstream: no guess, but still to be checked."""

import re
from collections.abc import Mapping
from itertools import islice
from math import isfinite
from typing import Final

from pipeline.contracts.fact import FactSpec
from pipeline.contracts.model import Value
from pipeline.enrichment.facts import find

MOST: Final = 100
"""Facts of one form that are read: the first."""
LONGEST: Final = 500
"""Characters of a text."""
_BY_A_PERSON: Final = ("job.", "company.", "geo.country", "budget.", "need.", "timeline.", "intent.", "form.answers.")
"""How facts begin that a person can tell of themselves in a form."""
_NOT_BY_A_PERSON: Final = frozenset({"company.relation", "geo.country_source"})
_COUNTRIES: Final = frozenset({"geo.country", "company.country"})
_CODE: Final = re.compile(r"[A-Z]{2}\Z")


def told_outright(declares: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the facts that a person can declare, with a value they can have; a country with its source."""
    facts = {name: value for name, value in islice(declares.items(), MOST) if can_declare(name) and fits(name, value)}
    return facts | {"geo.country_source": "declared"} if "geo.country" in facts else facts


def can_declare(name: str) -> bool:
    """Say whether a fact is one that a form's answer can be."""
    return name.startswith(_BY_A_PERSON) and name not in _NOT_BY_A_PERSON and find(name) is not None


def fits(name: str, value: Value) -> bool:
    """Say whether a fact of this name can have this value."""
    spec = find(name)
    if spec is None or (name in _COUNTRIES and not (isinstance(value, str) and _CODE.match(value))):
        return False
    return _is_plain(value) if name.startswith("form.answers.") else _is_of(spec, value)


def _is_of(spec: FactSpec, value: Value) -> bool:
    if spec.type == "flag":
        return isinstance(value, bool)
    if spec.type == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
    if spec.type == "set":
        return isinstance(value, list) and bool(value) and (not spec.choices or set(value) <= set(spec.choices))
    return isinstance(value, str) and (value in spec.choices if spec.choices else _is_plain(value))


def _is_plain(value: Value) -> bool:
    if isinstance(value, str):
        return bool(value.strip()) and len(value) <= LONGEST
    return not isinstance(value, float) or isfinite(value)
