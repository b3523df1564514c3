"""States of many leads or visitors, as the mix makes them, put into a changelog under names of their own."""

from collections.abc import Mapping
from typing import Final

from aiokafka import AIOKafkaProducer

from pipeline.cli.packs import read_pack
from pipeline.history.replay import Bench, Replay
from pipeline.runtime.parcels import Dispatch
from pipeline.settings import Settings
from pipeline.stages.effects import Record, Send
from tests.bench.cases import messages
from tests.bench.work import PACK, live, make_work

SAMPLED: Final = 20_000
"""Events of the mix whose states are the pattern."""
CHUNK: Final = 20_000
CHANGELOGS: Final = {"leads": "leads-changelog", "visitors": "visitors-changelog"}


def sample(settings: Settings, events: int = SAMPLED) -> Mapping[str, list[bytes]]:
    """Return encoded states as the mix makes them, of `leads` and of `visitors`."""
    pack, stages = read_pack(PACK), make_work("product-mix", settings).stages
    limit = settings.max_record_bytes
    flow = Replay(*(Bench(stages[name], limit) for name in ("route", "visitors", "leads")))
    flow.control(pack, live(pack))
    records = (
        Record(topic, 0, at, -1, None, value) for at, (topic, value) in enumerate(messages("product-mix", events))
    )
    for _ in flow.run(records):
        pass
    held = {"visitors": flow.visitors.store, "leads": flow.leads.store}
    return {name: [value for key, value in store.items() if not key.startswith("\0")] for name, store in held.items()}


async def fill(settings: Settings, kind: str, states: list[bytes], count: int) -> None:
    """Write `count` states, the pattern again and again, in turn to all partitions of the kind's changelog."""
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.broker, acks="all", enable_idempotence=True, max_batch_size=1_000_000
    )
    await producer.start()
    try:
        dispatch, name = Dispatch(settings, producer), CHANGELOGS[kind]
        for begin in range(0, count, CHUNK):
            sends: dict[tuple[str, int], list[Send]] = {(name, number): [] for number in range(settings.partitions)}
            for at in range(begin, min(count, begin + CHUNK)):
                key = b"bench%027d" % at  # as long as a lead's or visitor's own
                sends[name, at % settings.partitions].append(Send(name, key, states[at % len(states)]))
            await dispatch.deliver(sends)
    finally:
        await producer.stop()
