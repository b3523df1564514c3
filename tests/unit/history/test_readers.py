"""Files of raw records: every line counts, in the order history had."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from pipeline.errors import LeadsieveError
from pipeline.history import plan, readers


def _write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def _page(moment: str, name: str = "v1") -> bytes:
    return json.dumps({"event_id": name, "type": "page", "occurred_at": moment, "visitor_id": name}).encode()


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("form-submissions.ndjson", "form-submissions"),
        ("web-activity-2026-11.ndjson.gz", "web-activity"),
        ("crm-outcomes.jsonl", "crm-outcomes"),
        ("persona-packs.ndjson", "persona-packs"),
        ("events.ndjson", None),
    ],
)
def test_name_tells_the_topic(name: str, topic: str | None) -> None:
    """A file whose name begins with a source topic's is of that topic."""
    assert readers.topic_of(Path("history") / name) == topic


def test_every_line_is_a_record(tmp_path: Path) -> None:
    """Blank, malformed and unended lines are records byte for byte; the last newline is none."""
    path = tmp_path / "web-activity.ndjson"
    path.write_bytes(b'{"a":1}\r\n\n\xff\xfe\n  \nlast')
    assert [record.value for record in readers.stored([path])] == [b'{"a":1}\r', b"", b"\xff\xfe", b"  ", b"last"]


@pytest.mark.parametrize(("content", "count"), [(b"", 0), (b"\n", 1), (b"a", 1), (b"a\n", 1), (b"a\n\n", 2)])
def test_newlines(tmp_path: Path, content: bytes, count: int) -> None:
    """A newline ends a record; it does not begin one."""
    path = tmp_path / "web-activity.ndjson"
    path.write_bytes(content)
    assert len(list(readers.lines(path))) == count


def test_mark_of_utf8_is_no_record(tmp_path: Path) -> None:
    """The mark that Windows' programs begin a file with is the file's; anywhere else it stays."""
    path = tmp_path / "events.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\n\xef\xbb\xbf{"a":2}\n')
    assert list(readers.lines(path)) == [b'{"a":1}', b'\xef\xbb\xbf{"a":2}']


def test_gzip_is_read(tmp_path: Path) -> None:
    """A gzipped file is its lines."""
    path = tmp_path / "web-activity.ndjson.gz"
    path.write_bytes(gzip.compress(b"a\nb\n"))
    assert list(readers.lines(path)) == [b"a", b"b"]


@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"a\n" * 9_999)[:-12], b"not gzip", gzip.compress(b"a\n")[:-8] + b"12345678"],
    ids=["cut short", "not gzip", "another checksum"],
)
def test_broken_gzip(tmp_path: Path, content: bytes) -> None:
    """A file that cannot be read to its end says so, with its name: nothing is silently left out."""
    path = tmp_path / "web-activity.ndjson.gz"
    path.write_bytes(content)
    with pytest.raises(LeadsieveError, match=r"web-activity\.ndjson\.gz:\d+: cannot be read"):
        list(readers.lines(path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash is standard input; content tells the topic where no name can."""
    outcome = b'{"outcome_id":"o1","occurred_at":"2026-01-01T00:00:00Z"}'
    standing = b'{"persona":"student","effective_at":"2026-01-01T00:00:00Z"}'
    pack = b'{"id":"p","sha256":"...","files":{}}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join([b"{}", outcome, standing, pack]))))
    found = [record.topic for record in readers.stored([readers.STDIN])]
    assert found == ["web-activity", "crm-outcomes", "persona-packs", "persona-packs"]


def test_given_topic_wins(tmp_path: Path) -> None:
    """A topic that is given is every record's."""
    path = _write(tmp_path / "web-activity.ndjson", b"{}")
    assert [record.topic for record in readers.stored([path], "form-submissions")] == ["form-submissions"]


def test_directory(tmp_path: Path) -> None:
    """A directory is the files of records in it, by name, and nothing else in it."""
    _write(tmp_path / "web-activity.ndjson", b"b")
    _write(tmp_path / "form-submissions.ndjson", b"a")
    _write(tmp_path / "README.md", b"c")
    found = list(readers.stored([tmp_path]))
    assert [(record.topic, record.partition, record.offset, record.value) for record in found] == [
        ("form-submissions", 0, 0, b"a"),
        ("web-activity", 1, 0, b"b"),
    ]


@pytest.mark.parametrize("name", ["absent.ndjson", "empty"])
def test_nothing_to_read(tmp_path: Path, name: str) -> None:
    """What is not there, or holds no records, is an error that names it."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(LeadsieveError, match=name):
        readers.find([tmp_path / name])


def test_history_flows_by_time(tmp_path: Path) -> None:
    """Records of several files come in the order of their event time, whatever order files have them in."""
    web = _write(
        tmp_path / "web-activity.ndjson", _page("2026-01-03T00:00:00Z", "w3"), _page("2026-01-01T00:00:00Z", "w1")
    )
    forms = _write(
        tmp_path / "form-submissions.ndjson",
        b'{"messageId":"f2","timestamp":"2026-01-02T01:00:00+01:00"}',
        b'{"messageId":"f3","originalTimestamp":"2026-01-03T00:00:00Z"}',
    )
    found = [record.value or b"" for record in plan.records([web, forms])]
    assert [value.split(b'"')[3] for value in found] == [b"w1", b"f2", b"f3", b"w3"]


@pytest.mark.parametrize("odd", [b"", b"{", b"{}", b"[]", b'{"occurred_at":"2026-01-01T00:00:00"}', b"[" * 100_000])
def test_timeless_keeps_its_place(tmp_path: Path, odd: bytes) -> None:
    """A record without a time stays behind the one before it in its file."""
    late, later = _page("2026-01-02T00:00:00Z"), _page("2026-01-03T00:00:00Z")
    path = _write(tmp_path / "web-activity.ndjson", later, late, odd)
    other = _write(tmp_path / "form-submissions.ndjson", odd)
    assert [record.value for record in plan.records([path, other])] == [odd, late, odd, later]


def test_batch_has_its_first_time(tmp_path: Path) -> None:
    """A batch stands where its first event does."""
    batch = b"[" + _page("2026-01-02T00:00:00Z") + b"," + _page("2026-01-09T00:00:00Z") + b"]"
    early, late = _page("2026-01-01T00:00:00Z"), _page("2026-01-03T00:00:00Z")
    path = _write(tmp_path / "web-activity.ndjson", late, batch, early)
    assert [record.value for record in plan.records([path])] == [early, batch, late]


def test_every_format_has_its_time(tmp_path: Path) -> None:
    """A record of any format stands where its first event does."""
    ga4 = b'{"client_id":"1.2","timestamp_micros":1767312000000000,"events":[{"name":"page_view"}]}'
    early, late = _page("2026-01-01T00:00:00Z"), _page("2026-01-03T00:00:00Z")
    path = _write(tmp_path / "web-activity.ndjson", late, ga4, early)
    assert [record.value for record in plan.records([path])] == [early, ga4, late]
