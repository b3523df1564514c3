import socket
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.errors import BrokerUnavailable, LeadsieveError
from pipeline.runtime import broker as module
from pipeline.runtime.broker import Broker, Wanted, development_broker, open_broker, running_broker


@dataclass
class _FakeServer:
    """Writes down what is asked of it; `fault` is how its start ends, if not well."""

    address: str = "127.0.0.1:1"
    fault: str | None = None
    calls: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.calls.append("start")

    def stop(self, *ids: int) -> None:
        self.calls.append(" ".join(["stop", *map(str, ids)]))

    def kill(self, *ids: int) -> None:
        self.calls.append(" ".join(["kill", *map(str, ids)]))

    def close(self) -> None:
        self.calls.append("close")

    def failure(self) -> str | None:
        return self.fault

    def log_tail(self) -> str:
        return "end of the log"


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "count_brokers_now", lambda *_, **__: 1)


def ways(monkeypatch: pytest.MonkeyPatch, **servers: _FakeServer | str) -> None:
    def make(way: _FakeServer | str) -> _FakeServer:
        if isinstance(way, str):
            raise BrokerUnavailable(way)
        return way

    monkeypatch.setattr(module, "_WAYS", {how: lambda *_, way=way: make(way) for how, way in servers.items()})


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.usefixtures("answering")
def test_given_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker in KAFKA_BROKER is used, and nothing is started."""
    server = _FakeServer()
    ways(monkeypatch, docker=server)
    found = open_broker(environ={"KAFKA_BROKER": "kafka.example:9092"})
    assert (found.address, found.how) == ("kafka.example:9092", "KAFKA_BROKER")
    assert server.calls == []


@pytest.mark.usefixtures("answering")
def test_address_first() -> None:
    """What was said on the command line goes before KAFKA_BROKER."""
    assert open_broker("a.example:1", environ={"KAFKA_BROKER": "b.example:2"}).address == "a.example:1"


def test_given_but_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """A named broker that does not answer is an error that names it: never another broker instead."""
    ways(monkeypatch, docker=_FakeServer())
    address = f"127.0.0.1:{closed_port()}"
    with pytest.raises(BrokerUnavailable, match=rf"no Apache Kafka answers at {address}.*--broker HOST:PORT"):
        open_broker(environ={"KAFKA_BROKER": address})


@pytest.mark.usefixtures("answering")
def test_docker_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker goes before the jars."""
    docker, jars = _FakeServer(), _FakeServer()
    ways(monkeypatch, docker=docker, jars=jars)
    assert open_broker(environ={}).how == "docker"
    assert (docker.calls, jars.calls) == (["start"], [])


@pytest.mark.usefixtures("answering")
def test_falls_to_jars(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container that won't start is removed, and the jars are tried."""
    docker, jars = _FakeServer(fault="image not found"), _FakeServer()
    ways(monkeypatch, docker=docker, jars=jars)
    assert open_broker(environ={}).how == "jars"
    assert docker.calls == ["start", "close"]


def test_none_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none can be had the error names every way, why it failed, and what to do."""
    ways(monkeypatch, docker="no engine answers", jars=_FakeServer(fault="node 1 ended with code 1\nOutOfMemoryError"))
    with pytest.raises(BrokerUnavailable) as raised:
        open_broker(environ={})
    text = str(raised.value)
    for part in ("KAFKA_BROKER: not set", "docker: no engine answers", "jars: ", "OutOfMemoryError", "start Docker"):
        assert part in text


def test_not_ready_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that never gets ready is closed again; the error shows the end of its log."""
    server = _FakeServer(address=f"127.0.0.1:{closed_port()}")
    ways(monkeypatch, jars=server)
    monkeypatch.setattr(module, "START_PATIENCE", 0.0)
    with pytest.raises(BrokerUnavailable, match=r"(?s)not ready within 0 s.*end of the log"):
        open_broker(environ={})
    assert server.calls == ["start", "close"]


@pytest.mark.usefixtures("answering")
def test_close_after_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker is closed however the work with it ends."""
    server = _FakeServer()
    ways(monkeypatch, jars=server)
    with pytest.raises(ZeroDivisionError), running_broker(environ={}):
        raise ZeroDivisionError
    assert server.calls == ["start", "close"]


@pytest.mark.usefixtures("answering")
async def test_in_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same inside an event loop."""
    server = _FakeServer()
    ways(monkeypatch, jars=server)
    async with development_broker(environ={}) as found:
        assert found.how == "jars"
    assert server.calls == ["start", "close"]


@pytest.mark.usefixtures("answering")
def test_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart stops what runs, starts it again and waits for it."""
    server = _FakeServer()
    ways(monkeypatch, jars=server)
    found = open_broker(environ={})
    found.kill()
    found.restart()
    found.close()
    assert server.calls == ["start", "kill", "stop", "start", "close"]


@pytest.mark.usefixtures("answering")
def test_one_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """One node of several can be stopped or killed; a start brings it back and waits for the whole cluster."""
    ways(monkeypatch, jars=(server := _FakeServer()))
    found = open_broker(environ={})
    found.kill(2)
    found.stop(3)
    found.start()
    found.close()
    assert server.calls == ["start", "kill 2", "stop 3", "start", "close"]


@pytest.mark.parametrize("act", ["stop", "kill", "start", "restart"])
def test_not_ours(act: str) -> None:
    """A broker that we only found is not ours to stop; closing it does nothing."""
    found = Broker("kafka.example:9092", "KAFKA_BROKER")
    with pytest.raises(LeadsieveError, match="not ours to stop"):
        getattr(found, act)()
    found.close()


def test_taken_port() -> None:
    """A port that was asked for and is taken is an error that names it, not another port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BrokerUnavailable, match=f"port {port} is taken"):
            module._choose_nodes(Wanted(port=port))  # noqa: SLF001  the jars' and Docker's way share it


def test_nodes_apart() -> None:
    """Three nodes have six ports, all different, and the first node has the port that was asked for."""
    port = closed_port()
    nodes = module._choose_nodes(Wanted(port=port, nodes=3))  # noqa: SLF001  as above
    assert [node.id for node in nodes] == [1, 2, 3]
    assert nodes[0].port == port
    assert len({number for node in nodes for number in (node.port, node.controller_port)}) == 6


def test_kept_data_not_in_docker() -> None:
    """A data folder to keep is for the jars, for a container would have its own; so are several nodes, and settings."""
    for wanted in (Wanted(data_dir=Path("kept")), Wanted(nodes=3), Wanted(more={"offsets.retention.minutes": "1"})):
        with pytest.raises(BrokerUnavailable, match="for the jars"):
            module._in_docker(wanted, lambda _: None)  # noqa: SLF001  as above
