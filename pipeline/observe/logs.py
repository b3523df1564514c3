"""Logging: lines for people on a terminal, one JSON object a line elsewhere; no personal data in either.

Records may carry facts by `extra=`: those named in FACTS are shown, others are not.
"""

import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from pipeline.errors import LeadsieveError
from pipeline.observe.personal import redact

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FACTS = ("stage", "topic", "partition", "offset", "code", "records", "seconds")
"""What a record may say beside its message; a lead's data is never among it."""
_MOST_SAID = 1_000
_CHATTY = ("aiokafka", "faust", "mode", "asyncio")
"""They tell of every rebalance and poll at INFO."""


def configure(level: str = "INFO", *, as_json: bool | None = None, stream: TextIO | None = None) -> None:
    """Send all logs of this process to `stream` (default: standard error), replacing what was set up before.

    `as_json` None: JSON unless the stream is a terminal. Raises `LeadsieveError` on an unknown level.
    """
    if level.upper() not in LEVELS:
        raise LeadsieveError(f"unknown log level {level!r}: one of {', '.join(LEVELS)}")
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.addFilter(_Chatty(Repeats()))
    handler.setFormatter(JsonLines() if _json(out, as_json=as_json) else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


class _Chatty(logging.Filter):
    """Applies a filter to what the libraries say, and to nothing of ours."""

    def __init__(self, repeats: "Repeats") -> None:
        super().__init__()
        self._repeats = repeats

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether this record is to be shown."""
        return record.name.partition(".")[0] not in _CHATTY or self._repeats.filter(record)


class Repeats(logging.Filter):
    """Lets a library say the same thing once in a while, with how often it was said: a broker that is away is one line."""

    def __init__(self, seconds: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._seconds, self._clock = seconds, clock
        self._said: dict[tuple[str, object], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether this record is to be shown; what the libraries log differs in its arguments only."""
        key, now = (record.name, record.msg), self._clock()
        since, times = self._said.get(key, (-self._seconds, 0))
        if now - since < self._seconds:
            self._said[key] = (since, times + 1)
            return False
        if len(self._said) > _MOST_SAID:
            self._said.clear()
        self._said[key] = (now, 0)
        if times:
            record.msg, record.args = f"{record.getMessage()} (and {times} times more)", ()
        return True


def _json(stream: TextIO, *, as_json: bool | None) -> bool:
    return not stream.isatty() if as_json is None else as_json


class PlainLines(logging.Formatter):
    """`13:04:05 INFO pipeline.runtime: message (stage=leads, partition=3)`; a traceback follows on its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a person reads it, personal data replaced."""
        moment = datetime.fromtimestamp(record.created, UTC).astimezone()
        facts = ", ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = f"{moment:%H:%M:%S} {record.levelname} {record.name}: {_one_line(record.getMessage())}"
        return redact("\n".join(filter(None, [f"{line} ({facts})" if facts else line, _traceback(record)])))


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "message", …facts, "traceback"}`, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one JSON object, personal data replaced."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
            **{name: redact(value) if isinstance(value, str) else value for name, value in _facts(record).items()},
        }
        if traceback := _traceback(record):
            line["traceback"] = redact(traceback)
        return json.dumps(line, ensure_ascii=False, default=str)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    return {name: vars(record)[name] for name in FACTS if name in vars(record)}


def _traceback(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


def _one_line(text: str) -> str:
    """What upstream wrote must not look like a second record."""
    return text.replace("\r", "\\r").replace("\n", "\\n")
