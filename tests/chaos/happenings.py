"""Each way in which workers, broker and records are attacked; what it did is counted with the fleet."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import CommitFailedError, KafkaError, NonEmptyGroup, for_code
from aiokafka.protocol.admin import DeleteGroupsRequest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.admin import admin_client
from pipeline.runtime.broker import Broker
from pipeline.runtime.drain import input_partitions
from pipeline.runtime.topic_specs import SPECS, Spec, list_needs
from pipeline.settings import Settings
from tests.chaos.fleet import Fleet
from tests.chaos.story import Story

MOST_WORKERS: Final = 4
LEAST_WORKERS: Final = 2
REFUSING: Final = ("lead-log", "visitor-log", "lead-decisions", "open-leads", "leads-changelog")
PROMISED_RETURN: Final = 30.0
"""Seconds after the broker's return in which every task goes on."""
RETURN_PATIENCE: Final = 90.0
"""Seconds until we stop to wait for that."""


@dataclass
class Stage:
    """What chaos happens to. `rng` is the round's own; `inputs`: how many partitions have a task."""

    settings: Settings
    broker: Broker
    fleet: Fleet
    inputs: int
    story: Story
    rng: Random = field(default_factory=Random)
    returns: list[float] = field(default_factory=list)
    """Seconds from each return of the broker until every task was going again."""

    async def pause(self, least: float, most: float) -> None:
        """Let the flow go on for a while, and start again what has ended."""
        until = time.monotonic() + self.rng.uniform(least, most)
        while (now := time.monotonic()) < until:
            await asyncio.sleep(min(0.2, until - now))
            self.fleet.supervise()


Happening = Callable[[Stage], Awaitable[None]]


async def kill(stage: Stage) -> None:
    """Kill -9."""
    await asyncio.to_thread(stage.fleet.kill, stage.rng)


async def terminate(stage: Stage) -> None:
    """SIGTERM, and another in its place."""
    await asyncio.to_thread(stage.fleet.terminate, stage.rng)


async def freeze_shortly(stage: Stage) -> None:
    """SIGSTOP within the session timeout."""
    stage.fleet.freeze(stage.rng)
    await stage.pause(0.2, stage.settings.session_timeout / 2)
    stage.fleet.thaw()


async def freeze_long(stage: Stage) -> None:
    """SIGSTOP past the session timeout: what goes on afterwards is a zombie with a transaction in its hands."""
    stage.fleet.freeze(stage.rng)
    await stage.pause(stage.settings.session_timeout * 1.2, stage.settings.session_timeout * 1.6)
    stage.fleet.thaw()


async def thaw_into_takeover(stage: Stage) -> None:
    """SIGSTOP until others are given its partitions: it tries to commit while they fence, restore and seek."""
    stage.fleet.freeze(stage.rng)
    # Until its session is over, nothing is given out: what is told of before that belongs to an earlier rebalance.
    await asyncio.sleep(0.9 * stage.settings.session_timeout)
    before = stage.fleet.rebalances()
    until = time.monotonic() + 3 * stage.settings.session_timeout
    while stage.fleet.rebalances() == before and time.monotonic() < until:  # noqa: ASYNC110  the logs tell nobody
        await asyncio.sleep(0.02)
    await asyncio.sleep(stage.rng.uniform(0, 0.3))
    stage.fleet.thaw()
    stage.fleet.counts["zombies"] += 1


async def haunt(stage: Stage) -> None:
    """Kill -9, and in its place a worker whose tasks meet a former owner's commit between their fence and their seek."""
    await asyncio.to_thread(stage.fleet.kill, stage.rng, haunted=True)


async def join(stage: Stage) -> None:
    """One worker more; where there are many already, one of them goes first."""
    if len(stage.fleet.workers) >= MOST_WORKERS:
        await asyncio.to_thread(stage.fleet.leave, stage.rng)
    stage.fleet.start()
    stage.fleet.counts["joins"] += 1


async def leave(stage: Stage) -> None:
    """One worker less; where there are few, one comes first."""
    if len(stage.fleet.workers) <= LEAST_WORKERS:
        stage.fleet.start()
        stage.fleet.counts["joins"] += 1
        await stage.pause(3, 5)
    await asyncio.to_thread(stage.fleet.leave, stage.rng)


async def restart_broker(stage: Stage) -> None:
    """All of the broker goes, cleanly or not, and comes back; then everybody must get on by themselves."""
    await asyncio.to_thread(stage.rng.choice([stage.broker.stop, stage.broker.kill]))
    await stage.pause(0.1, 8)
    stage.story.tell("the broker is gone")
    await asyncio.to_thread(stage.broker.start)
    stage.story.tell("the broker is back")
    stage.fleet.counts["broker_restarts"] += 1
    await _await_return(stage)


async def lose_node(stage: Stage) -> None:
    """One node of several goes, cleanly or not, and comes back later: nobody has to stop for that."""
    node = 1 + stage.rng.randrange(stage.broker.brokers)
    await asyncio.to_thread(stage.rng.choice([stage.broker.stop, stage.broker.kill]), node)
    stage.fleet.counts["nodes_lost"] += 1
    await _await_return(stage)
    await stage.pause(1, 8)
    await asyncio.to_thread(stage.broker.start)
    await _await_return(stage)


async def roll_nodes(stage: Stage) -> None:
    """Every node is restarted, one after the other."""
    for node in range(1, 1 + stage.broker.brokers):
        await asyncio.to_thread(stage.broker.stop, node)
        await asyncio.to_thread(stage.broker.start)
        await stage.pause(0.5, 3)
    stage.fleet.counts["broker_restarts"] += 1
    await _await_return(stage)


async def spoil_group_offsets(stage: Stage) -> None:
    """While nobody is in the group, its committed offsets become nonsense: nothing may start from them."""
    stage.fleet.counts["group_offsets_spoiled"] += 1
    running = await _empty_group(stage)
    inputs = (await input_partitions(stage.settings)).values()
    reader = AIOKafkaConsumer(
        bootstrap_servers=stage.settings.broker, group_id=stage.settings.group, enable_auto_commit=False
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
        _start(stage, running)


async def delete_group(stage: Stage) -> None:
    """While nobody is in the group, it is deleted with its offsets."""
    running = await _empty_group(stage)
    client = AIOKafkaClient(bootstrap_servers=stage.settings.broker)
    await client.bootstrap()
    try:
        for _ in range(int(2 * stage.settings.session_timeout)):
            if await group_deleted(client, stage.settings.group):
                stage.fleet.counts["groups_deleted"] += 1
                break
            await asyncio.sleep(1)
    finally:
        await client.close()
        _start(stage, running)


async def refuse_records(stage: Stage) -> None:
    """For a while the broker refuses what we write to one topic; an operator mends it and restarts the workers."""
    spec = stage.rng.choice([spec for spec in SPECS if spec.name in REFUSING])
    stage.fleet.counts["refusals"] += 1
    await _limit(stage.settings, spec, {"max.message.bytes": "200"})
    await stage.pause(0.5, 2)
    await _limit(stage.settings, spec, {})
    for _ in range(len(stage.fleet.workers)):
        await asyncio.to_thread(stage.fleet.terminate, stage.rng, oldest=True)


async def group_deleted(client: AIOKafkaClient, group: str) -> bool:
    """Tell whether the group is gone; False while it still counts members."""
    coordinator = await client.coordinator_lookup(0, group)
    answer = await client.send(coordinator, DeleteGroupsRequest([group]))
    errors = [for_code(code) for _, code in answer.results if code]
    if errors and errors != [NonEmptyGroup]:
        raise errors[0]
    return not errors


HAPPENINGS: Final[Mapping[str, Happening]] = {
    happening.__name__: happening
    for happening in (
        kill, freeze_shortly, freeze_long, thaw_into_takeover, haunt, terminate, join, leave, restart_broker, lose_node,
        roll_nodes, spoil_group_offsets, delete_group, refuse_records,
    )
}  # fmt: skip


async def _await_return(stage: Stage) -> None:
    """Wait until every task is open and goes on, and note how long that took; traffic never stops."""
    began, before = time.monotonic(), await asyncio.to_thread(stage.fleet.tasks)
    while time.monotonic() < began + RETURN_PATIENCE:
        stage.fleet.supervise()
        now = await asyncio.to_thread(stage.fleet.tasks)
        if len(now) == stage.inputs and sum(now.values()) > sum(before.values()):
            break
        before = {name: max(place, before.get(name, place)) for name, place in now.items()}
        await asyncio.sleep(0.2)
    stage.returns.append(time.monotonic() - began)
    stage.story.tell(f"every task goes on {stage.returns[-1]:.1f} s after the broker's return")


async def _empty_group(stage: Stage) -> int:
    """Stop all workers, and return how many there were."""
    running = len(stage.fleet.workers)
    await asyncio.to_thread(stage.fleet.end)
    stage.fleet.workers.clear()
    return running


def _start(stage: Stage, workers: int) -> None:
    for _ in range(workers):
        stage.fleet.start()


async def _limit(settings: Settings, spec: Spec, other: Mapping[str, str]) -> None:
    """Set a topic's settings, ours and these; tried again where the broker is short of breath."""
    while True:
        try:
            async with admin_client(settings.broker) as admin:
                await _configure(admin, settings, spec, other)
        except (BrokerUnavailable, KafkaError):
            await asyncio.sleep(1)
        else:
            return


async def _configure(admin: AIOKafkaAdminClient, settings: Settings, spec: Spec, other: Mapping[str, str]) -> None:
    configs = {need.config: str(need.value) for need in list_needs(spec, settings)} | dict(other)
    resource = ConfigResource(ConfigResourceType.TOPIC, settings.topic(spec.name), configs=configs)
    await admin.alter_configs([resource])
