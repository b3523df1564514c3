"""`leadsieve decide`, as an operator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import decide as command
from pipeline.cli.main import leadsieve
from pipeline.errors import BrokerUnavailable, LeadsieveError
from pipeline.runtime import logs
from pipeline.settings import Settings


def test_a_log_needs_a_broker(tmp_path: Path) -> None:
    """Where none answers that is said in one line; a folder is no log."""
    for log in ("lead-log", str(tmp_path)):
        result = CliRunner().invoke(leadsieve, ["--broker", "127.0.0.1:1", "decide", "--log", log])
        assert isinstance(result.exception, BrokerUnavailable)


def test_a_log_that_is_not_there_is_no_empty_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name mistyped is told, with what the broker was asked for."""

    async def partitions_of(_: Settings, __: str) -> int:
        return 0

    monkeypatch.setattr(logs, "partitions_of", partitions_of)
    result = CliRunner().invoke(leadsieve, ["decide", "--log", "led-log"])
    assert isinstance(result.exception, LeadsieveError)
    assert "no topic led-log on 127.0.0.1:9092" in str(result.exception)
    assert command.logs is logs
