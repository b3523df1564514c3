"""Route: reads every upstream record, enriches it, and puts it where it belongs. It remembers nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from pipeline.contracts.control import PackRecord, PersonaStanding
from pipeline.contracts.dead_letter import Code
from pipeline.contracts.event import Event
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import CandidateChosen, LeadEvent, Linked, PackChosen, Seen, StandingChosen
from pipeline.enrichment.activity import acts
from pipeline.enrichment.device import ignored
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import Tables
from pipeline.errors import Problem
from pipeline.intake import control, detect
from pipeline.intake.upstream import KNOWS_NOTHING, Upstream
from pipeline.personas.parse import parse_pack, sha256_of
from pipeline.stages.dates import can_be_judged, moment_of
from pipeline.stages.dead_letters import dead_letter
from pipeline.stages.effects import Effects, Packed, Record, Send, States
from pipeline.stages.identity import lead_of, visitor_of
from pipeline.stages.route_privacy import TOPIC as PRIVACY
from pipeline.stages.route_privacy import route_privacy
from pipeline.stages.route_said import SAID_OF_LEADS, route_said

_FACTS, _SEEN, _LINKED, _LEAD_EVENT = of(Facts), of(Seen), of(Linked), of(LeadEvent)
_NO_FACTS: Final = _FACTS()
"""What most pages tell; written to a log and never changed."""
_NO_EVENTS: Final = {*SAID_OF_LEADS, PRIVACY, "persona-packs"}
"""Topics whose records are what others say of leads, what people ask of us, and what steers us."""
_PACK_CHOSEN, _CANDIDATE_CHOSEN, _STANDING_CHOSEN = of(PackChosen), of(CandidateChosen), of(StandingChosen)


@dataclass(frozen=True)
class Route:
    """The first stage, for one body of state: its tables, its key, its partition count and its size limit."""

    tables: Tables
    identity_key: bytes
    partitions: int
    max_record_bytes: int
    upstream: Upstream = KNOWS_NOTHING
    """Which format a topic holds, and what the mapping file says of forms."""
    name: str = "route"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return where each record goes: one of our logs, or the dead letters. Uses no state."""
        del states
        effects = Effects()
        for record in records:
            problem = self._route(record, effects)
            if problem is not None:
                if isinstance(record.value, Packed):
                    problem = Problem("oversized_batch", "a compressed batch that unpacks to more than is safe")
                code: Code = problem.code  # type: ignore[assignment]  # intake's problems use the closed set of codes
                dead_letter(effects, self.name, record, code, problem.message, self.max_record_bytes)
        return effects

    def _route(self, record: Record, effects: Effects) -> Problem | None:
        size = len(record.value or b"")
        if size > self.max_record_bytes:
            return Problem("too_large", f"{size} bytes, the limit is {self.max_record_bytes}")
        if record.topic in _NO_EVENTS:
            return self._route_no_event(record, effects)
        events = detect.read(record.value, record.headers, record.topic, self.upstream, record.timestamp)
        if isinstance(events, Problem):
            return events
        before, origin = len(effects.sends), record.origin
        for number, event in enumerate(events):
            # An event of several in a record is told apart by its place there: their ids may be equal.
            place = origin if len(events) == 1 else f"{origin}/{number}"
            problem = self._route_event(record, event, place, effects.sends)
            if problem is not None:
                del effects.sends[before:]
                return problem  # the record is one: it goes to the dead letters whole, nothing of it is judged
        return None

    def _route_no_event(self, record: Record, effects: Effects) -> Problem | None:
        if record.topic == PRIVACY:
            return route_privacy(record, self.identity_key, self.tables, effects)
        if record.topic in SAID_OF_LEADS:
            return route_said(record, self.identity_key, effects)
        return self._route_control(record, effects)

    def _route_event(self, record: Record, event: Event, origin: str, sends: list[Send]) -> Problem | None:
        at, clamped = moment_of(event.occurred_at, record.timestamp)
        if not can_be_judged(at):
            return Problem("invalid_time", "occurred_at is before 2000 or after 2099")
        visitor_id = visitor_of(event, self.identity_key)
        lead_id = lead_of(event, self.identity_key)
        if lead_id is None:
            return self._route_anonymous(origin, event, visitor_id, at, sends)
        facts = _facts(event, self.tables)
        message = _LEAD_EVENT(
            event_id=event.event_id,
            type=event.type,
            at=at,
            origin=origin,
            lead_id=lead_id,
            ignored=ignored(event),
            clamped=clamped,
            acts=acts(event, facts.derived.get("acquisition.channel")),
            facts=facts,
            user_id=event.user_id,
            email=event.email,
            phone=event.phone,
        )
        sends.append(Send("lead-log", lead_id.encode(), encode(message)))
        if visitor_id is not None and message.ignored is None:
            link = _LINKED(event_id=event.event_id, at=at, visitor_id=visitor_id, lead_id=lead_id)
            sends.append(Send("visitor-log", visitor_id.encode(), encode(link)))
        return None

    def _route_anonymous(
        self, origin: str, event: Event, visitor_id: str | None, at: int, sends: list[Send]
    ) -> Problem | None:
        if visitor_id is None:
            return Problem("no_identity", "none of user_id, email, phone and visitor_id says whose event it is")
        facts = _facts(event, self.tables)
        message = _SEEN(
            event_id=event.event_id,
            type=event.type,
            at=at,
            origin=origin,
            visitor_id=visitor_id,
            ignored=ignored(event),
            acts=acts(event, facts.derived.get("acquisition.channel")),
            facts=facts,
        )
        sends.append(Send("visitor-log", visitor_id.encode(), encode(message)))
        return None

    def _route_control(self, record: Record, effects: Effects) -> Problem | None:
        # A withdrawn pack or standing has no value: what was chosen stays chosen.
        read = None if record.value is None else control.read_control(record.value)
        if isinstance(read, Problem):
            return read
        if (unfit := _unfit(read) or _misplaced(read, record.key)) is not None:
            return unfit
        if read is not None:
            message = encode(_control_message(read, record))
            effects.sends.extend(Send("lead-log", None, message, partition=number) for number in range(self.partitions))
        effects.counts["events", record.topic, "stored"] += 1
        return None


def _facts(event: Event, tables: Tables) -> Facts:
    found = enrich(event, tables)
    return _FACTS(**found) if found else _NO_FACTS


def _unfit(read: PackRecord | PersonaStanding | None) -> Problem | None:
    """Return why a published pack must not be chosen: no task could ever judge with it."""
    if not isinstance(read, _PACK_RECORD):
        return None
    if sha256_of(read.files) != read.sha256:
        return Problem("invalid_event", "sha256 is not that of the files")
    pack, problems = parse_pack(read.files)
    if pack is None or any(problem.severity == "error" for problem in problems):
        return Problem("invalid_event", f"the pack has {len(problems)} problems; `leadsieve pack lint` names them")
    if (pack.head.id, pack.head.version) != (read.id, read.version):
        return Problem("invalid_event", "id and version are not those of pack.yaml")
    return None


def _misplaced(read: PackRecord | PersonaStanding | None, key: bytes | None) -> Problem | None:
    """Return why a record must not stand under its key: compaction would drop what rightly stands there.

    A pack that is gone from its topic is missed by every worker that starts. What comes from a file has no key.
    """
    if read is None or key is None:
        return None
    expected = f"pack:{read.sha256}" if isinstance(read, _PACK_RECORD) else f"status:{read.pack}/{read.persona}"  # type: ignore[union-attr]  # a Struct of that union
    return None if key == expected.encode() else Problem("invalid_event", "its key is not that of its content")


def _control_message(
    read: PackRecord | PersonaStanding, record: Record
) -> PackChosen | CandidateChosen | StandingChosen:
    if isinstance(read, _PACK_RECORD):
        return _pack_message(read, record)
    read = cast("PersonaStanding", read)  # a Struct: no class of the contracts for the type checker to see
    return _STANDING_CHOSEN(
        event_id=record.origin,
        at=moment_of(read.effective_at, record.timestamp)[0],
        origin=record.origin,
        pack=read.pack,
        persona=read.persona,
        status=read.status,
        released=read.released,
    )


def _pack_message(read: PackRecord, record: Record) -> PackChosen | CandidateChosen:
    told: dict[str, Any] = {
        "event_id": record.origin,
        "at": moment_of(read.published_at, record.timestamp)[0],
        "origin": record.origin,
        "pack": read.id,
        "version": read.version,
        "sha256": read.sha256,
    }
    if read.role == "live":
        return _PACK_CHOSEN(**told)
    return _CANDIDATE_CHOSEN(withdrawn=read.role == "withdrawn", **told)


_PACK_RECORD = of(PackRecord)
