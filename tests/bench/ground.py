"""The ground a contender is measured on: topics of its own on the common broker, gone afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex

from pipeline.runtime import genesis, topics
from pipeline.runtime.admin import admin_client
from pipeline.runtime.ports import find_free_ports
from pipeline.settings import Settings


@asynccontextmanager
async def fresh_ground(
    address: str, processing: str = "exactly-once", partitions: int = Settings().partitions
) -> AsyncIterator[Settings]:
    """Yield settings of a fresh body of state, topics made; the broker's disk gets its room back on leaving."""
    own = f"bench-{token_hex(3)}"
    port = find_free_ports(1)[0]
    settings = Settings(
        broker=address,
        app_id=own,
        partitions=partitions,
        topic_prefix=f"{own}.",
        web_port=port,
        processing=processing,
    )
    await topics.create(settings)
    await genesis.begin(settings)
    try:
        yield settings
    finally:
        async with admin_client(address) as admin:
            left = [topic for topic in await admin.list_topics() if topic.startswith(own)]
            await admin.delete_topics(left)
