"""What a person sees of dead letters: the rows of the list, one letter whole, and what to do about each code."""

from base64 import b64decode
from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from pipeline.contracts.dead_letter import Code, DeadLetterReference
from pipeline.contracts.hot import decoder
from pipeline.runtime.dead_letters import Letter, Mailbox, split_headers
from pipeline.stages.effects import Record
from pipeline.state.time import rfc3339

HEX_HEAD: Final = 256
"""Bytes that are shown of what is not text."""
_read_reference = decoder(DeadLetterReference)


class Advice(NamedTuple):
    """What a code says is wrong, and what to do about it."""

    wrong: str
    remedy: str


_CORRECT = "correct the source and publish the record again; a replay helps only after an update that can read it"
ADVICE: Final[Mapping[Code, Advice]] = {
    "empty_value": Advice(
        "the record has no value", "usually a deletion marker of an upstream database: keep those from this topic"
    ),
    "invalid_utf8": Advice("the value is not UTF-8", f"write UTF-8 at the source; {_CORRECT}"),
    "invalid_json": Advice("the value is not JSON", f"cut off or made by hand; {_CORRECT}"),
    "unknown_shape": Advice(
        "the value is JSON, of no format we read", f"another system writes to this topic, or a new format; {_CORRECT}"
    ),
    "invalid_event": Advice("a member is missing or of a wrong type", f"the detail names the member; {_CORRECT}"),
    "no_identity": Advice(
        "nothing says whose event it is",
        f"a form needs an email, a phone with its country, a user id or a visitor id; {_CORRECT}",
    ),
    "invalid_time": Advice(
        "the time is none, has no zone, or is before 2000 or after 2099", f"write RFC 3339 with its zone; {_CORRECT}"
    ),
    "unknown_schema": Advice(
        "the record names a schema that the registry doesn't have, that can't be used, or there is no registry",
        "set LEADSIEVE_SCHEMA_REGISTRY, or register the schema under its id again; then replay it",
    ),
    "too_large": Advice(
        "the value, or what it causes (a record of ours, or a lead's state), is above the limit",
        "raise LEADSIEVE_MAX_RECORD_BYTES, for the workers and for this command, run `leadsieve topics --check`, and "
        "replay it; or send less: files do not belong into events",
    ),
    "oversized_batch": Advice(
        "a batch of records, compressed by its producer, that unpacks to more than 64 MiB or 250,000 records; the letter "
        "stands for all of them, and its value is the batch's records as they came, still compressed",
        "have the producer send smaller batches; it can't be replayed: what was in it is to be published again",
    ),
    "internal_error": Advice(
        "our own code raised: a bug of ours",
        "the traceback is in the worker's log: please report it; replay it after the update that mends it",
    ),
}
"""Every code -> what is wrong and what to do; docs/dead-letters.md shows the same words."""


def moment(ms: int) -> str:
    """Return a time of the broker, ms, as RFC 3339 to the second."""
    return rfc3339(datetime.fromtimestamp(ms / 1000, UTC), "seconds")


def printable(text: str) -> str:
    """Return the text with all that could steer a terminal escaped; line feeds and tabs stay."""
    return "".join(char if char.isprintable() or char in "\n\t" else ascii(char)[1:-1] for char in text)


def text_of(value: bytes, *, whole: bool = True) -> str | None:
    """Return bytes as text, None where they are not UTF-8; unless `whole`, the last character may be cut off."""
    try:
        return getincrementaldecoder("utf-8")().decode(value, final=whole)
    except UnicodeDecodeError:
        return None


COLUMNS: Final = ("letter", "when", "code", "stage", "origin", "bytes", "by reference")
REPLAYED: Final = "replayed"
"""One column more, where replayed letters are listed too."""


def as_row(letter: Letter, mailbox: Mailbox, *, replayed: bool) -> tuple[object, ...]:
    """Return a letter as a row of the list; `replayed`: with that column."""
    facts, when = letter.facts, moment(letter.at).replace("T", " ")
    kept = "yes" if facts.by_reference else ""
    row = (letter.place, when, facts.code, facts.stage, letter.origin, letter.size, kept)
    return (*row, "yes" if mailbox.times_replayed(letter.place) else "") if replayed else row


def describe(letter: Letter, mailbox: Mailbox) -> dict[str, Any]:
    """Return a letter as one flat object: its place, its facts, when it was replayed and where to."""
    return {
        "letter": str(letter.place),
        "at": moment(letter.at),
        **letter.facts.model_dump(),
        "size": letter.size,
        "replayed": [{"at": moment(at), "sent_to": mark.sent_to} for at, mark in mailbox.replays.get(letter.place, ())],
    }


def describe_record(letter: Letter, record: Record, *, original_there: bool | None) -> dict[str, Any]:
    """Return what stands behind the list: advice, headers, and of a letter by reference what became of the original."""
    advice = ADVICE[letter.facts.code]
    kept = {} if original_there is None else {"sha256": letter.sha256, "original_there": original_there}
    headers = [{"name": name, "value": _header(value)} for name, value in split_headers(record.headers)[0]]
    return {**kept, "wrong": advice.wrong, "remedy": advice.remedy, "headers": headers}


def describe_value(letter: Letter, record: Record) -> dict[str, Any]:
    """Return key and value: text, or {"hex"} of the beginning; of a letter by reference what is kept with it."""
    value, whole = record.value, not letter.facts.by_reference
    if not whole:
        value = b64decode(_read_reference(record.value or b"").head_base64)
    return {"key": _content(record.key), "value": _content(value, whole=whole)}


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield a description for people, line by line."""
    yield _line("letter", f"{told['letter']}, of {told['at']}")
    yield _line("code", f"{told['code']}: {told['wrong']}")
    yield _line("detail", told["detail"])
    yield _line("stage", told["stage"])
    yield _line("origin", f"{told['topic']}/{told['partition']}/{told['offset']}")
    yield _line("bytes", told["size"])
    if "sha256" in told:
        still = "is still there" if told["original_there"] else "is gone from there"
        yield _line("by reference", f"the original {still}; sha256 {told['sha256']}")
    for replay in told["replayed"]:
        yield _line("replayed", f"{replay['at']}, to {replay['sent_to']}")
    for header in told["headers"]:
        yield _line("header", f"{header['name']}: {header['value']}")
    yield _line("what to do", told["remedy"])
    for part in ("key", "value"):
        if part in told:
            content = told[part]
            yield _line(part, f"(hex) {content['hex']}" if isinstance(content, dict) else content)


def _line(name: str, text: object) -> str:
    return f"{name:<14}{printable('(null)' if text is None else str(text))}"


def _header(value: bytes | None) -> str | None:
    text = None if value is None else text_of(value)
    return text if text is not None or value is None else value.hex()


def _content(value: bytes | None, *, whole: bool = True) -> str | dict[str, str] | None:
    if value is None:
        return None
    text = text_of(value, whole=whole)
    return {"hex": value[:HEX_HEAD].hex()} if text is None else text
