"""History in the order of time, in portions that fit in memory, however large the files are and whatever their order.

Files are looked through once, for the times of their records alone; then time is cut into windows, each of which says
which parts of which files hold its records. Whoever judges a window reads it, in any process. Where files are in no
order at all, so that every window would need most of every file, they are first written anew in sorted pieces.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from math import inf, isnan, nan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from pipeline.history import frames, readers
from pipeline.history.spans import OWN, SPAN, Item, Key, Span, items_of, seekable, spans_of
from pipeline.history.times import time_of
from pipeline.intake.upstream import KNOWS_NOTHING, Upstream
from pipeline.stages.effects import Record

CHUNK: Final = 2_000
"""Records that go through the stages together."""
_FIRST, _LAST = (-inf, 0, 0), (inf, 0, 0)
_TIME: Final = 8
"""Bytes of a time."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large portions are, in bytes of files."""

    span: int = SPAN
    window: int = 8 * 1024 * 1024
    most: int = 192 * 1024 * 1024
    """What a window may have to read, beyond which files are sorted first."""
    run: int = 64 * 1024 * 1024
    """What is sorted at once."""


USUAL: Final = Sizes()


class Window(NamedTuple):
    """A portion of history: all records from one key on, up to another."""

    begin: Key
    end: Key
    spans: tuple[Span, ...]
    """All that hold any of them."""
    times: str
    """The file of times."""

    def timed(self) -> list[tuple[float, Record]]:
        """Return its records in the order of their keys, each with its time. Raises `LeadsieveError`."""
        found: list[tuple[float, int, int, Record]] = []
        with Path(self.times).open("rb") as stream:
            for span in self.spans:
                keyed = _keyed(items_of(span), _times(stream.seek, stream.read, span))
                if self.begin <= span.low and span.high < self.end:
                    found += keyed
                else:
                    found += [entry for entry in keyed if self.begin <= entry[:3] < self.end]
        found.sort()
        return [(entry[0], entry[3]) for entry in found]

    def chunks(self) -> list[list[Record]]:
        """Return its records as the batches that go through the stages."""
        records = [record for _, record in self.timed()]
        return [records[at : at + CHUNK] for at in range(0, len(records), CHUNK)]


def _keyed(items: list[Item], times: Sequence[float]) -> list[tuple[float, int, int, Record]]:
    return [(time, rank, place, record) for time, (rank, place, record) in zip(times, items, strict=True)]


def _times(seek: Callable[[int], object], read: Callable[[int], bytes], span: Span) -> Sequence[float]:
    seek(span.times * _TIME)
    times = array("d")
    times.frombytes(read(span.records * _TIME))
    return times


Survey = Callable[[Iterable[Span]], Iterable[bytes]]
"""Given spans, returns what `look` says of each, in their order: here, or in several processes."""


def look(span: Span, upstream: Upstream = KNOWS_NOTHING) -> bytes:
    """Return the times of a span's records, doubles; not a number for those that name none and have none before them."""
    times, last = array("d"), nan
    for _, _, record in items_of(span):
        time = time_of(record, upstream)
        last = last if time is None else time
        times.append(last)
    return times.tobytes()


def _here(upstream: Upstream) -> Survey:
    """Return who looks through spans in this process."""
    return lambda spans: (look(span, upstream) for span in spans)


@contextmanager
def opened(paths: Iterable[Path], topic: str | None, survey: Survey, sizes: Sizes = USUAL) -> Iterator[list[Window]]:
    """Give the windows of files, for as long as they are needed: what was put aside for them goes at the end."""
    with TemporaryDirectory(prefix="leadsieve-") as folder:
        aside = Path(folder)
        yield plan(paths, topic, survey, aside, sizes)


def plan(paths: Iterable[Path], topic: str | None, survey: Survey, aside: Path, sizes: Sizes = USUAL) -> list[Window]:
    """Return the windows of files; what has to be copied or noted goes into the folder `aside`."""
    spans = list(_spans(readers.find(paths), topic, aside, sizes.span))
    times = aside / "times"
    spans = list(_surveyed(spans, survey(spans), times))
    found = _windows(spans, times, sizes.window)
    if max((sum(span.size for span in window.spans) for window in found), default=0) <= sizes.most:
        return found
    sorted_times = aside / "sorted-times"
    return _windows(list(_sorted(spans, times, sorted_times, aside, sizes)), sorted_times, sizes.window)


def _spans(paths: Sequence[Path], topic: str | None, aside: Path, size: int) -> Iterator[Span]:
    named = [topic or readers.topic_of(path) for path in paths]
    ranked = sorted(range(len(paths)), key=lambda number: (named[number] or readers.EVENTS, number))
    for number, path in enumerate(paths):
        yield from spans_of(seekable(path, aside, number), named[number], number, ranked.index(number), size)


def _surveyed(spans: Iterable[Span], told: Iterable[bytes], path: Path) -> Iterator[Span]:
    """Yield the spans with what is known of them now; write their times down."""
    written = 0
    with path.open("wb") as stream:
        for _, of_file in groupby(zip(spans, told, strict=True), key=lambda pair: pair[0].number):
            first, last = 0, 0.0
            for span, found in of_file:
                times = _filled(found, last)
                stream.write(times.tobytes())
                yield _known(span, times, first, written)
                first, written, last = first + len(times), written + len(times), times[-1]


def _filled(found: bytes, last: float) -> "array[float]":
    """Return the times of a span; those that it could not tell are that of the last record before it."""
    times = array("d")
    times.frombytes(found)
    for place, time in enumerate(times):
        if not isnan(time):
            break
        times[place] = last
    return times


def _known(span: Span, times: Sequence[float], first: int, written: int) -> Span:
    low, high = (min(times), span.rank, first), (max(times), span.rank, first + len(times) - 1)
    return span._replace(first=first, records=len(times), times=written, low=low, high=high)


def _windows(spans: Iterable[Span], times: Path, size: int) -> list[Window]:
    """Return windows of about so many bytes: time is cut where a span begins."""
    ordered, cuts, begun = sorted(spans, key=lambda span: span.low), [_FIRST], 0
    for span in ordered:
        if begun >= size and span.low > cuts[-1]:
            cuts.append(span.low)
            begun = 0
        begun += span.size
    found, held, waiting = [], list[Span](), iter(ordered)
    upcoming = next(waiting, None)
    for begin, end in zip(cuts, [*cuts[1:], _LAST], strict=True):
        held = [span for span in held if span.high >= begin]
        while upcoming is not None and upcoming.low < end:
            held.append(upcoming)
            upcoming = next(waiting, None)
        found.append(Window(begin, end, tuple(held), str(times)))
    return found if ordered else []


def _sorted(spans: Sequence[Span], times: Path, into: Path, aside: Path, sizes: Sizes) -> Iterator[Span]:
    """Write all records anew, in pieces that are in order each, and yield the parts of those."""
    pieces = list(_pieces(spans, sizes.run))
    size = max(min(sizes.span, sizes.most // (4 * len(pieces))), 1 << 12)
    written = 0
    with times.open("rb") as known, into.open("wb") as noted:
        for piece, held in enumerate(pieces):
            entries = [entry for span in held for entry in _keyed(items_of(span), _times(known.seek, known.read, span))]
            entries.sort()
            path = aside / f"{piece}{frames.SUFFIX}"
            for span in _write(path, entries, size):
                yield span._replace(times=written)
                written += span.records
            noted.write(array("d", [entry[0] for entry in entries]).tobytes())


def _pieces(spans: Iterable[Span], size: int) -> Iterator[list[Span]]:
    held, total = list[Span](), 0
    for span in spans:
        held.append(span)
        total += span.size
        if total >= size:
            yield held
            held, total = [], 0
    if held:
        yield held


def _write(path: Path, entries: Sequence[tuple[float, int, int, Record]], size: int) -> Iterator[Span]:
    """Write records to a file, and yield its parts of so many bytes, without the place of their times."""
    with path.open("wb") as stream:
        start, first = 0, 0
        for last, (_, rank, place, record) in enumerate(entries):
            stream.write(frames.frame(rank, place, record))
            end = stream.tell()
            if end - start >= size or last == len(entries) - 1:
                low, high = entries[first][:3], entries[last][:3]
                yield Span(str(path), None, 0, OWN, start, end, records=last - first + 1, low=low, high=high)
                start, first = end, last + 1


def timed(
    paths: Iterable[Path], topic: str | None = None, upstream: Upstream = KNOWS_NOTHING, sizes: Sizes = USUAL
) -> Iterator[tuple[float, Record]]:
    """Yield the records of files in the order in which they happened, as history flowed; then by topic, file and line.

    Each comes with its time, seconds since 1970: that of a record's first event, whatever its format. A record that names
    no time keeps its place behind the one before it in its file.
    """
    with opened(paths, topic, _here(upstream), sizes) as windows:
        for window in windows:
            yield from window.timed()


def records(
    paths: Iterable[Path], topic: str | None = None, upstream: Upstream = KNOWS_NOTHING, sizes: Sizes = USUAL
) -> Iterator[Record]:
    """Yield what `timed` does, without the times."""
    return (record for _, record in timed(paths, topic, upstream, sizes))


def chunks(
    paths: Iterable[Path], topic: str | None = None, upstream: Upstream = KNOWS_NOTHING, sizes: Sizes = USUAL
) -> Iterator[list[Record]]:
    """Yield the records of files as the batches that go through the stages, the very ones of `decide`."""
    with opened(paths, topic, _here(upstream), sizes) as windows:
        for window in windows:
            yield from window.chunks()
