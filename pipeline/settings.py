"""Every setting, with its default: an environment variable `LEADSIEVE_<NAME>` overrides each."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta

from pipeline.contracts.topics import APP_TOPICS
from pipeline.errors import LeadsieveError

MOST_KEY_BYTES = 64
LONGEST_TIMEOUT = 900
PROCESSING = ("exactly-once", "at-least-once")
STORES = ("memory", "disk")
LONGEST_GRACE = 86_400
LEAST_INTERVAL = 0.05
LEAST_RETENTION, LONGEST_RETENTION = 91, 3650
"""Days: what is older than 90 days is late; nobody may be held for ever by mistake."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set. Sizes in bytes, times in seconds."""

    broker: str = "127.0.0.1:9092"
    app_id: str = "leadsieve"
    """Consumer group, prefix of transactional ids and of the topics that hold our state: one id is one body of state."""
    partitions: int = 4
    """Of our own logs: fixed for the life of an app id."""
    topic_prefix: str = ""
    """Before the name of every topic: several installations on one cluster, and tests that don't meet."""
    replication: int = 1
    identity_key: str = field(default="leadsieve-development-key", repr=False)
    """The key of the hash that makes lead ids: set your own, keep it secret, never change it."""
    processing: str = "exactly-once"
    """Or `at-least-once`: no transactions; after a crash outputs may come again."""
    formats: str = ""
    """Topics whose records are all of one format: `web-activity=snowplow`, with commas; of the others content decides."""
    forms: str = ""
    """The mapping file: which answer of which form is which fact."""
    accounts: str = ""
    """The account list: a CSV of `domain` and `relation`, read when a command starts; see docs/facts.md."""
    schema_registry: str = ""
    """Address of the schema registry, for records in Confluent's wire format."""
    schema_registry_auth: str = field(default="", repr=False)
    """`user:password` of the registry."""
    lead_costs: str = ""
    """What one lead costs, by source: `google=40,linkedin=85,default=20`; `backtest` reckons with it, and the two below."""
    sales_minutes: float = 0.0
    """That sales spend on a lead."""
    won_value: float = 0.0
    """Of a won lead whose outcome names no value."""
    max_record_bytes: int = 1_000_000
    """A larger value becomes a dead letter by reference."""
    transaction_records: int = 10_000
    transaction_bytes: int = 4 * 1024 * 1024
    queue_bytes: int = 16 * 1024 * 1024
    """Of fetched records a task holds before it stops fetching."""
    data_dir: str = ""
    """A folder of this worker's own for snapshots of its state, and the state itself if `store` says so; empty: none."""
    store: str = "memory"
    """Or `disk`: where states of visitors and leads lie."""
    snapshot_interval: float = 300.0
    """Between two snapshots of a task's state."""
    session_timeout: float = 10.0
    transaction_timeout: float = 10.0
    clock: str = "wall"
    """`wall`; or `data`: time is what the events say, for history. Then nothing expires while they still come."""
    until: str = ""
    """With clock `data`: how far time goes in the end, as RFC 3339; nothing: to the newest event of each partition."""
    tick_grace: float = 60.0
    """How far behind the wall clock time goes, so that events that come late still come first."""
    tick_interval: float = 10.0
    """Between two looks at what is due."""
    retention_days: int = 1095
    """After their own last act, people are forgotten; one value for the life of an app id, or a log replays otherwise."""
    web_port: int = 6066
    web_host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        """Refuse what could not work, before anything is built on it; raises `LeadsieveError`."""
        if not 1 <= len(self.identity_key.encode()) <= MOST_KEY_BYTES:
            raise LeadsieveError(
                f"LEADSIEVE_IDENTITY_KEY: 1 to {MOST_KEY_BYTES} bytes are needed, the hash takes no more"
            )
        if self.schema_registry and not self.schema_registry.startswith(("http://", "https://")):
            raise LeadsieveError("LEADSIEVE_SCHEMA_REGISTRY: an address is needed that begins with http:// or https://")
        for name in (
            "partitions",
            "replication",
            "max_record_bytes",
            "transaction_records",
            "transaction_bytes",
            "queue_bytes",
            "snapshot_interval",
        ):
            if getattr(self, name) < 1:
                raise LeadsieveError(f"LEADSIEVE_{name.upper()}={getattr(self, name)}: at least 1 is needed")
        self._check_choices()
        self._check_clock()
        if not LEAST_RETENTION <= self.retention_days <= LONGEST_RETENTION:
            raise LeadsieveError(
                f"LEADSIEVE_RETENTION_DAYS={self.retention_days}: {LEAST_RETENTION} to {LONGEST_RETENTION} days"
            )
        _refuse_below_zero({"sales_minutes": self.sales_minutes, "won_value": self.won_value})
        for name in ("session_timeout", "transaction_timeout"):
            if not 1 <= getattr(self, name) <= LONGEST_TIMEOUT:
                raise LeadsieveError(f"LEADSIEVE_{name.upper()}={getattr(self, name)}: 1 to {LONGEST_TIMEOUT} seconds")

    def _check_choices(self) -> None:
        if self.processing not in PROCESSING:
            raise LeadsieveError(f"LEADSIEVE_PROCESSING={self.processing}: {' or '.join(PROCESSING)}")
        if self.store not in STORES:
            raise LeadsieveError(f"LEADSIEVE_STORE={self.store}: {' or '.join(STORES)}")
        if self.store == "disk" and not self.data_dir:
            raise LeadsieveError("LEADSIEVE_STORE=disk needs LEADSIEVE_DATA_DIR: a folder of this worker's own")

    @property
    def group(self) -> str:
        """Return the name of the consumer group, and the start of transactional ids: its own for each prefix and app id."""
        return self.topic_prefix + self.app_id

    def _check_clock(self) -> None:
        if self.clock not in {"wall", "data"}:
            raise LeadsieveError(f"LEADSIEVE_CLOCK={self.clock!r}: wall or data")
        if self.until and self.clock != "data":
            raise LeadsieveError("LEADSIEVE_UNTIL needs LEADSIEVE_CLOCK=data: the wall clock goes on by itself")
        if not (0 <= self.tick_grace <= LONGEST_GRACE and LEAST_INTERVAL <= self.tick_interval <= LONGEST_TIMEOUT):
            raise LeadsieveError(
                f"LEADSIEVE_TICK_GRACE={self.tick_grace:g}, LEADSIEVE_TICK_INTERVAL={self.tick_interval:g}: "
                f"0 to {LONGEST_GRACE} seconds, and {LEAST_INTERVAL} to {LONGEST_TIMEOUT}"
            )
        assert self.until_ms >= 0  # noqa: S101  reads it, so that what cannot be read is refused here

    @property
    def until_ms(self) -> int:
        """Return `until` in ms since 1970, 0 where there is none; raises `LeadsieveError` on what is no moment."""
        return moment_ms("LEADSIEVE_UNTIL", self.until) if self.until else 0

    def topic(self, name: str) -> str:
        """Return the name a topic of our design has on the broker: `leads-changelog` -> `leadsieve-leads-changelog`."""
        return self.topic_prefix + (f"{self.app_id}-{name}" if name in APP_TOPICS else name)


def moment_ms(name: str, text: str) -> int:
    """Return an RFC 3339 moment in ms since 1970; raises `LeadsieveError` that says what `name` should have been."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment < _EPOCH:
        raise LeadsieveError(f"{name}={text!r}: a moment with its zone is needed, as 2026-11-20T09:30:00Z")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _refuse_below_zero(values: Mapping[str, float]) -> None:
    for name, value in values.items():
        if not 0 <= value < float("inf"):
            raise LeadsieveError(f"LEADSIEVE_{name.upper()}={value}: a number from 0 on is needed")


def from_environment(environ: Mapping[str, str] = os.environ, **overrides: object) -> Settings:
    """Return the settings; `overrides` that are None don't count. Raises `LeadsieveError` naming a value of wrong type."""
    values: dict[str, object] = {}
    for item in fields(Settings):
        name = f"LEADSIEVE_{item.name.upper()}"
        if name in environ:
            values[item.name] = _parse(name, environ[name], type(item.default))
    values.update({name: value for name, value in overrides.items() if value is not None})
    return Settings(**values)  # type: ignore[arg-type]  # each value was parsed to its field's type


def _parse(name: str, text: str, kind: type) -> object:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    try:
        return kind(text)
    except ValueError:
        raise LeadsieveError(f"{name}={text!r}: expected {kind.__name__}") from None
