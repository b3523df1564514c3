# ruff: noqa: SLF001  nothing of aiokafka's that is public says that a sender has ended
"""Parcels: what is wrong with one batch of a transaction is told, whichever call learns of it."""

import pytest
from aiokafka.errors import IllegalOperation, InvalidProducerIdMapping, KafkaError, MessageSizeTooLargeError
from aiokafka.producer.transaction_manager import TransactionState

from pipeline.errors import RecordRefused
from pipeline.runtime.parcels import Dispatch, new_producer
from pipeline.settings import Settings
from pipeline.stages.effects import Send

SORTED = {(topic, 0): [Send(topic, b"k", b"v")] for topic in ("lead-decisions", "open-leads")}


async def _deliver(monkeypatch: pytest.MonkeyPatch, error: KafkaError | None) -> None:
    """Send two batches; the transaction ends with this error once the first is on its way, or before, without a word."""
    producer = new_producer(Settings(), transactional_id="t")
    manager = producer._txn_manager
    manager.state = TransactionState.READY
    manager.begin_transaction()
    asked = 0

    async def metadata(topic: str) -> None:
        nonlocal asked
        asked += bool(topic)
        if error is None:
            manager.state = TransactionState.READY
        elif asked > 1:  # as aiokafka does when its sender has ended
            producer._message_accumulator.fail_all(error)
            manager.fatal_error(error)
            manager._transaction_waiter.exception()

    monkeypatch.setattr(producer.client, "_wait_on_metadata", metadata)
    monkeypatch.setattr(producer, "_partition", lambda *told: told[1])
    try:
        await Dispatch(Settings(), producer).deliver(SORTED)
    finally:
        producer._closed = True
        await producer.client.close()


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (InvalidProducerIdMapping(), InvalidProducerIdMapping),
        (MessageSizeTooLargeError(), RecordRefused),
        (None, IllegalOperation),
    ],
)
async def test_what_ended_the_transaction_is_raised(
    monkeypatch: pytest.MonkeyPatch, error: KafkaError | None, raised: type[Exception]
) -> None:
    """Not that there is none any more, where a batch before knows why: whoever hears of it acts by the reason."""
    with pytest.raises(raised):
        await _deliver(monkeypatch, error)
