"""What dead letters say of themselves, how marks are told from them, and which originals may go back."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contracts.dead_letter import CODES, HEADER_PREFIX, Code, DeadLetterHeaders
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import LeadEvent, LeadOutcome, Linked, PackChosen, Seen, StandingChosen, Visits
from pipeline.runtime.dead_letter_replay import complaint, kept_whole, original_of
from pipeline.runtime.dead_letters import (
    MARK_PREFIX,
    REPLAYED_FROM,
    Letter,
    Mailbox,
    Place,
    mark_of,
    read_letter,
    read_mark,
    replayed_from,
    split_headers,
)
from pipeline.runtime.partitioner import partition_of
from pipeline.stages.dead_letters import dead_letter
from pipeline.stages.effects import Effects, Headers, Record

LIMIT = 2_000
FACTS = [HEADER_PREFIX + name for name in DeadLetterHeaders.model_fields]
NAMES = st.sampled_from([*FACTS, REPLAYED_FROM, "ce_id", ""]) | st.text(max_size=5)
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=4) | st.none()), max_size=12).map(tuple)
LEAD_LOG: Sequence[tuple[object, bool]] = [
    (of(LeadEvent)(event_id="e", type="form", at=1, origin="o", lead_id="l"), True),
    (of(LeadOutcome)(event_id="e", at=1, origin="o", lead_id="l", result="won"), True),
    (of(Visits)(event_id="e", at=1, lead_id="l", visitor_id="v"), False),
    (of(PackChosen)(event_id="e", at=1, origin="o", pack="p", version=1, sha256="s"), False),
    (of(StandingChosen)(event_id="e", at=1, origin="o", pack="p", persona="x", status="live"), False),
]


def stored(original: Record, code: Code = "invalid_json", limit: int = LIMIT) -> Record:
    """Return the record that route writes to the topic, at 2/7."""
    effects = Effects()
    dead_letter(effects, "route", original, code, "what is wrong", limit)
    send = effects.sends[0]
    return Record("dead-letters", 2, 7, 1_700_000_000_000, send.key, send.value, send.headers)


def from_topic(
    topic: str = "web-activity",
    value: bytes | None = b"{",
    key: bytes | None = b"k",
    headers: Headers = (),
    partition: int = 1,
) -> Record:
    return Record(topic, partition, 5, 0, key, value, headers)


def letter_of(original: Record, code: Code = "invalid_json") -> Letter:
    letter = read_letter(stored(original, code))
    assert letter is not None
    return letter


@pytest.mark.parametrize("code", CODES)
def test_every_code(code: Any) -> None:  # noqa: ANN401  pytest gives a plain str
    """What the stages write is read, whatever the code."""
    letter = letter_of(from_topic(), code)
    assert letter.facts == DeadLetterHeaders(
        code=code, stage="route", detail="what is wrong", topic="web-activity", partition=1, offset=5
    )
    assert (letter.place, letter.origin, letter.size) == (Place(2, 7), "web-activity/1/5", 1)
    assert letter.sha256 == sha256(b"{").hexdigest()


def test_by_reference() -> None:
    """A letter by reference has the size and the digest of its original, not those of the reference."""
    letter = letter_of(from_topic(value=b"x" * 5_000), "too_large")
    assert letter.facts.by_reference
    assert (letter.size, letter.sha256) == (5_000, sha256(b"x" * 5_000).hexdigest())


@given(HEADERS)
def test_original_headers(headers: Any) -> None:  # noqa: ANN401  what hypothesis makes
    """The original's headers come back as they were, also those that upstream named as we name ours."""
    record = stored(from_topic(headers=headers))
    assert split_headers(record.headers)[0] == headers
    letter = read_letter(record)
    assert letter is not None
    assert letter.facts.detail == "what is wrong"
    before = headers[:-1] if headers and headers[-1][0] == REPLAYED_FROM else headers
    assert original_of(letter, kept_whole(record)).headers == (*before, (REPLAYED_FROM, b"2/7"))


def test_original() -> None:
    """The original goes back with its key and value, to the partition it came from."""
    original = from_topic(value=None, key=None, partition=3)
    send = original_of(letter_of(original), kept_whole(stored(original)))
    assert (send.topic, send.partition, send.key, send.value) == ("web-activity", 3, None, None)
    assert replayed_from(send.headers) == "2/7"
    assert replayed_from(original.headers) is None


def test_mark() -> None:
    """A mark says which letter was replayed and where to."""
    key, value = mark_of(letter_of(from_topic()))
    read = read_mark(Record("dead-letters", 2, 8, 0, key, value))
    assert read is not None
    assert (read[0], read[1].sent_to) == (Place(2, 7), "web-activity/1")
    mailbox = Mailbox()
    mailbox.take(Record("dead-letters", 2, 8, 0, key, value))
    assert mailbox.times_replayed(Place(2, 7)) == 1
    assert mailbox.times_replayed(Place(0, 0)) == 0


def test_nobody_forges_a_mark() -> None:
    """A record that upstream gave a mark's key becomes a letter like any other."""
    key, value = mark_of(letter_of(from_topic()))
    mailbox = Mailbox()
    mailbox.take(stored(from_topic(key=key, value=value)))
    assert set(mailbox.letters) == {Place(2, 7)}
    assert not mailbox.replays


@pytest.mark.parametrize(
    "record",
    [
        Record("dead-letters", 0, 0, 0, None, None),
        Record("dead-letters", 0, 0, 0, b"k", b"v", (("leadsieve_code", b"invalid_json"),)),
        stored(from_topic(), "no_such_code"),  # type: ignore[arg-type]  # of a newer version
        msgspec.structs.replace(stored(from_topic(value=b"x" * 5_000)), value=b"no reference"),
    ],
    ids=["empty", "half", "code", "reference"],
)
def test_foreign(record: Record) -> None:
    """What is neither letter nor mark is counted, and upsets nothing."""
    mailbox = Mailbox()
    mailbox.take(record)
    assert (mailbox.foreign, mailbox.letters, dict(mailbox.replays)) == (1, {}, {})


@pytest.mark.parametrize(("message", "free"), LEAD_LOG, ids=[type(message).__name__ for message, _ in LEAD_LOG])
def test_order_free(message: object, *, free: bool) -> None:
    """Of the lead-log events and outcomes may come at any time; what replaces something may not."""
    assert letter_of(from_topic("lead-log", encode(message)), "internal_error").order_free is free


@pytest.mark.parametrize(
    ("topic", "value", "free"),
    [
        ("form-submissions", b"{", True),
        ("form-submissions", b"x" * 500_000, True),
        ("persona-packs", b"{", False),
        ("visitor-log", encode(of(Linked)(event_id="e", at=1, visitor_id="v", lead_id="l")), True),
        ("visitor-log", encode(of(Seen)(event_id="e", type="page", at=1, origin="o", visitor_id="v")), True),
        ("lead-log", b"not ours", False),
        ("lead-log", b"[" * 100_000, False),
        ("lead-log", encode(LEAD_LOG[0][0]) + b" " * 500_000, False),
    ],
    ids=["source", "source-reference", "control", "linked", "seen", "unreadable", "nested", "reference"],
)
def test_order_free_elsewhere(topic: str, value: bytes, *, free: bool) -> None:
    """Events of sources and visitors may come at any time; packs, and what can't be told, may not."""
    letter = read_letter(stored(from_topic(topic, value), "internal_error", limit=200_000))
    assert letter is not None
    assert letter.order_free is free


def test_complaints() -> None:
    """What must not go back says why; the rest may."""
    counts = {"web-activity": 4, "lead-log": 4, "persona-packs": 1}

    def told(original: Record, *, named: bool = False, limit: int = LIMIT) -> str | None:
        problem = complaint(letter_of(original), counts, limit, named=named)
        return None if problem is None else f"{problem.file} {problem.code}"

    home = partition_of(b"k", 4)
    event = encode(LEAD_LOG[0][0])
    visits = encode(LEAD_LOG[2][0])
    assert told(from_topic()) is None
    assert told(from_topic(partition=4)) == "dead-letters/2/7 no_partition"
    assert told(from_topic("elsewhere")) == "dead-letters/2/7 no_partition"
    assert told(from_topic(value=b"x" * 5_000)) == "dead-letters/2/7 still_too_large"
    assert told(from_topic(value=b"x" * 5_000), limit=5_000) is None
    assert told(from_topic("lead-log", event, partition=home)) is None
    assert told(from_topic("lead-log", event, partition=(home + 1) % 4)) == "dead-letters/2/7 other_count"
    assert told(from_topic("lead-log", visits, partition=home)) == "dead-letters/2/7 order_matters"
    assert told(from_topic("lead-log", visits, partition=home), named=True) is None
    assert told(from_topic("lead-log", b"x" * 5_000, partition=home), named=True) is None
    assert told(from_topic("persona-packs", partition=0)) == "dead-letters/2/7 order_matters"


def test_a_batch_does_not_go_back() -> None:
    """A letter that stands for a whole batch is no record that could be sent."""
    problem = complaint(letter_of(from_topic(), "oversized_batch"), {"web-activity": 4}, LIMIT, named=True)
    assert problem is not None
    assert problem.code == "packed"


def test_mark_prefix_is_reserved() -> None:
    """Marks begin as position records do: with NUL, as no id of ours begins."""
    assert MARK_PREFIX.startswith(b"\0")
