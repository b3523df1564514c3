"""Builds what goes through stages: source records, log records, and stages with their stores."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from pipeline.contracts.hot import decoder, encode, of
from pipeline.contracts.log import (
    CandidateChosen,
    LeadEvent,
    LeadOutcome,
    LeadRecord,
    Linked,
    PackChosen,
    Seen,
    StandingChosen,
    VisitorRecord,
    Visits,
)
from pipeline.contracts.model import Standing
from pipeline.stages.effects import Effects, Record, Send, Stage
from pipeline.stages.judging import judge
from pipeline.stages.store import Store, store_of
from pipeline.state.time import DAY_MS
from tests.unit.engine.making import pack, persona, when

KEY = b"key"
LIMIT = 10_000
NOW = 20_000 * DAY_MS
LEAD, OTHER_LEAD = "1" * 32, "2" * 32
VISITOR = "a" * 32
PACK = replace(
    pack(
        persona("student", when("job.seniority", "student")),
        persona("buyer", when("job.title", "CTO"), None, "buyer", 60),
    ),
    fact_names=frozenset({"job.seniority", "job.title"}),
)

NewSeen, NewLinked, NewEvent, NewVisits = of(Seen), of(Linked), of(LeadEvent), of(Visits)
NewOutcome, NewPack, NewStanding, NewCandidate = (
    of(LeadOutcome),
    of(PackChosen),
    of(StandingChosen),
    of(CandidateChosen),
)
_offsets = count(1)
read_visitor: Any = decoder(VisitorRecord)
read_lead: Any = decoder(LeadRecord)


def native(kind: str, at: int = NOW, **members: Any) -> bytes:  # noqa: ANN401  whatever an event holds
    """Return an event in our own format; its id is `e` unless given."""
    when_said = datetime.fromtimestamp(at / 1000, UTC).isoformat()
    return json.dumps({"event_id": "e", "type": kind, "occurred_at": when_said, **members}).encode()


def source(value: bytes | None, topic: str = "web-activity", timestamp: int = -1, **members: Any) -> Record:  # noqa: ANN401
    """Return a source record at offset 7 of partition 3."""
    return Record(topic, 3, 7, timestamp, None, value, **members)


def logged(*messages: object) -> list[Record]:
    """Return messages as records of a stage's own log."""
    return [Record("log", 0, offset, NOW, None, encode(message)) for offset, message in enumerate(messages)]


def seen(event_id: str, at: int = NOW, **members: Any) -> Seen:  # noqa: ANN401  as above
    """Return a page of the visitor, seen."""
    return NewSeen(
        **{
            "event_id": event_id,
            "type": "page",
            "at": at,
            "origin": "web-activity/0/1",
            "visitor_id": VISITOR,
            "acts": {"pages": 1},
            **members,
        }
    )


def linked(event_id: str, at: int = NOW, lead_id: str = LEAD) -> Linked:
    """Return what says that the visitor is a lead."""
    return NewLinked(event_id=event_id, at=at, visitor_id=VISITOR, lead_id=lead_id)


def event(event_id: str, at: int = NOW, **members: Any) -> LeadEvent:  # noqa: ANN401  as above
    """Return a page of the lead."""
    return NewEvent(
        **{
            "event_id": event_id,
            "type": "page",
            "at": at,
            "origin": "web-activity/0/1",
            "lead_id": LEAD,
            "acts": {"pages": 1},
            **members,
        }
    )


def form(event_id: str, at: int = NOW, **members: Any) -> LeadEvent:  # noqa: ANN401  as above
    """Return a form of the lead."""
    return event(event_id, at, **{"type": "form", "acts": {"forms": 1}, "origin": "form-submissions/0/1", **members})


def chosen(sha256: str = PACK.sha256) -> PackChosen:
    """Return the record by which a pack judges from here on."""
    return NewPack(event_id="p", at=NOW, origin=next_choice(), pack="test", version=1, sha256=sha256)


def stands(name: str, standing: Standing) -> StandingChosen:
    """Return the record by which a persona stands so from here on."""
    return NewStanding(event_id="s", at=NOW, origin=next_choice(), pack="test", persona=name, status=standing)


def put_forward(sha256: str, *, withdrawn: bool = False) -> CandidateChosen:
    """Return the record by which a pack is judged beside from here on, or none is."""
    return NewCandidate(
        event_id="c", at=NOW, origin=next_choice(), pack="test", version=2, sha256=sha256, withdrawn=withdrawn
    )


def next_choice() -> str:
    """Return where a choice stands that is later than all before."""
    return f"persona-packs/0/{next(_offsets)}"


@dataclass
class Running:
    """A stage with its store."""

    stage: Stage
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.store = store_of(self.stage)

    def take(self, *messages: object) -> Effects:
        """Judge messages as one batch, then what the stage itself goes on with, and keep what became of them."""
        total, waiting = Effects(), logged(*messages)
        while waiting:
            effects = self.run(waiting)
            waiting = logged(*(json.loads(send.value or b"") for send in effects.sends if send.partition is not None))
            effects.sends = [send for send in effects.sends if send.partition is None]
            total.extend(effects)
        return total

    def run(self, records: list[Record]) -> Effects:
        """Judge records as one batch, and keep what became of them."""
        effects = judge(self.stage, records, self.store, LIMIT, 2 * LIMIT)
        self.store.apply(effects.changes)
        return effects


def sent(effects: Effects, topic: str) -> list[Send]:
    """Return what goes to a topic."""
    return [send for send in effects.sends if send.topic == topic]


def counted(effects: Effects, name: str) -> Mapping[tuple[str, ...], int]:
    """Return a counter by its label values."""
    return {count[1:]: times for count, times in effects.counts.items() if count[0] == name}


def topics(sends: Iterable[Send]) -> list[str]:
    """Return where sends go."""
    return [send.topic for send in sends]
