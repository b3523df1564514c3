"""Strategies: packs of any personas over real facts, and leads they could meet."""

import json
from typing import Any

from hypothesis import strategies as st

from pipeline.contracts.model import Standing, Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.enrichment.facts import CATALOGUE, PURPOSES
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import HEAD

CHOICES = ("job.seniority", "job.function", "budget.declared", "need.declared", "email.kind", "company.relation")
COUNTRIES = st.sampled_from(["FR", "BE", "RE", "US", "DE"])
COUNTS = st.integers(0, 24)

facts = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(CATALOGUE[name].choices) for name in CHOICES},
        "geo.country": COUNTRIES,
        "company.country": COUNTRIES,
        "geo.country_source": st.sampled_from(CATALOGUE["geo.country_source"].choices),
        "timeline.declared": COUNTS,
        "company.size": COUNTS,
        "crm.open_opportunity": st.booleans(),
        "form.purpose": st.sampled_from(PURPOSES),
        "job.title": st.sampled_from(["Étudiante", "DSI", "head of sales"]),
        "intent.text": st.lists(st.sampled_from(["no_budget", "thesis"]), unique=True, max_size=2),
    },
)
"""What may be known of a lead."""


def _leaf(fact: str, operator: str, expected: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"fact": st.just(fact), "because": st.just("so"), operator: expected})


def _choice(name: str) -> st.SearchStrategy[dict[str, Any]]:
    value = st.sampled_from(CATALOGUE[name].choices)
    some = st.lists(value, min_size=1, max_size=3, unique=True)
    return st.one_of(
        _leaf(name, "is", value), _leaf(name, "is_not", value), _leaf(name, "in", some), _leaf(name, "not_in", some)
    )


_leaves = st.one_of(
    *[_choice(name) for name in CHOICES],
    *[
        _leaf(name, operator, COUNTS)
        for name in ("timeline.declared", "company.size")
        for operator in ("at_least", "at_most", "is")
    ],
    *[
        _leaf(name, operator, st.just("market"))
        for name in ("geo.country", "company.country")
        for operator in ("in_zone", "not_in_zone")
    ],
    _leaf("geo.country_source", "in", st.just(["declared", "company"])),
    _leaf("job.title", "contains", st.sampled_from(["étudiante", "head of"])),
    _leaf("crm.open_opportunity", "is", st.booleans()),
)


def _compound(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        *(st.fixed_dictionaries({kind: told}) for kind, told in (("not", inner), ("all", some), ("any", some)))
    )


def _sheet(what: dict[str, Any], told: dict[str, Any], unless: dict[str, Any] | None) -> dict[str, Any]:
    return {**_SHARED, **what, "criteria": told, **({"unless": unless} if unless else {})}


criteria = st.recursive(_leaves, _compound, max_leaves=6)
_SHARED = {"version": 1, "title": {"fr": "a", "en": "b"}, "owner": "somebody", "review_by": "2027-01-31"}
_route = st.sampled_from([{}, {"route": "hr"}, {"route": "later", "review_after_days": 90}])
_negative = st.one_of(
    _route.map({"kind": "negative", "effect": "exclude"}.__or__),
    st.fixed_dictionaries({"kind": st.just("negative"), "effect": st.just("penalize"), "points": st.integers(1, 40)}),
    st.just({"kind": "negative", "effect": "flag"}),
)
_buyer = st.fixed_dictionaries({"kind": st.just("buyer"), "points": st.integers(10, 80)})
_personas = st.builds(_sheet, _negative | _buyer, criteria, st.none() | criteria)
standings: st.SearchStrategy[dict[str, Standing]] = st.dictionaries(
    st.sampled_from(["p0", "p1", "p2", "p3", "p4"]), st.sampled_from(["live", "live", "shadow", "retired"])
)


def _pack(personas: list[dict[str, Any]]) -> CompiledPack:
    named = [{"id": f"p{at}", **persona} for at, persona in enumerate(personas)]
    files = {f"{persona['id']}.yaml": json.dumps(persona) for persona in named}
    pack, problems = parse_pack({"pack.yaml": HEAD, **files})
    assert pack is not None, problems
    return compile_pack(pack, "0" * 64)


packs = st.lists(_personas, min_size=1, max_size=5).map(_pack)
"""Packs that parse; lint would refuse many of them, and they must be judged all the same."""
lives: dict[str, Standing] = {f"p{at}": "live" for at in range(5)}
Known = dict[str, Value]
