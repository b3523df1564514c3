"""A real Apache Kafka for development and tests, found or started: never a mock.

In this order: the one at hand (`KAFKA_BROKER`), one in Docker where an engine answers, one of the official jars.
"""

import asyncio
import atexit
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from pipeline.errors import BrokerUnavailable, LeadsieveError
from pipeline.runtime.admin import count_brokers_now
from pipeline.runtime.container import make_container
from pipeline.runtime.jars import Say, prepare_kafka
from pipeline.runtime.kraft import Cluster
from pipeline.runtime.kraft_properties import Node
from pipeline.runtime.ports import find_free_ports, is_free

How = Literal["KAFKA_BROKER", "docker", "jars"]
START_PATIENCE = 90.0
"""Seconds from start to ready, on a busy machine; 4 to 7 are usual."""
REMEDY = (
    "start Docker, or connect this machine to the network once so that the jars can be fetched,"
    " or set KAFKA_BROKER=HOST:PORT to an Apache Kafka you have"
)


class Server(Protocol):
    """What can be started and stopped: nodes of the jars, or a container."""

    @property
    def address(self) -> str: ...  # noqa: D102  as of the implementations
    def start(self) -> None: ...  # noqa: D102  as above
    def stop(self, *ids: int) -> None: ...  # noqa: D102  as above
    def kill(self, *ids: int) -> None: ...  # noqa: D102  as above
    def close(self) -> None: ...  # noqa: D102  as above
    def failure(self) -> str | None: ...  # noqa: D102  as above
    def log_tail(self) -> str: ...  # noqa: D102  as above


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to start: the port of its first node (None: a free one), a data folder to keep (None: one that goes), nodes.

    `more`: settings of Kafka besides ours, as a short memory for transactional ids.
    """

    port: int | None = None
    data_dir: Path | None = None
    nodes: int = 1
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker that answers. One that was only found (`how` is KAFKA_BROKER) is not ours to stop."""

    address: str
    how: How
    server: Server | None = None
    brokers: int = 1

    def stop(self, *nodes: int) -> None:
        """Stop it cleanly, or only these nodes of it (1, 2, …); data and ports stay for `start`."""
        self._ours().stop(*nodes)

    def kill(self, *nodes: int) -> None:
        """Kill it as `kill -9` does, or only these nodes of it; data and ports stay for `start`."""
        self._ours().kill(*nodes)

    def start(self) -> None:
        """Start the nodes that do not run, on the same ports and data, and wait until the whole cluster answers."""
        server = self._ours()
        server.start()
        wait_until_ready(server, self.brokers)

    def restart(self) -> None:
        """Stop it if it runs, start it on the same ports and data, and wait until it answers."""
        self.stop()
        self.start()

    def failure(self) -> str | None:
        """Return why it ended by itself; None while it runs."""
        return self.server.failure() if self.server else None

    def close(self) -> None:
        """Stop it if it is ours, and remove data that nobody asked to keep."""
        if self.server:
            self.server.close()
            atexit.unregister(self.server.close)

    def _ours(self) -> Server:
        if self.server is None:
            raise LeadsieveError(f"the broker at {self.address} is not ours to stop: it came from KAFKA_BROKER")
        return self.server


def open_broker(
    address: str | None = None,
    wanted: Wanted = Wanted(),
    *,
    environ: Mapping[str, str] = os.environ,
    say: Say = lambda _: None,
) -> Broker:
    """Return a broker that answers: the one at `address` or in KAFKA_BROKER, else one started here; close it after use.

    `say` hears of what takes long. Raises `BrokerUnavailable` naming all that was tried, and what to do.
    """
    given = address or environ.get("KAFKA_BROKER")
    if given:
        return Broker(given, "KAFKA_BROKER", brokers=count_brokers_now(given))
    tried = ["KAFKA_BROKER: not set"]
    for how, make in _WAYS.items():
        try:
            return _start(how, make(wanted, say), wanted.nodes)
        except BrokerUnavailable as error:
            tried.append(f"{how}: {error}")
    raise BrokerUnavailable(f"no Apache Kafka can be had here: {REMEDY}. Tried {'; '.join(tried)}")


@contextmanager
def running_broker(
    address: str | None = None,
    wanted: Wanted = Wanted(),
    *,
    environ: Mapping[str, str] = os.environ,
    say: Say = lambda _: None,
) -> Iterator[Broker]:
    """Open a broker as `open_broker` does, and close it on leaving."""
    broker = open_broker(address, wanted, environ=environ, say=say)
    try:
        yield broker
    finally:
        broker.close()


@asynccontextmanager
async def development_broker(
    address: str | None = None,
    wanted: Wanted = Wanted(),
    *,
    environ: Mapping[str, str] = os.environ,
    say: Say = lambda _: None,
) -> AsyncIterator[Broker]:
    """Open a broker as `open_broker` does, without holding up the loop, and close it on leaving."""
    broker = await asyncio.to_thread(open_broker, address, wanted, environ=environ, say=say)
    try:
        yield broker
    finally:
        await asyncio.to_thread(broker.close)


def wait_until_ready(server: Server, brokers: int) -> None:
    """Return when every node answers a metadata request with the whole cluster; raises `BrokerUnavailable` with the log where it won't."""
    deadline = time.monotonic() + START_PATIENCE
    while True:
        failure = server.failure()
        if failure:
            raise BrokerUnavailable(f"the broker did not start: {failure}")
        try:
            if all(count_brokers_now(node, patience=5.0) >= brokers for node in server.address.split(",")):
                return
            why = "its cluster is not complete"
        except BrokerUnavailable as error:
            why = str(error)
        if time.monotonic() > deadline:
            raise BrokerUnavailable(
                f"the broker was not ready within {START_PATIENCE:.0f} s: {why}\n{server.log_tail()}"
            )
        time.sleep(0.1)


def _start(how: How, server: Server, brokers: int) -> Broker:
    atexit.register(server.close)
    try:
        server.start()
        wait_until_ready(server, brokers)
    except BaseException:
        server.close()
        atexit.unregister(server.close)
        raise
    return Broker(server.address, how, server, brokers)


def _in_docker(wanted: Wanted, say: Say) -> Server:
    if wanted.data_dir or wanted.nodes > 1 or wanted.more:
        raise BrokerUnavailable("left out, for a kept data folder, several nodes and settings are for the jars")
    container = make_container(_choose_nodes(wanted)[0])
    say("starting Apache Kafka in Docker")
    return container


def _from_jars(wanted: Wanted, say: Say) -> Server:
    kafka = prepare_kafka(say)
    say("starting Apache Kafka of the official jars")
    folder = wanted.data_dir or Path(tempfile.mkdtemp(prefix="leadsieve-broker-"))
    return Cluster(kafka, _choose_nodes(wanted), folder.absolute(), wanted.data_dir is not None, wanted.more)


_WAYS: dict[How, Callable[[Wanted, Say], Server]] = {"docker": _in_docker, "jars": _from_jars}


def _choose_nodes(wanted: Wanted) -> tuple[Node, ...]:
    ports = find_free_ports(2 * wanted.nodes)
    if wanted.port is not None:
        if not is_free(wanted.port):
            raise BrokerUnavailable(f"port {wanted.port} is taken")
        ports[0] = wanted.port
    return tuple(Node(1 + at, ports[2 * at], ports[2 * at + 1]) for at in range(wanted.nodes))
