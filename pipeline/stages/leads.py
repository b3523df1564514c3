"""Leads: takes in what became known of a lead, and has it judged when that or time calls for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.contracts.hot import decoder, encode, of
from pipeline.contracts.log import (
    CandidateChosen,
    Conducted,
    LeadEvent,
    LeadOutcome,
    LeadOverride,
    LeadPrivacy,
    LeadRecord,
    LeadReview,
    PackChosen,
    Step,
    Tally,
    Tick,
    Visits,
)
from pipeline.engine import steady
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause
from pipeline.stages import working_set
from pipeline.stages.conduct import judge_conduct, sum_up, tell_all
from pipeline.stages.control import CONTROL, RESERVED, SUMS, Choice, choose, control_in, is_new, take_conduct
from pipeline.stages.due import Due, DueIndex, due_among, leading_int
from pipeline.stages.effects import Effects, Record, Send, States
from pipeline.stages.measuring import take_outcome, take_review
from pipeline.stages.overrides import take_override
from pipeline.stages.privacy import admit_device, refuse_event, refuses, take_privacy
from pipeline.stages.slices import SLICES, slice_of
from pipeline.stages.tallying import Tallying
from pipeline.stages.verdicts import Verdicts
from pipeline.stages.visitors import learn_all, topic_of
from pipeline.stages.working_set import WorkingSet
from pipeline.state import facts, lead, marks
from pipeline.state.facts import RANK
from pipeline.state.lead import Device, Lead
from pipeline.state.measures import Measures
from pipeline.state.names import pack_id
from pipeline.state.privacy import privacy_in
from pipeline.state.retention import RETENTION_DAYS
from pipeline.state.tally import Sums, Untold
from pipeline.state.time import is_late

AT_ONCE: Final = 500
"""Leads that one record, a tick or a step, has judged: some tens of milliseconds; the rest follows by a further record."""

_EVENT, _VISITS, _OUTCOME, _TICK, _STEP = of(LeadEvent), of(Visits), of(LeadOutcome), of(Tick), of(Step)
_REFUSABLE: Final = (_OUTCOME, of(LeadOverride))
_SAID: Final[Mapping[type, Callable[[Verdicts, Any], None]]] = {
    _OUTCOME: take_outcome,
    of(LeadOverride): take_override,
    of(LeadReview): take_review,
    of(LeadPrivacy): take_privacy,
}
"""What others say of a lead, or the lead asks of us, and who takes it in."""
_TALLY, _CONDUCT = of(Tally), of(Conducted)
_NAMING_A_PACK = (of(PackChosen), of(CandidateChosen))
_decode = decoder(LeadRecord)
_NOTHING: Final = Lead()
"""What is left of a lead whose time has come."""


@dataclass(frozen=True)
class Leads:
    """The stage behind the lead-log. `packs` holds every pack the log may name, by sha256.

    `partitions` of the lead-log, to which the verdict on a persona goes; 0, over files: nobody counts, no persona is braked.
    """

    packs: Mapping[str, CompiledPack] = field(repr=False)
    name: str = "leads"
    at_once: int = AT_ONCE
    partitions: int = 0
    keep_days: int = RETENTION_DAYS
    """After their own last act, leads are forgotten."""

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return the decisions that the records cause.

        Raises `PackNeeded` where the log names a pack that is not at hand: fetch it and call again.
        """
        effects, held, control = Effects(), WorkingSet(Lead, states), control_in(states)
        measured, untold, sums = WorkingSet(Measures, states), WorkingSet(Untold, states), WorkingSet(Sums, states)
        taken = list(records)
        number = taken[0].partition if taken else 0
        tallying = Tallying(effects, control, untold, number, self.partitions)
        verdicts = Verdicts(effects, held, control, self.packs, measured, tallying, self.keep_days)
        batch = _Batch(states, verdicts, sums, self.at_once)
        for record in taken:
            batch.take(record)
        for changed in (held, measured, untold, sums):
            changed.write(effects)
        if (encoded := working_set.encode(control)) != states.get(CONTROL):
            effects.changes[CONTROL] = encoded
        return effects

    @staticmethod
    def index() -> DueIndex:
        """Return a new index of when time alone could change a lead."""
        return DueIndex(leading_int)


@dataclass(slots=True)
class _Batch:
    """One call of `process`."""

    states: States
    verdicts: Verdicts
    sums: WorkingSet[Sums]
    at_once: int

    def take(self, record: Record) -> None:
        message = _decode(record.value or b"")
        if isinstance(message, _EVENT):
            self._take_event(message)
        elif isinstance(message, _VISITS):
            self._take_visits(message)
        elif (take_said := _SAID.get(type(message))) is not None:
            if not (isinstance(message, _REFUSABLE) and refuses(self.verdicts, message)):
                take_said(self.verdicts, message)
        else:
            self._take_control(message, record)

    def _take_control(self, message: Any, record: Record) -> None:  # noqa: ANN401  what is of no lead, told apart here
        if isinstance(message, _TICK):
            self._take_tick(message, record)
        elif isinstance(message, _STEP):
            self._take_step(message, record)
        elif isinstance(message, _TALLY):
            self._take_tally(message, record)
        elif isinstance(message, _CONDUCT):
            self._take_conduct(message, record)
        else:
            self._take_choice(message, record)

    def _take_event(self, message: LeadEvent) -> None:
        verdicts = self.verdicts
        mark, topic, effects = marks.mark_of(message.event_id), topic_of(message.origin), verdicts.effects
        fate = message.ignored or self._fate(message, mark)
        if fate is not None:
            effects.counts["events", topic, fate] += 1
            return
        state = verdicts.held.get(message.lead_id)
        if 0 < state.due <= (until := max(message.at, verdicts.control.tick)):
            verdicts.catch_up(message.lead_id, state, until)
        was = steady.before(state, message)
        _observe(state, message, mark)
        effects.counts["events", topic, "judged"] += 1
        if message.type == "form":
            purpose = message.facts.declared.get("form.purpose") or message.facts.derived.get("form.purpose")
            effects.counts["forms", str(purpose or "unknown")] += 1
        verdicts.settle_event(state, message, was)

    def _fate(self, message: LeadEvent, mark: bytes) -> str | None:
        state = self.verdicts.held.look(message.lead_id)
        if state.privacy and (refused := refuse_event(state, message, self.verdicts.effects)) is not None:
            return refused
        if message.visitor_id is not None:
            return None  # the visitor told repeats and late ones apart
        if is_late(state.newest, message.at):
            return "late"
        return "duplicate" if marks.is_marked(state.seen, mark) else None

    def _take_visits(self, message: Visits) -> None:
        state = self.verdicts.held.get(message.lead_id)
        self.verdicts.catch_up(message.lead_id, state, max(message.at, self.verdicts.control.tick))
        device = _device(message)
        if message.withdrawn:
            state.devices.pop(pack_id(message.visitor_id), None)
        elif not state.privacy or admit_device(state, message, device, self.verdicts.effects):
            lead.keep_device(state, message.visitor_id, device)
        self.verdicts.settle(message.lead_id, state, Cause("visits", message.event_id, message.at))

    def _take_choice(self, message: Choice, record: Record) -> None:
        """Let a pack or a standing judge from here on: whoever has an event at once, all others step by step."""
        if not is_new(self.verdicts.control, message):
            return
        if isinstance(message, _NAMING_A_PACK):
            self.verdicts.pack(message.sha256)  # the task waits for it here, before anything is judged by it
        choose(self.verdicts.control, message)
        self.verdicts.panel = self.verdicts.candidate = None
        self.verdicts.effects.chosen = message.origin
        self._begin_steps(record)

    def _take_tally(self, message: Tally, record: Record) -> None:
        """Sum up what a partition has told, and say what follows for its personas."""
        verdicts, sums = self.verdicts, self.sums.get(SUMS)
        if sum_up(sums, message) and verdicts.control.sha256:
            pack = verdicts.pack(verdicts.control.sha256)
            for found in judge_conduct(sums, message, pack, verdicts.control, record.origin):
                tell_all(found, verdicts.tallying.partitions, verdicts.effects)

    def _take_conduct(self, message: Conducted, record: Record) -> None:
        """Let a persona exclude nobody anew, or need to be confirmed no more, from here on."""
        verdicts = self.verdicts
        again = take_conduct(verdicts.control, message)
        verdicts.panel = verdicts.candidate = None
        if again:
            self._begin_steps(record)

    def _begin_steps(self, record: Record) -> None:
        """Have all leads judged again, step by step."""
        self.verdicts.effects.slices_left = SLICES
        self._go_on(_STEP(turn=self.verdicts.control.turn, slice=0), record)

    def _take_step(self, message: Step, record: Record) -> None:
        """Judge the leads of some slices by the latest choice: whole slices, until they are enough."""
        verdicts = self.verdicts
        if message.turn != verdicts.control.turn:
            return  # a later choice has steps of its own
        held, number, judged = self._held_by_slice(), message.slice, 0
        # Whoever this batch has forgotten is gone from what is committed, too, where the log is cut into other batches.
        nobody = RESERVED | {key for key, state in verdicts.held.changed().items() if state is None}
        while number < SLICES and judged < self.at_once:
            keys = {*self.states.slice(number), *held.get(number, ())} - nobody
            for key in sorted(keys):
                verdicts.judge_again(key)
            judged, number = judged + len(keys), number + 1
        verdicts.effects.counts["rejudged", "choice"] += judged
        verdicts.effects.slices_left = SLICES - number
        if number < SLICES:
            self._go_on(_STEP(turn=message.turn, slice=number), record)

    def _take_tick(self, message: Tick, record: Record) -> None:
        """Judge the leads for whom a moment has come, the earliest first, and the rest by the same record again."""
        verdicts = self.verdicts
        verdicts.control.tick = until = max(verdicts.control.tick, message.at)
        due = self._due(until)
        for _, key in due[: self.at_once]:
            verdicts.catch_up(key, state := verdicts.held.get(key), until)
            if state == _NOTHING:
                verdicts.held.forget(key)
        verdicts.effects.counts["rejudged", "tick"] += min(len(due), self.at_once)
        if len(due) > self.at_once:
            self._go_on(message, record)

    def _due(self, until: int) -> list[Due]:
        """Return what is due in order, one more than is judged at once; what this batch has changed as it is now."""
        changed = {key: 0 if state is None else state.due for key, state in self.verdicts.held.changed().items()}
        return due_among(changed, self.states.due, until, self.at_once + 1)

    def _held_by_slice(self) -> dict[int, list[str]]:
        slices: dict[int, list[str]] = {}
        for key in self.verdicts.held.changed():
            slices.setdefault(slice_of(key), []).append(key)
        return slices

    def _go_on(self, message: Tick | Step, record: Record) -> None:
        self.verdicts.effects.sends.append(Send("lead-log", None, encode(message), partition=record.partition))


def _observe(state: Lead, message: LeadEvent, mark: bytes) -> None:
    if message.visitor_id is not None:
        device = lead.device_of(state, message.visitor_id)
        lead.observe_on(device, message.acts, message.at)
        learn_all(device.facts, message.facts, message.at, mark)
        if state.privacy and privacy_in(state.privacy).erased:
            device.first = 0  # of what was forgotten nobody knows any more when it began
        lead.keep_device(state, message.visitor_id, device)
        return
    lead.observe(state, message.acts, message.event_id, message.at, mark)
    learn_all(state.facts, message.facts, message.at, mark)
    contact = {"user_id": message.user_id, "email": message.email, "phone": message.phone}
    facts.learn(state.contact, 0, {member: value for member, value in contact.items() if value}, message.at, mark)


def _device(message: Visits) -> Device:
    told = [
        facts.Told(told.name, RANK[told.source], told.at, bytes.fromhex(told.mark), told.value)
        for told in message.facts
    ]
    gathered, first = facts.gather(told), message.first_at or 0
    return Device(newest=message.at, first=first, acts=message.acts, facts=gathered, linked=message.linked_on)
