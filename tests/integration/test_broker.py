import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewTopic

from pipeline.runtime.admin import admin_client, count_brokers
from pipeline.runtime.broker import Broker, Wanted, running_broker
from pipeline.runtime.ports import find_free_ports


async def write(address: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address, acks="all") as producer:
        await producer.send_and_wait(topic, value)


async def read(address: str, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest", enable_auto_commit=False)
    async with consumer:
        consumer.assign([TopicPartition(topic, 0)])
        await consumer.seek_to_beginning()
        return [(await consumer.getone()).value for _ in range(count)]


def answers(address: str) -> bool:
    host, _, port = address.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


async def test_answers(broker: Broker) -> None:
    """The session's broker is a real one: it answers a metadata request, and a mistyped topic is not made."""
    assert await count_brokers(broker.address) >= 1
    assert broker.how in {"KAFKA_BROKER", "docker", "jars"}
    async with admin_client(broker.address) as admin:
        assert "mistyped" not in await admin.list_topics()


@pytest.mark.broker
async def test_life(tmp_path: Path) -> None:
    """Ctrl-C stops `leadsieve broker` cleanly; on its port and folder the data is there again, and still after kill -9."""
    port = find_free_ports(1)[0]
    address = f"127.0.0.1:{port}"
    with command("--json", "--port", str(port), "--data-dir", str(tmp_path)) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"broker": address, "how": "jars"}
        async with admin_client(address) as admin:
            await admin.create_topics([NewTopic("kept", 1, 1)])
        await write(address, "kept", b"first")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert (tmp_path / "1" / "data" / ".kafka_cleanshutdown").exists()
    with running_broker(wanted=Wanted(port, tmp_path), environ={}) as own:
        await write(address, "kept", b"second")
        own.kill()
        assert not answers(address)
        assert not (tmp_path / "1" / "data" / ".kafka_cleanshutdown").exists()
        own.restart()
        assert await read(address, "kept", 2) == [b"first", b"second"]
    assert not answers(address)


@contextmanager
def command(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run `leadsieve broker`, without a broker at hand."""
    environment = {name: value for name, value in os.environ.items() if name != "KAFKA_BROKER"}
    line = [sys.executable, "-m", "pipeline", "broker", "--quiet", *options]
    with subprocess.Popen(line, stdout=subprocess.PIPE, env=environment) as process:  # noqa: S603  our own command
        try:
            yield process
        finally:
            process.kill()
