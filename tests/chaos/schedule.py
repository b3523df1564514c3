"""What happens in a round of chaos, drawn from a seed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import CommitFailedError, KafkaError

from pipeline.runtime.admin import admin_client
from pipeline.runtime.broker import Broker
from pipeline.runtime.drain import input_partitions
from pipeline.runtime.topic_specs import SPECS, Spec, list_needs
from pipeline.settings import Settings
from tests.chaos.fleet import Fleet

MOST_WORKERS: Final = 4
LEAST_WORKERS: Final = 2
REFUSING: Final = ("lead-log", "visitor-log", "lead-decisions", "open-leads")


@dataclass
class Stage:
    """What chaos happens to."""

    settings: Settings
    broker: Broker
    fleet: Fleet
    rng: Random

    async def pause(self, least: float, most: float) -> None:
        """Let the flow go on for a while, and start again what has ended."""
        until = asyncio.get_running_loop().time() + self.rng.uniform(least, most)
        while (now := asyncio.get_running_loop().time()) < until:
            await asyncio.sleep(min(0.2, until - now))
            self.fleet.supervise()


Happening = Callable[[Stage], Awaitable[None]]


async def kill(stage: Stage) -> None:
    """Kill -9."""
    await asyncio.to_thread(stage.fleet.kill)


async def terminate(stage: Stage) -> None:
    """SIGTERM, and another in its place."""
    await asyncio.to_thread(stage.fleet.terminate)


async def freeze_shortly(stage: Stage) -> None:
    """SIGSTOP within the session timeout."""
    stage.fleet.freeze()
    await stage.pause(0.2, stage.settings.session_timeout / 2)
    stage.fleet.thaw()


async def freeze_long(stage: Stage) -> None:
    """SIGSTOP past the session timeout: what goes on afterwards is a zombie with a transaction in its hands."""
    stage.fleet.freeze()
    await stage.pause(stage.settings.session_timeout * 1.2, stage.settings.session_timeout * 1.6)
    stage.fleet.thaw()


async def join_or_leave(stage: Stage) -> None:
    """One worker more, or one less."""
    running = len(stage.fleet.workers)
    if running >= MOST_WORKERS or (running > LEAST_WORKERS and stage.rng.random() < 0.5):
        await asyncio.to_thread(stage.fleet.leave)
    else:
        stage.fleet.start()
        stage.fleet.counts["joins"] += 1


async def restart_broker(stage: Stage) -> None:
    """The only broker goes, cleanly or not, and comes back."""
    await asyncio.to_thread(stage.rng.choice([stage.broker.stop, stage.broker.kill]))
    await stage.pause(0.1, 3)
    await asyncio.to_thread(stage.broker.restart)
    stage.fleet.counts["broker_restarts"] += 1


async def spoil_group_offsets(stage: Stage) -> None:
    """While nobody is in the group, its committed offsets become nonsense: nothing may start from them."""
    stage.fleet.counts["group_offsets_spoiled"] += 1
    running = len(stage.fleet.workers)
    await asyncio.to_thread(stage.fleet.end)
    stage.fleet.workers.clear()
    inputs = (await input_partitions(stage.settings)).values()
    reader = AIOKafkaConsumer(
        bootstrap_servers=stage.settings.broker, group_id=stage.settings.app_id, enable_auto_commit=False
    )
    await reader.start()
    try:
        reader.assign(list(inputs))
        for _ in range(int(2 * stage.settings.session_timeout)):
            try:
                await reader.commit({tp: stage.rng.randrange(5) for tp in inputs})
                break
            except CommitFailedError:  # somebody who was killed or frozen is still counted as a member
                await asyncio.sleep(1)
    finally:
        await reader.stop()
        for _ in range(running):
            stage.fleet.start()


async def refuse_records(stage: Stage) -> None:
    """For a while the broker refuses what we write to one topic; an operator mends it and restarts the workers."""
    spec = stage.rng.choice([spec for spec in SPECS if spec.name in REFUSING])
    stage.fleet.counts["refusals"] += 1
    try:
        async with admin_client(stage.settings.broker) as admin:
            await _configure(admin, stage.settings, spec, {"max.message.bytes": "200"})
            await stage.pause(0.5, 2)
            await _configure(admin, stage.settings, spec, {})
    except KafkaError:
        stage.fleet.counts["refusals_failed"] += 1
    for _ in range(len(stage.fleet.workers)):
        await asyncio.to_thread(stage.fleet.terminate)


async def _configure(admin: AIOKafkaAdminClient, settings: Settings, spec: Spec, other: Mapping[str, str]) -> None:
    configs = {need.config: str(need.value) for need in list_needs(spec, settings)} | dict(other)
    resource = ConfigResource(ConfigResourceType.TOPIC, settings.topic(spec.name), configs=configs)
    await admin.alter_configs([resource])


HAPPENINGS: Final[Mapping[Happening, int]] = {
    kill: 8,
    freeze_long: 3,
    freeze_shortly: 3,
    terminate: 4,
    join_or_leave: 3,
    restart_broker: 1,
    spoil_group_offsets: 1,
    refuse_records: 1,
}
"""What may happen, and how often beside the others."""


def draw(rng: Random, only: str | None) -> Happening:
    """Return what happens next; always the same where `only` names it."""
    named = [happening for happening in HAPPENINGS if only in {None, happening.__name__}]
    return rng.choices(named, weights=[HAPPENINGS[happening] for happening in named])[0]
