"""A candidate pack beside the one that judges: the same leads, the same moments, the same facts; only differences are told.

It decides nothing, and costs nothing while there is none.
"""

from hashlib import blake2b

from pipeline.contracts.decision import Trigger
from pipeline.contracts.difference import Difference, Side
from pipeline.contracts.hot import encode, of
from pipeline.contracts.topics import DIFFERENCES
from pipeline.engine import steady
from pipeline.engine.body import pack_ref
from pipeline.engine.decide import Cause
from pipeline.engine.judge import Judgement
from pipeline.engine.panel import Panel
from pipeline.stages.effects import Effects, Send
from pipeline.stages.publication import event_headers
from pipeline.state.lead import Beside, Lead
from pipeline.state.time import moment_at

_DIFFERENCE, _SIDE, _TRIGGER = of(Difference), of(Side), of(Trigger)
_AGREED = ""


def compare(
    lead_id: str,
    state: Lead,
    live: tuple[Panel, Judgement],
    would: tuple[Panel, Judgement],
    cause: Cause,
    effects: Effects,
) -> None:
    """Publish where the candidate says otherwise, if that is new, and remember what it said."""
    here, there = _side(*live), _side(*would)
    differs = (here.status, here.route, here.personas) != (there.status, there.route, there.personas)
    key = _digest(here, there) if differs else _AGREED
    if key != _key_of(state):
        effects.sends.append(
            _told(lead_id, here, there, cause) if differs else Send(DIFFERENCES, lead_id.encode(), None)
        )
        effects.counts["differences", here.status, there.status] += 1
    # Both are judged together: whose turn it was stands with the live judgement.
    state.beside = Beside(key, steady.judged(would[1], turn=0))


def withdraw(lead_id: str, state: Lead, effects: Effects) -> None:
    """Take back what was told of a lead, for no candidate is judged any more."""
    if _key_of(state):
        effects.sends.append(Send(DIFFERENCES, lead_id.encode(), None))
    state.beside = None


def _key_of(state: Lead) -> str:
    return _AGREED if state.beside is None else state.beside.key


def _side(panel: Panel, judgement: Judgement) -> Side:
    matched = [name.rpartition("@")[0] for name in judgement.findings.matched]
    return _SIDE(pack=pack_ref(panel.pack), status=judgement.status, route=judgement.route, personas=matched)


def _told(lead_id: str, live: Side, candidate: Side, cause: Cause) -> Send:
    trigger, at = _TRIGGER(kind=cause.kind, id=cause.id, origin=cause.origin), moment_at(cause.at)
    value = encode(_DIFFERENCE(lead_id=lead_id, live=live, candidate=candidate, trigger=trigger, occurred_at=at))
    headers = event_headers("leadsieve.candidate.differs.v1", blake2b(value, digest_size=16).hexdigest(), at)
    return Send(DIFFERENCES, lead_id.encode(), value, headers)


def _digest(live: Side, candidate: Side) -> str:
    return blake2b(encode([live, candidate]), digest_size=8).hexdigest()
