"""Seeded scenarios without a broker: traffic with what people say of leads in it, judged as live, from its log, from files.

As live: in the order of publication, with ticks in between, the lead-log written down. From the log: its records alone,
cut otherwise. From files: the same source records in a shuffled order, time let go on at the end.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Final

from pipeline.cli.packs import read_pack
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder, of
from pipeline.contracts.log import LeadEvent, LeadRecord
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.history.replay import OWN_LOGS, Bench, Replay
from pipeline.history.simulate import DEMO, traffic
from pipeline.stages.control import MEASURES, RESERVED
from pipeline.stages.due import DueIndex
from pipeline.stages.effects import Effects, Record, Send, Stage, States
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.store import Store
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import Lead
from pipeline.state.measures import Measures, cases_of, total
from pipeline.state.stood import measured_in
from pipeline.state.time import DAY_MS, millis_of
from tests.flows import PACK, settled
from tests.parity.features import FEATURES, Leading, review_of

START: Final = datetime(2026, 11, 1, tzinfo=UTC)
SPAN: Final = timedelta(hours=30)
AFTERWARDS: Final = 3 * DAY_MS
"""Time goes on so long after the newest event."""
LIMIT: Final = 1_000_000
TICK_EVERY: Final = 4
"""Chunks of records between two ticks."""
GRACE_MS: Final = 60_000

REVIEWED: Final = 0.2
"""Share of decisions that somebody reviews."""

WITHIN_BOUNDS: Final = replace(DEMO, late=0.0, forms=0.08, known=0.06)
"""What is late depends on what came before it. Rich in leads."""
_read_lead = decoder(LeadRecord)
_read_decision = decoder(Decision)
_EVENT = of(LeadEvent)


@cache
def _pack() -> CompiledPack:
    """Return the pack, which here holds more leads out: there are to be cases."""
    pack = read_pack(PACK)
    return replace(pack, personas=tuple(replace(persona, holdout=4 * persona.holdout) for persona in pack.personas))


@cache
def tables() -> Tables:
    """Return the tables of all scenarios."""
    return load_tables()


def new_route() -> Route:
    """Return the route stage of all scenarios."""
    return Route(tables(), b"key", 1, LIMIT)


def scenario(seed: int, events: int, *, reviews: bool = True) -> list[Record]:
    """Return source records in the order of their publication: traffic, and what people say of those who are in it."""
    rng = Random(seed)  # noqa: S311  made-up people need no secrets
    said: list[tuple[float, str, bytes]] = []
    for number, item in enumerate(traffic(seed, events, START, WITHIN_BOUNDS, SPAN)):
        said.append((number, item.topic, item.value or b""))
        lead = _lead_in(Record(item.topic, 0, number, -1, None, item.value))
        if lead is not None:
            more = [found for feature in FEATURES for found in feature(rng, lead)]
            # Published near the event that it is of, before or after it, and now and then twice.
            said += [(number + rng.gauss(0, 200), topic, value) for topic, value in more]
            said += [(number + rng.gauss(0, 200), topic, value) for topic, value in more if rng.random() < 0.1]
    records = _in_order(said)
    return _with_reviews(rng, records) if reviews else records


def _in_order(said: list[tuple[float, str, bytes]]) -> list[Record]:
    said.sort(key=lambda one: one[0])
    return [Record(topic, 0, number, -1, None, value) for number, (_, topic, value) in enumerate(said)]


def _with_reviews(rng: Random, records: list[Record]) -> list[Record]:
    """Add what sales finds of decisions: who knows their ids has seen them, so they are judged once before.

    What stands already keeps its offset, for decisions name it.
    """
    said = [(float(record.offset), record) for record in records]
    begin, length = round(START.timestamp() * 1000), SPAN // timedelta(milliseconds=1)
    for send in judge_live(records).sends:
        decision = _read_decision(send.value) if send.topic == "lead-decisions" and send.value is not None else None
        at = 0 if decision is None else millis_of(decision.occurred_at)
        if decision is None or not begin <= at < begin + length or rng.random() > REVIEWED:
            continue
        for _ in range(rng.randint(1, 2)):
            topic, value = review_of(rng, decision.lead_id, decision.decision_id, at)
            review = Record(topic, 0, len(said), -1, None, value)
            # Published about when it was dated: one from far ahead would move the clock of history on.
            place = len(records) * (at - begin) / length
            said += [(place + rng.gauss(100, 200), review) for _ in range(rng.choice((1, 1, 2)))]
    return [record for _, record in sorted(said, key=lambda one: one[0])]


def _lead_in(record: Record) -> Leading | None:
    """Return the lead that an upstream form names; None: it is another record."""
    if b"orm" not in (record.value or b""):
        return None
    for send in new_route().process([record], _Nothing()).sends:
        message = _read_lead(send.value or b"") if send.topic == "lead-log" else None
        if isinstance(message, _EVENT) and message.type == "form":
            return Leading(message.lead_id, message.at, message.user_id, message.email)
    return None


class _Nothing:
    """No state at all."""

    def get(self, key: str) -> None:
        """Return nothing."""
        del key

    def keys(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()

    def due(self, until: int, most: int) -> list[tuple[int, str]]:
        """Return nothing."""
        del until, most
        return []

    def slice(self, number: int) -> tuple[str, ...]:
        """Return nothing."""
        del number
        return ()


@dataclass
class Noting:
    """A stage that writes down what it was given: its log."""

    stage: Leads
    log: list[Record] = field(default_factory=list)
    name: str = "leads"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Judge as the stage does."""
        noted = list(records)
        self.log += noted
        return self.stage.process(noted, states)

    def index(self) -> DueIndex:
        """Return the stage's index."""
        return self.stage.index()


def new_leads() -> Leads:
    """Return the leads stage of all scenarios."""
    return Leads({_pack().sha256: _pack()})


def new_flow(leads: Stage) -> Replay:
    """Return all stages with nothing known yet, every persona live."""
    flow = Replay(Bench(new_route(), LIMIT), Bench(Visitors(), LIMIT), Bench(leads, LIMIT))
    flow.control(_pack(), {persona.id: "live" for persona in _pack().personas})
    return flow


@dataclass
class Judged:
    """What a run came to."""

    sends: list[Send]
    leads: dict[str, Lead]
    """What is known of every lead, less what depends on arrival."""
    verdicts: dict[str, object]
    """Of their last decisions."""
    measured: dict[str, dict[str, int]]
    """Persona -> what -> how many."""
    counted: dict[str, dict[str, int]]
    """The same, counted anew from what every lead holds, exclusions aside."""
    log: list[Record] = field(default_factory=list)


def judge_live(records: list[Record], chunk: int = 500) -> Judged:
    """Judge records as they came, ticks in between, and write the lead-log down."""
    noting = Noting(new_leads())
    flow = new_flow(noting)
    sends: list[Send] = []
    for number, start in enumerate(range(0, len(records), chunk)):
        sends += flow.run(records[start : start + chunk])
        if number % TICK_EVERY == 0:
            sends += flow.tick(flow.newest - GRACE_MS)
    sends += flow.tick(flow.newest + AFTERWARDS)
    return _judged(sends, flow.leads.store, noting.log)


def judge_log(log: list[Record], seed: int) -> Judged:
    """Judge a lead-log alone, cut into batches otherwise than it was."""
    bench, rng, sends, at = Bench(new_leads(), LIMIT), Random(seed), list[Send](), 0  # noqa: S311  no secrets
    while at < len(log):
        size = rng.choice((1, 3, 50, 700))
        sends += (send for send in bench.run(log[at : at + size]).sends if send.topic not in OWN_LOGS.values())
        at += size
    return _judged(sends, bench.store)


def judge_files(records: list[Record], seed: int) -> Judged:
    """Judge the same records in another order, with one tick at the end."""
    shuffled = records[:]
    Random(seed).shuffle(shuffled)  # noqa: S311  no secrets
    flow = new_flow(new_leads())
    sends = [*flow.run(shuffled), *flow.tick(flow.newest + AFTERWARDS)]
    return _judged(sends, flow.leads.store)


def _judged(sends: list[Send], store: Store, log: Iterable[Record] = ()) -> Judged:
    measured = total([decoder_of(Measures).decode(held)] if (held := store.get(MEASURES)) else [])
    return Judged(sends, settled(store), dict(_verdicts(sends)), measured, _counted(store), list(log))


def _counted(store: Store) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, value in store.items():
        if key not in RESERVED:
            for (persona, what), times in cases_of(measured_in(decoder_of(Lead).decode(value).measured)).items():
                found.setdefault(persona, {}).setdefault(what, 0)
                found[persona][what] += times
    return found


def differing(one: Judged, other: Judged) -> list[str]:
    """Return the leads that did not settle the same, and how."""
    found = []
    for lead_id in sorted(one.leads.keys() | other.leads.keys()):
        if one.leads.get(lead_id) != other.leads.get(lead_id):
            found.append(f"{lead_id}: {one.leads.get(lead_id)} and {other.leads.get(lead_id)}")
        elif one.verdicts.get(lead_id) != other.verdicts.get(lead_id):
            found.append(f"{lead_id}: {one.verdicts.get(lead_id)} and {other.verdicts.get(lead_id)}")
    return found


def _verdicts(sends: Iterable[Send]) -> Iterator[tuple[str, object]]:
    for send in sends:
        if send.topic == "lead-decisions" and send.value is None:
            yield (send.key or b"").decode(), None
        elif send.topic == "lead-decisions":
            decision = _read_decision(send.value or b"")
            matched = [persona.id for persona in decision.personas if persona.state == "matched"]
            yield decision.lead_id, (decision.status, decision.route, matched, decision.flags, decision.override)


def outputs(judged: Judged) -> list[tuple[str, bytes | None, bytes | None]]:
    """Return what the leads stage published, byte for byte, in order."""
    others = {"dead-letters", "account-signals"}
    return [(send.topic, send.key, send.value) for send in judged.sends if send.topic not in others]


def dead(judged: Judged) -> list[str]:
    """Return the codes of dead letters that no fault of upstream explains."""
    codes = [
        dict(send.headers).get("leadsieve.code", b"").decode() for send in judged.sends if send.topic == "dead-letters"
    ]
    return [code for code in codes if code in {"internal_error", "too_large"}]


def summary(judged: Judged) -> dict[str, int]:
    """Return how many decisions each kind of record caused."""
    found: dict[str, int] = {}
    for send in judged.sends:
        if send.topic == "lead-decisions" and send.value is not None:
            kind = json.loads(send.value)["trigger"]["kind"]
            found[kind] = found.get(kind, 0) + 1
    return found
