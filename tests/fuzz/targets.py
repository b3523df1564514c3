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
from pipeline.enrichment.company import bare_name, employees, website_domain
from pipeline.enrichment.device import ignored, read_agent
from pipeline.enrichment.email import email_facts, normalise
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts import find
from pipeline.enrichment.form import field_kind
from pipeline.enrichment.geography import country_code
from pipeline.enrichment.intent import budget_of, months_of, need_of, text_intents
from pipeline.enrichment.intent_words import BUDGET, NEED, TEXT
from pipeline.enrichment.job_title import job_facts
from pipeline.enrichment.junk import name_facts
from pipeline.enrichment.phone import phone_facts
from pipeline.enrichment.region import region_code
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.enrichment.title_functions import FIELDS, JOBS
from pipeline.enrichment.title_ranks import RANKS
from pipeline.enrichment.title_young import HEADINGS, PERSONS, STARTERS, STATES
from pipeline.enrichment.user_agents import SCANNERS, SERVERS
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


def fuzz_readers(given: Input) -> None:
    """Read texts pieced together of what the lexicons know, and of anything: no reader raises, each settles."""
    text = made_text(given.value)
    for reader in READERS:
        first = reader(text)
        if repr(reader(text)) != repr(first):
            raise AssertionError(f"{reader} reads otherwise the second time")
    once = normalise(text)
    if once is not None and normalise(once) != once:
        raise AssertionError("a mailbox whose one spelling is not its own")


def made_text(seed: bytes) -> str:
    """Return a text of known words, joints and raw bytes, as a record's bytes say: the same bytes, the same text."""
    parts: list[str] = []
    for index in range(0, min(len(seed), 120), 2):
        choice = seed[index] | (seed[index + 1] << 8 if index + 1 < len(seed) else 0)
        if choice % 11 == 0:
            parts.append(seed[index : index + 9].decode("utf-8", "replace"))
        parts.extend((PIECES[choice % len(PIECES)], JOINTS[choice % len(JOINTS)]))
    return "".join(parts)


JOINTS: Final = (
    " ",
    " ",
    " ",
    "-",
    ".",
    "/",
    "(",
    ")",
    "@",
    ", ",
    "|",
    "\u00b7",
    "'",
    "\n",
    "",
    "+",
    ":",
    "://",
    "?utm_source=",
)
PIECES: Final = tuple(
    sorted(
        {word for groups in (RANKS, JOBS, FIELDS) for phrases in groups.values() for word in phrases}
        | {phrase for phrases in (*TEXT.values(), *BUDGET.values(), *NEED.values()) for phrase in phrases}
        | {
            *PERSONS,
            *STARTERS,
            *STATES,
            *HEADINGS,
            *SERVERS,
            *SCANNERS,
            "Mozilla/5.0",
            "compatible; ",
            "AppleWebKit/537.36",
        }
        | {
            "http",
            "https",
            "www",
            "acme.com",
            "xn--",
            "0033612345678",
            "+33 6 12 34 56 78",
            "75011",
            "H2X 1Y4",
            "1 000",
            "GmbH & Co. KG",
        }
        | {
            "\u0301",
            "\u200b",
            "\ud83c\uddeb\ud83c\uddf7".encode("utf-16", "surrogatepass").decode("utf-16"),
            "\x00",
            "\u0130",
        }
    )
)
READERS: Final[tuple[Callable[[str], object], ...]] = (
    job_facts,
    text_intents,
    budget_of,
    need_of,
    months_of,
    read_agent,
    name_facts,
    bare_name,
    employees,
    field_kind,
    lambda text: email_facts(text, _tables()),
    lambda text: website_domain(text, _tables()),
    lambda text: country_code(text, _tables()),
    lambda text: region_code(text[:60], text[:60], "FR"),
    lambda text: phone_facts(text, "FR"),
)


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
    "readers": fuzz_readers,
}
