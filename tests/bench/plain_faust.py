"""Plain Faust: an agent a stage, event by event, a table for its state, `topic.send` for what it says.

As its documentation has one write it, with raw values, for the stage encodes by itself. Values in the table stay
encoded, as ours do.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import faust

from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.effects import Effects, Record, Stage
from tests.bench.meter import Meter
from tests.bench.work import Work

OUTPUTS = (*STATUS_TOPICS.values(), "lead-decisions", "dead-letters")


class TableStates:
    """A Faust table as a stage's states."""

    def __init__(self, table: Any) -> None:  # noqa: ANN401  Faust's table, which is hardly typed
        self._table = table

    def get(self, key: str) -> bytes | None:
        """Return the state of a key, None where there is none."""
        name = key.encode()
        return self._table[name] if name in self._table else None

    def keys(self) -> Iterable[str]:
        """Return all keys."""
        return [key.decode() for key in self._table]

    def apply(self, effects: Effects) -> None:
        """Set what has changed: a changelog record each."""
        for key, value in effects.changes.items():
            if value is None:
                self._table.pop(key.encode(), None)
            else:
                self._table[key.encode()] = value


def run(settings: Settings, work: Work, meter: Meter, guarantee: str) -> None:
    """Work until told to stop; done is what an agent is through with: Faust's `send` does not wait for the broker."""
    app = faust.App(
        settings.app_id,
        broker=f"kafka://{settings.broker}",
        store="memory://",
        autodiscover=False,
        topic_partitions=settings.partitions,
        topic_disable_leader=True,
        table_standby_replicas=0,
        value_serializer="raw",
        key_serializer="raw",
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,
        processing_guarantee=guarantee,
        web_enabled=False,
    )
    targets = {name: app.topic(settings.topic(name), partitions=settings.partitions) for name in (*OUTPUTS, *work.inputs)}
    for name, stage in work.stages.items():
        _agent(app, settings, name, stage, work, targets, meter)
    faust.Worker(
        app,
        loglevel="ERROR",
        quiet=True,
        redirect_stdouts=False,
        override_logging=False,
        loop=asyncio.new_event_loop(),
    ).execute_from_commandline()


def _agent(
    app: faust.App, settings: Settings, name: str, stage: Stage, work: Work, targets: dict[str, Any], meter: Meter
) -> None:
    reads = {settings.topic(topic): topic for topic, reader in work.inputs.items() if reader == name}
    states = TableStates(app.Table(name, partitions=settings.partitions, key_type=bytes, value_type=bytes))

    async def agent(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            record = _record(event, reads)
            meter.begin(record.topic)
            effects = stage.process([record], states)
            for send in effects.sends:
                target = partition_of(send.key, settings.partitions) if send.partition is None else send.partition
                await targets[send.topic].send(
                    key=send.key, value=send.value, headers=list(send.headers), partition=target
                )
            states.apply(effects)
            meter.done(record.topic, 1)

    app.agent(app.topic(*reads, partitions=settings.partitions), name=name)(agent)


def _record(event: Any, reads: dict[str, str]) -> Record:  # noqa: ANN401  Faust's event, which is hardly typed
    message = event.message
    headers = message.headers or ()
    return Record(
        reads[message.topic],
        message.partition,
        message.offset,
        round(message.timestamp * 1000),
        message.key,
        message.value,
        tuple(headers.items() if isinstance(headers, dict) else headers),
    )
