"""What tests of all kinds share: a real broker, started once and only when needed, and settings that meet nobody else's."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import hypothesis
import pytest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.admin import admin_client
from pipeline.runtime.broker import Broker, open_broker
from pipeline.settings import Settings

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # a busy machine fails no test: timings live in the bench

USED = pytest.StashKey[list[str]]()
"""The brokers that tests got: each process that runs tests has one of its own, unless KAFKA_BROKER names one."""


def pytest_report_header() -> str:
    """Say which broker tests will get."""
    given = os.environ.get("KAFKA_BROKER")
    return (
        f"broker: KAFKA_BROKER={given}" if given else "broker: Docker where an engine answers, else the official jars"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which broker tests got."""
    for used in config.stash.get(USED, []):
        terminalreporter.write_line(f"broker: {used}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401  pytest-xdist has no types
    """Take over from a process that ran tests which broker it used."""
    node.config.stash.setdefault(USED, []).extend(getattr(node, "workeroutput", {}).get("brokers", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that reports which broker this one used."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["brokers"] = session.config.stash.get(USED, [])


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
    pytestconfig.stash.setdefault(USED, []).append(f"{found.address} ({found.how})")
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
