"""The peers' job with our judgement: every event is read, enriched, remembered, judged and answered by one decision.

The product would answer hardly any of these events: it speaks when something has changed. Here every contender runs
these lines for every event, so that what differs between them is what stands around them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause, decide, key_of
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import Whose, panel_of
from pipeline.engine.trials import Trials
from pipeline.engine.view import view
from pipeline.enrichment.activity import acts
from pipeline.enrichment.device import ignored
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.tables import Tables
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake import detect
from pipeline.stages.dates import moment_of
from pipeline.stages.effects import Effects, Record, Send, States
from pipeline.stages.identity import lead_of
from pipeline.stages.visitors import learn_all
from pipeline.stages.working_set import WorkingSet
from pipeline.state import facts, lead, marks
from pipeline.state.lead import Lead
from pipeline.state.time import is_late

_FACTS = of(Facts)


@dataclass(frozen=True)
class PeerJob:
    """One stage that does it all. Raises `LeadsieveError` on an event that cannot be judged: there is none among these."""

    tables: Tables
    identity_key: bytes
    pack: CompiledPack
    standings: dict[str, Standing]
    name: str = "leads"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return one decision for every event, and the state of every lead that had one."""
        effects, held = Effects(), WorkingSet(Lead, states)
        for record in records:
            self._take(record, held, effects)
        held.write(effects)
        return effects

    def _take(self, record: Record, held: WorkingSet[Lead], effects: Effects) -> None:
        events = detect.read(record.value, record.headers, "web-activity")
        if isinstance(events, Problem):
            raise LeadsieveError(str(events))
        for event in events:
            lead_id = lead_of(event, self.identity_key)
            if lead_id is None or ignored(event) is not None:
                raise LeadsieveError(f"nobody's event: {event.event_id}")
            at, _ = moment_of(event.occurred_at, record.timestamp)
            self._answer(lead_id, event, at, held.get(lead_id), effects)

    def _answer(self, lead_id: str, event: Event, at: int, state: Lead, effects: Effects) -> None:
        mark = marks.mark_of(event.event_id)
        if is_late(state.newest, at) or marks.is_marked(state.seen, mark):
            effects.counts["events", "web-activity", "duplicate"] += 1
            return
        lead.observe(state, acts(event), event.event_id, at, mark)
        learn_all(state.facts, _FACTS(**enrich(event, self.tables)), at, mark)
        facts.learn(state.contact, 0, {"user_id": event.user_id or ""}, at, mark)
        now, all_acts = lead.moment(state), lead.all_acts(state)
        known = view(state, all_acts, self.pack, now)
        panel = panel_of(self.pack, self.standings)
        judgement = judge_by(panel, known, all_acts, now, Whose(lead_id))
        trials = Trials(panel, known, all_acts, now, Whose(lead_id))
        decided = decide(lead_id, state, judgement, trials, Cause("event", event.event_id, at))
        effects.sends.append(Send("lead-decisions", lead_id.encode(), decided.value))
        effects.counts["events", "web-activity", "judged"] += 1
        state.said.decision_id, state.said.revision = decided.head.decision_id, decided.head.revision
        state.said.status, state.said.key = decided.head.status, key_of(judgement)
