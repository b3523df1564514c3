"""The stages over records at hand: files give the settled judgement, a lead-log gives its decisions byte for byte."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import PackChosen, StandingChosen, Tick
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.history.checkpoint import save
from pipeline.history.plan import CHUNK
from pipeline.stages.accounts import Accounts
from pipeline.stages.dates import event_time
from pipeline.stages.effects import Count, Effects, Record, Send, Stage
from pipeline.stages.judging import judge
from pipeline.stages.store import Store, store_of

ORIGIN: Final = "replay/0/0"

OWN_LOGS: Final = {"visitors": "visitor-log", "leads": "lead-log", "accounts": "account-log"}
"""Stage -> the log it reads, and writes ticks and steps into."""

_PACK, _STANDING, _TICK = of(PackChosen), of(StandingChosen), of(Tick)


@dataclass
class Bench:
    """One stage with its store, as a task has it, without Kafka."""

    stage: Stage
    limit: int
    store: Store = field(init=False)
    next: int = 0
    """The offset of the next record of this stage's log."""

    def __post_init__(self) -> None:
        """Begin with nothing known."""
        self.store = store_of(self.stage)

    def run(self, records: list[Record]) -> Effects:
        """Judge records, keep the state, and return the effects."""
        effects = judge(self.stage, records, self.store, self.limit, 2 * self.limit)
        self.store.apply(effects.changes)
        return effects

    def settle(self, sends: Iterable[Send]) -> Effects:
        """Judge what others sent to this stage's log, and all steps that the stage itself adds to it."""
        own, total = OWN_LOGS.get(self.stage.name), Effects()
        waiting = list(sends)
        while waiting:
            effects = self.run(self.log(waiting))
            waiting = [send for send in effects.sends if send.topic == own]
            effects.sends = [send for send in effects.sends if send.topic != own]
            total.extend(effects)
        return total

    def tick(self, until: int) -> Effects:
        """Let time come to `until` (ms), and return what that causes; nothing where nothing is due."""
        if not self.store.due(until, 1):
            return Effects()
        return self.settle([Send(OWN_LOGS[self.stage.name], None, encode(_TICK(at=until)), partition=0)])

    def log(self, sends: Iterable[Send], timestamp: int = -1) -> list[Record]:
        """Return what others sent to this stage's log as the records it reads."""
        records = []
        for send in sends:
            records.append(Record(send.topic, 0, self.next, timestamp, send.key, send.value, send.headers))
            self.next += 1
        return records


@dataclass
class Replay:
    """All four stages one behind the other, each with its log in memory."""

    route: Bench
    visitors: Bench
    leads: Bench
    accounts: Bench = field(init=False)
    counts: Counter[Count] = field(default_factory=Counter)
    newest: int = 0
    """The highest event time seen, ms: the clock of history."""
    erased: list[Send] = field(default_factory=list)
    """What devices are yet to forget, for a lead was forgotten: visitors are told before time goes on."""

    def __post_init__(self) -> None:
        """Begin the accounts, which need nothing to be told."""
        self.accounts = Bench(Accounts(), self.leads.limit)

    def control(self, pack: CompiledPack, standings: Mapping[str, Standing]) -> None:
        """Choose what judges from here on."""
        self.judge(control_sends(pack, standings))

    def run(self, records: Iterable[Record]) -> Iterator[Send]:
        """Yield all that source records cause beyond our own logs: decisions, retractions, dead letters."""
        source = iter(records)
        while chunk := list(islice(source, CHUNK)):
            yield from self.run_chunk(chunk)

    def tick(self, until: int | None = None) -> Iterator[Send]:
        """Yield what time alone causes up to `until` (ms); None: up to the highest event time seen."""
        moment = self.newest if until is None else until
        yield from self._erase_devices()
        yield from self.tell(self.visitors.tick(moment))
        yield from self.tick_leads(moment)
        yield from self._erase_devices()  # whom time has forgotten, their devices forget too

    def tick_leads(self, moment: int) -> Iterator[Send]:
        """Yield what time alone causes for leads, and for accounts by them."""
        effects = self.leads.tick(moment)
        self.erased += _to(effects, "visitor-log")
        for caused in (effects, self.accounts.settle(_to(effects, "account-log"))):
            yield from self.tell(caused)

    def _erase_devices(self) -> Iterator[Send]:
        seen = self.visitors.settle(self.devices_to_erase())
        for effects in (seen, *self.judge(_to(seen, "lead-log"))):
            yield from self.tell(effects)

    def devices_to_erase(self) -> list[Send]:
        """Return what devices are yet to forget; from here on they are told."""
        waiting, self.erased = self.erased, []
        return waiting

    def run_chunk(self, chunk: list[Record]) -> Iterator[Send]:
        """Yield what records cause that go through the stages together."""
        routed = self.route.run(chunk)
        self._note(routed.sends)
        seen = self.visitors.settle(_to(routed, "visitor-log"))
        judged = self.judge([*_to(routed, "lead-log"), *_to(seen, "lead-log")])
        for effects in (routed, seen, *judged):
            yield from self.tell(effects)

    def judge(self, sends: Iterable[Send]) -> tuple[Effects, Effects]:
        """Return what leads make of what was sent to their log, and what accounts make of that."""
        judged = self.leads.settle(sends)
        self.erased += _to(judged, "visitor-log")
        return judged, self.accounts.settle(_to(judged, "account-log"))

    def tell(self, effects: Effects) -> Iterator[Send]:
        """Count effects, and yield what goes beyond our own logs."""
        self.counts.update(effects.counts)
        yield from (send for send in effects.sends if send.topic not in OWN_LOGS.values())

    def _note(self, sends: Iterable[Send]) -> None:
        """Take in how far history has come: what is sent to our logs is dated."""
        dates = (event_time(send.value) for send in sends if send.topic in OWN_LOGS.values())
        self.newest = max(self.newest, max(dates, default=0))


class Chunked(Protocol):
    """A portion of history."""

    def chunks(self) -> list[list[Record]]:
        """Return its records, in order, as the batches that go through the stages."""
        ...


Due = Callable[[], Path | None]
"""Asked after every portion: where to put the visitors' states, if all is to be saved here; None: go on."""
Saved = Callable[[], int]
"""Waits until the visitors' states lie there, and returns the offset of their log's next record."""


class Part(NamedTuple):
    """What a portion of history causes."""

    sends: Iterator[Send]
    saved: Saved | None
    """Where all is to be saved behind it."""


def never() -> None:
    """Say that nothing is to be saved."""


def run(flow: Replay, windows: Iterable[Chunked], due: Due = never) -> Iterator[Part]:
    """Yield portion by portion what the stages make of history; each part's sends are to be taken before the next."""
    for window in windows:
        path = due()
        saved = None if path is None else partial(_save, flow.visitors, path)
        yield Part(chain.from_iterable(map(flow.run_chunk, window.chunks())), saved)


def _save(bench: Bench, path: Path) -> int:
    save(bench.store, path)
    return bench.next


def control_sends(pack: CompiledPack, standings: Mapping[str, Standing]) -> list[Send]:
    """Return the control records that choose a pack and its personas' standings."""
    chosen = _PACK(event_id=ORIGIN, at=0, origin=ORIGIN, pack=pack.id, version=pack.version, sha256=pack.sha256)
    stands = [
        _STANDING(event_id=ORIGIN, at=0, origin=ORIGIN, pack=pack.id, persona=persona, status=standing)
        for persona, standing in sorted(standings.items())
    ]
    return [Send("lead-log", None, encode(message)) for message in (chosen, *stands)]


def replay_log(leads: Bench, records: Iterable[Record]) -> Iterator[Send]:
    """Yield what one partition of a lead-log causes, byte for byte what its task published."""
    source = iter(records)
    while chunk := list(islice(source, CHUNK)):
        yield from (send for send in leads.run(chunk).sends if send.topic not in OWN_LOGS.values())


def _to(effects: Effects, topic: str) -> list[Send]:
    return [send for send in effects.sends if send.topic == topic]
