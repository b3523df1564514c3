"""History in portions: whatever the sizes of spans, windows and pieces, the order is that of all records sorted at once."""

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import LeadsieveError
from pipeline.history import frames, plan, readers
from pipeline.history.plan import USUAL, Sizes, look
from pipeline.history.spans import items_of, spans_of
from pipeline.stages.effects import Record

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
SIZES = (Sizes(1, 1), Sizes(100, 300), Sizes(300, 100), Sizes(200, 10_000), Sizes(150, 400, most=1_000, run=700))


def _line(second: int | None, name: object) -> bytes:
    if second is None:
        return json.dumps({"event_id": f"{name}"}).encode()
    moment = (BEGIN + timedelta(seconds=second)).isoformat()
    return json.dumps({"event_id": f"{name}", "type": "page", "occurred_at": moment, "visitor_id": "v"}).encode()


def _write(path: Path, seconds: Iterable[int | None]) -> Path:
    path.write_bytes(b"".join(_line(second, f"{path.name}-{number}") + b"\n" for number, second in enumerate(seconds)))
    return path


@given(st.lists(st.lists(st.none() | st.integers(0, 9), max_size=30), min_size=1, max_size=3), st.sampled_from(SIZES))
def test_any_size_gives_the_same_order(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[int | None]], sizes: Sizes
) -> None:
    """By time, then file, then line, records without a time behind the one before: sorting all at once says the same."""
    folder = tmp_path_factory.mktemp("plan")
    paths = [_write(folder / f"{number}.ndjson", seconds) for number, seconds in enumerate(files)]
    keyed = []
    for number, seconds in enumerate(files):
        last = 0.0
        for line, second in enumerate(seconds):
            last = last if second is None else BEGIN.timestamp() + second
            keyed.append((last, number, line))
    found = list(plan.timed(paths, sizes=sizes))
    assert [(time, record.partition, record.offset) for time, record in found] == sorted(keyed)
    assert all(
        record.value == _line(files[record.partition][record.offset], f"{record.partition}.ndjson-{record.offset}")
        for _, record in found
    )


def test_windows_hold_what_they_need_and_no_more(tmp_path: Path) -> None:
    """Of files in order a window reads its own part; of files in none all is sorted first, and then it does too."""
    ordered = _write(tmp_path / "ordered.ndjson", range(2_000))
    seconds = list(range(2_000))
    random.Random(1).shuffle(seconds)  # noqa: S311  no secret
    mixed = _write(tmp_path / "mixed.ndjson", seconds)
    sizes = Sizes(span=2_000, window=8_000, most=60_000, run=40_000)
    for path in (ordered, mixed):
        with plan.opened([path], None, lambda spans: map(look, spans), sizes) as windows:
            assert len(windows) > 10
            assert max(sum(span.size for span in window.spans) for window in windows) <= sizes.most


@pytest.mark.parametrize("size", [1, 7, 64, 1_000_000])
def test_spans_are_the_file(tmp_path: Path, size: int) -> None:
    """Parts of any size hold every line once: blank ones, endless ones, and a last one without its newline."""
    path = tmp_path / "web-activity.ndjson"
    path.write_bytes(b"a\n\n" + b"b" * 200 + b"\r\n\n\nlast")
    spans = list(spans_of(path, "web-activity", 0, 0, size))
    values = [record.value for span in spans for _, _, record in items_of(span)]
    assert values == [record.value for record in readers.stored([path])]
    assert [span.start for span in spans[1:]] == [span.end for span in spans[:-1]]


@pytest.mark.parametrize("size", [1, 50, 1_000_000])
def test_frames_are_whole_records(tmp_path: Path, size: int) -> None:
    """What a topic held keeps coordinates, key, time and headers, in parts of any size."""
    held = [
        Record("web-activity", 3, 40 + number, 1_790_000_000_000, b"k", b"v" * number, (("ce_id", b"1"),))
        for number in range(9)
    ]
    path = tmp_path / "web-activity-000003.records"
    assert frames.write(path, held) == 9
    assert list(readers.stored([path])) == held
    found = [record for span in spans_of(path, None, 0, 0, size) for _, _, record in items_of(span)]
    assert found == held


def test_a_file_cut_off_is_told(tmp_path: Path) -> None:
    """A file that ends in the midst of a record, or is changed while it is read, is an error that names it."""
    path = tmp_path / "web-activity-000000.records"
    frames.write(path, [Record("web-activity", 0, 0, -1, None, b"value")])
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(LeadsieveError, match=path.name):
        list(readers.stored([path]))
    lines = _write(tmp_path / "web-activity.ndjson", range(9))
    with plan.opened([lines], None, lambda spans: map(look, spans), USUAL) as windows:
        lines.write_bytes(lines.read_bytes()[:-200])
        with pytest.raises(LeadsieveError, match="changed while it was read"):
            windows[0].timed()


def test_a_mark_of_utf8_is_no_part_of_a_file(tmp_path: Path) -> None:
    """History reads the same lines of a file as every other command: what Windows' programs begin it with is no record's."""
    path = tmp_path / "web-activity.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\n\xef\xbb\xbf{"a":2}\n')
    assert [record.value for record in plan.records([path])] == list(readers.lines(path))
    assert [record.offset for record in plan.records([path])] == [0, 1]
