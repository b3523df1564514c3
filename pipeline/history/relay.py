"""The stages over records at hand on several cores: the very results of `replay`, in the very order.

Stages are a pipeline, and so are the processes: route, which remembers nothing, in as many as there are cores, whose
answers are taken in order; visitors in one; leads and accounts here. Each stage sees the same batches as in one process. What passes
between them is bytes, of which this process decodes what belongs to leads and no more.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from typing import Final, NamedTuple, TypeVar

import msgspec

from pipeline.history.replay import CHUNK, OWN_LOGS, Bench, Replay
from pipeline.stages.dates import event_time
from pipeline.stages.effects import Count, Effects, Record, Send

T = TypeVar("T")
AHEAD: Final = 2
"""Batches that wait for each process: it never idles, and memory does not grow with what is read."""

_encode = msgspec.msgpack.Encoder().encode
_sends = msgspec.msgpack.Decoder(list[Send]).decode
_records = msgspec.msgpack.Decoder(list[Record]).decode


class Told(NamedTuple):
    """What a batch caused in another process, encoded by where it goes."""

    visitors: bytes
    leads: bytes
    others: bytes
    counts: Counter[Count]
    newest: int
    """The highest event time sent to our logs, ms."""


@dataclass(frozen=True)
class Crew:
    """The processes that work ahead of this one."""

    routing: ProcessPoolExecutor
    visiting: ProcessPoolExecutor
    ahead: int
    """Batches to be routed ahead."""


@contextmanager
def crew(cores: int, route: Callable[[], Bench], visitors: Callable[[], Bench]) -> Iterator[Crew]:
    """Open the processes; `route` and `visitors` make their stages there, so they must be what can be pickled."""
    context, routing = get_context("spawn"), max(cores - 1, 1)
    with (
        ProcessPoolExecutor(routing, context, _open, (route,)) as first,
        ProcessPoolExecutor(1, context, _open, (visitors,)) as second,
    ):
        try:
            yield Crew(first, second, AHEAD * routing)
        finally:
            # Whoever stops listening, or fails, waits for what is under way and for nothing more.
            first.shutdown(wait=False, cancel_futures=True)
            second.shutdown(wait=False, cancel_futures=True)


def run(flow: Replay, crew: Crew, records: Iterable[Record]) -> Iterator[Send]:
    """Yield what `flow.run` would, byte for byte; route and visitors of `flow` itself stay as they are."""
    source = iter(records)
    chunks = iter(lambda: list(islice(source, CHUNK)), [])
    routed = _in_order((crew.routing.submit(_route, _encode(chunk)) for chunk in chunks), crew.ahead)
    for told, seen in _visited(routed, crew):
        flow.newest = max(flow.newest, told.newest)
        judged = flow.judge([*_sends(told.leads), *_sends(seen.leads)])
        for sends, counts in ((_sends(told.others), told.counts), (_sends(seen.others), seen.counts)):
            flow.counts.update(counts)
            yield from sends
        for effects in judged:
            yield from flow.tell(effects)


def tick(flow: Replay, crew: Crew, until: int | None = None) -> Iterator[Send]:
    """Yield what `flow.tick` would."""
    moment = flow.newest if until is None else until
    yield from _erase_devices(flow, crew)
    seen = crew.visiting.submit(_tick, moment).result()
    flow.counts.update(seen.counts)
    yield from _sends(seen.others)
    yield from flow.tick_leads(moment)
    yield from _erase_devices(flow, crew)


def _erase_devices(flow: Replay, crew: Crew) -> Iterator[Send]:
    seen = crew.visiting.submit(_settle, _encode(flow.devices_to_erase())).result()
    flow.counts.update(seen.counts)
    yield from _sends(seen.others)
    for effects in flow.judge(_sends(seen.leads)):
        yield from flow.tell(effects)


def _visited(routed: Iterable[Told], crew: Crew) -> Iterator[tuple[Told, Told]]:
    """Yield what each batch caused in route and in visitors; the one process of the visitors takes them in order."""
    waiting: deque[tuple[Told, Future[Told]]] = deque()
    for told in routed:
        waiting.append((told, crew.visiting.submit(_settle, told.visitors)))
        if len(waiting) > AHEAD:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def _in_order(futures: Iterable[Future[T]], ahead: int) -> Iterator[T]:
    """Yield results in the order they were asked for, so many asked for ahead."""
    waiting: deque[Future[T]] = deque()
    for future in futures:
        waiting.append(future)
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    for future in waiting:
        yield future.result()


_benches: Final[list[Bench]] = []
"""The stage of this process; of the process that reads and judges leads none."""


def _open(make: Callable[[], Bench]) -> None:
    _benches.append(make())


def _route(records: bytes) -> Told:
    return _told(_benches[0].run(_records(records)))


def _settle(sends: bytes) -> Told:
    return _told(_benches[0].settle(_sends(sends)))


def _tick(until: int) -> Told:
    return _told(_benches[0].tick(until))


def _told(effects: Effects) -> Told:
    ours = set(OWN_LOGS.values())
    by_topic: dict[str, list[Send]] = {topic: [] for topic in (*ours, "")}
    for send in effects.sends:
        by_topic[send.topic if send.topic in ours else ""].append(send)
    newest = max((event_time(send.value) for topic in ours for send in by_topic[topic]), default=0)
    visitors, leads, others = (_encode(by_topic[topic]) for topic in ("visitor-log", "lead-log", ""))
    return Told(visitors, leads, others, effects.counts, newest)
