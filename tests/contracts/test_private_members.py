"""Private members of Faust and aiokafka that transport and bulk reading use: named here, so that a change fails at once."""

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.consumer import fetcher
from aiokafka.consumer.fetcher import Fetcher, FetchError, FetchResult, PartitionRecords
from aiokafka.consumer.subscription_state import Assignment, SubscriptionState, TopicPartitionState
from aiokafka.producer import sender
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy
from faust.transport.consumer import Consumer, ThreadDelegateConsumer
from faust.transport.drivers import aiokafka as driver

from pipeline.runtime import bulk, lenient, parcels, transaction, transport

USED: dict[type, set[str]] = {
    AIOKafkaConsumer: {"_fetcher", "_subscription"},
    Fetcher: {
        "_records",
        "_subscriptions",
        "_notify",
        "_wait_consume_future",
        "_create_fetch_waiter",
        "_fetch_task",
        "_set_error",
        "_prefetch_backoff",
    },
    FetchResult: {"has_more", "check_assignment", "_partition_records", "_update_position"},
    PartitionRecords: {"_consumer_record"},
    BatchBuilder: {"_builder", "_relative_offset", "close"},
    FetchError: {"_error", "check_raise"},
    SubscriptionState: {"subscription", "reassignment_in_progress"},
    Assignment: {"tps", "state_value"},
    TopicPartitionState: {"position"},
    driver.AIOKafkaConsumerThread: {
        "on_start",
        "_create_worker_consumer",
        "_ensure_consumer",
        "_fetch_records",
        "getmany",
        "commit",
        "_commit",
        "thread_loop",
    },
    driver.Consumer: {
        "_new_consumer_thread",
        "_to_message",
        "_drain_messages",
        "_unacked_messages",
        "ack",
        "can_resume_flow",
        "commit",
        "flow_active",
        "getmany",
        "on_partitions_assigned",
        "on_partitions_revoked",
        "perform_seek",
        "verify_event_path",
    },
}
_OVERRIDDEN = (
    (transport.BatchConsumerThread, driver.AIOKafkaConsumerThread),
    (transport.BatchConsumer, driver.Consumer),
)


def _mentions(kind: type) -> str:
    """Return the source of a class and of what it inherits within its library: where instance members are assigned."""
    return "\n".join(
        inspect.getsource(base) for base in kind.__mro__ if base.__module__.startswith(("aiokafka", "faust"))
    )


@pytest.mark.parametrize("kind", USED, ids=lambda kind: kind.__name__)
def test_members_exist(kind: type) -> None:
    """Every member that we use is there, under the name we use."""
    source = _mentions(kind)
    missing = {
        name
        for name in USED[kind]
        if not hasattr(kind, name) and not re.search(rf"self\.{name}\b", source) and name != "thread_loop"
    }
    assert not missing, (
        f"{kind.__name__} has no {sorted(missing)} any more: look at pipeline/runtime/transport.py and bulk.py"
    )


@pytest.mark.parametrize(("ours", "theirs"), _OVERRIDDEN, ids=lambda kind: kind.__name__)
def test_overridden_methods_keep_their_parameters(ours: type, theirs: type) -> None:
    """What we override is still called as we expect: the same parameters in the same order."""
    for name, method in vars(ours).items():
        if not inspect.isfunction(method) or name == "__init__" or not hasattr(theirs, name):
            continue
        expected = list(inspect.signature(getattr(theirs, name)).parameters)
        assert list(inspect.signature(method).parameters) == expected, f"{theirs.__name__}.{name} has changed"


@pytest.mark.parametrize("module", [transport, bulk, parcels], ids=lambda module: module.__name__.rsplit(".", 1)[-1])
def test_every_private_member_is_named_here(module: ModuleType) -> None:
    """Nobody reaches further into Faust or aiokafka without saying so here."""
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    own = set(re.findall(r"def (_\w+)|self\.(_\w+)\b\s*(?::|=|,)", source))
    declared = {name for names in own for name in names} | {
        "_wake",
        "_epochs",
        "_thread",
        "_fetcher",
        "_closed",
        "_stopped",
    }
    used = set(re.findall(r"\.(_[a-z]\w+)", source))
    named = {name for names in USED.values() for name in names}
    assert used <= declared | named, f"not named: {sorted(used - declared - named)}"


def test_the_wait_between_transactions_is_still_a_constant_of_the_sender() -> None:
    """What we shorten is what aiokafka uses: a module constant read at every wait."""
    source = inspect.getsource(sender)
    assert "return BACKOFF_OVERRIDE" in source
    assert transaction.sender is sender
    assert pytest.approx(0.002) == sender.BACKOFF_OVERRIDE, "pipeline/runtime/transaction.py sets it"


def test_the_readers_of_record_batches_are_still_what_ours_build_on() -> None:
    """The fetcher takes its reader from its own module, and the Python readers work as ours expect."""
    assert "MemoryRecords(part_data[-1])" in inspect.getsource(fetcher)
    assert "next_slice = self._next_slice" in inspect.getsource(_MemoryRecordsPy.next_batch)
    source = inspect.getsource(_DefaultRecordBatchPy)
    assert "buffer = self._buffer" in source
    assert 'buffer[pos : pos + h_key_len].decode("utf-8")' in source
    assert "self._maybe_uncompress()" in inspect.getsource(_DefaultRecordBatchPy.__iter__)
    asked = set(re.findall(r"next_batch\.(\w+)", inspect.getsource(fetcher.PartitionRecords)))
    assert asked <= {name for name in dir(vars(lenient)["_Batch"]) if not name.startswith("_")}


def test_faust_and_aiokafka_are_pinned() -> None:
    """The three libraries we reach into are pinned exactly, for any change in them is ours to look at."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("faust-streaming", "aiokafka", "mode-streaming"):
        assert re.search(rf'"{name}==[\d.]+"', text), name


def test_drain_and_commit_are_of_the_delegate() -> None:
    """Faust's consumer is still the one whose loop and commit we replace."""
    assert issubclass(driver.Consumer, ThreadDelegateConsumer)
    assert issubclass(ThreadDelegateConsumer, Consumer)


def test_records_are_made_by_the_method_we_replace() -> None:
    """Bulk reading sets that method on one object: aiokafka still asks it for every record that it yields."""
    source = inspect.getsource(PartitionRecords)
    assert "consumer_record = self._consumer_record(tp, record)" in source
    assert "yield consumer_record" in source
