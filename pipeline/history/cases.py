"""Cases: leads whose outcome is known, each with the decision that stood before sales first wrote one.

Events flow through the very stages in event-time order, with what time alone changes, and stop short of each outcome, so
that a decision rests on nothing that happened at the moment of the outcome or after it. What leaks in all the same, by a record that names a
wrong time or none, is seen by the lead's own newest moment, and its case is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.outcome import Outcome, is_ours
from pipeline.history.plan import CHUNK
from pipeline.history.replay import Replay
from pipeline.stages.effects import Record, Send
from pipeline.stages.identity import lead_named_by
from pipeline.stages.working_set import decoder_of
from pipeline.state import lead
from pipeline.state.lead import Lead
from pipeline.state.time import millis_of

Good = Literal["good", "loser", "undecided"]
"""What an outcome makes of a lead: won is good, lost and disqualified are losers, recycled decides nothing."""
Refusal = Literal[
    "no_decision", "undecided", "leaked", "kept_from_sales", "our_own_write", "unknown_lead", "unreadable"
]
"""Why a case does not count: nobody had been judged; sales had not decided; facts dated after the decision; a live pack
had kept the lead from sales, so that nobody tried; the outcome was our own write; the outcome names nobody, or
could not be read."""
KEPT: Final = frozenset({"excluded", "nurture"})
"""Statuses by which a live pack keeps a lead from sales."""

_decode: Callable[[bytes], Decision] = decoder(Decision)
_lead: Callable[[bytes], Lead] = decoder_of(Lead).decode


@dataclass(frozen=True, slots=True)
class Case:
    """One lead: what was decided before the first outcome, and what became of them in the end."""

    lead_id: str
    decision: Decision
    standing: Lead
    """What was known of them then: `engine.view.view` makes facts of it."""
    at: int
    """Of the first outcome, ms since 1970: the last moment before which anything counted."""
    result: Good
    reason: str | None
    """What sales wrote of the deciding outcome: it may teach, it never judges."""
    value: float | None
    """Of what was won, the sum, in the currency of the outcomes; None where nothing says."""
    currency: str | None


@dataclass
class Ledger:
    """Which cases were refused and why, so that it can be said."""

    refused: Counter[Refusal] = field(default_factory=Counter)
    late_events: int = 0
    """Records dated after the last case's outcome: nothing was judged by them."""
    kept: frozenset[str] = frozenset()
    """Leads whom a live pack kept from sales."""


def gather(outcomes: Iterable[Outcome], identity_key: bytes, ledger: Ledger) -> dict[str, list[Outcome]]:
    """Return the outcomes of every lead, oldest first, without repeats and without what our own write caused."""
    found: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        lead_id = lead_named_by(outcome, identity_key)
        if lead_id is None:
            ledger.refused["unknown_lead"] += 1
        elif is_ours(outcome):
            ledger.refused["our_own_write"] += 1
        else:
            found.setdefault(lead_id, {}).setdefault(outcome.outcome_id, outcome)
    return {
        lead_id: sorted(told.values(), key=lambda one: (one.occurred_at, one.outcome_id))
        for lead_id, told in found.items()
    }


def cases(
    flow: Replay, events: Iterable[tuple[float, Record]], told: dict[str, list[Outcome]], ledger: Ledger
) -> Iterator[Case]:
    """Yield every case that counts, in the order of first outcomes; `ledger` says of the others why not.

    `events`: (seconds since 1970, record) in the order of time. `flow` is judged with as it goes, so what it knows of a
    lead while their case is yielded is what was known then.
    """
    due = sorted((millis_of(outcomes[0].occurred_at), lead_id) for lead_id, outcomes in told.items())
    stood: dict[str, bytes] = {}
    waiting = iter(events)
    held = next(waiting, None)
    for at, lead_id in due:
        chunk: list[Record] = []
        while held is not None and held[0] * 1000 < at:
            chunk.append(held[1])
            if len(chunk) == CHUNK:
                _judge(flow, chunk, stood)
                chunk = []
            held = next(waiting, None)
        _judge(flow, chunk, stood)
        _remember(flow.tick(at - 1), stood)
        case = _case(flow, lead_id, at, told[lead_id], stood.get(lead_id))
        if isinstance(case, Case) and lead_id in ledger.kept:
            case = "kept_from_sales"
        if isinstance(case, Case):
            yield case
        else:
            ledger.refused[case] += 1
    ledger.late_events = (held is not None) + sum(1 for _ in waiting)


def result_of(outcomes: Iterable[Outcome]) -> Good:
    """Return what became of a lead: ever won is good; else lost or disqualified is a loser; else nothing is decided."""
    results = {outcome.result for outcome in outcomes}
    if "won" in results:
        return "good"
    return "loser" if results & {"lost", "disqualified"} else "undecided"


def kept_from_sales(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the leads whom published decisions, of a live pack, ever kept from sales: nobody tried to sell to them."""
    return frozenset(decision.lead_id for decision in decisions if decision.status in KEPT)


def _judge(flow: Replay, chunk: list[Record], stood: dict[str, bytes]) -> None:
    """Judge records, and remember which decision stands now."""
    if chunk:
        _remember(flow.run(chunk), stood)


def _remember(sends: Iterable[Send], stood: dict[str, bytes]) -> None:
    for send in sends:
        if send.topic == "lead-decisions" and send.key is not None and send.value is not None:
            stood[send.key.decode()] = send.value


def _case(flow: Replay, lead_id: str, at: int, outcomes: list[Outcome], stood: bytes | None) -> Case | Refusal:
    result = result_of(outcomes)
    if result == "undecided":
        return "undecided"
    encoded = flow.leads.store.get(lead_id)
    if stood is None or encoded is None:
        return "no_decision"
    standing, decision = _lead(encoded), _decode(stood)
    if lead.moment(standing) >= at or millis_of(decision.occurred_at) >= at:
        return "leaked"
    won = [outcome for outcome in outcomes if outcome.result == "won"]
    deciding = (won or outcomes)[-1]
    values = [outcome.value for outcome in won if outcome.value is not None]
    return Case(
        lead_id=lead_id,
        decision=decision,
        standing=standing,
        at=at,
        result=result,
        reason=deciding.reason,
        value=sum(values) if values else None,
        currency=deciding.currency,
    )
