"""Every setting, with its default: an environment variable `LEADSIEVE_<NAME>` overrides each."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from pipeline.contracts.topics import APP_TOPICS
from pipeline.errors import LeadsieveError

MOST_KEY_BYTES = 64
LONGEST_TIMEOUT = 900
PROCESSING = ("exactly-once", "at-least-once")


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
    schema_registry: str = ""
    """Address of the schema registry, for records in Confluent's wire format."""
    schema_registry_auth: str = field(default="", repr=False)
    """`user:password` of the registry."""
    max_record_bytes: int = 1_000_000
    """A larger value becomes a dead letter by reference."""
    transaction_records: int = 10_000
    transaction_bytes: int = 4 * 1024 * 1024
    queue_bytes: int = 16 * 1024 * 1024
    """Of fetched records a task holds before it stops fetching."""
    session_timeout: float = 10.0
    transaction_timeout: float = 10.0
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
        ):
            if getattr(self, name) < 1:
                raise LeadsieveError(f"LEADSIEVE_{name.upper()}={getattr(self, name)}: at least 1 is needed")
        if self.processing not in PROCESSING:
            raise LeadsieveError(f"LEADSIEVE_PROCESSING={self.processing}: {' or '.join(PROCESSING)}")
        for name in ("session_timeout", "transaction_timeout"):
            if not 1 <= getattr(self, name) <= LONGEST_TIMEOUT:
                raise LeadsieveError(f"LEADSIEVE_{name.upper()}={getattr(self, name)}: 1 to {LONGEST_TIMEOUT} seconds")

    @property
    def group(self) -> str:
        """Return the name of the consumer group, and the start of transactional ids: its own for each prefix and app id."""
        return self.topic_prefix + self.app_id

    def topic(self, name: str) -> str:
        """Return the name a topic of our design has on the broker: `leads-changelog` -> `leadsieve-leads-changelog`."""
        return self.topic_prefix + (f"{self.app_id}-{name}" if name in APP_TOPICS else name)


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
