"""What a person asks of us, carried out: forgotten up to a moment, never judged again, facts set right; and retention.

Their lead keeps a marker of it: who it is not without the key, and the moment. So whatever was said before that moment and
comes after the request, late, repeated or replayed, changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from pipeline.contracts.log import LeadEvent, LeadOutcome, LeadOverride, LeadPrivacy, Visits
from pipeline.engine.decide import Cause
from pipeline.engine.due import sooner
from pipeline.stages.effects import Effects
from pipeline.stages.removal import take_back, tell_device
from pipeline.stages.verdicts import Verdicts
from pipeline.stages.visitors import learn_all, topic_of
from pipeline.state import privacy
from pipeline.state.erasure import erase_device, erase_lead, is_linked_after
from pipeline.state.lead import Device, Lead
from pipeline.state.marks import mark_of
from pipeline.state.names import pack_id, unpack_id
from pipeline.state.privacy import Privacy, Rectified, privacy_in
from pipeline.state.time import DAY_MS, day_of

Refused = Literal["erased", "objected", "anonymous"]
"""Why what came is not taken in; anonymous: by a device that was an erased lead's, and is nobody's now."""


def take_privacy(verdicts: Verdicts, message: LeadPrivacy) -> None:
    """Carry out what a person asked; what was carried out already changes nothing."""
    state = verdicts.held.get(message.lead_id)
    fate = _CARRIED_OUT[message.asks](verdicts, state, message)
    verdicts.effects.counts["events", topic_of(message.origin), fate] += 1
    if fate == "stored":
        verdicts.effects.counts["privacy_requests", message.asks] += 1
    state.due = sooner(state.due, verdicts.expires(state))


def _erase(verdicts: Verdicts, state: Lead, message: LeadPrivacy) -> str:
    asked = privacy_in(state.privacy)
    if (message.at, message.event_id) <= (asked.erased, asked.erased_by):
        return "duplicate" if message.event_id == asked.erased_by else "stored"
    asked.erased, asked.erased_by = message.at, message.event_id
    asked.rectified = [told for told in asked.rectified if told.at > message.at]
    take_back(message.lead_id, state, "erased", message.at, verdicts.effects)
    touched = erase_lead(state, message.at)
    verdicts.unmeasure(state)
    state.privacy, state.due = privacy.encode(asked), 0
    for visitor in touched:
        tell_device(message.lead_id, message.at, unpack_id(visitor), verdicts.effects)
    # What they did since then is a new beginning: it is judged as if nothing had been before.
    verdicts.settle(message.lead_id, state, _cause(message))
    return "stored"


def _object(verdicts: Verdicts, state: Lead, message: LeadPrivacy) -> str:
    asked = privacy_in(state.privacy)
    if 0 < asked.objected <= message.at:
        return "duplicate"
    asked.objected = message.at
    state.privacy, state.due = privacy.encode(asked), 0
    take_back(message.lead_id, state, "objected", message.at, verdicts.effects)
    return "stored"


def _rectify(verdicts: Verdicts, state: Lead, message: LeadPrivacy) -> str:
    asked = privacy_in(state.privacy)
    if message.at <= asked.erased:
        return "erased"
    names = tuple(sorted(message.facts.declared))
    fate = "stored"
    if privacy.keep_rectified(asked, Rectified(message.at, message.event_id, message.author, names)):
        state.privacy = privacy.encode(asked)
    else:
        fate = "duplicate"
    verdicts.catch_up(message.lead_id, state, max(message.at, verdicts.control.tick))
    learn_all(state.facts, message.facts, message.at, mark_of(message.event_id))
    verdicts.settle(message.lead_id, state, _cause(message), always=fate == "stored")
    return fate


def _export(verdicts: Verdicts, state: Lead, message: LeadPrivacy) -> str:
    del verdicts, state, message
    return "stored"  # a command reads what is held, and hands it over: nothing of it goes into a topic


_CARRIED_OUT: Final[Mapping[str, Callable[[Verdicts, Lead, LeadPrivacy], str]]] = {
    "erase": _erase,
    "export": _export,
    "object": _object,
    "rectify": _rectify,
}


def refuse_event(state: Lead, message: LeadEvent, effects: Effects) -> Refused | None:
    """Return why an event of a lead who asked something of us is not taken in; leave out of it what does not count."""
    asked = privacy_in(state.privacy)
    refused = _refused(asked, message.at)
    if message.visitor_id is not None and asked.erased:
        if refused == "erased":
            tell_device(message.lead_id, asked.erased, message.visitor_id, effects)
        elif pack_id(message.visitor_id) not in state.devices:
            refused = refused or "anonymous"  # the visitor keeps it, until somebody is named there anew
    if day_of(message.at) <= day_of(asked.erased):
        message.acts = {}  # type: ignore[misc]  # a Struct, not frozen
    return refused


def refuses(verdicts: Verdicts, message: LeadOutcome | LeadOverride) -> bool:
    """Tell whether what others say of a lead is not taken in, for the lead asked so; and count it."""
    encoded = verdicts.held.look(message.lead_id).privacy
    refused = _refused(privacy_in(encoded), message.at) if encoded else None
    if refused is not None:
        verdicts.effects.counts["events", topic_of(message.origin), refused] += 1
    return refused is not None


def admit_device(state: Lead, message: Visits, device: Device, effects: Effects) -> bool:
    """Tell whether a device's history is taken in, of a lead who asked something of us; leave out what is forgotten."""
    asked = privacy_in(state.privacy)
    if asked.objected:
        # Of whom nothing more is taken in no further device is remembered either.
        tell_device(message.lead_id, max(message.at, message.linked_on * DAY_MS), message.visitor_id, effects)
        return False
    if not asked.erased:
        return True
    linked = is_linked_after(device, asked.erased)
    if not linked or erase_device(device, asked.erased):
        tell_device(message.lead_id, asked.erased, message.visitor_id, effects)
    return linked


def _refused(asked: Privacy, at: int) -> Refused | None:
    if at <= asked.erased:
        return "erased"
    return "objected" if 0 < asked.objected < at else None


def _cause(message: LeadPrivacy) -> Cause:
    return Cause("privacy", message.event_id, message.at, message.origin)
