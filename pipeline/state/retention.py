"""How long anything is held of people: so many days after they themselves last did something.

What others write of a lead (a CRM's update, an outcome, an override, our own writes) does not prolong it, nor does a mail
that was opened: neither is an act of theirs.
"""

from typing import Final

from pipeline.state import activity
from pipeline.state.lead import Lead
from pipeline.state.privacy import Privacy, encode, privacy_in
from pipeline.state.time import DAY_MS, day_of
from pipeline.state.visitor import Visitor
from pipeline.state.visitor import expires as expires_unnamed

RETENTION_DAYS: Final = 1095
"""Three years, unless the operator sets another span."""


def expires(lead: Lead, days: int) -> int:
    """Return when a lead is forgotten, ms; 0: nothing is held but that they are not to be judged, or nothing at all.

    Of whom no act is known the span runs from when they became known, or from the newest that others said of them.
    """
    last = acted_on(lead) or day_of(lead.first) or day_of(_told_of(lead))
    last = max(last, day_of(privacy_in(lead.privacy).erased)) if lead.privacy else last
    return (last + days + 1) * DAY_MS if last else 0


def acted_on(lead: Lead) -> int:
    """Return the newest day on which they did something, on any device; 0: none is known."""
    tables = (lead.acts, *(device.acts for device in lead.devices.values()))
    return max(lead.acted, *map(activity.last_day, tables))


def _told_of(lead: Lead) -> int:
    held = lead.override
    override = 0 if held is None else held.at
    return max([override, *(outcome[0] for outcome in lead.outcomes)])


def empty(lead: Lead) -> None:
    """Forget all of a lead, but that they are not to be judged, if they asked for that."""
    objected = privacy_in(lead.privacy).objected
    fresh = Lead()
    for name in Lead.__struct_fields__:
        setattr(lead, name, getattr(fresh, name))
    lead.privacy = encode(Privacy(objected=objected)) if objected else b""


def visitor_expires(visitor: Visitor, days: int) -> int:
    """Return when a visitor is forgotten, ms; 0: nothing is held. One who is a lead's is held as long as leads are."""
    if visitor.lead_id is None:
        if visitor.newest:
            return expires_unnamed(visitor.newest)
        return (day_of(visitor.cut) + days + 1) * DAY_MS if visitor.cut else 0
    linked = 0 if visitor.link is None else day_of(visitor.link[0])
    return (max(linked, day_of(visitor.newest), *visitor.named, 0) + days + 1) * DAY_MS


def empty_visitor(visitor: Visitor, now: int, days: int) -> bool:
    """Forget a visitor whose time has come, ms; True where no marker of an erasure has to be kept either."""
    cut = visitor.cut if (day_of(visitor.cut) + days + 1) * DAY_MS > now else 0
    fresh = Visitor()
    for name in Visitor.__struct_fields__:
        setattr(visitor, name, getattr(fresh, name))
    visitor.cut = cut
    return not cut
