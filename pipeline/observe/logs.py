"""Logging: lines for people on a terminal, one JSON object a line elsewhere; no personal data in either.

Records may carry facts by `extra=`: those named in FACTS are shown, others are not.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from pipeline.errors import LeadsieveError
from pipeline.observe.personal import redact

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FACTS = ("stage", "topic", "partition", "offset", "code", "records", "seconds")
"""What a record may say beside its message; a lead's data is never among it."""
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
    handler.setFormatter(JsonLines() if _json(out, as_json=as_json) else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


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
