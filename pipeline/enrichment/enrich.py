"""From an event to its facts, by source: the one door to enrichment.

It runs on every event, so an anonymous page view touches nothing but its campaign and referrer, and everything else
is cached by value: all that an event says of its person at once (`said`), for the same person's events say it again.
"""

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value
from pipeline.enrichment.acquisition import acquisition_facts
from pipeline.enrichment.device import device_facts
from pipeline.enrichment.ip import UNKNOWN, network_facts
from pipeline.enrichment.said import Read, said_by
from pipeline.enrichment.tables import Tables


def enrich(event: Event, tables: Tables) -> dict[Source, dict[str, Value]]:
    """Return all that an event tells, source -> {fact: value}; sources that tell nothing are absent. Not to be changed.

    Equal events give equal facts. Never raises, whatever the event holds.
    """
    came, device = acquisition_facts(event, tables), device_facts(event)
    if _is_anonymous(event):
        if not came and not device:
            return {}
        return {"derived": {**came, **device} if device else dict(came)}
    said = said_by(event, tables)
    network = UNKNOWN if event.ip is None else network_facts(event.ip, tables)
    derived, guessed = said.derived, said.guessed
    if came or device or network.derived:
        derived = {**came, **network.derived, **device, **derived}
    hinted = network.guessed if said.is_placed else network.country
    if hinted:
        guessed = {**hinted, **guessed}
    return _found(said, derived, guessed)


def _found(said: Read, derived: dict[str, Value], guessed: dict[str, Value]) -> dict[Source, dict[str, Value]]:
    found: dict[Source, dict[str, Value]] = {}
    if said.declared:
        found["declared"] = said.declared
    if said.crm:
        found["crm"] = said.crm
    if derived:
        found["derived"] = derived
    if guessed:
        found["guessed"] = guessed
    return found


def _is_anonymous(event: Event) -> bool:
    """Return whether an event holds nothing of a person: nearly all do."""
    if event.type != "page" or event.traits:
        return False
    return event.email is None and event.form is None and event.phone is None and event.consent is None
