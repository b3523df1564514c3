"""Measuring: what became of leads and what sales found of decisions, held against what stood at the time."""

from collections import Counter

from pipeline.contracts.log import LeadOutcome, LeadReview
from pipeline.stages.control import MEASURES
from pipeline.stages.verdicts import Verdicts
from pipeline.stages.visitors import topic_of
from pipeline.state import lead, measures, stood
from pipeline.state.measures import Case


def take_outcome(verdicts: Verdicts, message: LeadOutcome) -> None:
    """Keep what became of the lead, and count it for the personas of the decision that stood at the time.

    What our own write into the CRM caused is counted as that, and nowhere else.
    """
    effects, topic = verdicts.effects, topic_of(message.origin)
    if message.own:
        effects.counts["events", topic, "own_write"] += 1
        return
    state = verdicts.held.get(message.lead_id)
    kept = lead.keep_outcome(state, (message.at, message.event_id, message.result, message.reason))
    effects.counts["events", topic, "stored" if kept else "duplicate"] += 1
    if not kept:
        return
    measured = stood.measured_in(state.measured)
    before, count = measures.cases_of(measured), verdicts.tallying.watch(measured, verdicts.pack_id)
    if stood.tie(measured, message.result, message.at):
        effects.counts["outcomes", message.result] += 1
        state.measured = stood.encode(measured)
        _count(verdicts, before, measures.cases_of(measured))
        count(message.at)


def take_review(verdicts: Verdicts, message: LeadReview) -> None:
    """Take in what sales found of a decision; what is found of one that is not kept any more is not measured."""
    effects, state = verdicts.effects, verdicts.held.look(message.lead_id)
    measured = stood.measured_in(state.measured)
    before, count = measures.cases_of(measured), verdicts.tallying.watch(measured, verdicts.pack_id)
    became = stood.review(measured, message.decision_id, (message.at, message.event_id, message.verdict))
    effects.counts["events", topic_of(message.origin), "duplicate" if became == "repeated" else "stored"] += 1
    if became == "counted":
        verdicts.held.get(message.lead_id).measured = stood.encode(measured)
        _count(verdicts, before, measures.cases_of(measured))
        count(message.at)
    if became != "repeated":
        effects.counts["reviews", message.verdict, "measured" if became == "counted" else became] += 1


def _count(verdicts: Verdicts, before: Counter[Case], after: Counter[Case]) -> None:
    after.subtract(before)
    if any(after.values()):
        measures.add(verdicts.measured.get(MEASURES), {case: times for case, times in after.items() if times})
