"""Dead letters as their topic holds them: what each says of itself, which were replayed, where an original stands.

Besides dead letters the topic holds marks: one for each replay, written in the transaction that sent the original back.
A mark stands in the partition of its letter, behind it, so that retention removes the letter first.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec
from aiokafka import TopicPartition
from pydantic import ValidationError

from pipeline.contracts.dead_letter import HEADER_PREFIX, DeadLetterHeaders, DeadLetterReference
from pipeline.contracts.hot import decoder, of
from pipeline.contracts.log import LeadEvent, LeadOutcome, LeadRecord
from pipeline.errors import LeadsieveError
from pipeline.runtime import changelog, logs
from pipeline.settings import Settings
from pipeline.stages.effects import Headers, Record

TOPIC: Final = "dead-letters"
REPLAYED_FROM: Final = HEADER_PREFIX + "replayed_from"
"""The header of a record that was sent back: where its dead letter stands."""
MARK_PREFIX: Final = b"\0replayed/"
"""A mark's key begins so, and a mark has no headers: whatever a dead letter's key is, it has headers."""

_FACTS: Final = frozenset(DeadLetterHeaders.model_fields)
_read_reference = decoder(DeadLetterReference)
_read_lead_record: Any = decoder(LeadRecord)
_ORDER_FREE = (of(LeadEvent), of(LeadOutcome))


class Place(NamedTuple):
    """Where a dead letter stands in its topic."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, less its value. `at`: append time, ms; `size`: bytes of the original value."""

    place: Place
    at: int
    facts: DeadLetterHeaders
    size: int
    sha256: str
    """Of the original value."""
    key: bytes | None = field(repr=False)
    order_free: bool
    """True where the original says the same whenever it is read; false where it would replace what came after it."""

    @property
    def origin(self) -> str:
        """Return the original's coordinates, `topic/partition/offset`."""
        return f"{self.facts.topic}/{self.facts.partition}/{self.facts.offset}"


class Mark(msgspec.Struct, frozen=True):
    """The value of a mark: where the original was sent."""

    sent_to: str
    """`topic/partition`."""


@dataclass
class Mailbox:
    """All that the topic holds; `replays`: when each letter was replayed, ms, and where to. `foreign`: neither of both."""

    letters: dict[Place, Letter] = field(default_factory=dict)
    replays: defaultdict[Place, list[tuple[int, Mark]]] = field(default_factory=lambda: defaultdict(list))
    foreign: int = 0

    def take(self, record: Record) -> None:
        """Take in a record of the topic."""
        if (mark := read_mark(record)) is not None:
            place, value = mark
            self.replays[place].append((record.timestamp, value))
        elif (letter := read_letter(record)) is not None:
            self.letters[letter.place] = letter
        else:
            self.foreign += 1

    def times_replayed(self, place: Place) -> int:
        """Return how often the letter was replayed."""
        return len(self.replays.get(place, ()))


async def read_mailbox(settings: Settings) -> Mailbox:
    """Return what the topic holds now. Raises `BrokerUnavailable`, or `LeadsieveError` where there is no such topic."""
    if not await logs.partitions_of(settings, TOPIC):
        name = settings.topic(TOPIC)
        raise LeadsieveError(f"no topic {name} at {settings.broker}: `leadsieve topics` makes ours")
    found = Mailbox()
    async for record in logs.read_topics(settings, TOPIC):
        found.take(record)
    return found


def read_letter(record: Record) -> Letter | None:
    """Return the dead letter in a record of the topic, None where it is none."""
    _, told = split_headers(record.headers)
    value = record.value or b""
    try:
        facts = DeadLetterHeaders.model_validate_strings(told)
        reference = _read_reference(value) if facts.by_reference else None
    except (ValidationError, ValueError):
        return None
    return Letter(
        place=Place(record.partition, record.offset),
        at=record.timestamp,
        facts=facts,
        size=reference.size if reference else len(value),
        sha256=reference.sha256 if reference else sha256(value).hexdigest(),
        key=record.key,
        order_free=_is_order_free(facts, record.value),
    )


def split_headers(headers: Headers) -> tuple[Headers, dict[str, str]]:
    """Return the original's headers, and the facts behind them; upstream's own of such names stay with the former."""
    facts: dict[str, str] = {}
    for name, value in reversed(headers):
        fact = name.removeprefix(HEADER_PREFIX)
        if fact == name or fact not in _FACTS or fact in facts:
            break
        facts[fact] = (value or b"").decode("utf-8", "replace")
    return headers[: len(headers) - len(facts)], facts


def _is_order_free(facts: DeadLetterHeaders, value: bytes | None) -> bool:
    """Events and outcomes settle the same in any order; packs, standings, summaries and parts replace what was."""
    if facts.topic != "lead-log":
        return facts.topic not in {"persona-packs", "account-log"}
    try:
        return not facts.by_reference and isinstance(_read_lead_record(value or b""), _ORDER_FREE)
    except (ValueError, RecursionError):
        return False


def mark_of(letter: Letter) -> tuple[bytes, bytes]:
    """Return key and value of the mark that says this letter was replayed."""
    sent_to = f"{letter.facts.topic}/{letter.facts.partition}"
    return MARK_PREFIX + str(letter.place).encode(), msgspec.json.encode(Mark(sent_to))


def read_mark(record: Record) -> tuple[Place, Mark] | None:
    """Return which letter a mark is of, and the mark; None where the record is none."""
    if record.headers or record.key is None or not record.key.startswith(MARK_PREFIX):
        return None
    partition, _, offset = record.key.removeprefix(MARK_PREFIX).decode().partition("/")
    return Place(int(partition), int(offset)), msgspec.json.decode(record.value or b"", type=Mark)


def replayed_from(headers: Iterable[tuple[str, bytes]]) -> str | None:
    """Return which dead letter a record was sent back from, None where it is no replay."""
    for name, value in headers:
        if name == REPLAYED_FROM and value is not None:
            return value.decode("utf-8", "replace")
    return None


async def find_original(settings: Settings, letter: Letter) -> Record | None:
    """Return the original from the place it came from; None where its topic does not hold those bytes any more."""
    facts = letter.facts
    found = await find_record(settings, facts.topic, Place(facts.partition, facts.offset))
    return found if found is not None and sha256(found.value or b"").hexdigest() == letter.sha256 else None


async def find_record(settings: Settings, topic: str, place: Place) -> Record | None:
    """Return the committed record at these coordinates of a topic; None where there is none, or none any more."""
    tp = TopicPartition(settings.topic(topic), place.partition)
    if tp not in await logs.find_partitions(settings, [topic]):
        return None
    async with changelog.open_reader(settings.broker, "read_committed") as reader:
        reader.assign([tp])
        begin, end = (await changelog.ask_bounds(reader, [tp]))[tp]
        if not begin <= place.offset < end:
            return None
        reader.seek(tp, place.offset)
        while await reader.position(tp) <= place.offset:
            for found in (await reader.getmany(timeout_ms=200, max_records=1)).get(tp, ()):
                at = Place(found.partition, found.offset)
                record = Record(topic, *at, found.timestamp, found.key, found.value, tuple(found.headers))
                return record if at == place else None
    return None
