"""What stands in the logs of one lead: what was heard of them, and every decision on them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.log import LeadRecord
from pipeline.history.replay import Bench, Replay
from pipeline.stages.effects import Effects, Record
from pipeline.state.time import millis_of

Heard = Any
"""A record of the lead-log that one lead is the key of: `event`, `visits`, `outcome`, `override`, `review`, or a newer kind."""
TOLD = "lead-decisions"
_heard: Callable[[bytes], Heard] = decoder(LeadRecord)
_said: Callable[[bytes], Decision] = decoder(Decision)


@dataclass
class Life:
    """One lead, as far as the logs go back."""

    lead_id: str
    heard: list[Heard] = field(default_factory=list)
    """In the order of the log."""
    decisions: list[Decision] = field(default_factory=list)
    """By revision."""
    forgotten: int = 0
    """The moment up to which they asked to be forgotten, ms: what logs still hold from before is told to nobody."""

    def hear(self, records: Iterable[Record]) -> None:
        """Take in what a lead-log says of the lead; the rest, and what no contract names, is left."""
        key = self.lead_id.encode()
        for record in records:
            if record.key != key or record.value is None or (message := _message(record.value)) is None:
                continue
            if message.kind == "privacy" and message.asks == "erase":
                self._forget(message.at)
            if message.kind == "privacy" or message.at > self.forgotten:
                self.heard.append(message)

    def say(self, decisions: Iterable[Decision]) -> None:
        """Take in decisions on the lead, in any order, also several times over."""
        told = (one for one in (*self.decisions, *decisions) if millis_of(one.occurred_at) > self.forgotten)
        known = {decision.decision_id: decision for decision in told}
        self.decisions = sorted(known.values(), key=lambda decision: (decision.revision, decision.decision_id))

    def _forget(self, until: int) -> None:
        """Drop what is of that moment or before, but for the wish to be forgotten itself."""
        self.forgotten = max(self.forgotten, until)
        self.heard = [one for one in self.heard if one.at > self.forgotten or one.kind == "privacy"]
        self.say(())


@dataclass(kw_only=True)
class Watched(Bench):
    """The bench of the leads stage, with an eye on one lead."""

    life: Life

    def run(self, records: list[Record]) -> Effects:
        """Judge records, and note what concerns the lead."""
        self.life.hear(records)
        effects = super().run(records)
        key = self.life.lead_id.encode()
        self.life.say(decisions_in((send.topic, send.key, send.value) for send in effects.sends if send.key == key))
        return effects


def watch(flow: Replay, lead_id: str) -> Life:
    """Return what is going to be known of a lead: `flow`, which has judged nobody yet, notes it as it goes."""
    life = Life(lead_id)
    leads = flow.leads
    watched = Watched(leads.stage, leads.limit, life=life)
    watched.store, watched.next = leads.store, leads.next
    flow.leads = watched
    return life


def decisions_in(records: Iterable[tuple[str, bytes | None, bytes | None]]) -> Iterator[Decision]:
    """Yield the decisions among (topic, key, value); retractions and what was erased are none."""
    for topic, _, value in records:
        if value is not None and (topic == TOLD or topic.endswith("-leads")):
            try:
                yield _said(value)
            except ValueError:
                continue  # a retraction: the decision it names stands elsewhere


def _message(value: bytes) -> Heard | None:
    try:
        return _heard(value)
    except ValueError:
        return None  # a kind of record that a newer version writes
