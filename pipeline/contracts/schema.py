"""The contracts as JSON Schemas (draft 2020-12), for other languages, for editors and for the tests of upstreams.

Generated, deterministic, and committed under schemas/. A change that an old message would not survive is a new version
beside the old one, never a change of the old.
"""

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any, Final

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from pipeline.contracts.account import AccountSignal
from pipeline.contracts.control import PackRecord, PersonaStanding
from pipeline.contracts.dead_letter import DeadLetterHeaders, DeadLetterReference
from pipeline.contracts.decision import Decision, Retraction
from pipeline.contracts.difference import Difference
from pipeline.contracts.event import Event
from pipeline.contracts.log import AccountRecord, LeadRecord, VisitorRecord
from pipeline.contracts.outcome import Outcome
from pipeline.contracts.override import Override
from pipeline.contracts.privacy import PrivacyRequest
from pipeline.contracts.removal import Removal
from pipeline.contracts.review import Review

SHAPES: Final[dict[str, Any]] = {
    "account-log.v1": AccountRecord,
    "account-signal.v1": AccountSignal,
    "dead-letter-headers.v1": DeadLetterHeaders,
    "dead-letter-reference.v1": DeadLetterReference,
    "candidate-difference.v1": Difference,
    "decision.v1": Decision,
    "event.v1": Event,
    "lead-log.v1": LeadRecord,
    "outcome.v1": Outcome,
    "override.v1": Override,
    "persona-pack.v1": PackRecord,
    "persona-standing.v1": PersonaStanding,
    "privacy-request.v1": PrivacyRequest,
    "removal.v1": Removal,
    "retraction.v1": Retraction,
    "review.v1": Review,
    "visitor-log.v1": VisitorRecord,
}
"""Contract and version -> the model, or union of models, that holds its messages."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every contract by file name: `event.v1.json`, whose `$id` is `leadsieve:event.v1`."""
    return {f"{name}.json": schema_of(name, SHAPES[name]) for name in SHAPES}


def schema_of(name: str, shape: Any) -> dict[str, Any]:  # noqa: ANN401  a model or a union of them
    """Return the schema of a shape, under its name and version."""
    return {"$schema": DIALECT, "$id": f"leadsieve:{name}"} | _describe(shape)


def _describe(shape: Any) -> dict[str, Any]:  # noqa: ANN401  as above
    schema = TypeAdapter(shape).json_schema(schema_generator=_Schema)
    # OpenAPI's word for what `oneOf` and the constant members say already.
    schema.pop("discriminator", None)
    return schema


class _Schema(GenerateJsonSchema):
    """What pydantic generates, with our docstrings as descriptions; inherits, for pydantic is steered in no other way."""

    def field_title_should_be_set(self, schema: object) -> bool:
        """Leave out titles that only repeat a member's name."""
        del schema
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return a model's schema with its members described, and with its tag required: every writer writes it."""
        result = super().model_schema(schema)
        members = result.get("properties", {})
        fields = schema["cls"].model_fields
        for attribute, text in _described(schema["cls"]).items():
            name = fields[attribute].alias or attribute
            members[name] = {"description": text} | members[name]
        tags = [name for name, member in members.items() if "const" in member]
        if tags:
            result["required"] = [*tags, *result.get("required", [])]
        return result


def _described(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings under a model's members, those that it inherits among them."""
    # A generic with its arguments put in has no source of its own: it comes after the one that has.
    bases = [
        base
        for base in reversed(model.__mro__)
        if issubclass(base, BaseModel) and base is not BaseModel and not base.__pydantic_generic_metadata__["args"]
    ]
    return {name: text for base in bases for name, text in _docstrings(base).items()}


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstring that stands under each member of a model, where one does."""
    body = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    nodes = body.body if isinstance(body, ast.ClassDef) else []
    found: dict[str, str] = {}
    for member, after in pairwise(nodes):
        if isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name) and isinstance(after, ast.Expr):
            text = ast.literal_eval(after.value)
            found[member.target.id] = " ".join(inspect.cleandoc(text).split())
    return found
