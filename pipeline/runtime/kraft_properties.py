"""What a node of the development broker is told, as data; the jars and the container read the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MESSAGE_BYTES = 6 * 1024 * 1024
"""Largest batch the broker takes, so that upstream values of 5 MB can be published; topics set their own limit."""

LOG4J = """\
rootLogger.level=WARN
rootLogger.appenderRef.out.ref=OUT
appender.out.type=Console
appender.out.name=OUT
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=[%d] %p %m (%c)%n
"""


@dataclass(frozen=True, slots=True)
class Node:
    """One broker, which is its own controller too, and its two ports on loopback."""

    id: int
    port: int
    controller_port: int


def server_properties(node: Node, nodes: Sequence[Node], data: str, listen: str = "127.0.0.1") -> dict[str, str]:
    """Return the settings of `node` in the cluster of `nodes`, with its data in the folder `data`.

    `listen` is the interface clients are taken from; in a container that is every one, for Docker alone reaches it.
    """
    copies = str(min(len(nodes), 3))
    in_sync = "2" if copies == "3" else "1"
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.id),
        "controller.quorum.voters": ",".join(f"{each.id}@127.0.0.1:{each.controller_port}" for each in nodes),
        "listeners": f"PLAINTEXT://{listen}:{node.port},CONTROLLER://127.0.0.1:{node.controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{node.port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": data,
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
        **DEVELOPMENT,
    }


DEVELOPMENT = {
    # Our topics are made on purpose, with their own partitions and limits: a misspelt name is an error.
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(MESSAGE_BYTES),
    "replica.fetch.max.bytes": str(MESSAGE_BYTES),
    # As in production: a record from the future would make retention and ticks wrong.
    "log.message.timestamp.after.max.ms": str(3_600_000),
    # One machine, one developer: nobody to wait for, and little memory and disk to take.
    "group.initial.rebalance.delay.ms": "0",
    # After kill -9 a node waits until its former self has lapsed: 5 s of that instead of 9.
    "broker.session.timeout.ms": "5000",
    "broker.heartbeat.interval.ms": "1000",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.num.partitions": "8",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
}


def render(properties: Mapping[str, str]) -> str:
    """Return the text of a properties file."""
    return "".join(f"{name}={value}\n" for name, value in properties.items())


def as_environment(properties: Mapping[str, str]) -> dict[str, str]:
    """Return the settings as the environment variables that the official image reads."""
    spelt = {name: name.replace("_", "__").replace("-", "___").replace(".", "_").upper() for name in properties}
    return {f"KAFKA_{spelt[name]}": value for name, value in properties.items()}
