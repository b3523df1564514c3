"""A whole flow on a real broker, for integration, parity and chaos tests: topics, pack, worker process, traffic, audit."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiokafka import TopicPartition

from pipeline.cli.worker import publish_pack
from pipeline.history.simulate import DEMO, Mix, traffic
from pipeline.runtime import changelog, genesis, position, topics
from pipeline.runtime.audit import Audit, audit
from pipeline.runtime.drain import input_partitions, wait_until_drained
from pipeline.runtime.publish import publish
from pipeline.runtime.worker_process import WorkerProcess, start_worker, wait_for_tasks
from pipeline.settings import Settings
from pipeline.stages.control import RESERVED
from pipeline.stages.effects import Record
from pipeline.stages.leads import Leads
from pipeline.stages.store import Store
from pipeline.stages.working_set import decoder_of
from pipeline.state import privacy
from pipeline.state.account import Account
from pipeline.state.lead import Lead, Said
from pipeline.state.marks import KEPT_A_DAY, SIZE
from pipeline.state.privacy import Privacy, is_objecting, privacy_in

ROOT = Path(__file__).parents[1]
PACK = ROOT / "rules" / "b2b-software"
Message = tuple[str, bytes | None]

__all__ = [
    "DEMO",
    "PACK",
    "ROOT",
    "Flow",
    "Message",
    "Mix",
    "flowing",
    "made_up",
    "restored",
    "restored_accounts",
    "settled",
    "settled_accounts",
    "source_records",
]


@dataclass
class Flow:
    """A running flow; `worker` is replaced when it is killed and started anew."""

    settings: Settings
    log: Path
    worker: WorkerProcess

    async def restart(self) -> None:
        """Start the worker again, after it was killed or stopped."""
        self.worker = start_worker(self.settings, self.log)
        await wait_for_tasks(self.worker, len(await input_partitions(self.settings)))

    async def feed(self, messages: Iterable[Message], rate: float | None = None) -> int:
        """Publish and return how many records the broker has acknowledged."""
        return sum((await publish(self.settings, messages, rate)).values())

    async def drain(self) -> None:
        """Wait until everything published is judged."""
        await wait_until_drained(self.settings, self.worker.tasks)

    async def let_time_pass(self, patience: float = 120.0) -> None:
        """Judge all that was published, then start the worker anew and wait until nothing is due by where time ends.

        Until then the worker must not tick (a long `tick_interval`): a stream that stops for a moment has not ended.
        """
        await self.drain()
        await asyncio.to_thread(self.worker.stop)
        self.settings = replace(self.settings, tick_interval=0.3)
        await self.restart()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            await self.drain()
            leads = await restored(self.settings)
            if not any(0 < leads.due_of(value) <= self.settings.until_ms for _, value in leads.items()):
                return
            await asyncio.sleep(self.settings.tick_interval)
        raise AssertionError("something is due, and does not happen")

    async def audit(self) -> Audit:
        """Read everything back and hold it against what went in."""
        return await audit(self.settings)


@asynccontextmanager
async def flowing(settings: Settings, folder: Path, pack: Path = PACK) -> AsyncIterator[Flow]:
    """Run a flow whose pack is live and known in every partition."""
    await topics.create(settings)
    await genesis.begin(settings)
    await publish_pack(settings, pack, live=True)
    log = folder / "worker.log"
    flow = Flow(settings, log, start_worker(settings, log))
    try:
        await wait_for_tasks(flow.worker, len(await input_partitions(settings)))
        await flow.drain()
        yield flow
        flow.worker.check()
    finally:
        await asyncio.to_thread(flow.worker.stop)


def made_up(seed: int, events: int, mix: Mix = DEMO) -> list[Message]:
    """Return seeded traffic that ends now."""
    span = timedelta(hours=1)
    return [(item.topic, item.value) for item in traffic(seed, events, datetime.now(UTC) - span, mix, span)]


def source_records(messages: Iterable[Message]) -> list[Record]:
    """Return messages as records that were never in Kafka."""
    return [Record(topic, 0, number, -1, None, value) for number, (topic, value) in enumerate(messages)]


async def restored(settings: Settings) -> Store:
    """Return what the leads' changelogs hold, all partitions together."""
    return await _restored(settings, Store(Leads.index()), "leads-changelog", "lead-log")


async def restored_accounts(settings: Settings) -> Store:
    """Return what the accounts' changelogs hold, all partitions together."""
    return await _restored(settings, Store(), "accounts-changelog", "account-log")


async def _restored(settings: Settings, store: Store, name: str, topic: str) -> Store:
    for number in range(settings.partitions):
        log = TopicPartition(settings.topic(name), number)
        key = position.key_of(topic, number)
        await changelog.restore(settings.broker, log, key, store, lambda *_: None, keep=True)
    return store


def settled(store: Store) -> dict[str, Lead]:
    """Return what is known of every lead, less what was published and is next to be judged: it must not depend on arrival.

    Of who objected that they did: what is dated after it is not taken in from then on, and nothing of it is judged.
    """
    decode = decoder_of(Lead).decode
    leads = {key: decode(store.get(key) or b"") for key in sorted(store.keys()) if key not in RESERVED}
    for key, lead in leads.items():
        if lead.privacy and is_objecting(lead.privacy):
            leads[key] = Lead(privacy=privacy.encode(Privacy(objected=privacy_in(lead.privacy).objected)))
    for lead in leads.values():
        lead.said, lead.due, lead.measured = Said(), 0, b""
        if lead.judged is not None:
            lead.judged.turn = 0
        # A name with more events than a day remembers is a crowd's: which it remembers is all that depends on arrival.
        lead.seen = {} if lead.events > KEPT_A_DAY else {day: _in_order(held) for day, held in lead.seen.items()}
    return leads


def settled_accounts(store: Store) -> dict[str, object]:
    """Return what is known of every account and of each lead in it, less when and how often that was told."""
    found: dict[str, object] = {}
    for key, value in store.items():
        found[key] = value
        if "\0" not in key:
            account = decoder_of(Account).decode(value)
            counts = [sorted(each.items()) for each in (account.functions, account.seniorities, account.relations)]
            found[key] = (account.leads, counts, account.engaged, account.may_veto, account.detractors, account.told)
    return found


def _in_order(marks: bytes) -> bytes:
    """Return a day's marks sorted: they stand in the order of arrival."""
    return b"".join(sorted(marks[at : at + SIZE] for at in range(0, len(marks), SIZE)))
