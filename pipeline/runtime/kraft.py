"""Brokers of the official jars as processes of this machine: KRaft mode, loopback only, one data folder a node."""

import base64
import contextlib
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.runtime import leash
from pipeline.runtime.jars import Kafka
from pipeline.runtime.kraft_properties import LOG4J, Node, render, server_properties

JVM_OPTIONS = ("-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED")
STOP_PATIENCE = 15.0
"""Seconds a node has to stop by itself before it is killed."""
TAIL_LINES = 25
NOT_FOR_THE_JVM = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH")


@dataclass(slots=True)
class Process:
    """A running node, and the leash that ends it should we die first."""

    broker: subprocess.Popen[bytes]
    leash: subprocess.Popen[bytes]


@dataclass(slots=True)
class Cluster:
    """Nodes of one cluster, `folder` holding a folder for each; a kept folder can be started again later."""

    kafka: Kafka
    nodes: tuple[Node, ...]
    folder: Path
    keep: bool
    more: Mapping[str, str] = field(default_factory=dict)
    """Settings that every node gets besides ours."""
    processes: dict[int, Process] = field(default_factory=dict)
    """By node id; a node that was stopped or killed by us is not in here."""

    @property
    def address(self) -> str:
        """Where clients find the cluster: HOST:PORT of every node, with commas."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def start(self) -> None:
        """Start the nodes that don't run, on the ports and data they had; returns before they are ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        cluster_id = _find_cluster_id(self.folder) or _make_id()
        for node in self.nodes:
            if node.id not in self.processes:
                home = _prepare_folder(self.kafka, node, self.nodes, self.folder, cluster_id, self.more)
                self.processes[node.id] = _spawn(self.kafka, home, None if self.keep else self.folder)

    def stop(self, *ids: int) -> None:
        """Stop these nodes, all where none is named: first asked, then made to. The data stays."""
        chosen = self._running(ids)
        for number in chosen:
            self.processes[number].broker.terminate()
        deadline = time.monotonic() + STOP_PATIENCE
        for number in chosen:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.processes[number].broker.wait(max(0.0, deadline - time.monotonic()))
        if chosen:
            self.kill(*chosen)

    def kill(self, *ids: int) -> None:
        """Kill these nodes, all where none is named, as `kill -9` does. The data stays as it was on disk then."""
        for number in self._running(ids):
            process = self.processes.pop(number)
            process.broker.kill()
            process.broker.wait()
            _let_go(process.leash)

    def _running(self, ids: Sequence[int]) -> list[int]:
        return [number for number in self.processes if number in ids or not ids]

    def close(self) -> None:
        """Stop all nodes and remove the data, unless it was asked to be kept."""
        self.stop()
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def failure(self) -> str | None:
        """Return the end of the log of the first node that ended by itself; None while all run."""
        for node in self.nodes:
            process = self.processes.get(node.id)
            if process and process.broker.poll() is not None:
                return f"node {node.id} ended with code {process.broker.returncode}\n{_tail(self.folder, node)}"
        return None

    def log_tail(self) -> str:
        """Return the last lines of every node's log."""
        return "\n".join(_tail(self.folder, node) for node in self.nodes)


def _tail(folder: Path, node: Node) -> str:
    path = folder / str(node.id) / "broker.log"
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join([f"last lines of {path}:", *lines[-TAIL_LINES:]])


def _prepare_folder(
    kafka: Kafka, node: Node, nodes: Sequence[Node], folder: Path, cluster_id: str, more: Mapping[str, str]
) -> Path:
    """Return the node's folder with its configuration, formatted if it is new."""
    home = folder / str(node.id)
    data = home / "data"
    data.mkdir(parents=True, exist_ok=True)
    (home / "log4j2.properties").write_text(LOG4J)
    (home / "server.properties").write_text(render(server_properties(node, nodes, str(data)) | dict(more)))
    meta = data / "meta.properties"
    if not meta.exists():
        shutil.copyfile(kafka.checkpoint, data / kafka.checkpoint.name)
        meta.write_text(f"version=1\ncluster.id={cluster_id}\nnode.id={node.id}\ndirectory.id={_make_id()}\n")
    return home


def _find_cluster_id(folder: Path) -> str | None:
    for meta in folder.glob("*/data/meta.properties"):
        for line in meta.read_text().splitlines():
            if line.startswith("cluster.id="):
                return line.removeprefix("cluster.id=").strip()
    return None


def _make_id() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def _spawn(kafka: Kafka, home: Path, doomed: Path | None) -> Process:
    """Start a node in a session of its own, so that Ctrl-C reaches us alone; `doomed` goes when we die unawares."""
    options = (*JVM_OPTIONS, f"-Dlog4j2.configurationFile={home / 'log4j2.properties'}")
    command = [*kafka.command("kafka.Kafka", *options), str(home / "server.properties")]
    with (home / "broker.log").open("ab") as log:
        broker = subprocess.Popen(  # noqa: S603  our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
            start_new_session=True,
        )
    guard = [sys.executable, "-IS", leash.__file__, str(broker.pid), *([str(doomed)] if doomed else [])]
    return Process(broker, subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True))  # noqa: S603  as above


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_FOR_THE_JVM}


def _let_go(guard: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError):
        guard.communicate(b".")
    guard.wait()
