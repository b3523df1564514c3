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
from pipeline.engine import steady
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause, decide, key_of
from pipeline.engine.judge import Judgement, judge_by
from pipeline.engine.panel import Panel, panel_of
from pipeline.engine.steady import Before
from pipeline.engine.trials import Trials
from pipeline.engine.view import view
from pipeline.errors import PackNeeded
from pipeline.stages.effects import Effects, Record, States
from pipeline.stages.publication import publish
from pipeline.stages.visitors import learn_all, topic_of
from pipeline.stages.working_set import WorkingSet, decoder_of, encode
from pipeline.state import facts, lead, marks
from pipeline.state.activity import Acts
from pipeline.state.facts import RANK
from pipeline.state.lead import Device, Lead
from pipeline.state.names import pack_id
from pipeline.state.time import is_late

CONTROL: Final = "\0control"
"""The key of what the partition itself was told; no lead id begins with NUL."""

_EVENT, _VISITS, _OUTCOME, _PACK = of(LeadEvent), of(Visits), of(LeadOutcome), of(PackChosen)
_decode = decoder(LeadRecord)


class Control(msgspec.Struct, array_like=True, omit_defaults=True):
    """What judges in this partition: the pack by its digest, and each persona's standing, by `pack/persona`."""

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


def standings_in(control: Control, pack: CompiledPack) -> dict[str, Standing]:
    """Return what was said of a pack's personas; what was said of another pack's does not count, whatever their names."""
    of_pack = f"{pack.id}/"
    return {name.removeprefix(of_pack): said for name, said in control.standings.items() if name.startswith(of_pack)}


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
    panel: Panel | None = None
    """Who judges, once somebody was judged since the last control record."""

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
        was = steady.before(state, message)
        _observe(state, message, mark)
        self.effects.counts["events", topic, "judged"] += 1
        if message.type == "form":
            purpose = message.facts.declared.get("form.purpose") or message.facts.derived.get("form.purpose")
            self.effects.counts["forms", str(purpose or "unknown")] += 1
        self._settle_event(state, message, was)

    def _fate(self, message: LeadEvent, mark: bytes) -> str | None:
        if message.visitor_id is not None:
            return None  # the visitor told repeats and late ones apart
        state = self.held.look(message.lead_id)
        if is_late(state.newest, message.at):
            return "late"
        return "duplicate" if marks.is_marked(state.seen, mark) else None

    def _take_visits(self, message: Visits) -> None:
        state = self.held.get(message.lead_id)
        if message.withdrawn:
            state.devices.pop(pack_id(message.visitor_id), None)
        else:
            state.devices[pack_id(message.visitor_id)] = _device(message)
            lead.forget_devices(state)
        self._settle(message.lead_id, state, Cause("visits", message.event_id, message.at))

    def _take_outcome(self, message: LeadOutcome) -> None:
        state = self.held.get(message.lead_id)
        kept = lead.keep_outcome(state, (message.at, message.event_id, message.result, message.reason))
        self.effects.counts["events", topic_of(message.origin), "stored" if kept else "duplicate"] += 1

    def _take_control(self, message: PackChosen | StandingChosen, states: States) -> None:
        if isinstance(message, _PACK):
            self._pack(message.sha256)
            self.control.sha256 = message.sha256
        else:
            self.control.standings[f"{message.pack}/{message.persona}"] = message.status  # type: ignore[union-attr]  # a Struct of that union
        self.panel = None
        cause = Cause(message.kind, message.event_id, message.at, message.origin)
        for key in sorted({*states.keys(), *self.held.keys()}):
            if key != CONTROL:
                self._settle(key, self.held.get(key), cause)

    def _pack(self, sha256: str) -> CompiledPack:
        pack = self.packs.get(sha256)
        if pack is None:
            raise PackNeeded(sha256)
        return pack

    def _panel(self) -> Panel:
        if self.panel is None:
            pack = self._pack(self.control.sha256)
            self.panel = panel_of(pack, standings_in(self.control, pack))
        return self.panel

    def _settle_event(self, state: Lead, message: LeadEvent, was: Before) -> None:
        if self._judges_nobody(state):
            return
        acts = lead.all_acts(state)
        if not steady.holds(state, acts, message, was, self._panel().pack):
            cause = Cause("event", message.event_id, message.at, message.origin)
            self._judge(message.lead_id, state, acts, cause, answers_form=message.type == "form")

    def _settle(self, lead_id: str, state: Lead, cause: Cause) -> None:
        if not self._judges_nobody(state):
            self._judge(lead_id, state, lead.all_acts(state), cause, answers_form=False)

    def _judges_nobody(self, state: Lead) -> bool:
        """Tell whether nothing judges yet, or nobody has named this lead yet."""
        return not self.control.sha256 or not state.events

    def _judge(self, lead_id: str, state: Lead, acts: Acts | None, cause: Cause, *, answers_form: bool) -> None:
        """Judge the lead, and publish where something changed or a form waits for its answer."""
        panel, now = self._panel(), lead.moment(state)
        known = view(state, acts, panel.pack, now)
        judgement = judge_by(panel, known, acts, now, lead_id)
        state.judged = steady.judged(judgement)
        _keep_held_out(state, judgement, self.effects)
        if answers_form or key_of(judgement) != state.said.key:
            self._say(lead_id, judgement, Trials(panel, known, acts, now, lead_id), cause, answers_form=answers_form)

    def _say(self, lead_id: str, judgement: Judgement, trials: Trials, cause: Cause, *, answers_form: bool) -> None:
        state = self.held.get(lead_id)
        said = state.said
        decision = decide(lead_id, state, judgement, trials, cause)
        publish(decision, self.effects)
        _count_exclusions(decision, judgement, said.status, self.effects)
        if answers_form and not said.form_counted:
            _count_form(decision, cause.at, self.effects)
            said.form_counted = True
        said.decision_id, said.revision = decision.decision_id, decision.revision
        said.status, said.key = decision.status, key_of(judgement)


def _keep_held_out(state: Lead, judgement: Judgement, effects: Effects) -> None:
    """Remember who holds the lead out, and count whoever begins to: nobody outside is told."""
    now = judgement.findings.held_out
    if not now and not state.said.held_out:
        return
    for persona in set(now).difference(state.said.held_out):
        effects.counts["held_out", persona] += 1
    state.said.held_out = list(now)


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
        device = lead.device_of(state, message.visitor_id)
        lead.observe_on(device, message.acts, message.at)
        learn_all(device.facts, message.facts, message.at, mark)
        lead.forget_devices(state)
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
    return Device(newest=message.at, first=message.first_at or 0, acts=message.acts, facts=facts.gather(told))
