"""The files of a pack as JSON Schemas for editors: completion of facts and operators while one writes.

Made from the models, so that they say the same. A schema sees one file and no other: what a reference list is called, or
whether a persona is fair, is lint's to say.
"""

from collections.abc import Collection
from typing import Any, Final

from pipeline.contracts.schema import schema_of
from pipeline.personas.criterion import OPERATORS
from pipeline.personas.model import Head, Persona
from pipeline.personas.testing import CasesSheet

Schema = dict[str, Any]

NAMES: Final = ("pack.v1", "persona.v1", "persona-test.v1")
_NULL: Final = {"type": "null"}


def editor_schemas(facts: Collection[str], open_facts: Collection[str], whats: Collection[str]) -> dict[str, Schema]:
    """Return the schemas by file name.

    `facts`: the names of the catalogue; `open_facts`: patterns of the others; `whats`: what engagement may price.
    """
    shapes = zip(NAMES, (Head, Persona, CasesSheet), strict=True)
    schemas = {name: _without_nulls(schema_of(name, shape)) for name, shape in shapes}
    fact = {"anyOf": [{"enum": sorted(facts)}, *({"pattern": f"^(?:{pattern})$"} for pattern in open_facts)]}
    for schema in schemas.values():
        definitions = schema["$defs"]
        if "Leaf" in definitions:
            definitions["Leaf"]["properties"]["fact"] |= fact
            definitions["Leaf"]["oneOf"] = [{"required": [operator]} for operator in sorted(OPERATORS)]
    pack, persona, tests = schemas.values()
    pack["$defs"]["Engagement"]["properties"]["points"]["propertyNames"] = {"enum": sorted(whats)}
    tests["$defs"]["CaseSheet"]["properties"]["facts"]["propertyNames"] = fact
    persona["allOf"] = _BY_KIND
    return {f"{name}.json": schema for name, schema in schemas.items()}


def _where(member: str, value: str, **then: object) -> Schema:
    return {"if": {"properties": {member: {"const": value}}, "required": [member]}, "then": then}


def _forbid(*members: str) -> list[Schema]:
    return [{"not": {"required": [member]}} for member in members]


_BY_KIND: Final = [
    _where("kind", "buyer", required=["points"], allOf=_forbid("effect", "fading", "flag", "review_after_days")),
    _where("kind", "negative", required=["effect"]),
    _where("kind", "detractor", required=["effect"], properties={"effect": {"const": "flag"}}),
    _where("effect", "exclude", allOf=_forbid("points", "fading", "flag")),
    _where("effect", "penalize", required=["points"], allOf=_forbid("flag", "review_after_days")),
    _where("effect", "flag", allOf=_forbid("points", "fading", "review_after_days")),
    _where("route", "later", required=["review_after_days"]),
]
"""What goes together in a persona, as `coherence` has it."""


def _without_nulls(schema: Any) -> Any:  # noqa: ANN401  any part of a schema
    """Return the schema without `null`: what has no value is left out of a file, not written as nothing."""
    if isinstance(schema, list):
        return [_without_nulls(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    members = {key: _without_nulls(part) for key, part in schema.items() if not (key == "default" and part is None)}
    kept = [part for part in members.get("anyOf", ()) if part != _NULL]
    if len(kept) == 1 and len(kept) < len(members["anyOf"]):
        del members["anyOf"]
        return {**kept[0], **members}
    return members | ({"anyOf": kept} if kept else {})
