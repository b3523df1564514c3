import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.runtime.jars import Kafka
from pipeline.runtime.kraft import Cluster
from pipeline.runtime.kraft_properties import Node

NODES = (Node(1, 20001, 20002), Node(2, 20003, 20004))
OWNER = """
import sys, time
from pathlib import Path
from pipeline.runtime.jars import Kafka
from pipeline.runtime.kraft import Cluster
from pipeline.runtime.kraft_properties import Node
java, checkpoint, folder = map(Path, sys.argv[1:])
cluster = Cluster(Kafka(java, (), checkpoint), (Node(1, 1, 2),), folder, keep=False)
cluster.start()
print(cluster.processes[1].broker.pid, flush=True)
time.sleep(60)
"""


def make_java(folder: Path, script: str) -> Kafka:
    """Return a Kafka whose Java is a shell script: processes and folders are real, only the broker is not."""
    java, checkpoint = folder / "java", folder / "bootstrap.checkpoint"
    java.write_text(f"#!/bin/sh\n{script}\n")
    java.chmod(0o755)
    checkpoint.write_text("levels")
    return Kafka(java, (), checkpoint)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    kafka = make_java(tmp_path, "echo running $4; exec sleep 60")
    made = Cluster(kafka, NODES, tmp_path / "data", keep=False)
    yield made
    made.close()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not holds():
        time.sleep(0.02)
    return holds()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pids(cluster: Cluster) -> list[int]:
    return [process.broker.pid for process in cluster.processes.values()]


def test_folders(cluster: Cluster) -> None:
    """Every node has a formatted folder: one cluster, its own directory, its own settings, its own log."""
    cluster.start()
    metas = [(cluster.folder / str(node.id) / "data" / "meta.properties").read_text().split() for node in NODES]
    assert metas[0][1].startswith("cluster.id=")
    assert metas[0][1] == metas[1][1]
    assert [meta[2] for meta in metas] == ["node.id=1", "node.id=2"]
    assert metas[0][3] != metas[1][3]
    assert (cluster.folder / "2" / "data" / "bootstrap.checkpoint").read_text() == "levels"
    assert "node.id=2" in (cluster.folder / "2" / "server.properties").read_text()
    assert within(10, lambda: cluster.log_tail().count("running") == 2)
    assert cluster.address == "127.0.0.1:20001,127.0.0.1:20003"


def test_stop(cluster: Cluster) -> None:
    """A stop ends every node and leaves the data; a start goes on with the same cluster; closing removes the data."""
    cluster.start()
    first, meta = pids(cluster), (cluster.folder / "1" / "data" / "meta.properties").read_text()
    cluster.stop()
    assert not any(is_alive(pid) for pid in first)
    cluster.start()
    assert not set(pids(cluster)) & set(first)
    assert (cluster.folder / "1" / "data" / "meta.properties").read_text() == meta
    cluster.close()
    assert not cluster.folder.exists()


def test_kept(tmp_path: Path) -> None:
    """A folder that was asked to be kept stays after closing."""
    cluster = Cluster(make_java(tmp_path, "exec sleep 60"), NODES[:1], tmp_path / "data", keep=True)
    cluster.start()
    cluster.close()
    assert (tmp_path / "data" / "1" / "data" / "meta.properties").exists()


def test_kill(cluster: Cluster) -> None:
    """A kill ends every node at once, and is no failure: we asked for it."""
    cluster.start()
    first = pids(cluster)
    cluster.kill()
    assert not any(is_alive(pid) for pid in first)
    assert cluster.failure() is None


def test_one_node_goes_and_comes_back(cluster: Cluster) -> None:
    """One node can be killed or stopped alone, and a start brings back what does not run, and nothing else."""
    cluster.start()
    first = {number: process.broker.pid for number, process in cluster.processes.items()}
    for lose in (cluster.kill, cluster.stop):
        lose(2)
        assert set(cluster.processes) == {1}
        assert is_alive(first[1])
        assert not is_alive(first[2])
        cluster.start()
        again = {number: process.broker.pid for number, process in cluster.processes.items()}
        assert again[1] == first[1]
        assert again[2] != first[2]
        first = again


def test_more_settings(tmp_path: Path) -> None:
    """Settings that were asked for come on top of ours."""
    more = {"offsets.retention.minutes": "1", "broker.session.timeout.ms": "9000"}
    cluster = Cluster(make_java(tmp_path, "exec sleep 60"), NODES[:1], tmp_path / "data", keep=False, more=more)
    cluster.start()
    lines = (cluster.folder / "1" / "server.properties").read_text().splitlines()
    cluster.close()
    assert [line for line in lines if line.startswith("broker.session")] == ["broker.session.timeout.ms=9000"]
    assert "offsets.retention.minutes=1" in lines


def test_failure(tmp_path: Path) -> None:
    """A node that ends by itself is a failure, told with its code and the end of its log."""
    cluster = Cluster(make_java(tmp_path, "echo out of memory >&2; exit 3"), NODES[:1], tmp_path / "data", keep=False)
    cluster.start()
    assert within(10, lambda: cluster.failure() is not None)
    failure = cluster.failure() or ""
    cluster.close()
    assert "node 1 ended with code 3" in failure
    assert "out of memory" in failure
    assert "broker.log" in failure


def test_stubborn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that does not heed being asked is killed."""
    monkeypatch.setattr("pipeline.runtime.kraft.STOP_PATIENCE", 0.2)
    cluster = Cluster(
        make_java(tmp_path, "trap '' TERM; echo ready; while :; do sleep 0.05; done"),
        NODES[:1],
        tmp_path / "data",
        keep=False,
    )
    cluster.start()
    assert within(10, lambda: "ready" in cluster.log_tail())
    process = cluster.processes[1].broker
    cluster.close()
    assert process.returncode == -9


def test_owner_killed(tmp_path: Path) -> None:
    """The nodes of an owner that dies by kill -9 end too, and their passing data goes."""
    kafka, folder = make_java(tmp_path, "exec sleep 60"), tmp_path / "data"
    command = [sys.executable, "-c", OWNER, str(kafka.java), str(kafka.checkpoint), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as owner:  # noqa: S603  our own command
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert is_alive(pid)
        owner.kill()
    assert within(20, lambda: not folder.exists())
    assert within(20, lambda: not is_alive(pid))
