"""What is fuzzed, by name: each takes an input and raises where a promise is broken. Add a line for what you build."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from pipeline.contracts import hot
from pipeline.contracts.dead_letter import CODES
from pipeline.contracts.event import Event
from pipeline.contracts.fact import Facts
from pipeline.enrichment.activity import acts
from pipeline.enrichment.device import ignored
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts import find
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.errors import Problem, SchemaNeeded
from pipeline.intake.confluent import FetchedSchema, Schemas, compile_schema
from pipeline.intake.control import read_control
from pipeline.intake.detect import read
from pipeline.intake.forms import FormRule, Forms, Target
from pipeline.intake.outcome import read_outcome
from pipeline.intake.upstream import Upstream
from tests.fuzz.spoil import Input
from tests.registry import ADDRESS, FORM, proto_files, serialized

RECEIVED: Final = 1_795_336_205_000
LONGEST: Final = 500
"""Characters of a problem's words."""
FORMS: Final = Forms(
    (
        FormRule(
            url="*nova*",
            purpose="demo",
            fields={
                "poste": Target("job.title"),
                "email": Target("email"),
                "1.3": Target("answer"),
                "a": Target("ignore"),
            },
        ),
    )
)
_facts = hot.of(Facts)


def fuzz_intake(given: Input) -> None:
    """Read a record as route does: events that keep the contract, or a problem of the closed set."""
    found = _read(given)
    if isinstance(found, Problem):
        if found.code not in CODES or not 0 < len(found.message) <= LONGEST:
            raise AssertionError(f"a problem that is none: {found}")
        return
    if not found:
        raise AssertionError("neither events nor a problem")
    encoded = [hot.encode(event) for event in found]
    if len(given.value) % 8 == 0:  # the model's own check costs more than everything else
        for event in encoded:
            Event.model_validate_json(event)


def fuzz_control(given: Input) -> None:
    """Read a record as an outcome and as what steers us."""
    for found in (read_outcome(given.value), read_control(given.value)):
        if isinstance(found, Problem) and found.code not in CODES:
            raise AssertionError(f"a problem that is none: {found}")


def fuzz_enrichment(given: Input) -> None:
    """Make facts of a record's events: only those of the catalogue, and the same when made again."""
    found = _read(given)
    for event in () if isinstance(found, Problem) else found[:20]:
        facts = enrich(event, _tables())
        names = {name for told in facts.values() for name in told}
        if unknown := [name for name in names if find(name) is None]:
            raise AssertionError(f"{len(unknown)} facts that the catalogue doesn't have")
        hot.encode(_facts(**facts))
        if enrich(event, _tables()) != facts:
            raise AssertionError("other facts the second time")
        acts(event)
        ignored(event)


def _read(given: Input) -> list[Event] | Problem:
    formats = {"web-activity": given.format} if given.format else {}
    try:
        return read(given.value, given.headers, "web-activity", Upstream(formats, FORMS, schemas()), RECEIVED)
    except SchemaNeeded:
        return Problem("unknown_schema", "asked for")


@cache
def schemas() -> Schemas:
    """Return the schemas that the framed samples are written by, and one that a registry didn't have."""
    traits, events = proto_files()
    given = {
        1: FetchedSchema("AVRO", json.dumps(FORM), (("nova.Address", json.dumps(ADDRESS)),)),
        2: FetchedSchema("JSON", "{}"),
        3: FetchedSchema("PROTOBUF", serialized(events), (("traits.proto", serialized(traits)),)),
        4: FetchedSchema("AVRO", "{"),
    }
    return {schema_id: compile_schema(schema) for schema_id, schema in given.items()}


@cache
def _tables() -> Tables:
    return load_tables()


TARGETS: Final[Mapping[str, Callable[[Input], None]]] = {
    "intake": fuzz_intake,
    "control": fuzz_control,
    "enrichment": fuzz_enrichment,
}
