"""Our topics as data: what each is for, how many partitions it has, and what the broker must keep of it how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.contracts.topics import ACCOUNT_SIGNALS, DIFFERENCES, STATUS_TOPICS
from pipeline.settings import Settings

HOUR = 3_600_000
DAY = 24 * HOUR
"""In milliseconds, as the broker counts."""

Kind = Literal["source", "control", "log", "changelog", "positions", "output", "latest", "dead-letters"]


@dataclass(frozen=True, slots=True)
class Need:
    """One setting of a topic: the value we make it with, and which others do as well.

    A number may lie between `low` and `high`, where given; a text must be the same, unless it is not `required`.
    """

    config: str
    value: str | int
    low: int | None = None
    high: int | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class Spec:
    """One topic. `name` is that of our design; `Settings.topic` says what the broker knows it by."""

    name: str
    kind: Kind
    one_partition: bool = False
    fixed_partitions: bool = False
    """True where state or reading depends on the count: another one is a problem, not a choice."""


SPECS = (
    Spec("form-submissions", "source"),
    Spec("web-activity", "source"),
    Spec("crm-outcomes", "source"),
    Spec("lead-overrides", "source", one_partition=True),
    Spec("lead-reviews", "source", one_partition=True),
    Spec("privacy-requests", "source", one_partition=True),
    Spec("persona-packs", "control", one_partition=True, fixed_partitions=True),
    Spec("visitor-log", "log", fixed_partitions=True),
    Spec("lead-log", "log", fixed_partitions=True),
    Spec("account-log", "log", fixed_partitions=True),
    Spec("visitors-changelog", "changelog", fixed_partitions=True),
    Spec("leads-changelog", "changelog", fixed_partitions=True),
    Spec("accounts-changelog", "changelog", fixed_partitions=True),
    Spec("route-positions", "positions", one_partition=True, fixed_partitions=True),
    *(Spec(name, "output") for name in STATUS_TOPICS.values()),
    Spec("lead-decisions", "latest", fixed_partitions=True),
    Spec(DIFFERENCES, "latest", fixed_partitions=True),
    Spec(ACCOUNT_SIGNALS, "latest", fixed_partitions=True),
    Spec("dead-letters", "dead-letters"),
)


def count_partitions(spec: Spec, settings: Settings) -> int:
    """Return how many partitions the topic is made with."""
    return 1 if spec.one_partition else settings.partitions


def list_needs(spec: Spec, settings: Settings) -> tuple[Need, ...]:
    """Return the settings of the topic."""
    in_sync = 2 if settings.replication > 2 else 1  # noqa: PLR2004  with two copies it would stop at the first loss
    return (*_BY_KIND[spec.kind], _size(spec, settings), Need("min.insync.replicas", in_sync, low=in_sync))


def _size(spec: Spec, settings: Settings) -> Need:
    """Return the limit of a batch: room for a record we write at its largest, with what Kafka adds.

    Upstream may choose for its own topics; those that we make take values of 5 MB, which then become dead letters.
    """
    if spec.kind == "source":
        return Need("max.message.bytes", 6 * 1024 * 1024)
    room = max(2 * 1024 * 1024, 2 * settings.max_record_bytes + 64 * 1024)
    return Need("max.message.bytes", room, low=room)


_DELETE = Need("cleanup.policy", "delete")
_ROLLED = Need("segment.ms", 12 * HOUR, high=12 * HOUR)
"""What is to go must lie in a closed segment first."""
_WRITE_TIME = (Need("message.timestamp.type", "CreateTime"), Need("message.timestamp.after.max.ms", HOUR, high=HOUR))
"""We write the moment of writing; a record from the future is refused, and with it its transaction."""
_COMPACT = (
    Need("cleanup.policy", "compact"),
    _ROLLED,
    Need("segment.bytes", 256 * 1024 * 1024),
    Need("max.compaction.lag.ms", DAY, high=DAY),
    Need("delete.retention.ms", 7 * DAY, low=7 * DAY),
)
"""An erased value is off the disk a day and a half after its tombstone; who was away for a week still sees that."""
_FOUR_WEEKS = (_DELETE, _ROLLED, Need("retention.ms", 28 * DAY, low=7 * DAY, high=28 * DAY))
"""Long enough to replay a month's judgement or to look into a dead letter, and never shorter than the week in which a
repeated event is told; with the half day that a segment is open, what a person did is gone within a month."""

_BY_KIND: Mapping[Kind, tuple[Need, ...]] = {
    # The broker stamps what upstream writes: retention and lateness count from when we could have read it. One that
    # stamps its history with event times would else see it deleted before we read it.
    "source": (
        _DELETE,
        Need("retention.ms", 7 * DAY, low=DAY),
        Need("message.timestamp.type", "LogAppendTime", required=False),
    ),
    "control": _COMPACT,
    "log": (*_FOUR_WEEKS, *_WRITE_TIME),
    "changelog": (*_COMPACT, *_WRITE_TIME),
    # Stamped by the broker, so that workers can tell its clock.
    "positions": (*_COMPACT, Need("message.timestamp.type", "LogAppendTime")),
    "output": (*_FOUR_WEEKS, *_WRITE_TIME),
    "latest": (*_COMPACT, *_WRITE_TIME),
    "dead-letters": (*_FOUR_WEEKS, *_WRITE_TIME),
}
