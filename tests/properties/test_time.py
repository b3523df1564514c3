"""Time: whenever ticks come, and however many, leads are told the same; and nothing that time changes is ever missed."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import LeadEvent, Linked, Seen, Tick, Visits
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import key_of
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import Whose, panel_of
from pipeline.engine.view import view
from pipeline.history.replay import Bench, control_sends
from pipeline.personas.criterion import Leaf
from pipeline.stages.effects import Effects, Send
from pipeline.stages.leads import Leads
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import decoder_of
from pipeline.state import lead
from pipeline.state.lead import Lead
from pipeline.state.retention import RETENTION_DAYS
from pipeline.state.time import DAY_MS
from tests.properties.test_steady import LEAD, PACKS, START, logs
from tests.unit.engine.making import pack, persona, when

LIMIT = 1_000_000
FEW = settings(max_examples=60, deadline=None)
SPANS = (1, 60_000, DAY_MS // 2, DAY_MS, 9 * DAY_MS, 31 * DAY_MS, 91 * DAY_MS, 400 * DAY_MS)
Message = LeadEvent | Visits | Tick


_SHARED = Leaf.model_validate({"fact": "activity.shares.7d", "at_least": 1, "because": "shares"})
TIMED = replace(
    pack(
        persona("asker", when("job.seniority", "director"), None, "buyer", 45),
        persona("later", when("need.declared", "project"), route="later"),
        persona("learner", when("job.seniority", "student"), ambassador=_SHARED),
        replace(
            persona("poor", when("budget.declared", "none"), "penalize", points=20, half_life_days=20),
            reads=frozenset({"budget.declared"}),
        ),
        persona("recent", when("geo.country@30", "TN"), "flag"),
        persona("sharer", _SHARED, "flag"),
    ),
    fact_names=frozenset(
        {"job.seniority", "need.declared", "budget.declared", "geo.country", "activity.shares.7d", "job.function"}
    ),
    recent=frozenset({("geo.country", 30)}),
)
"""Everything in it moves with time: a fading penalty, a fact told of late, a window, a date to look again, shelf lives."""
ALL = (*PACKS, TIMED)


def _tick(at: int) -> Tick:
    return of(Tick)(at=at)


def _begun(pack: CompiledPack, at_once: int = 500) -> Bench:
    bench = Bench(Leads({pack.sha256: pack}, at_once=at_once), LIMIT)
    bench.settle(control_sends(pack, {persona.id: "live" for persona in pack.personas}))
    return bench


def _take(bench: Bench, messages: Iterable[Message | Seen | Linked]) -> list[Send]:
    return [
        send
        for message in messages
        for send in bench.settle([Send("log", None, encode(message), partition=0)]).sends
        if send.topic != "lead-log" or bench.stage.name == "visitors"
    ]


def _in_order(log: list[LeadEvent | Visits]) -> list[LeadEvent | Visits]:
    return sorted(log, key=lambda message: message.at)


def _with_ticks(log: list[LeadEvent | Visits], ticks: list[int], end: int) -> list[Message]:
    """Return the log with ticks among its messages, each before the first that is younger, and one at the end."""
    mixed = [*log, *(_tick(at) for at in ticks if at < end)]
    return [*sorted(mixed, key=lambda message: (message.at, message.kind != "tick")), _tick(end)]


@pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.id)
@FEW
@given(log=logs(), gaps=st.lists(st.sampled_from(SPANS), max_size=12), after=st.sampled_from(SPANS))
def test_any_grain_gives_the_same_decisions(
    pack: CompiledPack, log: list[Message], gaps: list[int], after: int
) -> None:
    """Of events that come in order: every decision is the same to the byte, with ticks as fine or as coarse as they like."""
    ordered = _in_order(log)  # type: ignore[arg-type]  # no ticks in it yet
    end = max(message.at for message in ordered) + after
    ticks = [START + sum(gaps[:number]) for number in range(1, len(gaps) + 1)]
    rarely, often = _begun(pack), _begun(pack)
    expected = _take(rarely, [*ordered, _tick(end)])
    assert _take(often, _with_ticks(ordered, ticks, end)) == expected


def _last_said(bench: Bench) -> tuple[str, str | None]:
    said = _held(bench).said
    return said.key, said.status


def _held(bench: Bench) -> Lead:
    value = bench.store.get(LEAD)
    return Lead() if value is None else decoder_of(Lead).decode(value)


@pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.id)
@FEW
@given(log=logs(), spans=st.lists(st.sampled_from(SPANS) | st.integers(1, 800 * DAY_MS), min_size=1, max_size=5))
def test_nothing_that_time_changes_is_missed(pack: CompiledPack, log: list[Message], spans: list[int]) -> None:
    """After a tick, what was last said of a lead is what judging them at that very moment says."""
    bench, panel = _begun(pack), panel_of(pack, {persona.id: "live" for persona in pack.personas})
    _take(bench, log)
    now = max(message.at for message in log)
    for span in spans:
        now += span
        _take(bench, [_tick(now)])
        state = _held(bench)
        acts = lead.all_acts(state)
        if state.events:
            judgement = judge_by(panel, view(state, acts, pack, now), acts, now, Whose(LEAD))
            assert _last_said(bench) == (key_of(judgement), judgement.status)
            assert not 0 < state.due <= now


@pytest.mark.parametrize("pack", ALL, ids=lambda pack: pack.id)
@FEW
@given(log=logs(), data=st.data())
def test_disorder_settles_the_same_at_a_moment(pack: CompiledPack, log: list[Message], data: st.DataObject) -> None:
    """Whatever came first, and however far time had come by then: at one moment every lead stands the same."""
    recent = [message for message in log if message.at < START + 90 * DAY_MS and message.kind == "event"]
    end = START + 90 * DAY_MS + data.draw(st.sampled_from(SPANS))
    ticks = [_tick(data.draw(st.integers(START, end))) for _ in range(data.draw(st.integers(0, 4)))]
    whole, other = _begun(pack), _begun(pack)
    _take(whole, [*recent, _tick(end)])
    _take(other, [*data.draw(st.permutations([*recent, *ticks])), _tick(end)])
    assert _last_said(other) == _last_said(whole)


VISITOR = "a" * 32
KINDS = ("seen", "seen", "seen", "linked")


@st.composite
def visits(draw: st.DrawFn) -> list[Seen | Linked]:
    """Return what one browser's log may hold, in order: pages, and namings of one of two leads."""
    log, at = list[Seen | Linked](), START
    for number in range(draw(st.integers(1, 8))):
        at += draw(st.sampled_from((1, DAY_MS, 45 * DAY_MS, 90 * DAY_MS, 91 * DAY_MS, 200 * DAY_MS)))
        event_id = f"{number:032x}"
        if draw(st.sampled_from(KINDS)) == "linked":
            log.append(
                of(Linked)(event_id=event_id, at=at, visitor_id=VISITOR, lead_id=draw(st.sampled_from("12")) * 32)
            )
        else:
            page = {"type": "page", "at": at, "origin": "web-activity/0/1", "visitor_id": VISITOR, "acts": {"pages": 1}}
            log.append(of(Seen)(event_id=event_id, **page))
    return log


@FEW
@given(log=visits(), gaps=st.lists(st.sampled_from(SPANS), max_size=12))
def test_any_grain_hands_over_the_same(log: list[Seen | Linked], gaps: list[int]) -> None:
    """Who is forgotten in time brings no more and no less than who is not: nothing depends on when a tick comes."""
    end = log[-1].at + 1
    ticks = [START + sum(gaps[:number]) for number in range(1, len(gaps) + 1)]
    rarely, often = Bench(Visitors(), LIMIT), Bench(Visitors(), LIMIT)
    mixed = [*log, *(_tick(at) for at in ticks if at < end)]
    ordered = sorted(mixed, key=lambda message: (message.at, message.kind != "tick"))
    assert _take(often, ordered) == _take(rarely, log)


@FEW
@given(leads=st.lists(logs(), min_size=2, max_size=4), at_once=st.integers(1, 3), cuts=st.lists(st.booleans()))
def test_steps_replay_to_the_byte(leads: list[list[Message]], at_once: int, cuts: list[bool]) -> None:
    """A log with ticks, a new pack and their steps in it gives the same bytes again, however it is cut into batches."""
    bench = Bench(Leads({TIMED.sha256: TIMED}, at_once=at_once), LIMIT)
    log = [Send("lead-log", None, encode(message)) for message in _several(leads)]
    standings = {persona.id: "shadow" for persona in TIMED.personas}
    control = control_sends(TIMED, standings)  # type: ignore[arg-type]  # a dict of one of the standings
    end = Send("lead-log", None, encode(_tick(max(message.at for log in leads for message in log) + 400 * DAY_MS)))
    written, sends = _live(bench, [*control_sends(TIMED, {}), *log, *control, *log[:2], end])
    again, effects = Bench(Leads({TIMED.sha256: TIMED}, at_once=at_once), LIMIT), Effects()
    records, start = again.log(written), 0
    for number in range(1, len(records) + 1):
        if number == len(records) or (cuts and cuts[number % len(cuts)]):
            effects.extend(again.run(records[start:number]))
            start = number
    assert [send for send in effects.sends if send.topic != "lead-log"] == sends
    assert _states(again) == _states(bench)


def _form(at: int, lead_id: str) -> LeadEvent:
    facts = of(Facts)(declared={"job.seniority": "director"})
    origin = "form-submissions/0/1"
    return of(LeadEvent)(
        event_id=lead_id, type="form", at=at, origin=origin, lead_id=lead_id, acts={"forms": 1}, facts=facts
    )


@pytest.mark.parametrize("several", [1, 2, 7, 100])
def test_whoever_was_forgotten_takes_no_place_in_a_step(several: int) -> None:
    """A step judges so many leads; one forgotten in the same batch is none of them, as it is none after it."""
    forms = [_form(START + 600 * DAY_MS * (number % 2), f"{number:x}" * 32) for number in range(16)]
    expired = _tick(START + (RETENTION_DAYS + 1) * DAY_MS)
    log = [Send("lead-log", None, encode(message)) for message in (*forms, expired)]
    control = control_sends(TIMED, {persona.id: "shadow" for persona in TIMED.personas})
    bench, again = (Bench(Leads({TIMED.sha256: TIMED}, at_once=3), LIMIT) for _ in range(2))
    written, sends = _live(bench, [*control_sends(TIMED, {}), *log, *control])
    records, effects = again.log(written), Effects()
    for start in range(0, len(records), several):
        effects.extend(again.run(records[start : start + several]))
    assert any(b"leadsieve.lead.removed.v1" in dict(send.headers).values() for send in sends)
    assert [send for send in effects.sends if send.topic != "lead-log"] == sends
    assert _states(again) == _states(bench)


def _states(bench: Bench) -> dict[str, bytes | None]:
    return {key: bench.store.get(key) for key in sorted(bench.store.keys())}


def _several(leads: list[list[Message]]) -> list[Message]:
    """Return logs of several leads as one, by turns."""
    named = [[_named(message, f"{number:x}" * 32) for message in log] for number, log in enumerate(leads)]
    return [log[turn] for turn in range(max(map(len, named))) for log in named if turn < len(log)]


def _named(message: Message, lead_id: str) -> Message:
    message.lead_id = lead_id  # type: ignore[misc, union-attr]  # a Struct, not frozen; no tick is drawn
    return message


def _live(bench: Bench, sends: list[Send]) -> tuple[list[Send], list[Send]]:
    """Return a log as a task would leave it, its own steps behind what waits already, and what it sent otherwise."""
    written, waiting, out = list[Send](), list(sends), list[Send]()
    while waiting:
        portion, waiting = waiting[:3], waiting[3:]
        written += portion
        effects = bench.run(bench.log(portion))
        waiting = [send for send in effects.sends if send.topic == "lead-log"] + waiting
        out += [send for send in effects.sends if send.topic != "lead-log"]
    return written, out
