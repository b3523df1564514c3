"""The broker in Docker, through testcontainers: the official image with the settings that the jars get."""

import gc
import warnings
from dataclasses import dataclass
from typing import Any

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.jars import KAFKA_VERSION
from pipeline.runtime.kraft import STOP_PATIENCE, TAIL_LINES
from pipeline.runtime.kraft_properties import Node, as_environment, server_properties

IMAGE = f"apache/kafka:{KAFKA_VERSION}"
DATA = "/tmp/kraft-combined-logs"  # noqa: S108  inside the container, where the image keeps its data
PING_TIMEOUT = 2
"""Seconds an engine has to answer."""
HERE = ("localhost", "127.0.0.1")


@dataclass(slots=True)
class Container:
    """One node in a container; testcontainers removes it should we die first."""

    node: Node
    made: Any
    """A `DockerContainer` of testcontainers, an optional dependency."""
    begun: Any = None
    """The container of the Docker client, once there is one."""

    @property
    def address(self) -> str:
        """Where clients find the broker."""
        return f"127.0.0.1:{self.node.port}"

    def start(self) -> None:
        """Start the broker, on the data it had; returns before it is ready. The first time may fetch the image.

        Raises `BrokerUnavailable` with the engine's words.
        """
        from docker.errors import DockerException  # noqa: PLC0415  comes with testcontainers, an optional dependency

        try:
            if self.begun is None:
                self.begun = self.made.start().get_wrapped_container()
            else:
                self.begun.start()
        except (DockerException, OSError) as error:
            raise BrokerUnavailable(f"the engine would not start {IMAGE}: {error}") from error

    def stop(self, *ids: int) -> None:
        """Stop the broker, which is the only node there is; its data stays in the container."""
        del ids
        if self.begun is not None:
            self.begun.stop(timeout=int(STOP_PATIENCE))

    def kill(self, *ids: int) -> None:
        """Kill the broker, which is the only node there is, as `kill -9` does."""
        del ids
        if self.begun is not None:
            self.begun.kill()

    def close(self) -> None:
        """Remove the container with its data."""
        self.made.stop()

    def failure(self) -> str | None:
        """Return the end of the container's log where it ended by itself; None while it runs."""
        if self.begun is None:
            return None
        self.begun.reload()
        if self.begun.status in {"created", "running"}:
            return None
        return f"container {self.begun.short_id} is {self.begun.status}\n{self.log_tail()}"

    def log_tail(self) -> str:
        """Return the last lines of the container's log."""
        return self.begun.logs(tail=TAIL_LINES).decode(errors="replace") if self.begun is not None else ""


def make_container(node: Node) -> Container:
    """Return a container that is not started yet; raises `BrokerUnavailable` where no engine of this machine answers."""
    try:
        from testcontainers.core.container import DockerContainer  # noqa: PLC0415  an optional dependency
    except ImportError as error:
        raise BrokerUnavailable("testcontainers is missing: install leadsieve with its extra `broker`") from error
    _require_engine()
    properties = server_properties(node, (node,), DATA, listen="0.0.0.0")  # noqa: S104  Docker binds it to loopback
    made = DockerContainer(IMAGE, env=as_environment(properties))
    made.ports[f"{node.port}/tcp"] = ("127.0.0.1", node.port)  # type: ignore[assignment]  # Docker takes an address too
    return Container(node, made)


def _require_engine() -> None:
    with warnings.catch_warnings():
        # The docker client leaves its socket to the collector when nothing answers, which is the usual case.
        warnings.simplefilter("ignore", ResourceWarning)
        why = _ping()
        gc.collect()
    if why:
        raise BrokerUnavailable(why)


def _ping() -> str:
    """Return why Docker cannot be used; empty where it can."""
    from docker.errors import DockerException  # noqa: PLC0415  as in Container.start
    from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415  as above

    try:
        engine = DockerClient(timeout=PING_TIMEOUT)
        try:
            engine.client.ping()
            return "" if engine.host() in HERE else f"the engine is not on this machine but on {engine.host()}"
        finally:
            engine.client.close()
    except (DockerException, OSError) as error:
        return f"no engine answers: {error}"
