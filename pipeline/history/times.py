"""When a record happened: what history is put in the order of."""

from datetime import datetime

import msgspec

from pipeline.errors import Problem
from pipeline.intake import detect
from pipeline.intake.upstream import Upstream
from pipeline.stages.effects import Record


class _Times(msgspec.Struct, rename="camel"):
    """When a record of ours or of Segment's says it happened: enough of it to sort by, at a quarter of the cost."""

    timestamp: datetime | None = None
    original_timestamp: datetime | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    occurred_at: datetime | None = msgspec.field(default=None, name="occurred_at")
    published_at: datetime | None = msgspec.field(default=None, name="published_at")
    effective_at: datetime | None = msgspec.field(default=None, name="effective_at")


_peek = msgspec.json.Decoder(_Times | list[_Times]).decode


def time_of(record: Record, upstream: Upstream) -> float | None:
    """Return a record's time in seconds since 1970, of a batch its first event's; None: it names none that can be read.

    A record of a topic whose format has no time of its own was, if anything, appended.
    """
    try:
        times = _peek(record.value or b"")
    except (ValueError, RecursionError):
        times = _Times()
    first = times if isinstance(times, _Times) else next(iter(times), _Times())
    moment = first.occurred_at or first.timestamp or first.original_timestamp or first.sent_at or first.received_at
    moment = moment or first.published_at or first.effective_at or _read_moment(record, upstream)
    return moment.timestamp() if moment and moment.tzinfo else None


def _read_moment(record: Record, upstream: Upstream) -> datetime | None:
    events = detect.read(record.value, record.headers, record.topic, upstream, record.timestamp)
    return None if isinstance(events, Problem) else events[0].occurred_at
