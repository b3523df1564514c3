"""Asking a broker about itself: connect, ask, close. A broker that does not answer is one clear error."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from pipeline.errors import BrokerUnavailable

PATIENCE = 10.0
"""Seconds in which a broker has to take a connection and to answer a request."""


@asynccontextmanager
async def admin_client(address: str, patience: float = PATIENCE) -> AsyncIterator[AIOKafkaAdminClient]:
    """Yield an admin client of the broker at `address` (HOST:PORT, several with commas); closed on leaving.

    Raises `BrokerUnavailable` where nothing listens, what listens does not answer as Kafka does, or a request fails.
    """
    await _connect_once(address, patience)
    client = AIOKafkaAdminClient(bootstrap_servers=address.split(","), request_timeout_ms=int(patience * 1000))
    try:
        await client.start()
        yield client
    except (KafkaError, TimeoutError) as error:
        raise _unavailable(address, f"{type(error).__name__}: {error}") from error
    finally:
        await client.close()


async def count_brokers(address: str, patience: float = PATIENCE) -> int:
    """Return how many brokers the cluster at `address` says it has; 0 while it has no controller.

    A real metadata request, so an answer means that the cluster can be worked with. Raises `BrokerUnavailable`.
    """
    async with admin_client(address, patience) as client:
        cluster = await client.describe_cluster()
    return len(cluster["brokers"]) if cluster["controller_id"] >= 0 else 0


def count_brokers_now(address: str, patience: float = PATIENCE) -> int:
    """Return what `count_brokers` returns, for callers outside a loop or inside one: it runs on a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(count_brokers(address, patience))).result()


async def _connect_once(address: str, patience: float) -> None:
    """Raise unless one of the hosts takes a connection: asked first, for aiokafka would log what it cannot reach."""
    failures = []
    for host in address.split(","):
        name, _, port = host.strip().rpartition(":")
        if not name or not port.isdigit():
            raise _unavailable(address, f"{host!r} is not HOST:PORT")
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(name.strip("[]"), int(port)), patience)
        except (OSError, TimeoutError) as error:
            failures.append(str(error) or "no answer in time")
            continue
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return
    raise _unavailable(address, "; ".join(failures))


def _unavailable(address: str, why: str) -> BrokerUnavailable:
    return BrokerUnavailable(
        f"no Apache Kafka answers at {address} ({why}): start one (`leadsieve broker` does, on this machine),"
        " or name another with --broker HOST:PORT"
    )
