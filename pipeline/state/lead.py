"""A lead: what is known of a person, from all their devices, and what was last said of them."""

from collections.abc import Iterator, Mapping

import msgspec

from pipeline.contracts.model import Status, Value
from pipeline.state import activity, facts, marks
from pipeline.state.activity import Acts
from pipeline.state.facts import FactTable
from pipeline.state.marks import Marks
from pipeline.state.time import day_of

RECENT = 20
"""So many event ids a decision names."""
OUTCOMES = 20
"""So many outcomes a lead keeps, the newest."""


class Device(msgspec.Struct, array_like=True, omit_defaults=True):
    """What one visitor brought; its own, so that it can be taken back whole."""

    newest: int = 0
    first: int = 0
    acts: Acts = {}
    facts: FactTable = {}


class Said(msgspec.Struct, array_like=True, omit_defaults=True):
    """What was last published of a lead. Depends on the order of arrival, as the rest of a lead does not."""

    decision_id: str = ""
    revision: int = 0
    status: Status | None = None
    key: str = ""
    """Digest of status, route, personas, flags and score band: a new one is worth a message."""
    form_counted: bool = False


class Lead(msgspec.Struct, array_like=True, omit_defaults=True):
    """Encoded as an array: new members go to the end, with a default."""

    newest: int = 0
    """Event time, ms, of the newest event that named them."""
    first: int = 0
    seen: Marks = {}
    acts: Acts = {}
    """Of the events that named them; `devices` hold the others."""
    facts: FactTable = {}
    contact: FactTable = {}
    devices: dict[str, Device] = {}
    active: bool = False
    """Whether any of their own activity was ever seen: until then every `activity.*` is unknown."""
    recent: list[tuple[int, str]] = []
    """The newest `RECENT` events, (event time, id), oldest first."""
    events: int = 0
    outcomes: list[tuple[int, str, str, str | None]] = []
    """(event time, id, result, reason), oldest first."""
    said: Said = msgspec.field(default_factory=Said)


def moment(lead: Lead) -> int:
    """Return the moment a lead is judged at: their newest event on any device, ms."""
    return max(lead.newest, *(device.newest for device in lead.devices.values()), 0)


def observe(lead: Lead, did: Mapping[str, int], event_id: str, at: int, mark: bytes) -> None:
    """Count an event that named the lead and is neither late nor a repeat.

    A form alone shows nobody's activity: whoever only ever filled in one stays unknown there.
    """
    day = day_of(at)
    lead.first = min(lead.first, at) if lead.first else at
    lead.newest = max(lead.newest, at)
    newest_day = day_of(lead.newest)
    marks.add_mark(lead.seen, mark, day, newest_day)
    if did:
        lead.active = lead.active or did.keys() != {"forms"}
        activity.add(lead.acts, did, day)
        activity.fold(lead.acts, newest_day)
    remember(lead, event_id, at)


def observe_on(device: Device, did: Mapping[str, int], at: int) -> None:
    """Count an event that a visitor passed on; the visitor told repeats and late ones apart."""
    device.first = min(device.first, at) if device.first else at
    device.newest = max(device.newest, at)
    activity.add(device.acts, did, day_of(at))
    activity.fold(device.acts, day_of(device.newest))


def remember(lead: Lead, event_id: str, at: int) -> None:
    """Keep the newest event ids, in event order, and how many there were."""
    lead.events += 1
    lead.recent.append((at, event_id))
    lead.recent.sort()
    del lead.recent[:-RECENT]


def keep_outcome(lead: Lead, outcome: tuple[int, str, str, str | None]) -> bool:
    """Keep what became of the lead; False where that outcome was already known."""
    if any(held[1] == outcome[1] for held in lead.outcomes):
        return False
    lead.outcomes.append(outcome)
    lead.outcomes.sort(key=lambda held: (held[0], held[1]))
    del lead.outcomes[:-OUTCOMES]
    return True


def tables(lead: Lead) -> Iterator[FactTable]:
    """Yield what the lead said, then what their devices showed."""
    yield lead.facts
    for device in lead.devices.values():
        yield device.facts


def all_acts(lead: Lead) -> Acts | None:
    """Return all that was done, on all devices; None where no activity was ever linked: unknown, not nothing."""
    if not lead.active and not lead.devices:
        return None
    return activity.total([lead.acts, *(device.acts for device in lead.devices.values())])


def contact(lead: Lead) -> dict[str, Value]:
    """Return how the lead can be found: user_id, email, phone, each the newest."""
    return facts.known([lead.contact], moment(lead), {}, moment(lead) + 1)
