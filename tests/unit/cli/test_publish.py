"""What `leadsieve publish` says before it asks any broker."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError


@pytest.mark.parametrize("rate", ["fast", "0", "-5/s", "inf", "nan"])
def test_rate_is_none(tmp_path: Path, rate: str) -> None:
    """A rate that is none is a usage error that shows a right one."""
    file = tmp_path / "web-activity.ndjson"
    file.touch()
    result = CliRunner().invoke(leadsieve, ["publish", "--rate", rate, str(file)])
    assert result.exit_code == 2
    assert "500/s" in result.output


def test_name_tells_no_topic(tmp_path: Path) -> None:
    """A file whose name tells no topic is never sent on a guess."""
    file = tmp_path / "events.ndjson"
    file.touch()
    result = CliRunner().invoke(leadsieve, ["--broker", "127.0.0.1:1", "publish", str(file)])
    assert isinstance(result.exception, LeadsieveError)
    assert "say --topic" in str(result.exception)
