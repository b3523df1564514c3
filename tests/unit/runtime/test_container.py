import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.container import IMAGE, make_container
from pipeline.runtime.kraft_properties import Node

NODE = Node(1, 20001, 20002)
ID = "c" * 64


@dataclass
class Engine:
    """What a Docker engine was asked, and the container it was asked to make."""

    asked: list[str] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)
    status: str = "running"
    refuses: str = ""


class _Handler(BaseHTTPRequestHandler):
    """Just enough of Docker's HTTP API, on loopback."""

    engine: Engine
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self._note()
        if path.endswith("/logs"):
            return self._answer(b"\x01\0\0\0\0\0\0\x04boom")
        state = {"Status": self.engine.status, "Running": self.engine.status == "running"}
        found = {
            "ApiVersion": "1.44",
            "Id": ID,
            "Name": "/kafka",
            "State": state,
            "Config": {"Tty": False, "Image": IMAGE},
        }
        return self._answer(json.dumps(found).encode())

    def do_HEAD(self) -> None:
        self._note()
        self._answer(b"")

    def do_POST(self) -> None:
        path = self._note()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path.endswith("/containers/create"):
            self.engine.made = json.loads(body)
        if path == self.engine.refuses:
            return self._answer(json.dumps({"message": "no space"}).encode(), 500)
        return self._answer(json.dumps({"Id": ID}).encode())

    def do_DELETE(self) -> None:
        self._note()
        self._answer(b"")

    def _note(self) -> str:
        path = self.path.partition("?")[0].removeprefix("/v1.44")
        self.engine.asked.append(f"{self.command} {path}")
        return path

    def _answer(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    made = Engine()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Handler,), {"engine": made}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
    monkeypatch.delenv("DOCKER_TLS_VERIFY", raising=False)
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def test_made(engine: Engine) -> None:
    """The official image gets the settings of the jars, and only loopback of this machine reaches it."""
    container = make_container(NODE)
    container.start()
    container.close()
    environment = dict(item.split("=", 1) for item in engine.made["Env"])
    assert engine.made["Image"] == IMAGE
    assert engine.made["HostConfig"]["PortBindings"] == {"20001/tcp": [{"HostIp": "127.0.0.1", "HostPort": "20001"}]}
    assert environment["KAFKA_LISTENERS"] == "PLAINTEXT://0.0.0.0:20001,CONTROLLER://127.0.0.1:20002"
    assert environment["KAFKA_ADVERTISED_LISTENERS"] == "PLAINTEXT://127.0.0.1:20001"
    assert container.address == "127.0.0.1:20001"


def test_life(engine: Engine) -> None:
    """It is stopped, killed and started again as the same container, and removed in the end."""
    container = make_container(NODE)
    container.start()
    container.stop()
    container.start()
    container.kill()
    container.close()
    acts = [
        asked.replace(ID, "ID") for asked in engine.asked if "/containers/" in asked and not asked.startswith("GET")
    ]
    assert acts == [
        "POST /containers/create",
        "POST /containers/ID/start",
        "POST /containers/ID/stop",
        "POST /containers/ID/start",
        "POST /containers/ID/kill",
        "DELETE /containers/ID",
    ]


def test_failure(engine: Engine) -> None:
    """One that ended by itself says so, with the end of its log."""
    container = make_container(NODE)
    assert container.failure() is None
    container.start()
    assert container.failure() is None
    engine.status = "exited"
    failure = container.failure()
    container.close()
    assert failure is not None
    assert "exited" in failure
    assert "boom" in failure


@pytest.mark.parametrize("path", ["/containers/create", f"/containers/{ID}/start"], ids=["create", "start"])
def test_refused(engine: Engine, path: str) -> None:
    """What the engine says against it is the reason that is given."""
    engine.refuses = path
    container = make_container(NODE)
    with pytest.raises(BrokerUnavailable, match=f"would not start {IMAGE}.*no space"):
        container.start()
    container.close()


def test_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an engine the reason is said, at once."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:9")
    with pytest.raises(BrokerUnavailable, match="no engine answers"):
        make_container(NODE)


@pytest.mark.usefixtures("engine")
def test_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine on another machine is of no use: its loopback is not ours."""
    monkeypatch.setattr("testcontainers.core.docker_client.DockerClient.host", lambda _: "docker.example")
    with pytest.raises(BrokerUnavailable, match=r"not on this machine but on docker\.example"):
        make_container(NODE)
