"""What is settled does not depend on when things came in, in what portions, or how often."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.packs import read_pack
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.history.replay import Bench, Replay, control_sends
from pipeline.stages.effects import Effects, Record, Send
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.store import Store
from pipeline.stages.visitors import Visitors
from pipeline.state.lead import Lead
from pipeline.state.time import DEDUP_DAYS
from tests.flows import PACK, settled, source_records

LIMIT = 100_000
FEW = settings(max_examples=60, deadline=None)
"""Each example runs the whole flow twice, and the first one builds the tables."""
START = datetime(2026, 11, 1, tzinfo=UTC)
MINUTES = (DEDUP_DAYS - 1) * 24 * 60
"""Within it repeats are told for certain, and nothing is late."""
ANSWERS = (
    {"job_title": "DSI", "budget": "Budget alloué", "pays": "France"},
    {"job_title": "Étudiante", "pays": "Tunisie"},
    {"poste": "Stagiaire marketing", "besoin": "Aucun besoin"},
    {"fonction": "Directeur technique", "message": "Nous n'avons pas de budget."},
)
PEOPLE = ({"user_id": "u1"}, {"user_id": "u2", "email": "dan@kolibrix.example"}, {"email": "ana@brume.example"})
CAMPAIGNS = (None, {"source": "google", "medium": "cpc"}, {"source": "linkedin", "name": "autumn"})

Message = tuple[str, bytes]
_read = decoder(Decision)


@cache
def _tables() -> Tables:
    return load_tables()


@cache
def _pack() -> CompiledPack:
    return read_pack(PACK)


def _event(number: int, kind: str, minute: int, who: dict[str, Any], device: str | None, pick: int) -> Message:
    event = {
        "event_id": f"{number:032x}",
        "type": kind,
        "occurred_at": (START + timedelta(minutes=minute)).isoformat(),
        "visitor_id": device,
        "campaign": CAMPAIGNS[pick % len(CAMPAIGNS)],
        "page": {"path": ("/", "/tarifs", "/emplois")[pick % 3]},
        **who,
    }
    if kind == "form":
        event["form"] = {"id": "f", "purpose": ("demo", "content")[pick % 2], "answers": ANSWERS[pick % len(ANSWERS)]}
    return "form-submissions" if kind == "form" else "web-activity", json.dumps(event).encode()


@st.composite
def histories(draw: st.DrawFn) -> list[Message]:
    """Return what three people did on three devices within some days, named or not; a form always names somebody."""
    history = []
    for number in range(draw(st.integers(1, 14))):
        kind = draw(st.sampled_from(("page", "page", "page", "form", "action", "identify")))
        named = kind == "form" or draw(st.booleans())
        device = draw(st.sampled_from(("d1", "d2", "d3") if not named else ("d1", "d2", None)))
        who = draw(st.sampled_from(PEOPLE)) if named else {}
        minute = draw(st.sampled_from((0, 1, 1440)) | st.integers(0, MINUTES))
        history.append(_event(number, kind, minute, who, device, draw(st.integers(0, 11))))
    return history


def _portions(records: Sequence[Any], cuts: Iterable[int]) -> list[list[Any]]:
    bounds = sorted({0, len(records), *(cut % (len(records) + 1) for cut in cuts)})
    return [list(records[begin:end]) for begin, end in pairwise(bounds)]


def _new_flow() -> Replay:
    route = Route(_tables(), b"key", 1, LIMIT)
    leads = Leads({_pack().sha256: _pack()})
    flow = Replay(Bench(route, LIMIT), Bench(Visitors(), LIMIT), Bench(leads, LIMIT))
    flow.control(_pack(), {persona.id: "live" for persona in _pack().personas})
    return flow


def _settle(messages: Sequence[Message], cuts: Iterable[int] = ()) -> tuple[dict[str, Lead], dict[str, object]]:
    """Return every lead's state, less what was said of them, and the verdict of their last decision."""
    flow, verdicts = _new_flow(), dict[str, object]()
    for portion in _portions(source_records(messages), cuts):
        for send in flow.run(portion):
            assert send.topic != "dead-letters"
            if send.topic == "lead-decisions":
                decision = _read(send.value or b"")
                verdicts[decision.lead_id] = _verdict_of(decision)
    return settled(flow.leads.store), verdicts


def _verdict_of(decision: Decision) -> object:
    matched = [persona.id for persona in decision.personas if persona.state == "matched"]
    return decision.status, decision.route, matched, decision.flags


@FEW
@given(histories(), st.data())
def test_order(history: list[Message], data: st.DataObject) -> None:
    """Any order of arrival within the lateness bound settles every lead the same."""
    assert _settle(data.draw(st.permutations(history))) == _settle(history)


@FEW
@given(histories(), st.data())
def test_repeats(history: list[Message], data: st.DataObject) -> None:
    """However often a record comes again, and wherever, it counts once."""
    repeats = data.draw(st.lists(st.sampled_from(history), max_size=6))
    again = list(history)
    for message in repeats:
        again.insert(data.draw(st.integers(0, len(again))), message)
    assert _settle(again) == _settle(history)


@FEW
@given(histories(), st.lists(st.integers(0, 14), max_size=5))
def test_portions(history: list[Message], cuts: list[int]) -> None:
    """However the source records are cut into batches, every lead settles the same."""
    assert _settle(history, cuts) == _settle(history)


def _logs(history: list[Message]) -> dict[str, list[Record]]:
    """Return the two logs as the flow would write them, control first."""
    flow = _new_flow()
    routed = flow.route.run(source_records(history))
    visits = flow.visitors.log(send for send in routed.sends if send.topic == "visitor-log")
    passed = flow.visitors.run(visits).sends
    standings = {persona.id: "live" for persona in _pack().personas}
    control = control_sends(_pack(), standings)  # type: ignore[arg-type]  # a dict of one of the standings
    own = [send for send in routed.sends if send.topic == "lead-log"]
    return {"visitors": visits, "leads": Bench(Visitors(), LIMIT).log([*control, *own, *passed])}


def _bench(stage: str) -> Bench:
    return Bench(Visitors() if stage == "visitors" else Leads({_pack().sha256: _pack()}), LIMIT)


def _run(bench: Bench, portions: Iterable[list[Record]]) -> tuple[list[Send], Effects]:
    sends, total = list[Send](), Effects()
    for portion in portions:
        effects = bench.run(portion)
        sends += effects.sends
        total.extend(effects)
    return sends, total


@pytest.mark.parametrize("stage", ["visitors", "leads"])
@FEW
@given(history=histories(), cuts=st.lists(st.integers(0, 40), max_size=6))
def test_a_log_gives_the_same_bytes(stage: str, history: list[Message], cuts: list[int]) -> None:
    """However a stage's log is cut into transactions, it sends the same, byte for byte, counts and states included."""
    log, whole, parts = _logs(history)[stage], _bench(stage), _bench(stage)
    sends, effects = _run(whole, [log])
    again, others = _run(parts, _portions(log, cuts))
    assert again == sends
    assert others.counts == effects.counts
    assert _held(parts.store) == _held(whole.store)


def _held(store: Store) -> dict[str, bytes | None]:
    return {key: store.get(key) for key in sorted(store.keys())}


@pytest.mark.parametrize("stage", ["visitors", "leads"])
@FEW
@given(history=histories(), place=st.integers(0, 40), cuts=st.lists(st.integers(0, 40), max_size=3))
def test_one_that_raises(stage: str, history: list[Message], place: int, cuts: list[int]) -> None:
    """A record that our code cannot take becomes a dead letter; to all others it never was."""
    log = _logs(history)[stage]
    bad = Record("log", 0, 10_000, 0, None, b'{"kind":"nothing of ours"}')
    expected, _ = _run(_bench(stage), _portions(log, cuts))
    log.insert(place % (len(log) + 1), bad)
    sends, _ = _run(_bench(stage), _portions(log, cuts))
    assert [send for send in sends if send.topic != "dead-letters"] == expected
    assert [send.value for send in sends if send.topic == "dead-letters"] == [bad.value]
