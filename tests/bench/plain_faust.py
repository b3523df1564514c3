"""Plain Faust: an agent a stage, event by event, a table for its state, `topic.send` for what it says.

As its documentation has one write it, with raw values, for the stage encodes by itself. Values in the table stay
encoded, as ours do.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import faust

from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.runtime.partitioner import partition_of
from pipeline.settings import Settings
from pipeline.stages.effects import Effects, Record
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
        return self._table[name] if name in self._table else None  # noqa: SIM401  its `get` is not a dict's

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
    plain = Plain(app, settings, work, meter)
    for name in work.stages:
        plain.add_agent(name)
    faust.Worker(
        app,
        loglevel="ERROR",
        quiet=True,
        redirect_stdouts=False,
        override_logging=False,
        loop=asyncio.new_event_loop(),
    ).execute_from_commandline()


@dataclass
class Plain:
    """The app as it is put together."""

    app: faust.App
    settings: Settings
    work: Work
    meter: Meter

    def add_agent(self, name: str) -> None:
        """Add the agent of one stage."""
        settings, meter, stage = self.settings, self.meter, self.work.stages[name]
        reads = {settings.topic(topic): topic for topic, reader in self.work.inputs.items() if reader == name}
        states = TableStates(self.app.Table(name, partitions=settings.partitions, key_type=bytes, value_type=bytes))
        targets = {topic: self._topic(topic) for topic in (*OUTPUTS, *self.work.inputs)}

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

        self.app.agent(self.app.topic(*reads, partitions=settings.partitions), name=name)(agent)

    def _topic(self, name: str) -> Any:  # noqa: ANN401  as above
        return self.app.topic(self.settings.topic(name), partitions=self.settings.partitions)


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
