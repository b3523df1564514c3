"""Forgetting what a person did and said up to a moment, exactly, whatever came in first: what is left is the same.

What is dated is cut at the moment itself. What is counted by day (activity, whose a device is) is cut behind the day
(UTC) of that moment: the acts of that day count neither before nor after.
"""

from collections.abc import Mapping
from typing import Final

from pipeline.state.activity import Acts
from pipeline.state.facts import cut_table
from pipeline.state.lead import MOMENT_BYTES, Device, Lead
from pipeline.state.marks import SIZE, Marks, mark_of
from pipeline.state.names import unpack_id
from pipeline.state.time import day_of
from pipeline.state.visitor import Visitor

_FORM_ALONE: Final = {"forms"}


def acts_after(acts: Mapping[str, Mapping[int, int]], until: int) -> Acts:
    """Return what was done on the days after that of the moment `until` (ms)."""
    last = day_of(until)
    kept = {what: {day: times for day, times in days.items() if day > last} for what, days in acts.items()}
    return {what: days for what, days in kept.items() if days}


def erase_device(device: Device, until: int) -> bool:
    """Forget what a device brought up to `until` (ms); True where there was anything."""
    acts, facts = acts_after(device.acts, until), cut_table(device.facts, until)
    newest = device.newest if device.newest > until else 0
    changes = acts != device.acts or facts != device.facts or newest != device.newest
    device.acts, device.facts, device.newest, device.first = acts, facts, newest, 0
    return changes


def is_linked_after(device: Device, until: int) -> bool:
    """Tell whether a device became theirs on a day after that of `until` (ms)."""
    return device.linked > day_of(until)


def erase_lead(lead: Lead, until: int) -> list[bytes]:
    """Forget all that a lead did and said up to `until` (ms); return the devices, by short id, that have to do so too.

    What was published of them is not looked at here.
    """
    touched = []
    for visitor, device in list(lead.devices.items()):
        if not is_linked_after(device, until):
            del lead.devices[visitor]
            touched.append(visitor)
        elif erase_device(device, until):
            touched.append(visitor)
    lead.facts, lead.contact = cut_table(lead.facts, until), cut_table(lead.contact, until)
    lead.acts = acts_after(lead.acts, until)
    lead.active = bool(lead.acts.keys() - _FORM_ALONE)
    _cut_events(lead, until)
    lead.outcomes = [outcome for outcome in lead.outcomes if outcome[0] > until]
    if lead.override is not None and lead.override.at <= until:
        lead.override = None
    return touched


def _cut_events(lead: Lead, until: int) -> None:
    """Leave the events after `until`: exact unless more than `RECENT` of them came in before the request did."""
    if lead.first > until:
        return
    lead.recent = [event for event in lead.recent if _moment(event) > until]
    lead.seen = _marks_after(lead, until)
    lead.newest = lead.newest if lead.newest > until else 0
    lead.acted = lead.acted if lead.acted > day_of(until) else 0
    known = sum(map(len, lead.seen.values())) // SIZE
    lead.events = max(len(lead.recent), known) if lead.newest else 0
    lead.first = _moment(lead.recent[0]) if lead.recent else 0


def _marks_after(lead: Lead, until: int) -> Marks:
    last = day_of(until)
    kept = {day: marks for day, marks in lead.seen.items() if day > last}
    same_day = b"".join(
        mark_of(unpack_id(event[MOMENT_BYTES:])) for event in lead.recent if day_of(_moment(event)) == last
    )
    return kept | ({last: same_day} if same_day and last in lead.seen else {})


def _moment(event: bytes) -> int:
    return int.from_bytes(event[:MOMENT_BYTES], "big")


def erase_visitor(visitor: Visitor, until: int) -> bool:
    """Forget what a device did up to `until` (ms), and whose it was; True where it is another's now, or nobody's.

    Who was named on a later day is whose it is from then on.
    """
    visitor.cut = max(visitor.cut, until)
    visitor.acts, visitor.facts = acts_after(visitor.acts, visitor.cut), cut_table(visitor.facts, visitor.cut)
    last = day_of(visitor.cut)
    if visitor.newest <= visitor.cut:
        visitor.newest = visitor.first = 0
        visitor.seen = {}
    visitor.seen = {day: marks for day, marks in visitor.seen.items() if day >= last}
    visitor.first = max(visitor.first, visitor.cut + 1) if visitor.newest else 0
    visitor.named = {day: naming for day, naming in visitor.named.items() if day > last}
    if visitor.link is None or day_of(visitor.link[0]) > last:
        return False
    visitor.link, visitor.lead_id = None, None
    if visitor.named:
        at, mark, lead_id = visitor.named.pop(min(visitor.named))
        visitor.link, visitor.lead_id = (at, mark), lead_id
    return True
