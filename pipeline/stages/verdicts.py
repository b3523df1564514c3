"""Verdicts on leads: judged when a record or time calls for it, and published where there is something new to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.contracts.decision import DecisionHead
from pipeline.contracts.log import LeadEvent
from pipeline.contracts.model import Status
from pipeline.engine import steady
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause, Decided, decide, key_of, review_at
from pipeline.engine.due import NEVER, next_due, soon, sooner, told_to
from pipeline.engine.judge import Judgement, judge_by
from pipeline.engine.override import overrule
from pipeline.engine.panel import Panel, Whose, panel_of
from pipeline.engine.steady import Before
from pipeline.engine.trials import Trials
from pipeline.engine.view import reading_of, view
from pipeline.errors import PackNeeded
from pipeline.stages import beside
from pipeline.stages.conduct import conduct_in
from pipeline.stages.control import MEASURES, Control, candidate_in, cause_of, standings_in, trial_standings
from pipeline.stages.effects import Effects
from pipeline.stages.membership import tell_account
from pipeline.stages.publication import publish
from pipeline.stages.removal import take_back, tell_device
from pipeline.stages.tallying import Tallying
from pipeline.stages.working_set import WorkingSet
from pipeline.state import lead, measures, retention, stood
from pipeline.state.activity import Acts
from pipeline.state.lead import Lead
from pipeline.state.measures import Measures
from pipeline.state.names import pack_id, unpack_id
from pipeline.state.override import ends_at
from pipeline.state.privacy import is_objecting
from pipeline.state.retention import RETENTION_DAYS
from pipeline.state.time import moment_at, rfc3339


@dataclass(slots=True)
class Verdicts:
    """Who judges the leads of one batch, and where what they say goes."""

    effects: Effects
    held: WorkingSet[Lead]
    control: Control
    packs: Mapping[str, CompiledPack]
    measured: WorkingSet[Measures]
    """What is measured of personas, by one reserved key."""
    tallying: Tallying
    """Who counts what a brake is judged by."""
    keep_days: int = RETENTION_DAYS
    """After their own last act, leads are forgotten."""
    panel: Panel | None = None
    """Who judges, once somebody was judged since the last choice."""
    candidate: Panel | None = None
    """Who is judged beside them, if anybody: known once `panel` is."""

    def catch_up(self, lead_id: str, state: Lead, until: int) -> None:
        """Judge a lead at every moment up to `until` at which time calls for it, each dated as it is.

        So a lead's decisions don't depend on how soon a tick followed.
        """
        while 0 < state.due <= until:
            self._judge_due(lead_id, state)

    def settle_event(self, state: Lead, message: LeadEvent, was: Before) -> None:
        """Judge a lead who has had an event, unless all that was said must still hold."""
        if self._judges_nobody(state):
            return
        pack, now = self._panel().pack, self._now(state)
        acts, known_of = lead.all_acts(state), state.judged
        fresh = known_of is not None and known_of.turn == self.control.turn
        told = (message.at,) if fresh else told_to(state)
        state.due = sooner(state.due, self._soon(state, now, told))
        if self.candidate is not None:
            fresh = self._holds_beside(state, acts, message, was, now) and fresh
        if not (fresh and steady.holds(known_of, acts, message, was, pack, now)):
            cause = Cause("event", message.event_id, message.at, message.origin)
            self._judge(message.lead_id, state, acts, cause, now, answers_form=message.type == "form")

    def settle(self, lead_id: str, state: Lead, cause: Cause, *, always: bool = False) -> None:
        """Judge a lead of whom much may have changed; `always`: somebody waits for the answer."""
        if not self._judges_nobody(state):
            # What is taken back no longer says how far the lead's own time has come.
            now = max(self._now(state), cause.at)
            state.due = sooner(state.due, self._soon(state, now, told_to(state)))
            if self.candidate is not None:
                state.due = sooner(state.due, soon(reading_of(self.candidate.pack), now, told_to(state)))
            self._judge(lead_id, state, lead.all_acts(state), cause, now, always=always)

    def judge_again(self, lead_id: str) -> None:
        """Judge a lead by what was chosen last, unless that was done since."""
        state = self.held.look(lead_id)
        if self._judges_nobody(state) or (state.judged is not None and state.judged.turn == self.control.turn):
            return
        state = self.held.get(lead_id)
        self.catch_up(lead_id, state, self.control.tick)
        self._judge(lead_id, state, lead.all_acts(state), cause_of(self.control), self._now(state), exact=True)

    @property
    def pack_id(self) -> str:
        """Return the id of the pack that judges; empty: none does yet."""
        return self._panel().pack.id if self.control.sha256 else ""

    def pack(self, sha256: str) -> CompiledPack:
        """Return a pack; raises `PackNeeded` where it is not at hand."""
        pack = self.packs.get(sha256)
        if pack is None:
            raise PackNeeded(sha256)
        return pack

    def expires(self, state: Lead) -> int:
        """Return when a lead is forgotten, ms; 0: nothing is held."""
        return retention.expires(state, self.keep_days)

    def unmeasure(self, state: Lead) -> None:
        """Take a lead out of what is measured of personas: who is forgotten is no case any more."""
        cases = measures.cases_of(stood.measured_in(state.measured))
        if cases:
            measures.add(self.measured.get(MEASURES), {case: -times for case, times in cases.items()})
        state.measured = b""

    def _judges_nobody(self, state: Lead) -> bool:
        """Tell whether nothing judges yet, nobody has named this lead yet, or they are not to be judged."""
        return not self.control.sha256 or not state.events or (state.privacy != b"" and is_objecting(state.privacy))

    def _now(self, state: Lead) -> int:
        """Return the moment a lead is judged at: their newest event on any device, unless time has come further."""
        return max(lead.moment(state), self.control.tick)

    def _soon(self, state: Lead, now: int, told: Iterator[int] | tuple[int, ...]) -> int:
        """Return a moment before which time alone changes nothing, for a lead that was told facts at these moments."""
        due = soon(reading_of(self._panel().pack), now, told)
        return due if state.override is None else sooner(due, ends_at(state.override, now))

    def _panel(self) -> Panel:
        if self.panel is None:
            pack = self.pack(self.control.sha256)
            self.panel = panel_of(pack, standings_in(self.control, pack), conduct_in(self.control, pack))
            self.candidate = self._candidate()
        return self.panel

    def _candidate(self) -> Panel | None:
        sha256 = candidate_in(self.control)
        if not sha256:
            return None
        pack = self.pack(sha256)
        return panel_of(pack, trial_standings(self.control, pack))

    def _holds_beside(self, state: Lead, acts: Acts | None, message: LeadEvent, was: Before, now: int) -> bool:
        """Tell whether the candidate must say as before, and look when time alone may change that."""
        assert self.candidate is not None  # noqa: S101  asked only where there is one
        pack = self.candidate.pack
        state.due = sooner(state.due, soon(reading_of(pack), now, told_to(state)))
        return state.beside is not None and steady.holds(state.beside.judged, acts, message, was, pack, now)

    def _judge_due(self, lead_id: str, state: Lead) -> None:
        now, state.due = state.due, NEVER
        if 0 < (end := self.expires(state)) <= now:
            self._forget(lead_id, state, end)
            return
        if self._judges_nobody(state):
            state.due = end
            return
        review = now == state.said.review_at
        cause = Cause("review" if review else "tick", _written(now), now)
        self._judge(lead_id, state, lead.all_acts(state), cause, now, always=review, exact=True)

    def _judge(  # noqa: PLR0913  what is judged, when, and why
        self,
        lead_id: str,
        state: Lead,
        acts: Acts | None,
        cause: Cause,
        now: int,
        *,
        answers_form: bool = False,
        always: bool = False,
        exact: bool = False,
    ) -> None:
        """Judge the lead; publish where something changed, a form waits for its answer, or we said that we would.

        `exact`: find out when they are next to be judged, which costs as much again.
        """
        panel = self._panel()
        known = view(state, acts, panel.pack, now)
        whose = Whose(lead_id, _excluded_by(state)) if panel.conduct.braked else Whose(lead_id)
        found = judge_by(panel, known, acts, now, whose)
        judgement = overrule(found, state.override)
        state.judged = steady.judged(found, self.control.turn)
        tell_account(lead_id, state, known, acts, found, self.effects)
        _keep_held_out(state, judgement, self.effects)
        _keep_shadowed(state, judgement, self.effects)
        if answers_form or always or key_of(judgement) != state.said.key:
            self._say(state, judgement, Trials(panel, known, acts, now, whose), cause, answers_form=answers_form)
        if exact:
            state.due = sooner(next_due(panel, state, acts, known, found), self.expires(state))
        if self.candidate is not None:
            self._judge_beside(lead_id, state, judgement, acts, cause, exact=exact)
        elif state.beside is not None:
            beside.withdraw(lead_id, state, self.effects)

    def _forget(self, lead_id: str, state: Lead, at: int) -> None:
        """Forget a lead who has done nothing for so long, and have all that know of them do so too."""
        take_back(lead_id, state, "expired", at, self.effects)
        self.unmeasure(state)
        for visitor in state.devices:
            tell_device(lead_id, at, unpack_id(visitor), self.effects)
        retention.empty(state)

    def _judge_beside(
        self, lead_id: str, state: Lead, judgement: Judgement, acts: Acts | None, cause: Cause, *, exact: bool
    ) -> None:
        """Judge the lead by the candidate too, as of the same moment."""
        assert self.candidate is not None  # noqa: S101  as above
        assert self.panel is not None  # noqa: S101  it has just judged
        known = view(state, acts, self.candidate.pack, judgement.at)
        would = overrule(judge_by(self.candidate, known, acts, judgement.at, Whose(lead_id)), state.override)
        beside.compare(lead_id, state, (self.panel, judgement), (self.candidate, would), cause, self.effects)
        if exact:
            state.due = sooner(state.due, next_due(self.candidate, state, acts, known, would))

    def _say(self, state: Lead, judgement: Judgement, trials: Trials, cause: Cause, *, answers_form: bool) -> None:
        said = state.said
        assert trials.whose is not None  # noqa: S101  here it is always somebody's
        decided = decide(trials.whose.lead_id, state, judgement, trials, cause)
        publish(decided, self.effects)
        decision = decided.head
        _count_exclusions(decided, judgement, said.status, self.effects)
        if answers_form and not said.form_counted:
            self._count_form(decision, judgement, cause.at)
            said.form_counted = True
        said.decision_id, said.revision = decision.decision_id, decision.revision
        said.status, said.key = decision.status, key_of(judgement)
        said.review_at = review_at(judgement)
        _keep_stood(state, decision, judgement, cause.at, self.control.turn)
        state.due = sooner(state.due, said.review_at)

    def _count_form(self, decision: DecisionHead, judgement: Judgement, at: int) -> None:
        """Count a lead's first decision after a form, by the day of that form: judging again never counts again."""
        day, effects = moment_at(at).date().isoformat(), self.effects
        effects.counts["leads_with_form", day] += 1
        cases: dict[measures.Case, int] = {(measures.LEADS, "excluded"): 1}
        excluding = frozenset(_excluding(judgement)) if decision.status == "excluded" else frozenset()
        self.tallying.count_form(self._panel(), excluding, at)
        if decision.status == "excluded":
            effects.counts["leads_excluded_at_form", day] += 1
            for persona in sorted(excluding):
                effects.counts["personas_excluded_at_form", persona] += 1
                cases[persona, "excluded"] = 1
        measures.add(self.measured.get(MEASURES), cases)


def _keep_held_out(state: Lead, judgement: Judgement, effects: Effects) -> None:
    """Remember who holds the lead out, and count whoever begins to: nobody outside is told."""
    now = judgement.findings.held_out
    if not now and not state.said.held_out:
        return
    for persona in set(now).difference(state.said.held_out):
        effects.counts["held_out", persona] += 1
    state.said.held_out = list(now)


def _keep_shadowed(state: Lead, judgement: Judgement, effects: Effects) -> None:
    """Remember which personas in shadow would exclude the lead, and count whoever begins to."""
    differs = "shadow_would_exclude" in judgement.flags
    if not (differs or state.said.shadowed):
        return
    would = (verdict.persona.id for verdict in judgement.verdicts if verdict.excludes and verdict.standing == "shadow")
    now = list(would) if differs else []
    if now != state.said.shadowed:
        for persona in set(now).difference(state.said.shadowed):
            effects.counts["shadow_exclusions", persona] += 1
        state.said.shadowed = now


def _written(at: int) -> str:
    return rfc3339(moment_at(at), "milliseconds")


def _count_exclusions(decided: Decided, judgement: Judgement, former: Status | None, effects: Effects) -> None:
    """Count a lead that becomes excluded, for each live persona that says so."""
    if decided.head.status != "excluded" or former == "excluded":
        return
    source, campaign = decided.tail.acquisition.source or "", decided.tail.acquisition.campaign or ""
    for persona in _excluding(judgement):
        effects.counts["exclusions", persona, source, campaign] += 1


def _excluding(judgement: Judgement) -> Iterator[str]:
    """Yield the personas by whom the lead is excluded; nobody where a person says what they are."""
    if judgement.overruled is None:
        yield from (found.persona.id for found in judgement.verdicts if found.excludes and found.standing == "live")


def _excluded_by(state: Lead) -> frozenset[str]:
    """Return the personas that keep the lead from sales by what was decided last: a brake comes too late for them."""
    decisions = stood.measured_in(state.measured).decisions
    return frozenset(decisions[-1].excluded_by) if decisions else frozenset()


def _keep_stood(state: Lead, decision: DecisionHead, judgement: Judgement, at: int, turn: int) -> None:
    """Remember what outcomes and reviews will be held against."""
    excluded_by = tuple(_excluding(judgement)) if decision.status in {"excluded", "nurture"} else ()
    held_out = judgement.findings.held_out if judgement.overruled is None else ()
    measured = stood.measured_in(state.measured)
    name = pack_id(decision.decision_id)
    decided = stood.Stood(at, name, decision.status, held_out, excluded_by, turn if held_out else 0)
    stood.keep_decision(measured, decided)
    state.measured = stood.encode(measured)
