"""Overrides: a person's word on a lead is kept, and answered with a decision like any other."""

from pipeline.contracts.log import LeadOverride
from pipeline.engine.decide import Cause
from pipeline.stages.verdicts import Verdicts
from pipeline.stages.visitors import topic_of
from pipeline.state.override import Override, is_newer


def take_override(verdicts: Verdicts, message: LeadOverride) -> None:
    """Take in what a person decided, and judge the lead; a word that a later one has replaced changes nothing."""
    said = Override(message.at, message.event_id, message.status, message.author, message.reason, message.until)
    held = verdicts.held.look(message.lead_id).override
    fate = "duplicate" if said == held else "stored"
    verdicts.effects.counts["events", topic_of(message.origin), fate] += 1
    if not is_newer(said, held):
        return
    state = verdicts.held.get(message.lead_id)
    verdicts.catch_up(message.lead_id, state, max(message.at, verdicts.control.tick))
    state.override = said
    verdicts.effects.counts["overrides", message.status or "revoked"] += 1
    cause = Cause("override", message.event_id, message.at, message.origin)
    verdicts.settle(message.lead_id, state, cause, always=True)
