"""The ids of topics, which tell a topic from another of the same name that was made after it was deleted.

aiokafka asks for metadata in versions that know no ids; the request here is the same one in the version that does, sent
through aiokafka's own client. Layout: Kafka's protocol, Metadata (key 3), version 12; brokers answer it since 3.1.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

ID_BYTES = 16


class Uuid(AbstractType[UUID]):  # type: ignore[misc]  # aiokafka has no types
    """16 bytes."""

    @classmethod
    def encode(cls, value: UUID) -> bytes:
        """Return the bytes."""
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        """Read the bytes."""
        return UUID(bytes=data.read(ID_BYTES))


_TEXT = CompactString("utf-8")
_NONE = UUID(int=0)


class MetadataResponse(Response):  # type: ignore[misc]  # aiokafka has no types
    """What the broker knows of topics."""

    API_KEY = 3
    API_VERSION = 12
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(("node_id", Int32), ("host", _TEXT), ("port", Int32), ("rack", _TEXT), ("tags", TaggedFields)),
        ),
        ("cluster_id", _TEXT),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", _TEXT),
                ("topic_id", Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class MetadataRequestV12(RequestStruct):  # type: ignore[misc]  # as above
    """Asks for topics by name, and makes none."""

    API_KEY = 3
    API_VERSION = 12
    RESPONSE_TYPE = MetadataResponse
    FLEXIBLE_VERSION = True
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", Uuid), ("name", _TEXT), ("tags", TaggedFields))),
        ("allow_auto_topic_creation", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class MetadataRequest(Request[MetadataRequestV12]):  # type: ignore[misc]  # as above
    """Picks the version; there is one."""

    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = topics

    def build(self, request_struct_class: type[MetadataRequestV12]) -> MetadataRequestV12:
        """Return the request."""
        return request_struct_class([(_NONE, topic, {}) for topic in self._topics], False, False, {})  # noqa: FBT003  fields of a record


async def ask_topic_ids(client: AIOKafkaClient, topics: Sequence[str]) -> Mapping[str, str]:
    """Return the id of each of these topics that exists; of none where the broker is too old to know ids.

    `client` must be bootstrapped. Raises `KafkaError` where none of its brokers answers.
    """
    failure: KafkaError = KafkaConnectionError("the cluster has no brokers")
    for node in client.cluster.brokers():
        try:
            answer = await client.send(node.nodeId, MetadataRequest(topics))
        except NotImplementedError:  # aiokafka's word for a broker without this version
            return {}
        except KafkaError as error:  # this node is away; the others know the same
            failure = error
        else:
            return {name: str(found) for error, name, found, *_ in answer.topics if not error}
    raise failure


async def read_topic_ids(broker: str, topics: Sequence[str]) -> Mapping[str, str]:
    """Return what `ask_topic_ids` does, over a connection of its own."""
    client = AIOKafkaClient(bootstrap_servers=broker)
    try:
        await client.bootstrap()
        return await ask_topic_ids(client, topics)
    finally:
        await client.close()
