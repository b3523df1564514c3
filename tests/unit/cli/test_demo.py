"""`leadsieve demo`: whose topics it writes to."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import demo as command
from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError
from pipeline.runtime import broker
from pipeline.settings import Settings


@pytest.mark.parametrize("way", ["option", "variable"])
def test_on_a_broker_that_others_use_it_has_topics_of_its_own(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """However the broker was named: made-up leads never get into the topics that a CRM reads."""
    asked: list[Settings] = []

    async def run(_: object, settings: Settings, *__: object) -> None:
        asked.append(settings)
        raise LeadsieveError("seen enough")

    monkeypatch.setattr(command, "_run", run)
    monkeypatch.setattr(broker, "count_brokers_now", lambda _: 1)
    if way == "variable":
        monkeypatch.setenv("KAFKA_BROKER", "127.0.0.1:1")
    pack = Path(__file__).parents[3] / "rules" / "b2b-software"
    named = ["--broker", "127.0.0.1:1"] if way == "option" else []
    result = CliRunner().invoke(leadsieve, ["demo", "--once", "--pack", str(pack), *named])
    assert "seen enough" in str(result.exception)
    assert asked[0].topic_prefix == f"{asked[0].app_id}."
    assert asked[0].topic_prefix in result.output
