"""What tests of all kinds share: a real broker, started once and only when needed, and settings that meet nobody else's."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.admin import admin_client
from pipeline.runtime.broker import Broker, open_broker
from pipeline.settings import Settings

USED = pytest.StashKey[Broker]()


def pytest_report_header() -> str:
    """Say which broker tests will get."""
    given = os.environ.get("KAFKA_BROKER")
    return (
        f"broker: KAFKA_BROKER={given}" if given else "broker: Docker where an engine answers, else the official jars"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which broker tests got."""
    used = config.stash.get(USED, None)
    if used:
        terminalreporter.write_line(f"broker: {used.address} ({used.how})")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that needs the broker, so that `-m 'not broker'` means what it says."""
    for item in items:
        if "broker" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.broker)


@pytest.fixture(scope="session")
def broker(pytestconfig: pytest.Config) -> Iterator[Broker]:
    """A real Apache Kafka for the whole session. Where none can be had tests fail, saying why: they never skip."""
    reporter = pytestconfig.pluginmanager.get_plugin("terminalreporter")

    def say(text: str) -> None:
        if reporter:
            reporter.write_line(f"broker: {text}")

    try:
        found = open_broker(say=say)
    except BrokerUnavailable as error:
        pytest.fail(str(error), pytrace=False)
    pytestconfig.stash[USED] = found
    yield found
    found.close()


@pytest.fixture
async def settings(broker: Broker) -> AsyncIterator[Settings]:
    """Settings of a fresh app whose topics have names of their own; whatever was created under them goes afterwards."""
    own = f"t{uuid.uuid4().hex[:8]}"
    yield Settings(broker=broker.address, app_id=own, topic_prefix=f"{own}-")
    async with admin_client(broker.address) as admin:
        left = [topic for topic in await admin.list_topics() if topic.startswith(own)]
        if left:
            await admin.delete_topics(left)
