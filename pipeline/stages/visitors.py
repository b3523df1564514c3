"""Visitors: counts what nobody yet has a name for; hands it over, once, when the visitor becomes a lead."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.contracts.fact import SOURCES, Facts
from pipeline.contracts.hot import decoder, encode, of
from pipeline.contracts.log import LeadEvent, Linked, Seen, Told, VisitorRecord, Visits
from pipeline.contracts.model import Value
from pipeline.stages.effects import Effects, Record, Send, States
from pipeline.stages.working_set import WorkingSet
from pipeline.state import facts, marks, visitor
from pipeline.state.time import is_late
from pipeline.state.visitor import Visitor

_SEEN, _LEAD_EVENT, _VISITS, _TOLD = of(Seen), of(LeadEvent), of(Visits), of(Told)
_decode = decoder(VisitorRecord)


@dataclass(frozen=True)
class Visitors:
    """The stage behind the visitor-log."""

    name: str = "visitors"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return what anonymous events and links cause: counts that are kept, and what passes on to leads."""
        effects, held = Effects(), WorkingSet(Visitor, states)
        for record in records:
            message = _decode(record.value or b"")
            if not isinstance(message, _SEEN):
                _link(message, held.get(message.visitor_id), effects)
            elif message.ignored is not None:
                effects.counts["events", topic_of(message.origin), message.ignored] += 1
            else:
                _see(message, held.get(message.visitor_id), effects)
        held.write(effects)
        return effects


def topic_of(origin: str) -> str:
    """Return the topic of a record's coordinates."""
    return origin.partition("/")[0]


def _see(message: Seen, state: Visitor, effects: Effects) -> None:
    mark = marks.mark_of(message.event_id)
    fate = _fate(state, message.at, mark)
    if fate is None:
        visitor.observe(state, message.acts, message.at, mark)
        learn_all(state.facts, message.facts, message.at, mark)
        if state.lead_id is not None:
            effects.sends.append(_passed_on(message, state.lead_id))
            return
        fate = "anonymous"
    effects.counts["events", topic_of(message.origin), fate] += 1


def learn_all(table: facts.FactTable, told: Facts, at: int, mark: bytes) -> None:
    """Take in all that an event told, source by source."""
    for rank, source in enumerate(SOURCES):
        values: dict[str, Value] = getattr(told, source)
        if values:
            facts.learn(table, rank, values, at, mark)


def _fate(state: Visitor, at: int, mark: bytes) -> str | None:
    if is_late(state.newest, at):
        return "late"
    return "duplicate" if marks.is_marked(state.seen, mark) else None


def _passed_on(message: Seen, lead_id: str) -> Send:
    event = _LEAD_EVENT(
        event_id=message.event_id,
        type=message.type,
        at=message.at,
        origin=message.origin,
        lead_id=lead_id,
        visitor_id=message.visitor_id,
        acts=message.acts,
        facts=message.facts,
    )
    return Send("lead-log", lead_id.encode(), encode(event))


def _link(message: Linked, state: Visitor, effects: Effects) -> None:
    former = state.lead_id
    if not visitor.link(state, message.lead_id, message.at, marks.mark_of(message.event_id)):
        return
    if former is not None:
        gone = _VISITS(
            event_id=message.event_id, at=message.at, lead_id=former, visitor_id=message.visitor_id, withdrawn=True
        )
        effects.sends.append(Send("lead-log", former.encode(), encode(gone)))
    effects.sends.append(_summary(message, state))


def _summary(message: Linked, state: Visitor) -> Send:
    summary = _VISITS(
        event_id=message.event_id,
        at=state.newest,
        first_at=state.first or None,
        lead_id=message.lead_id,
        visitor_id=message.visitor_id,
        acts={what: dict(sorted(days.items())) for what, days in sorted(state.acts.items())},
        facts=[
            _TOLD(name=name, source=SOURCES[rank], at=at, mark=mark.hex(), value=value)
            for name, slots in sorted(state.facts.items())
            for rank, (at, mark, value) in sorted(slots.items())
        ],
    )
    return Send("lead-log", message.lead_id.encode(), encode(summary))
