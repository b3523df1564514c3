import asyncio
import socket

import pytest

from pipeline.errors import BrokerUnavailable
from pipeline.runtime.admin import count_brokers, count_brokers_now


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_nothing_listens() -> None:
    """Where nothing listens the error names the address and what to do."""
    address = f"127.0.0.1:{closed_port()}"
    with pytest.raises(BrokerUnavailable, match=f"no Apache Kafka answers at {address} .*leadsieve broker"):
        await count_brokers(address)


@pytest.mark.parametrize("address", ["localhost", ":9092", "kafka:", "kafka:http"])
async def test_no_address(address: str) -> None:
    """What is not HOST:PORT is said to be none."""
    with pytest.raises(BrokerUnavailable, match="is not HOST:PORT"):
        await count_brokers(address)


async def test_no_kafka() -> None:
    """Something else than Kafka at the address is no broker."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(BrokerUnavailable, match=f"127.0.0.1:{port}"):
            await count_brokers(f"127.0.0.1:{port}", patience=1.0)


async def test_silence() -> None:
    """What takes connections and never says a word is given up, not waited for without end."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(BrokerUnavailable, match=f"127.0.0.1:{port}"):
            await count_brokers(f"127.0.0.1:{port}", patience=0.3)


async def test_inside_a_loop() -> None:
    """The plain function works where a loop is running, and raises the same."""
    with pytest.raises(BrokerUnavailable):
        count_brokers_now(f"127.0.0.1:{closed_port()}")
