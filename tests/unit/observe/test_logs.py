import io
import json
import logging
from collections.abc import Iterator

import pytest

from pipeline.errors import LeadsieveError
from pipeline.observe import logs


class Tty(io.StringIO):
    """A terminal, as far as `isatty` can tell."""

    def isatty(self) -> bool:
        """Return what a terminal would."""
        return True


@pytest.fixture(autouse=True)
def _loggers() -> Iterator[None]:
    """Leave logging as it was found."""
    names = ("", "aiokafka", "faust", "mode", "asyncio")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = list(logging.getLogger().handlers)
    yield
    logging.getLogger().handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def written(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_json_lines() -> None:
    """Off a terminal each record is one JSON object, with its facts and a time in UTC."""
    out = io.StringIO()
    logs.configure(stream=out)
    logging.getLogger("pipeline.runtime").info("committed %d", 3, extra={"stage": "leads", "partition": 1})
    (line,) = written(out)
    assert line.pop("time", "").endswith("+00:00")  # type: ignore[union-attr]  # a text
    assert line == {
        "level": "INFO",
        "logger": "pipeline.runtime",
        "message": "committed 3",
        "stage": "leads",
        "partition": 1,
    }


def test_plain_lines() -> None:
    """On a terminal a record is a line to read."""
    out = Tty()
    logs.configure(stream=out)
    logging.getLogger("pipeline.runtime").warning("slow", extra={"stage": "leads"})
    assert out.getvalue()[8:] == " WARNING pipeline.runtime: slow (stage=leads)\n"


@pytest.mark.parametrize("as_json", [True, False])
def test_as_told(*, as_json: bool) -> None:
    """What is asked for beats what the stream is."""
    out = Tty() if as_json else io.StringIO()
    logs.configure(as_json=as_json, stream=out)
    logging.getLogger("pipeline").info("hello")
    assert out.getvalue().startswith("{") is as_json


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_personal(*, as_json: bool) -> None:
    """No address reaches a log: not by message, fact or traceback; unlisted facts are not shown at all."""
    out = io.StringIO()
    logs.configure(as_json=as_json, stream=out)
    log = logging.getLogger("pipeline")
    try:
        int("ana.lima@example.org")
    except ValueError:
        log.exception("from %s", "192.0.2.17", extra={"code": "ana.lima@example.org", "email": "ana.lima@example.org"})
    assert "ana.lima" not in out.getvalue()
    assert "192.0.2.17" not in out.getvalue()
    assert "base 10: '<email>'" in out.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_one_line(*, as_json: bool) -> None:
    """A line break in what upstream sent can't forge a second record."""
    out = io.StringIO()
    logs.configure(as_json=as_json, stream=out)
    logging.getLogger("pipeline").info("unknown format %s", "x\r\n12:00:00 INFO all is well")
    assert len(out.getvalue().splitlines()) == 1


def test_level() -> None:
    """Records below the level are not written; the libraries speak from WARNING on."""
    out = io.StringIO()
    logs.configure("info", stream=out)
    logging.getLogger("pipeline").debug("no")
    logging.getLogger("aiokafka.consumer").info("no")
    logging.getLogger("aiokafka.consumer").warning("yes")
    assert [line["message"] for line in written(out)] == ["yes"]


def test_configured_twice() -> None:
    """Configuring again replaces; nothing is written twice."""
    first, second = io.StringIO(), io.StringIO()
    logs.configure(stream=first)
    logs.configure(stream=second)
    logging.getLogger("pipeline").info("once")
    assert first.getvalue() == ""
    assert len(written(second)) == 1


def test_unknown_level() -> None:
    """A level that is none is told with those there are."""
    with pytest.raises(LeadsieveError, match="'loud': one of DEBUG, INFO, WARNING, ERROR"):
        logs.configure("loud")


def test_a_library_that_repeats_itself_is_heard_once_in_a_while() -> None:
    """A broker that is away for an hour is a few hundred lines, not millions; how often it was said is not lost."""
    now = [0.0]
    repeats = logs.Repeats(10.0, lambda: now[0])

    def said(node: int) -> str | None:
        record = logging.LogRecord("aiokafka", logging.ERROR, "f", 1, "no node %d", (node,), None)
        return record.getMessage() if repeats.filter(record) else None

    assert said(1) == "no node 1"
    assert [said(node) for node in range(50)] == [None] * 50
    now[0] = 10.0
    assert said(7) == "no node 7 (and 50 times more)"
    now[0] = 30.0
    assert said(8) == "no node 8"
