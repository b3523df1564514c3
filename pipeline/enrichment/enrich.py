"""From an event to its facts, by source: the one door to enrichment.

It runs on every event, so an anonymous page view touches nothing but its campaign and referrer, and everything else
is cached by value: all that an event says of its person at once (`said`), for the same person's events say it again.
"""

from functools import lru_cache

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value
from pipeline.enrichment.acquisition import acquisition_facts
from pipeline.enrichment.cache import Kept
from pipeline.enrichment.device import device_facts
from pipeline.enrichment.ip import UNKNOWN, Network, network_facts
from pipeline.enrichment.said import Read, said_by
from pipeline.enrichment.tables import Tables


def enrich(event: Event, tables: Tables) -> dict[Source, dict[str, Value]]:
    """Return all that an event tells, source -> {fact: value}; sources that tell nothing are absent. Not to be changed.

    Equal events give equal facts. Never raises, whatever the event holds.
    """
    came, device = acquisition_facts(event, tables), device_facts(event)
    if _is_anonymous(event):
        if not came.facts and not device.facts:
            return {}
        return {"derived": {**came.facts, **device.facts}}
    said = said_by(event, tables)
    network = UNKNOWN if event.ip is None else network_facts(event.ip, tables)
    return _kept_together(came, device, network, said) if said.is_kept else _together(came, device, network, said)


def _together(came: Kept, device: Kept, network: Network, said: Read) -> dict[Source, dict[str, Value]]:
    """Return all facts by source: of two that tell one thing, what was said comes first, and the user agent's check."""
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
