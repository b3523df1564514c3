"""Leads: takes in what became known of a lead, judges it, and says so where there is something new to say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder, of
from pipeline.contracts.log import LeadEvent, LeadOutcome, LeadRecord, PackChosen, StandingChosen, Visits
from pipeline.contracts.model import Standing, Status
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause, decide, key_of
from pipeline.engine.judge import Judgement, judge
from pipeline.engine.view import view
from pipeline.errors import PackNeeded
from pipeline.stages.effects import Effects, Record, States
from pipeline.stages.publication import publish
from pipeline.stages.visitors import learn_all, topic_of
from pipeline.stages.working_set import WorkingSet, decoder_of, encode
from pipeline.state import facts, lead, marks
from pipeline.state.facts import RANK
from pipeline.state.lead import Device, Lead
from pipeline.state.time import is_late

CONTROL: Final = "\0control"
"""The key of what the partition itself was told; no lead id begins with NUL."""
CONTACT_MEMBERS: Final = ("user_id", "email", "phone")

_EVENT, _VISITS, _OUTCOME, _PACK = of(LeadEvent), of(Visits), of(LeadOutcome), of(PackChosen)
_decode = decoder(LeadRecord)


class Control(msgspec.Struct, array_like=True, omit_defaults=True):
    """What judges in this partition: the pack by its digest, and each persona's standing."""

    sha256: str = ""
    standings: dict[str, Standing] = {}


@dataclass(frozen=True)
class Leads:
    """The stage behind the lead-log. `packs` holds every pack the log may name, by sha256."""

    packs: Mapping[str, CompiledPack] = field(repr=False)
    name: str = "leads"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return the decisions that the records cause.

        Raises `PackNeeded` where the log names a pack that is not at hand: fetch it and call again.
        """
        batch = _Batch(Effects(), WorkingSet(Lead, states), _control(states), self.packs)
        for record in records:
            batch.take(record, states)
        batch.held.write(batch.effects)
        if (control := encode(batch.control)) != states.get(CONTROL):
            batch.effects.changes[CONTROL] = control
        return batch.effects


def _control(states: States) -> Control:
    encoded = states.get(CONTROL)
    return Control() if encoded is None else decoder_of(Control).decode(encoded)


@dataclass(slots=True)
class _Batch:
    """One call of `process`: what it has read and written so far."""

    effects: Effects
    held: WorkingSet[Lead]
    control: Control
    packs: Mapping[str, CompiledPack]

    def take(self, record: Record, states: States) -> None:
        message = _decode(record.value or b"")
        if isinstance(message, _EVENT):
            self._take_event(message)
        elif isinstance(message, _VISITS):
            self._take_visits(message)
        elif isinstance(message, _OUTCOME):
            self._take_outcome(message)
        else:
            self._take_control(message, states)

    def _take_event(self, message: LeadEvent) -> None:
        mark = marks.mark_of(message.event_id)
        topic = topic_of(message.origin)
        fate = message.ignored or self._fate(message, mark)
        if fate is not None:
            self.effects.counts["events", topic, fate] += 1
            return
        state = self.held.get(message.lead_id)
        _observe(state, message, mark)
        self.effects.counts["events", topic, "judged"] += 1
        if message.type == "form":
            purpose = message.facts.declared.get("form.purpose") or message.facts.derived.get("form.purpose")
            self.effects.counts["forms", str(purpose or "unknown")] += 1
        cause = Cause("event", message.event_id, message.at)
        self._settle(message.lead_id, state, cause, answers_form=message.type == "form")

    def _fate(self, message: LeadEvent, mark: bytes) -> str | None:
        if message.visitor_id is not None:
            return None  # the visitor told repeats and late ones apart
        state = self.held.get(message.lead_id)
        if is_late(state.newest, message.at):
            return "late"
        return "duplicate" if marks.is_marked(state.seen, mark) else None

    def _take_visits(self, message: Visits) -> None:
        state = self.held.get(message.lead_id)
        if message.withdrawn:
            state.devices.pop(message.visitor_id, None)
        else:
            state.devices[message.visitor_id] = _device(message)
        self._settle(message.lead_id, state, Cause("visits", message.event_id, message.at), answers_form=False)

    def _take_outcome(self, message: LeadOutcome) -> None:
        state = self.held.get(message.lead_id)
        kept = lead.keep_outcome(state, (message.at, message.event_id, message.result, message.reason))
        self.effects.counts["events", topic_of(message.origin), "stored" if kept else "duplicate"] += 1

    def _take_control(self, message: PackChosen | StandingChosen, states: States) -> None:
        if isinstance(message, _PACK):
            self._pack(message.sha256)
            self.control.sha256 = message.sha256
        else:
            self.control.standings[message.persona] = message.status  # type: ignore[union-attr]  # a Struct of that union
        cause = Cause(message.kind, message.event_id, message.at)
        for key in sorted({*states.keys(), *self.held.keys()}):
            if key != CONTROL:
                self._settle(key, self.held.get(key), cause, answers_form=False)

    def _pack(self, sha256: str) -> CompiledPack:
        pack = self.packs.get(sha256)
        if pack is None:
            raise PackNeeded(sha256)
        return pack

    def _settle(self, lead_id: str, state: Lead, cause: Cause, *, answers_form: bool) -> None:
        """Judge the lead, and publish where something changed or a form waits for its answer."""
        if not self.control.sha256 or not state.events:
            return  # nothing judges yet, or nobody has named this lead yet
        pack = self._pack(self.control.sha256)
        now, acts = lead.moment(state), lead.all_acts(state)
        known = view(state, acts, pack, now)
        judgement = judge(pack, self.control.standings, known, acts, now)
        key = key_of(judgement)
        if not answers_form and key == state.said.key:
            return
        decision = decide(lead_id, state, judgement, pack, known, cause)
        publish(decision, self.effects)
        _count_exclusions(decision, judgement, state.said.status, self.effects)
        if answers_form and not state.said.form_counted:
            _count_form(decision, cause.at, self.effects)
            state.said.form_counted = True
        state.said.decision_id, state.said.revision = decision.decision_id, decision.revision
        state.said.status, state.said.key = decision.status, key


def _count_exclusions(decision: Decision, judgement: Judgement, former: Status | None, effects: Effects) -> None:
    """Count a lead that becomes excluded, for each live persona that says so."""
    if decision.status != "excluded" or former == "excluded":
        return
    source, campaign = decision.acquisition.source or "", decision.acquisition.campaign or ""
    for verdict in judgement.verdicts:
        if verdict.excludes and verdict.standing == "live":
            effects.counts["exclusions", verdict.persona.id, source, campaign] += 1


def _count_form(decision: Decision, at: int, effects: Effects) -> None:
    """Count a lead's first decision after a form, by the day of that form: judging again never counts again."""
    day = datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
    effects.counts["leads_with_form", day] += 1
    if decision.status == "excluded":
        effects.counts["leads_excluded_at_form", day] += 1


def _observe(state: Lead, message: LeadEvent, mark: bytes) -> None:
    if message.visitor_id is not None:
        device = state.devices.setdefault(message.visitor_id, Device())
        lead.observe_on(device, message.acts, message.at)
        learn_all(device.facts, message.facts, message.at, mark)
        return
    lead.observe(state, message.acts, message.event_id, message.at, mark)
    learn_all(state.facts, message.facts, message.at, mark)
    named = {member: value for member in CONTACT_MEMBERS if (value := getattr(message, member))}
    facts.learn(state.contact, 0, named, message.at, mark)


def _device(message: Visits) -> Device:
    device = Device(newest=message.at, first=message.first_at or 0, acts=message.acts)
    for told in message.facts:
        facts.learn(device.facts, RANK[told.source], {told.name: told.value}, told.at, bytes.fromhex(told.mark))
    return device
