"""Visitors: counts what nobody yet has a name for; hands it over, once, when the visitor becomes a lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pipeline.contracts.fact import SOURCES, Facts
from pipeline.contracts.hot import decoder, encode, of
from pipeline.contracts.log import LeadEvent, Linked, Seen, Tick, Told, VisitorErased, VisitorRecord, Visits
from pipeline.stages.due import DueIndex, due_among, leading_int
from pipeline.stages.effects import Effects, Record, Send, States
from pipeline.stages.working_set import WorkingSet, decoder_of
from pipeline.state import facts, retention, visitor
from pipeline.state.erasure import erase_visitor
from pipeline.state.facts import FactTable
from pipeline.state.marks import mark_of
from pipeline.state.retention import RETENTION_DAYS
from pipeline.state.time import day_of
from pipeline.state.visitor import Visitor

AT_ONCE: Final = 5_000
"""Visitors whom one tick forgets; the rest follows by a further one."""

_SEEN, _TICK, _LEAD_EVENT, _VISITS, _TOLD = of(Seen), of(Tick), of(LeadEvent), of(Visits), of(Told)
_LINKED = of(Linked)
_NOTHING: Final = of(Facts)()
_decode = decoder(VisitorRecord)
_decode_state = decoder_of(Visitor).decode


@dataclass(frozen=True)
class Visitors:
    """The stage behind the visitor-log."""

    name: str = "visitors"
    at_once: int = AT_ONCE
    keep_days: int = RETENTION_DAYS
    """A device is forgotten after it last showed a lead; one whom nobody was named on earlier."""

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return what anonymous events and links cause: counts that are kept, and what passes on to leads."""
        effects, held = Effects(), WorkingSet(Visitor, states)
        for record in records:
            message = _decode(record.value or b"")
            if isinstance(message, _SEEN):
                _see(message, held, effects)
            elif isinstance(message, _TICK):
                self._take_tick(message, record, states, held, effects)
            elif isinstance(message, _LINKED):
                _link(message, held, effects)
            else:
                _erase(message, held, effects)
        held.write(effects)
        return effects

    def index(self) -> DueIndex:
        """Return a new index of when visitors are to be forgotten: with everything they do that moves on."""
        return DueIndex(lambda value: self._due(_decode_state(value)), earliest=_earliest)

    def _due(self, state: Visitor) -> int:
        return retention.visitor_expires(state, self.keep_days)

    def _take_tick(
        self, message: Tick, record: Record, states: States, held: WorkingSet[Visitor], effects: Effects
    ) -> None:
        """Forget those who have not come for so long, the longest first, and the rest by the same record again."""
        changed = {key: 0 if state is None else self._due(state) for key, state in held.changed().items()}
        due = due_among(changed, states.due, message.at, self.at_once + 1)
        for _, key in due[: self.at_once]:
            if retention.empty_visitor(held.get(key), message.at, self.keep_days):
                held.forget(key)
        effects.counts["visitors_forgotten",] += min(len(due), self.at_once)
        if len(due) > self.at_once:
            effects.sends.append(Send("visitor-log", None, record.value, partition=record.partition))


def _earliest(value: bytes) -> int:
    """Return when a visitor is forgotten if nobody names them: cheap, for every new one is asked."""
    newest = leading_int(value)
    return visitor.expires(newest) if newest else 0


def topic_of(origin: str) -> str:
    """Return the topic of a record's coordinates."""
    return origin[: origin.index("/")]


def _see(message: Seen, held: WorkingSet[Visitor], effects: Effects) -> None:
    fate: str | None = message.ignored
    if fate is None and held.look(message.visitor_id).cut:
        fate = _refuse(message, held.look(message.visitor_id))
    if fate is None:
        state, mark = held.get(message.visitor_id), mark_of(message.event_id)
        fate = visitor.take(state, message.acts, message.at, mark)
        if fate is None:
            learn_all(state.facts, message.facts, message.at, mark)
            if state.lead_id is not None:
                effects.sends.append(_passed_on(message, state.lead_id))
                return  # whoever takes it from here counts it
    effects.counts["events", topic_of(message.origin), fate or "anonymous"] += 1


def _refuse(message: Seen, state: Visitor) -> str | None:
    """Return why an event on a device that was an erased lead's is not taken in; leave out of it what does not count."""
    if message.at <= state.cut:
        return "erased"
    if day_of(message.at) <= day_of(state.cut):
        message.acts = {}  # type: ignore[misc]  # a Struct, not frozen
    return None


def learn_all(table: FactTable, told: Facts, at: int, mark: bytes) -> None:
    """Take in all that an event told, source by source."""
    if told == _NOTHING:
        return  # most pages: one comparison instead of four looks
    for rank, values in enumerate((told.declared, told.crm, told.derived, told.guessed)):
        if values:
            facts.learn(table, rank, values, at, mark)


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


def _link(message: Linked, held: WorkingSet[Visitor], effects: Effects) -> None:
    known = held.look(message.visitor_id)
    if known.cut and day_of(message.at) <= day_of(known.cut):
        return  # it was an erased lead's, and who was named there then is forgotten
    if not visitor.may_link(known, message.at):
        if visitor.names_anew(known, message.at):
            state = held.get(message.visitor_id)
            visitor.note_naming(state, message.lead_id, message.at, mark_of(message.event_id))
        return  # every page of a known visitor says again what is known
    state = held.get(message.visitor_id)
    former = state.lead_id
    if not visitor.link(state, message.lead_id, message.at, mark_of(message.event_id)):
        return
    if former is not None and former != message.lead_id:
        gone = _VISITS(
            event_id=message.event_id, at=message.at, lead_id=former, visitor_id=message.visitor_id, withdrawn=True
        )
        effects.sends.append(Send("lead-log", former.encode(), encode(gone)))
    effects.sends.append(_summary(message.visitor_id, message.lead_id, message.event_id, state))


def _erase(message: VisitorErased, held: WorkingSet[Visitor], effects: Effects) -> None:
    """Forget what the device did while it was an erased lead's; hand over the rest to whom it belongs since then."""
    owner = held.look(message.visitor_id).lead_id
    if owner is not None and owner != message.lead_id:
        return  # by now it is known to have been another's
    state = held.get(message.visitor_id)
    if erase_visitor(state, message.at) and state.lead_id is not None and state.link is not None:
        effects.sends.append(_summary(message.visitor_id, state.lead_id, state.link[1].hex(), state))


def _summary(visitor_id: str, lead_id: str, event_id: str, state: Visitor) -> Send:
    summary = _VISITS(
        event_id=event_id,
        at=state.newest,
        first_at=state.first or None,
        linked_on=0 if state.link is None else day_of(state.link[0]),
        lead_id=lead_id,
        visitor_id=visitor_id,
        acts={what: dict(sorted(days.items())) for what, days in sorted(state.acts.items())},
        facts=[
            _TOLD(name=told.name, source=SOURCES[told.rank], at=told.at, mark=told.mark.hex(), value=told.value)
            for told in sorted(facts.entries(state.facts), key=_by_name)
        ],
    )
    return Send("lead-log", lead_id.encode(), encode(summary))


def _by_name(told: facts.Told) -> tuple[str, int]:
    return told.name, told.rank
