"""A decision: the judgement with everything a CRM, a marketer and a salesperson need to use, question and reverse it."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from pipeline.contracts.decision import (
    Acquisition,
    Contact,
    DecisionHead,
    DecisionTail,
    Previous,
    Trigger,
)
from pipeline.contracts.hot import encode, joined, of
from pipeline.engine.body import body
from pipeline.engine.findings import Facts
from pipeline.engine.judge import Judgement
from pipeline.engine.trials import Trials
from pipeline.state import lead
from pipeline.state.lead import Lead, Said
from pipeline.state.time import DAY_MS, moment_at

_HEAD, _TAIL, _PREVIOUS, _TRIGGER = of(DecisionHead), of(DecisionTail), of(Previous), of(Trigger)
_CONTACT, _ACQUISITION = of(Contact), of(Acquisition)
_UNNAMED: Final = b'{"decision_id":""'
"""How a decision begins that has no id yet."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The record of the lead-log that a decision answers."""

    kind: str
    id: str
    at: int
    origin: str | None = None
    """Of the upstream record, where one caused it."""


class Decided(NamedTuple):
    """A decision as it is published, and of its members those beside the body."""

    head: DecisionHead
    tail: DecisionTail
    value: bytes
    """All of it, as JSON."""


def key_of(judgement: Judgement) -> str:
    """Return the digest of what is worth a message when it changes: status, route, personas, flags, score band."""
    matched, overruled = judgement.findings.matched, judgement.overruled
    # What the personas say stands in the decision of a person too.
    otherwise = () if overruled is None else (overruled.otherwise,)
    return _digest(
        (judgement.status, judgement.route, *matched, "|", *judgement.flags, "|", judgement.band, *otherwise)
    )


@lru_cache(maxsize=4096)
def _digest(parts: tuple[str, ...]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def decide(lead_id: str, state: Lead, judgement: Judgement, trials: Trials, cause: Cause) -> Decided:
    """Return the decision on a lead; `decision_id` is the hash of all the rest, so the same input has the same id."""
    facts = trials.facts
    head = _HEAD(
        decision_id="",
        revision=state.said.revision + 1,
        lead_id=lead_id,
        account_id=account_of(facts),
        status=judgement.status,
        route=judgement.route,
        review_at=moment_at(looked_at) if (looked_at := review_at(judgement)) else None,
        previous=_previous(state.said),
        trigger=_TRIGGER(kind=cause.kind, id=cause.id, origin=cause.origin),
    )
    tail = _TAIL(
        contact=_contact(state),
        acquisition=_ACQUISITION(
            source=_text(facts, "acquisition.source"),
            medium=_text(facts, "acquisition.medium"),
            campaign=_text(facts, "acquisition.campaign"),
            form_id=_text(facts, "form.id"),
        ),
        occurred_at=moment_at(cause.at),
        source_event_ids=lead.recent_ids(state),
        source_events=state.events,
    )
    return _identified(head, body(trials, judgement), tail)


def _identified(head: DecisionHead, body: bytes, tail: DecisionTail) -> Decided:
    """Return the whole with its id, which is the first member: what follows it is written once."""
    unnamed = joined(encode(head), body, encode(tail))
    name = blake2b(unnamed, digest_size=16).hexdigest()
    head.decision_id = name  # type: ignore[misc]  # a Struct, not frozen
    return Decided(head, tail, _UNNAMED[:-1] + name.encode() + unnamed[len(_UNNAMED) - 1 :])


def _previous(said: Said) -> Previous | None:
    if said.status is None:
        return None
    return _PREVIOUS(decision_id=said.decision_id, status=said.status)


def _contact(state: Lead) -> Contact:
    known = lead.contact(state)
    return _CONTACT(user_id=_text(known, "user_id"), email=_text(known, "email"), phone=_text(known, "phone"))


def account_of(facts: Facts) -> str | None:
    """Return the account of a lead: the registrable domain of a business address; None: freemail and the like have none."""
    if facts.get("email.kind") != "business":
        return None
    return _text(facts, "email.registrable_domain")


def review_at(judgement: Judgement) -> int:
    """Return when to look at the lead again, ms; 0: not by a date."""
    if judgement.route != "later":
        return 0
    days = min(
        verdict.persona.review_after_days
        for verdict in judgement.verdicts
        if verdict.route == "later" and verdict.excludes
    )
    return judgement.at + days * DAY_MS


def _text(facts: Facts, name: str) -> str | None:
    value = facts.get(name)
    return value if isinstance(value, str) else None
