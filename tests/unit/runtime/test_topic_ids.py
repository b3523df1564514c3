from io import BytesIO
from uuid import UUID, uuid4

import pytest

from pipeline.runtime.topic_ids import MetadataRequest, MetadataResponse, Uuid

ID = uuid4()


def test_an_id_is_sixteen_bytes() -> None:
    """What is written is what is read."""
    assert Uuid.decode(BytesIO(Uuid.encode(ID))) == ID
    assert Uuid.encode(UUID(int=1)) == bytes(15) + b"\x01"


def test_the_request_asks_by_name_and_makes_nothing() -> None:
    """Metadata, version 12: two topics, by name, and no topic is to be made for the asking."""
    request = MetadataRequest(["a", "bc"]).prepare({3: (0, 13)})
    assert request.encode() == b"\x03" + bytes(16) + b"\x02a\0" + bytes(16) + b"\x03bc\0" + b"\0\0\0"


def test_an_old_broker_has_no_such_request() -> None:
    """A broker from before topic ids is told by the versions it offers."""
    with pytest.raises(NotImplementedError):
        MetadataRequest(["a"]).prepare({3: (0, 9)})


def test_the_answer_is_read_to_its_last_byte() -> None:
    """An answer with brokers, partitions and tags gives the id, and nothing of it is left over."""
    broker = (1, "host", 9092, None, {})
    partition = (0, 0, 1, 4, [1], [1], [], {})
    answer = MetadataResponse(0, [broker], "cluster", 1, [(0, "a", ID, False, [partition], -1, {})], {})
    data = BytesIO(answer.encode())
    read = MetadataResponse.decode(data)
    assert data.read() == b""
    assert [(name, found) for _, name, found, *_ in read.topics] == [("a", ID)]
