"""How a record that cannot be read or judged leaves the flow: byte-identical, or by reference above the limit."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from pipeline.contracts.dead_letter import HEADER_PREFIX, Code, DeadLetterReference
from pipeline.contracts.hot import encode, of
from pipeline.stages.effects import RECORD_OVERHEAD, Effects, Record, Send

HEAD_BYTES: Final = 65_536
_REFERENCE = of(DeadLetterReference)


def dead_letter(effects: Effects, stage: str, record: Record, code: Code, detail: str, limit: int) -> None:
    """Add the dead letter of a record, and count it.

    `limit`: the largest value, in bytes, that is kept whole. Key and headers that need more than half of it are left
    out, and the letter is one by reference too: whatever came in, what goes out fits.
    """
    around = Send("dead-letters", record.key, None, record.headers)
    fits = around.size - RECORD_OVERHEAD <= limit // 2
    by_reference = not fits or len(record.value or b"") > limit
    facts = {
        "code": code,
        "stage": stage,
        "detail": detail[:500],
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "by_reference": "true" if by_reference else "false",
    }
    headers = tuple((HEADER_PREFIX + name, text.encode("utf-8", "replace")) for name, text in facts.items())
    value = _reference(record) if by_reference else record.value
    key, kept = (record.key, record.headers) if fits else (None, ())
    effects.sends.append(Send("dead-letters", key, value, kept + headers))
    effects.counts["dead_letters", code] += 1
    effects.counts["events", record.topic, "dead_letter"] += 1


def _reference(record: Record) -> bytes:
    value = record.value or b""
    return encode(
        _REFERENCE(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            sha256=sha256(value).hexdigest(),
            size=len(value),
            head_base64=b64encode(value[:HEAD_BYTES]).decode("ascii"),
        )
    )
