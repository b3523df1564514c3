"""All that our own topics hold on one lead, by place: for an export, and for the proof that nothing is held any more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.contracts.topics import ACCOUNT_SIGNALS, DIFFERENCES, STATUS_TOPICS
from pipeline.runtime import logs
from pipeline.settings import Settings
from pipeline.stages.working_set import decoder_of
from pipeline.state.account import part_key
from pipeline.state.lead import Lead
from pipeline.state.names import unpack_id
from pipeline.state.visitor import Visitor

_read_lead = decoder_of(Lead).decode
_read_visitor = decoder_of(Visitor).decode


@dataclass
class Held:
    """What stands of a lead, the latest of every key; `decisions`: those the status topics still hold, in order."""

    lead_id: str
    lead: Lead | None = None
    visitors: dict[str, Visitor] = field(default_factory=dict)
    """By our id of them."""
    part: bytes | None = None
    """In their account, encoded."""
    latest: bytes | None = None
    """The value in `lead-decisions`."""
    difference: bytes | None = None
    named_by_account: bool = False
    """Whether `account-signals` names them."""
    decisions: list[bytes] = field(default_factory=list)

    def still(self) -> Iterator[tuple[str, int]]:
        """Yield each compacted topic with how many of its latest values are of the lead, markers not counted."""
        nothing = self.lead is None or (not self.lead.events and not self.lead.contact and not self.lead.devices)
        yield "leads-changelog", int(not nothing)
        yield "visitors-changelog", len(self.visitors)
        yield "accounts-changelog", int(self.part is not None)
        yield "lead-decisions", int(self.latest is not None)
        yield DIFFERENCES, int(self.difference is not None)
        yield ACCOUNT_SIGNALS, int(self.named_by_account)


async def read_lead(settings: Settings, lead_id: str) -> Lead | None:
    """Return what the leads' changelog holds of a lead, up to its end as it is now."""
    value = await _latest(settings, "leads-changelog", lead_id)
    return None if value is None else _read_lead(value)


async def read_held(settings: Settings, lead_id: str, account_id: str, visitors: Iterable[str]) -> Held:
    """Return all that is held of a lead; `account_id` (may be empty) and `visitors`: where to look for their parts."""
    held = Held(lead_id, await read_lead(settings, lead_id))
    held.latest = await _latest(settings, "lead-decisions", lead_id)
    held.difference = await _latest(settings, DIFFERENCES, lead_id)
    if account_id:
        held.part = await _latest(settings, "accounts-changelog", part_key(account_id, lead_id), account_id)
        signal = await _latest(settings, ACCOUNT_SIGNALS, account_id)
        held.named_by_account = signal is not None and lead_id.encode() in signal
    for visitor_id in visitors:
        value = await _latest(settings, "visitors-changelog", visitor_id)
        visitor = None if value is None else _read_visitor(value)
        if visitor is not None and visitor.lead_id == lead_id:
            held.visitors[visitor_id] = visitor
    return held


async def read_decisions(settings: Settings, lead_id: str) -> list[bytes]:
    """Return what the status topics still say of a lead: decisions, retractions and removals, topic by topic."""
    found = list[bytes]()
    for topic in STATUS_TOPICS.values():
        found += [record.value async for record in logs.read_key(settings, topic, lead_id) if record.value is not None]
    return found


def devices_of(lead: Lead | None) -> list[str]:
    """Return our ids of the devices that brought something to a lead."""
    return [] if lead is None else sorted(map(unpack_id, lead.devices))


async def _latest(settings: Settings, topic: str, key: str, whose: str = "") -> bytes | None:
    """Return the latest value of a key; `whose`: the key of our log by which the partition was found, if another."""
    value: bytes | None = None
    async for record in logs.read_key(settings, topic, key, whose):
        value = record.value
    return value
