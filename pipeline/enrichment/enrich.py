"""From an event to its facts, by source: the one door to enrichment.

It runs on every event, so an anonymous page view touches nothing but its campaign and referrer, and everything else
is cached by value: all that an event says of its person at once (`said`), for the same person's events say it again.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value
from pipeline.enrichment.acquisition import acquisition_facts
from pipeline.enrichment.cache import Kept
from pipeline.enrichment.device import device_facts, sender_facts
from pipeline.enrichment.ip import UNKNOWN, Network, network_facts
from pipeline.enrichment.said import Read, said_by
from pipeline.enrichment.tables import Tables


def enrich(event: Event, tables: Tables) -> dict[Source, dict[str, Value]]:
    """Return all that an event tells, source -> {fact: value}; sources that tell nothing are absent. Not to be changed.

    Equal events give equal facts. Never raises, whatever the event holds.
    """
    came = acquisition_facts(event, tables)
    if _is_anonymous(event):
        device = device_facts(event)
        if not came.facts and not device.facts:
            return {}
        return {"derived": {**came.facts, **device.facts}}
    machine = _machine((event.user_agent or "")[:_LONGEST], (event.ip or "")[:_LONGEST], event.type == "page", tables)
    said = said_by(event, tables)
    return _kept_together(came, machine, said) if said.is_kept else _together(came, machine, said)


@dataclass(frozen=True, eq=False, slots=True)
class _Machine:
    """What user agent and address tell. Equal only to itself."""

    device: Kept
    network: Network


_LONGEST: Final = 512
"""Characters of a user agent or an address that are read."""


@lru_cache(maxsize=8192)
def _machine(agent: str, ip: str, on_page: bool, tables: Tables) -> _Machine:  # noqa: FBT001  a key of the cache
    return _Machine(sender_facts(agent, on_page), network_facts(ip, tables) if ip else UNKNOWN)


def _together(came: Kept, machine: _Machine, said: Read) -> dict[Source, dict[str, Value]]:
    """Return all facts by source: of two that tell one thing, what was said comes first, and the user agent's check."""
    device, network = machine.device, machine.network
    hinted = network.guessed if said.is_placed else network.country
    found: dict[Source, dict[str, Value]] = {
        "declared": said.declared,
        "crm": said.crm,
        "derived": {**came.facts, **network.derived, **device.facts, **said.derived},
        "guessed": {**hinted, **said.guessed},
    }
    return {source: facts for source, facts in found.items() if facts}


_kept_together = lru_cache(maxsize=2048)(_together)
"""The parts come from caches, and are the same objects where the same was said, from the same place, by the same agent."""


def _is_anonymous(event: Event) -> bool:
    """Return whether an event holds nothing of a person: nearly all do."""
    if event.type != "page" or event.traits:
        return False
    return event.email is None and event.form is None and event.phone is None and event.consent is None
