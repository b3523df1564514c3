"""The proof of an erasure: each place that held something of a person, what it holds now, and by when that is gone.

It names leads by their keyed hashes and holds no personal data. What only a copy outside of Leadsieve holds is not in it.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.errors import LeadsieveError
from pipeline.runtime import topics
from pipeline.runtime.person import Held, devices_of, read_held, read_lead
from pipeline.runtime.place import HALF_OF_DELETES_MS
from pipeline.runtime.topics import Described
from pipeline.settings import Settings
from pipeline.state.lead import Lead
from pipeline.state.privacy import privacy_in
from pipeline.state.time import DAY_MS

PAUSE: Final = 0.25
"""Seconds between two looks."""
NEVER: Final = -1
State = Literal["done", "pending", "by_retention", "marker", "told"]
"""done: nothing of them is current there; pending: something still is; by_retention: it goes with its age; marker: the keyed
hash and the moment are kept; told: others copy from there, and read that they are to forget."""


@dataclass(frozen=True, slots=True)
class Before:
    """Where to look for a lead's parts, as known before the request."""

    lead_id: str
    account_id: str
    visitors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One place."""

    place: str
    what: str
    state: State
    gone_by: int | None
    """When what stood there is off the disk at the latest, ms; None: nobody has set an end."""


async def look(settings: Settings, lead_id: str) -> Before:
    """Return where parts of a lead lie: to be asked before the request is published."""
    lead = await read_lead(settings, lead_id)
    return Before(lead_id, "" if lead is None else lead.part[0], tuple(devices_of(lead)))


async def await_erasure(settings: Settings, leads: Iterable[Before], at: int, patience: float) -> int:
    """Wait until nothing of the leads up to `at` (ms) is current anywhere, and return that moment, ms.

    Raises `LeadsieveError` where that takes longer than `patience` seconds: no worker judges, or it is far behind.
    """
    deadline = time.monotonic() + patience
    for before in leads:
        while not _is_gone(await _read(settings, before), at):
            if time.monotonic() > deadline:
                raise LeadsieveError(
                    f"lead {before.lead_id} is not erased everywhere after {patience:g} s: the request is published and will "
                    "be carried out; is a worker running, and what does its /health say? Then ask again with --wait"
                )
            await asyncio.sleep(PAUSE)
    return int(time.time() * 1000)


async def _read(settings: Settings, before: Before) -> Held:
    return await read_held(settings, before.lead_id, before.account_id, before.visitors)


def _is_gone(held: Held, at: int) -> bool:
    """Tell whether nothing of before `at` is current: a lead who has come back since holds what is newer."""
    if not _is_marked(held.lead, at):
        return False
    left = {place for place, times in held.still() if times}
    anew = held.lead is not None and held.lead.events > 0
    return not (left - {"leads-changelog", "lead-decisions", "accounts-changelog", "account-signals"} if anew else left)


def _is_marked(lead: Lead | None, at: int) -> bool:
    return lead is not None and privacy_in(lead.privacy).erased >= at


async def proof(settings: Settings, now: int) -> list[Line]:
    """Return all places with their dates, by the settings that the broker's topics have; for leads who are erased at `now`."""
    return list(_lines({topic.name: topic for topic in await topics.describe(settings)}, settings, now))


def _lines(found: Mapping[str, Described], settings: Settings, now: int) -> Iterator[Line]:
    marked = now + (settings.retention_days + 1) * DAY_MS
    for topic in found.values():
        name = topic.name
        if topic.kind in {"changelog", "latest"}:
            yield Line(
                topic.topic,
                "state by key" if topic.kind == "changelog" else "the latest by key",
                "done",
                _compacted(topic, now),
            )
        elif name in STATUS_TOPICS.values():
            yield Line(topic.topic, "decisions, and the removal that tells consumers", "told", _aged(topic, now))
        elif topic.kind in {"source", "log", "dead-letters"}:
            yield Line(topic.topic, _AGED[topic.kind], "by_retention", _aged(topic, now))
    yield Line("leads-changelog", "marker: keyed hash, moment and id of the request", "marker", marked)
    yield Line("visitors-changelog", "marker: keyed hash of the device, moment", "marker", marked)
    yield Line("workers' memory", "state of the partitions", "done", now)
    yield Line(
        "snapshots",
        "state of the partitions, in LEADSIEVE_DATA_DIR of each worker",
        "by_retention",
        now + HALF_OF_DELETES_MS,
    )


_AGED: Final = {
    "source": "what upstream wrote, as it came",
    "log": "our log",
    "dead-letters": "what could not be read, as it came",
}


def _aged(topic: Described, now: int) -> int | None:
    """Return when a record written now is deleted: with its age, once its segment is closed."""
    kept, open_for = (_number(topic, name) for name in ("retention.ms", "segment.ms"))
    return None if NEVER in {kept, open_for} else now + kept + open_for


def _compacted(topic: Described, now: int) -> int | None:
    """Return when a value that was replaced just now is off the disk."""
    lag, open_for = (_number(topic, name) for name in ("max.compaction.lag.ms", "segment.ms"))
    return None if lag > _LONGEST or NEVER in {lag, open_for} else now + lag + open_for


_LONGEST: Final = 3650 * DAY_MS
"""Milliseconds beyond which a setting is no end at all."""


def _number(topic: Described, name: str) -> int:
    return int(topic.configs.get(name, NEVER))
