import pytest
from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.errors import BrokerUnavailable


@pytest.mark.parametrize("address", ["127.0.0.1:9", "127.0.0.1"])
def test_a_wrong_address(address: str) -> None:
    """A worker that finds no broker says where it looked and what to do, and never begins."""
    result = CliRunner().invoke(leadsieve, ["worker", "--broker", address])
    assert isinstance(result.exception, BrokerUnavailable)
    assert f"no Apache Kafka answers at {address}" in str(result.exception)
    assert "leadsieve broker" in str(result.exception)
