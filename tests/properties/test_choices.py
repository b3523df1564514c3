"""Packs and standings that change in the stream: what settles does not depend on order, cuts or repeats.

`SCENARIO_EVENTS=50000 pytest tests/properties/test_choices.py` is the long version.
"""

import os
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.cli.benches import new_replay
from pipeline.contracts.decision import Decision
from pipeline.contracts.difference import Difference
from pipeline.contracts.hot import decoder
from pipeline.contracts.topics import DIFFERENCES
from pipeline.history.replay import Bench, Replay
from pipeline.settings import Settings
from pipeline.stages.control import CONTROL, Control, candidate_in
from pipeline.stages.effects import Record, Send
from pipeline.stages.leads import Leads
from pipeline.stages.working_set import decoder_of
from tests.choices import compiled, with_choices
from tests.flows import DEMO, made_up, settled, settled_accounts, source_records

EVENTS = int(os.environ.get("SCENARIO_EVENTS", "3000"))
WITHIN_BOUNDS = replace(DEMO, late=0.0)
BOTH = {compiled(version).sha256: compiled(version) for version in (1, 2)}
_read, _read_difference = decoder(Decision), decoder(Difference)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A stream with choices in it; places are those of the stream, so that they tell which choice is the later one."""
    return source_records(with_choices(made_up(seed=11, events=EVENTS, mix=WITHIN_BOUNDS)))


def _flow() -> Replay:
    flow = new_replay(Settings(), compiled(1))
    flow.leads = Bench(Leads(BOTH), flow.leads.limit)
    flow.control(compiled(1), {persona.id: "live" for persona in compiled(1).personas})
    return flow


def _settle(records: list[Record]) -> tuple[Replay, dict[bytes | None, object], dict[bytes | None, object]]:
    """Return the flow, everybody's last verdict, and the differences that stand."""
    flow, verdicts, differing = _flow(), dict[bytes | None, object](), dict[bytes | None, object]()
    for send in (*flow.run(records), *flow.tick()):
        assert send.topic != "dead-letters" or b"persona" not in (send.key or b"")
        if send.topic == "lead-decisions":
            verdicts[send.key] = _verdict(send)
        elif send.topic == DIFFERENCES:
            differing.pop(send.key, None)
            if send.value is not None:
                read = _read_difference(send.value)
                differing[send.key] = (read.live, read.candidate)
    return flow, verdicts, differing


def _verdict(send: Send) -> object:
    decision = _read(send.value or b"")
    matched = [persona.id for persona in decision.personas if persona.state == "matched"]
    return decision.status, decision.route, matched, decision.flags, decision.pack.version


def _shuffled(records: list[Record], seed: int) -> list[Record]:
    mixed = list(records)
    random.Random(seed).shuffle(mixed)  # noqa: S311  a seeded order, no secret
    return mixed


def test_any_order_settles_the_same(records: list[Record]) -> None:
    """Leads, verdicts and differences are those of the last choices, whenever they came between which events."""
    flow, verdicts, differing = _settle(records)
    control = decoder_of(Control).decode(flow.leads.store.get(CONTROL) or b"")
    assert (control.sha256, candidate_in(control)) == (compiled(1).sha256, compiled(2).sha256)
    assert len(verdicts) > EVENTS // 100
    assert len(settled_accounts(flow.accounts.store)) > EVENTS // 100
    assert len(differing) > EVENTS // 1000
    for mixed in (_shuffled(records, 3), [*records, *records[-3:]]):
        again, same_verdicts, same_differing = _settle(mixed)
        assert settled(again.leads.store) == settled(flow.leads.store)
        assert settled_accounts(again.accounts.store) == settled_accounts(flow.accounts.store)
        assert _less_pack(same_verdicts) == _less_pack(verdicts)
        assert same_differing == differing


def _less_pack(verdicts: dict[bytes | None, object]) -> dict[bytes | None, object]:
    """Return verdicts without the pack that was the first to say so: a later one that says the same is not published."""
    return {key: verdict[:-1] for key, verdict in verdicts.items() if isinstance(verdict, tuple)}


def test_a_log_gives_the_same_bytes_however_it_is_cut(records: list[Record]) -> None:
    """Also where a cut falls between steps: they are records of the log, and so is everything they depend on."""
    log = _lead_log(records)
    steps = sum(b'"step"' in (record.value or b"") for record in log)
    assert steps > 2 * 9
    whole, parts = _leads(), _leads()
    expected = whole.run(log).sends
    cuts = sorted({0, len(log), *random.Random(5).sample(range(len(log)), 40)})  # noqa: S311  as above
    assert [send for begin, end in pairwise(cuts) for send in parts.run(log[begin:end]).sends] == expected
    assert dict(parts.store.items()) == dict(whole.store.items())


def _leads() -> Bench:
    return Bench(Leads(BOTH, at_once=20), 1_000_000)


def _lead_log(records: list[Record]) -> list[Record]:
    """Return the lead-log that a task would read and write, steps among the events that came meanwhile."""
    flow, log = _flow(), list[Record]()
    leads = _leads()
    waiting = list[Send]()
    for begin in range(0, len(records), 50):
        routed = flow.route.run(records[begin : begin + 50])
        seen = flow.visitors.run(flow.visitors.log(s for s in routed.sends if s.topic == "visitor-log"))
        arrived = leads.log([*waiting, *(s for s in (*routed.sends, *seen.sends) if s.topic == "lead-log")])
        log += arrived
        waiting = [send for send in leads.run(arrived).sends if send.topic == "lead-log"]
    while waiting:
        arrived = leads.log(waiting)
        log += arrived
        waiting = [send for send in leads.run(arrived).sends if send.topic == "lead-log"]
    return log
