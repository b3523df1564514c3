"""A lead: what is known of a person, from all their devices, and what was last said of them."""

from bisect import insort
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from pipeline.contracts.model import Status, Value
from pipeline.state import activity, facts, marks
from pipeline.state.activity import Acts
from pipeline.state.facts import FactTable
from pipeline.state.marks import Marks
from pipeline.state.names import pack_id, unpack_id
from pipeline.state.override import Override
from pipeline.state.time import DAY_MS, LATE_DAYS

RECENT = 20
"""So many event ids a decision names."""
MOST_DEVICES = 200
"""So many devices one person may have: more are a name that many share, as `undefined` or a mailbox for all."""
OUTCOMES = 20
"""So many outcomes a lead keeps, the newest."""
MOMENT_BYTES: Final = 6
"""Of a moment in `Lead.recent`, big-endian, so that events sort by it."""
_FORM_ALONE: Final = {"forms"}


class Device(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """What one visitor brought; its own, so that it can be taken back whole."""

    newest: int = 0
    first: int = 0
    acts: Acts = {}
    facts: FactTable = {}
    linked: int = 0
    """The day (days since 1970) of the naming by which it is theirs."""


class Said(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """What was last published of a lead. Depends on the order of arrival, as the rest of a lead does not."""

    decision_id: str = ""
    revision: int = 0
    status: Status | None = None
    key: str = ""
    """Digest of status, route, personas, flags and score band: a new one is worth a message."""
    form_counted: bool = False
    held_out: list[str] = []
    """The personas that would exclude the lead, were it not held out. Never published."""
    review_at: int = 0
    """When we said that we would look at them again, ms; 0: we did not."""
    shadowed: list[str] = []
    """The personas in shadow that would exclude the lead, were they live."""


class Judged(msgspec.Struct, array_like=True, gc=False):
    """What the last judgement came to: by this an event that changes nothing is told from one that may."""

    fit: int
    """Hundredths, as `penalties`."""
    penalties: int
    band: str
    status: Status
    by_score: bool
    """Nobody keeps them from sales and they did not ask for us: the score says whether they qualify."""
    turn: int = 0
    """Of the choice of pack and standings that judged."""


class Beside(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """What a candidate pack says of a lead, beside the one that judges."""

    key: str = ""
    """Digest of the difference that was published last; empty: they agree."""
    judged: Judged | None = None


class Lead(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """Encoded as an array: new members go to the end, with a default. Holds no cycles: nothing for a collector."""

    due: int = 0
    """The next moment, ms, at which time alone could change the judgement, or before; 0: never. First, to be found fast."""
    newest: int = 0
    """Event time, ms, of the newest event that named them."""
    first: int = 0
    seen: Marks = {}
    acts: Acts = {}
    """Of the events that named them; `devices` hold the others."""
    facts: FactTable = {}
    contact: FactTable = {}
    devices: dict[bytes, Device] = {}
    """By visitor, in the short form of the id."""
    active: bool = False
    """Whether any of their own activity was ever seen: until then every `activity.*` is unknown."""
    recent: list[bytes] = []
    """The newest `RECENT` events, event time (6 bytes) and the short form of the id, oldest first."""
    events: int = 0
    outcomes: list[tuple[int, str, str, str | None]] = []
    """(event time, id, result, reason), oldest first."""
    said: Said = msgspec.field(default_factory=Said)
    judged: Judged | None = None
    beside: Beside | None = None
    """Since a candidate was judged beside; None: no candidate is."""
    shared: bool = False
    """More devices came under this name than one person has: it is no person's, and no device counts."""
    override: Override | None = None
    """A person's latest word on them."""
    measured: bytes = b""
    """What was decided of late and what became of it, as `state.stood` encodes it: pages, which need none of it, would pay a
    tenth more. Depends on the order of arrival, as `said` does."""
    part: tuple[str, str] = ("", "")
    """The account they belong to, and the digest of what it was told of them; empty: they belong to none."""
    privacy: bytes = b""
    """What they asked of us, as `state.privacy` encodes it; empty: nothing, as nearly all."""
    acted: int = 0
    """The newest day on which they did something that `acts` has no day of any more."""


def moment(lead: Lead) -> int:
    """Return the moment a lead is judged at: their newest event on any device, or a person's word on them, ms."""
    newest = lead.newest
    if lead.override is not None:
        newest = max(newest, lead.override.at)
    for device in lead.devices.values():
        newest = max(newest, device.newest)
    return newest


def device_of(lead: Lead, visitor_id: str) -> Device:
    """Return what one visitor brought, nothing so far where it is new; to be kept by `keep_device`."""
    return lead.devices.get(pack_id(visitor_id)) or Device()


def keep_device(lead: Lead, visitor_id: str, device: Device) -> None:
    """Keep what one visitor brought; of more devices than one person has, keep none from then on.

    To forget only some would leave what the order of arrival makes of them; and what a crowd did is nobody's doing.
    """
    if not lead.shared:
        lead.devices[pack_id(visitor_id)] = device
        if len(lead.devices) > MOST_DEVICES:
            lead.devices, lead.shared = {}, True


def observe(lead: Lead, did: Mapping[str, int], event_id: str, at: int, mark: bytes) -> None:
    """Count an event that named the lead and is neither late nor a repeat.

    A form alone shows nobody's activity: whoever only ever filled in one stays unknown there.
    """
    day, newest_day = at // DAY_MS, lead.newest // DAY_MS
    if at < lead.first or not lead.first:
        lead.first = at
    lead.newest = max(lead.newest, at)
    if day > newest_day:
        newest_day = day
        marks.forget_marks(lead.seen, day)
        if (last := activity.last_day(lead.acts)) < day - LATE_DAYS:
            lead.acted = max(lead.acted, last)
        activity.fold(lead.acts, day)
    marks.add_mark(lead.seen, mark, day, newest_day)
    if did:
        lead.active = lead.active or did.keys() != _FORM_ALONE
        activity.add(lead.acts, did, day)
    remember(lead, event_id, at)


def observe_on(device: Device, did: Mapping[str, int], at: int) -> None:
    """Count an event that a visitor passed on; the visitor told repeats and late ones apart."""
    day = at // DAY_MS
    if day > device.newest // DAY_MS:
        activity.fold(device.acts, day)
    device.first = min(device.first, at) if device.first else at
    device.newest = max(device.newest, at)
    activity.add(device.acts, did, day)


def remember(lead: Lead, event_id: str, at: int) -> None:
    """Keep the newest event ids, in event order, and how many there were."""
    lead.events += 1
    event, recent = at.to_bytes(MOMENT_BYTES, "big") + pack_id(event_id), lead.recent
    if not recent or event > recent[-1]:
        recent.append(event)
    else:
        insort(recent, event)
    if len(recent) > RECENT:
        del recent[0]


def recent_ids(lead: Lead) -> list[str]:
    """Return the ids of the newest `RECENT` events, oldest first."""
    return [unpack_id(event[MOMENT_BYTES:]) for event in lead.recent]


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
    """Return all that was done, on all devices; None where no activity was ever linked: unknown, not nothing.

    What is returned is not to be changed.
    """
    if not lead.devices:
        return lead.acts if lead.active else None
    return activity.total([lead.acts, *(device.acts for device in lead.devices.values())])


def contact(lead: Lead) -> dict[str, Value]:
    """Return how the lead can be found: user_id, email, phone, each the newest."""
    return facts.newest(lead.contact)
