"""Files judged from beginning to end: here or on several cores, saved now and then where it can go on from."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from pipeline.history import plan, relay, replay
from pipeline.history.checkpoint import Checkpoints, Head, load, save
from pipeline.history.plan import Window
from pipeline.history.replay import Bench, Due, Part, Replay, never
from pipeline.history.spans import Span
from pipeline.intake.upstream import Upstream
from pipeline.stages.effects import Send


class Judge(Protocol):
    """What judges history, window by window."""

    @property
    def flow(self) -> Replay:
        """Return the stages, with what was counted."""
        ...

    def survey(self, spans: Iterable[Span]) -> Iterable[bytes]:
        """Return the times of all records, span by span."""
        ...

    def parts(self, windows: Iterable[Window], due: Due = never) -> Iterator[Part]:
        """Yield what each window causes."""
        ...

    def tick(self, until: int | None) -> Iterator[Send]:
        """Yield what time alone causes up to a moment (ms); None: up to the highest event time."""
        ...

    def restore_visitors(self, path: Path, following: int) -> None:
        """Let the visitors go on from their states in a file."""
        ...


@dataclass(frozen=True, slots=True)
class Alone:
    """One process."""

    flow: Replay
    upstream: Upstream

    def survey(self, spans: Iterable[Span]) -> Iterable[bytes]:
        """Return the times of all records, span by span."""
        return (plan.look(span, self.upstream) for span in spans)

    def parts(self, windows: Iterable[Window], due: Due = never) -> Iterator[Part]:
        """Yield what each window causes."""
        return replay.run(self.flow, windows, due)

    def tick(self, until: int | None) -> Iterator[Send]:
        """Yield what time alone causes."""
        return self.flow.tick(until)

    def restore_visitors(self, path: Path, following: int) -> None:
        """Let the visitors go on from their states in a file."""
        load(self.flow.visitors.store, path)
        self.flow.visitors.next = following


@dataclass(frozen=True, slots=True)
class Together:
    """Several processes."""

    flow: Replay
    crew: relay.Crew

    def survey(self, spans: Iterable[Span]) -> Iterable[bytes]:
        """Return the times of all records, span by span."""
        return relay.survey(self.crew, spans)

    def parts(self, windows: Iterable[Window], due: Due = never) -> Iterator[Part]:
        """Yield what each window causes."""
        return relay.run(self.flow, self.crew, windows, due)

    def tick(self, until: int | None) -> Iterator[Send]:
        """Yield what time alone causes."""
        return relay.tick(self.flow, self.crew, until)

    def restore_visitors(self, path: Path, following: int) -> None:
        """Let the visitors go on from their states in a file."""
        relay.restore(self.crew, path, following)


@contextmanager
def judge_on(
    cores: int, flow: Replay, upstream: Upstream, route: Callable[[], Bench], visitors: Callable[[], Bench]
) -> Iterator[Judge]:
    """Give what judges on so many cores; `route` and `visitors` make their stages in processes of their own."""
    if cores == 1:
        yield Alone(flow, upstream)
        return
    with relay.crew(cores, route, visitors) as crew:
        yield Together(flow, crew)


def go_on(judge: Judge, checkpoints: Checkpoints, head: Head) -> None:
    """Let the stages stand where a checkpoint says they stood."""
    flow = judge.flow
    flow.newest, flow.counts, flow.erased = head.newest, head.counter(), list(head.erased)
    if not head.number:
        return  # the beginning
    judge.restore_visitors(checkpoints.states("visitors", head.number), head.offsets["visitors"])
    for name, bench in (("leads", flow.leads), ("accounts", flow.accounts)):
        load(bench.store, checkpoints.states(name, head.number))
        bench.next = head.offsets[name]


def keep(judge: Judge, checkpoints: Checkpoints, head: Head, visitors: int) -> None:
    """Save what the leads and accounts stand at, then the head; the visitors' states lie there already, up to `visitors`."""
    flow = judge.flow
    for name, bench in (("leads", flow.leads), ("accounts", flow.accounts)):
        save(bench.store, checkpoints.states(name, head.number))
    offsets = {"visitors": visitors, "leads": flow.leads.next, "accounts": flow.accounts.next}
    counts, erased = list(flow.counts.items()), list(flow.erased)
    checkpoints.keep(replace(head, newest=flow.newest, offsets=offsets, counts=counts, erased=erased))
