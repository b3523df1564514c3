import asyncio
import contextlib
import socket

import pytest
from aiokafka.errors import KafkaError

from pipeline.observe.metrics import Metrics
from pipeline.runtime import watch as module
from pipeline.runtime.watch import Watch


async def test_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does not answer is away since the first question, and the metric says so; nobody hears of any ids."""
    monkeypatch.setattr(module, "EVERY", 0.01)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        metrics, heard = Metrics(), list[object]()
        watch = Watch(f"127.0.0.1:{closed.getsockname()[1]}", ["topic"], metrics)
        assert watch.away is None
        assert metrics.value("leadsieve_broker_up") == 1
        asking = asyncio.create_task(watch.run(heard.append))
        while watch.away is None:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.01)
        first = watch.away
        await asyncio.sleep(0.05)
        assert watch.away > first
        assert metrics.value("leadsieve_broker_up") == 0
        with pytest.raises(KafkaError):
            await watch.topic_id("topic")
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
    assert heard == []
