import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime import jars
from pipeline.runtime.jars import Jar, Kafka, prepare_kafka, read_lock

GOOD = b"the jar"
NAMED = Jar(hashlib.sha256(GOOD).hexdigest(), len(GOOD), "org.example:thing:1.0")


@dataclass
class _FakeMaven:
    """As jgo: writes into its own folder, and takes what lies there for fetched. `answers`: bytes, or how it fails."""

    folder: Path
    answers: list[bytes | Exception]
    asked: list[str] = field(default_factory=list)

    def create_dependency(self, coordinate: str) -> Any:  # noqa: ANN401  whatever jgo returns
        maven = self

        class Artifact:
            cached_path = maven.folder / "cached.jar"

            def resolve(self) -> Path:
                if not self.cached_path.exists():
                    maven.asked.append(coordinate)
                    answer = maven.answers.pop(0)
                    if isinstance(answer, Exception):
                        self.cached_path.write_bytes(b"half")
                        raise answer
                    self.cached_path.write_bytes(answer)
                return self.cached_path

        return type("Dependency", (), {"artifact": Artifact()})


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _FakeMaven:
    fake = _FakeMaven(tmp_path, [])

    def make(folder: Path) -> _FakeMaven:
        fake.folder = folder
        return fake

    def make_checkpoint(kafka: Kafka) -> None:
        kafka.checkpoint.write_text("levels")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(jars, "read_lock", lambda: (NAMED,))
    monkeypatch.setattr(jars, "_maven", make)
    monkeypatch.setattr(jars, "_make_checkpoint", make_checkpoint)
    return fake


def test_lock() -> None:
    """The lock names every jar once, by digest, among them the broker of the version we say."""
    locked = read_lock()
    assert len({jar.name for jar in locked}) == len(locked)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in locked)
    ours = {jar.coordinate for jar in locked if jar.coordinate.startswith("org.apache.kafka:")}
    assert {coordinate.rsplit(":")[-1] for coordinate in ours} == {jars.KAFKA_VERSION}
    assert set(jars.ROOTS) <= {jar.coordinate for jar in locked}


def test_fetched_once(maven: _FakeMaven) -> None:
    """A missing jar is fetched into the user's cache, with a word about it; the second time nothing is."""
    maven.answers = [GOOD]
    said: list[str] = []
    kafka = prepare_kafka(said.append)
    assert prepare_kafka(said.append) == kafka
    assert [path.read_bytes() for path in kafka.jars] == [GOOD]
    assert len(said) == len(maven.asked) == 1
    assert sorted(path.name for path in kafka.checkpoint.parent.iterdir()) == [
        "bootstrap.checkpoint",
        "in-use",
        "thing-1.0.jar",
    ]


def test_cut_short(maven: _FakeMaven) -> None:
    """A jar whose size is not that of the lock is fetched again."""
    maven.answers = [GOOD, GOOD]
    path = prepare_kafka(lambda _: None).jars[0]
    path.write_bytes(GOOD[:3])
    prepare_kafka(lambda _: None)
    assert path.read_bytes() == GOOD


def test_tried_again(maven: _FakeMaven) -> None:
    """A fetch that broke off is tried again, from nothing."""
    maven.answers = [ConnectionError("broken off"), b"other", GOOD]
    assert prepare_kafka(lambda _: None).jars[0].read_bytes() == GOOD


def test_forged(maven: _FakeMaven) -> None:
    """A jar that is not the one of the lock never gets into the cache."""
    maven.answers = [b"forged"] * jars.FETCH_TRIES
    with pytest.raises(BrokerUnavailable, match=r"org\.example:thing:1\.0 is not the file that kafka-jars.lock names"):
        prepare_kafka(lambda _: None)
    assert not list(jars.cache_folder().rglob("*.jar"))


def test_no_network(maven: _FakeMaven) -> None:
    """Without a network the error names what could not be fetched, and why."""
    maven.answers = [ConnectionError("no route")] * jars.FETCH_TRIES
    with pytest.raises(BrokerUnavailable, match=r"org\.example:thing:1\.0 could not be fetched: no route"):
        prepare_kafka(lambda _: None)


def test_no_cache(maven: _FakeMaven, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made is named."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(BrokerUnavailable, match="cannot be used"):
        prepare_kafka(lambda _: None)
    assert maven.asked == []


def test_two_at_once(maven: _FakeMaven) -> None:
    """Of two that start at once one fetches and the other waits, saying so; both get the jars."""
    maven.answers = [GOOD]
    fetching, go_on = threading.Event(), threading.Event()
    said: list[str] = []

    def slow(_: str) -> None:
        fetching.set()
        go_on.wait(10)

    def waiting(text: str) -> None:
        said.append(text)
        go_on.set()

    first = threading.Thread(target=prepare_kafka, args=(slow,))
    first.start()
    assert fetching.wait(10)
    kafka = prepare_kafka(waiting)
    first.join(10)
    assert said == ["another process is fetching Apache Kafka: waiting for it"]
    assert kafka.jars[0].read_bytes() == GOOD


def test_command() -> None:
    """The command line names every jar, in the order of the lock: no stray file of the folder gets in."""
    kafka = Kafka(Path("bin/java"), (Path("b.jar"), Path("a.jar")), Path("c"))
    assert kafka.command("kafka.Kafka", "-Xmx1g") == ["bin/java", "-Xmx1g", "-cp", "b.jar:a.jar", "kafka.Kafka"]
