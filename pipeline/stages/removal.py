"""Removal: whatever we said of a lead is taken back, wherever it stands: nothing takes its place."""

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import VisitorErased
from pipeline.contracts.removal import Removal, Why
from pipeline.contracts.topics import STATUS_TOPICS
from pipeline.stages import beside
from pipeline.stages.effects import Effects, Send
from pipeline.stages.membership import leave_account
from pipeline.stages.publication import event_headers
from pipeline.state.lead import Lead, Said
from pipeline.state.time import moment_at

_REMOVAL, _ERASED = of(Removal), of(VisitorErased)


def take_back(lead_id: str, state: Lead, why: Why, at: int, effects: Effects) -> None:
    """Take back the lead's decision, their part in an account and what a candidate says; `at`: since when, ms."""
    said = state.said
    if said.status is not None:
        revision = said.revision + 1
        removal = _REMOVAL(
            lead_id=lead_id, why=why, retracts=said.decision_id, revision=revision, occurred_at=moment_at(at)
        )
        headers = event_headers("leadsieve.lead.removed.v1", f"{said.decision_id}:removed", removal.occurred_at)
        effects.sends.append(Send(STATUS_TOPICS[said.status], lead_id.encode(), encode(removal), headers))
        effects.sends.append(Send("lead-decisions", lead_id.encode(), None))
        effects.counts["removals", why] += 1
        state.said = Said(revision=revision)
    else:
        state.said = Said(revision=said.revision)
    beside.withdraw(lead_id, state, effects)
    leave_account(lead_id, state, at, effects)
    state.judged = None


def tell_device(lead_id: str, until: int, visitor_id: str, effects: Effects) -> None:
    """Have a device forget what it did up to `until` (ms), and whose it was."""
    message = _ERASED(at=until, visitor_id=visitor_id, lead_id=lead_id)
    effects.sends.append(Send("visitor-log", visitor_id.encode(), encode(message)))
