"""The stages over records at hand on several cores: the very results of `replay`, in the very order.

Stages are a pipeline, and so are the processes: reading and route, which remember nothing, in as many as there are cores,
whose answers are taken in order; visitors in one; leads and accounts here. Each stage sees the same batches as in one
process. What passes between them is bytes, of which this process decodes what belongs to leads and no more.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from pipeline.history.checkpoint import load, save
from pipeline.history.plan import look
from pipeline.history.replay import OWN_LOGS, Bench, Chunked, Due, Part, Replay, Saved, never
from pipeline.history.spans import Span
from pipeline.stages.dates import event_time
from pipeline.stages.effects import Count, Effects, Send

T = TypeVar("T")
AHEAD: Final = 2
"""Windows that wait for each process: it never idles, and memory does not grow with what is read."""

_encode = msgspec.msgpack.Encoder().encode
_sends = msgspec.msgpack.Decoder(list[Send]).decode


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
    """Windows to be routed ahead."""


@contextmanager
def crew(cores: int, route: Callable[[], Bench], visitors: Callable[[], Bench]) -> Iterator[Crew]:
    """Open the processes; `route` and `visitors` make their stages there, so they must be what can be pickled."""
    context, routing = get_context("spawn"), cores
    with (
        ProcessPoolExecutor(routing, context, _open, (route,)) as first,
        ProcessPoolExecutor(1, context, _open, (visitors,)) as second,
    ):
        try:
            yield Crew(first, second, AHEAD * routing)
        finally:
            # Whoever stops listening, or fails, waits for what is under way and for nothing more.
            first.shutdown(cancel_futures=True)
            second.shutdown(cancel_futures=True)


def survey(crew: Crew, spans: Iterable[Span]) -> Iterator[bytes]:
    """Yield the times of the records of each span, as `plan.look` gives them."""
    return _in_order((crew.routing.submit(_survey, span) for span in spans), crew.ahead)


def run(flow: Replay, crew: Crew, windows: Iterable[Chunked], due: Due = never) -> Iterator[Part]:
    """Yield window by window what `replay.run` would, byte for byte; route and visitors of `flow` itself stay as they are."""
    routed = _in_order((crew.routing.submit(_route, window) for window in windows), crew.ahead)
    for told, settled, saved in _visited(routed, crew, due):
        yield Part(_judged(flow, told, settled), saved)


def _judged(flow: Replay, told: list[Told], settled: list[Told]) -> Iterator[Send]:
    for routed, seen in zip(told, settled, strict=True):
        flow.newest = max(flow.newest, routed.newest)
        judged = flow.judge([*_sends(routed.leads), *_sends(seen.leads)])
        for sends, counts in ((_sends(routed.others), routed.counts), (_sends(seen.others), seen.counts)):
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
    (seen,) = crew.visiting.submit(_settle, [_encode(flow.devices_to_erase())]).result()
    flow.counts.update(seen.counts)
    yield from _sends(seen.others)
    for effects in flow.judge(_sends(seen.leads)):
        yield from flow.tell(effects)


def restore(crew: Crew, path: Path, following: int) -> None:
    """Let the visitors go on from the states in a file; `following`: the offset of their log's next record."""
    crew.visiting.submit(_restore, path, following).result()


def _visited(
    routed: Iterable[list[Told]], crew: Crew, due: Due
) -> Iterator[tuple[list[Told], list[Told], Saved | None]]:
    """Yield what each window caused in route and in visitors; the one process of the visitors takes them in order."""
    waiting: deque[tuple[list[Told], Future[list[Told]], Saved | None]] = deque()
    for told in routed:
        settled = crew.visiting.submit(_settle, [one.visitors for one in told])
        path = due()
        # Right behind the window: the process is ahead of this one, and its states with it.
        saved = None if path is None else crew.visiting.submit(_save, path).result
        waiting.append((told, settled, saved))
        if len(waiting) > AHEAD:
            yield _taken(waiting)
    while waiting:
        yield _taken(waiting)


def _taken(
    waiting: deque[tuple[list[Told], Future[list[Told]], Saved | None]],
) -> tuple[list[Told], list[Told], Saved | None]:
    told, settled, saved = waiting.popleft()
    return told, settled.result(), saved


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


def _survey(span: Span) -> bytes:
    return look(span, _benches[0].stage.upstream)  # type: ignore[attr-defined]  # the processes that survey hold `Route`


def _route(window: Chunked) -> list[Told]:
    return [_told(_benches[0].run(chunk)) for chunk in window.chunks()]


def _settle(portions: list[bytes]) -> list[Told]:
    return [_told(_benches[0].settle(_sends(sends))) for sends in portions]


def _tick(until: int) -> Told:
    return _told(_benches[0].tick(until))


def _save(path: Path) -> int:
    save(_benches[0].store, path)
    return _benches[0].next


def _restore(path: Path, following: int) -> None:
    load(_benches[0].store, path)
    _benches[0].next = following


def _told(effects: Effects) -> Told:
    ours = set(OWN_LOGS.values())
    by_topic: dict[str, list[Send]] = {topic: [] for topic in (*ours, "")}
    for send in effects.sends:
        by_topic[send.topic if send.topic in ours else ""].append(send)
    newest = max((event_time(send.value) for topic in ours for send in by_topic[topic]), default=0)
    visitors, leads, others = (_encode(by_topic[topic]) for topic in ("visitor-log", "lead-log", ""))
    return Told(visitors, leads, others, effects.counts, newest)
