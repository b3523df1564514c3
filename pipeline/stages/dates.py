"""When things happened, as the records of our logs tell it: the clock of history."""

from typing import Final

import msgspec

TOLD_BY: Final = frozenset({"seen", "linked", "event", "visits", "outcome"})
"""The records that tell of an event. The others are dated by the clock of whoever wrote them."""


class _Dated(msgspec.Struct):
    kind: str = ""
    at: int = 0


_decode = msgspec.json.Decoder(_Dated).decode


def event_time(value: bytes | None) -> int:
    """Return when the event happened (ms) that a record of our logs tells of; 0: it tells of none."""
    try:
        read = _decode(value or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 0  # no record of ours: whoever judges it makes a dead letter of it
    return read.at if read.kind in TOLD_BY else 0
