"""Twenty-five personas as a pack, as one zen expression and as one CEL program: the same rules for three engines.

The rules are of the kinds that all three know: comparisons, sets, zones, numbers, all, any, not. The others have no
unknown: there a leaf asks first whether its fact is known, and what is unknown to us is false to them.
"""

import json
import random
from typing import Any, Final, NamedTuple

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.enrichment.facts import CATALOGUE, PURPOSES
from pipeline.errors import LeadsieveError
from pipeline.personas.parse import parse_pack

Node = dict[str, Any]
ZONE: Final = ("FR", "BE", "CH", "LU", "CA")
CHOICES: Final = ("job.seniority", "job.function", "budget.declared", "need.declared", "email.kind")
NUMBERS: Final = ("company.size", "timeline.declared", "activity.pages.30d", "activity.pricing_pages.90d")
FACTS: Final = (*CHOICES, *NUMBERS, "geo.country", "geo.country_source", "form.purpose")
CHANGING: Final = ("budget.declared", "need.declared", "timeline.declared", "job.seniority")
"""What the events of this bench tell: one or two of these each."""
_HEAD: Final = {
    "id": "bench", "version": 1, "title": {"fr": "Banc", "en": "Bench"}, "owner": "bench", "zones": {"market": ZONE},
    "thresholds": {"qualify_at": 50, "keep_at": 40, "fit_alone_at": 45},
    "engagement": {"half_life_days": 30, "at_most": 40, "points": {"pages": 1}},
}  # fmt: skip
_SHARED: Final = {"version": 1, "title": {"fr": "a", "en": "b"}, "owner": "bench", "review_by": "2027-01-31"}


def personas(count: int, seed: int = 1) -> list[Node]:
    """Return so many personas, each of one to four criteria, as those of a shipped pack are: the same for a seed."""
    chance = random.Random(seed)  # noqa: S311  a seeded bench
    return [{**_SHARED, "id": f"p{at}", **_kind(at), "criteria": _criteria(chance)} for at in range(count)]


def pack_of(rules: list[Node]) -> CompiledPack:
    """Return the personas compiled as ours."""
    files = {"pack.yaml": json.dumps(_HEAD), **{f"{rule['id']}.yaml": json.dumps(rule) for rule in rules}}
    pack, problems = parse_pack(files)
    if pack is None:
        raise LeadsieveError(str(problems[0]))
    return compile_pack(pack, "0" * 64)


def cel_of(rules: list[Node]) -> str:
    """Return the personas as one CEL expression: a list of booleans."""
    return f"[{', '.join(_write(rule['criteria'], _CEL) for rule in rules)}]"


def zen_of(rules: list[Node]) -> str:
    """Return the personas as one zen expression: a list of booleans."""
    return f"[{', '.join(_write(rule['criteria'], _ZEN) for rule in rules)}]"


def lead_facts(chance: random.Random) -> dict[str, Value]:
    """Return what is known of a made-up lead: two facts in three."""
    return {name: value_of(name, chance) for name in FACTS if chance.random() < 2 / 3}


def value_of(name: str, chance: random.Random) -> Value:
    """Return a value that a fact can have."""
    if name in NUMBERS:
        return chance.randrange(40)
    if name == "geo.country":
        return chance.choice([*ZONE, "US", "IN"])
    return chance.choice(PURPOSES if name == "form.purpose" else CATALOGUE[name].choices)


def change(chance: random.Random) -> dict[str, Value]:
    """Return what one event tells."""
    return {name: value_of(name, chance) for name in chance.sample(CHANGING, chance.choice([1, 2]))}


def _kind(at: int) -> Node:
    """Return what a persona does: three of five exclude, one costs points, one is a buyer."""
    if at % 5 == 3:
        return {"kind": "negative", "effect": "penalize", "points": 10}
    if at % 5 == 4:
        return {"kind": "buyer", "points": 20}
    return {"kind": "negative", "effect": "exclude"}


def _criteria(chance: random.Random) -> Node:
    leaves = [_leaf(chance) for _ in range(chance.choice([2, 2, 2, 3, 4]))]
    if len(leaves) == 1:
        return leaves[0]
    if len(leaves) == 4:
        return {"any": [{"all": leaves[:2]}, {"all": [leaves[2], {"not": leaves[3]}]}]}
    return {"any" if chance.random() < 0.2 else "all": leaves}


def _leaf(chance: random.Random) -> Node:
    fact = chance.choice([name for name in FACTS if name != "geo.country_source"])
    if fact == "geo.country":
        asked: Node = {chance.choice(["in_zone", "not_in_zone"]): "market"}
    elif fact in NUMBERS:
        asked = {chance.choice(["at_least", "at_most"]): chance.randrange(5, 35)}
    else:
        values = list(PURPOSES if fact == "form.purpose" else CATALOGUE[fact].choices)
        asked = {"not_in" if chance.random() < 0.1 else "in": chance.sample(values, 2 if len(values) > 4 else 1)}
    return {"fact": fact, "because": "so", **asked}


def _write(node: Node, to: "_Language") -> str:
    for kind, sign in (("all", to.both), ("any", to.either)):
        if kind in node:
            return "(" + f" {sign} ".join(_write(child, to) for child in node[kind]) + ")"
    leaf, denied = (node["not"], True) if "not" in node else (node, False)
    asked = _asked(leaf, to)
    return f"({to.known.format(leaf['fact'])} {to.both} {f'{to.denial}({asked})' if denied else asked})"


def _asked(leaf: Node, to: "_Language") -> str:
    """Return the comparison of a leaf, its fact being known."""
    fact, operator, expected = leaf["fact"], *next(item for item in leaf.items() if item[0] not in {"fact", "because"})
    if operator.endswith("zone"):
        operator, expected = operator.removesuffix("_zone"), list(ZONE)
    if operator in {"at_least", "at_most"}:
        return f'f["{fact}"] {">=" if operator == "at_least" else "<="} {expected}'
    among = f'f["{fact}"] in {json.dumps(expected)}'
    return among if operator == "in" else f"{to.denial}({among})"


class _Language(NamedTuple):
    known: str
    both: str
    either: str
    denial: str


_CEL: Final = _Language('"{}" in f', "&&", "||", "!")
_ZEN: Final = _Language('f["{}"] != null', "and", "or", "not")
