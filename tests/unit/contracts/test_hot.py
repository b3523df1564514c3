"""The hot face of the contracts: what a Struct is beside its model."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from pydantic import BaseModel, Field

from pipeline.contracts import hot
from pipeline.contracts.control import PackRecord
from pipeline.contracts.decision import Retraction, Trigger
from pipeline.contracts.event import Event
from pipeline.contracts.fact import Facts
from pipeline.contracts.log import LeadEvent, LeadRecord, Linked, Seen, VisitorRecord, Visits

NewSeen = hot.of(Seen)
SEEN = NewSeen(event_id="e1", type="page", at=5, origin="web-activity/0/7", visitor_id="v1")
MOMENT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


class Aliased(BaseModel):
    """A contract of another's making, with their names."""

    message_id: str = Field(alias="messageId")


def test_struct_is_one() -> None:
    """A model has one Struct, so that values of it are of one class wherever they were made."""
    assert hot.of(Seen) is hot.of(Seen)
    assert hot.struct_of(Seen) is hot.of(Seen)  # type: ignore[comparison-overlap]  # the facade hides that it is a Struct


def test_struct_has_the_defaults() -> None:
    """Members left out have the model's defaults, nested models and containers anew each time."""
    other = NewSeen(event_id="e2", type="page", at=5, origin="web-activity/0/8", visitor_id="v1")
    assert (SEEN.ignored, SEEN.acts, SEEN.facts) == (None, {}, hot.of(Facts)())
    assert SEEN.facts is not other.facts
    assert SEEN.acts is not other.acts


def test_tag_is_read_and_written() -> None:
    """The member that tells models apart is readable on a Struct, and always written."""
    assert SEEN.kind == "seen"
    assert b'"kind":"seen"' in hot.encode(SEEN)


def test_union_by_tag() -> None:
    """A union reads each record as the model that its tag names."""
    read = hot.decoder(VisitorRecord)
    linked = hot.of(Linked)(event_id="e1", at=5, visitor_id="v1", lead_id="l1")
    assert read(hot.encode(SEEN)) == SEEN
    assert isinstance(read(hot.encode(linked)), hot.of(Linked))


@pytest.mark.parametrize("value", [b'{"kind":"other"}', b"{}", b"[]", b'{"kind":"seen"}'])
def test_union_refuses(value: bytes) -> None:
    """A record without a known tag, or without what its model needs, is refused."""
    with pytest.raises(msgspec.ValidationError):
        hot.decoder(VisitorRecord)(value)


def test_empty_is_left_out() -> None:
    """A default that says nothing is not written; what has no default is, also where it is null."""
    assert (
        hot.encode(SEEN)
        == b'{"kind":"seen","event_id":"e1","type":"page","at":5,"origin":"web-activity/0/7","visitor_id":"v1","facts":{}}'
    )
    assert hot.encode(hot.of(Trigger)(kind="event", id="")) == b'{"kind":"event","id":""}'


def test_telling_default_is_written() -> None:
    """A default that says something is always written: a retraction says that it is one."""
    retraction = hot.of(Retraction)(
        decision_id="d2", retracts="d1", revision=2, lead_id="l1", status="open", occurred_at=MOMENT
    )
    assert msgspec.json.decode(hot.encode(retraction))["retracted"] is True


def test_alias() -> None:
    """A member is read and written under its alias, and named in Python by its own name."""
    value = hot.decoder(Aliased)(b'{"messageId":"m1"}')
    assert value.message_id == "m1"
    assert hot.encode(value) == b'{"messageId":"m1"}'


def test_canonical_sorts() -> None:
    """The bytes to hash do not depend on the order in which members were put in."""
    one = NewSeen(event_id="e", type="page", at=1, origin="o", visitor_id="v", acts={"b": 1, "a": 2})
    two = NewSeen(event_id="e", type="page", at=1, origin="o", visitor_id="v", acts={"a": 2, "b": 1})
    assert hot.canonical(one) == hot.canonical(two)
    assert hot.canonical(one).startswith(b'{"acts":{"a":2,"b":1},"at":1,')


def test_integer_names() -> None:
    """Days are integers in memory and names of members on the wire."""
    visits = hot.of(Visits)(event_id="e", at=1, lead_id="l", visitor_id="v", acts={"pages": {19_000: 3}})
    assert b'"acts":{"pages":{"19000":3}}' in hot.encode(visits)
    assert hot.decoder(LeadRecord)(hot.encode(visits)) == visits


def test_pattern_ends() -> None:
    """A pattern's end is the end of the text, not a last newline."""
    pack = {"id": "p", "version": 1, "sha256": "a" * 64 + "\n", "files": {}, "published_at": "2026-01-01T00:00:00Z"}
    with pytest.raises(msgspec.ValidationError):
        hot.decoder(PackRecord)(msgspec.json.encode(pack))


def test_garbage_collector() -> None:
    """Only Structs that can hold containers are known to the garbage collector."""
    assert not hot.struct_of(Retraction).__struct_config__.gc
    assert hot.struct_of(LeadEvent).__struct_config__.gc
    assert hot.struct_of(Event).__struct_config__.gc


class Unknown(BaseModel):
    """A contract that no Struct can hold."""

    sum: Decimal


class Unkept(BaseModel):
    """A contract with a constraint that no Struct can keep."""

    many: Annotated[int, Field(multiple_of=5)]


@pytest.mark.parametrize("model", [Unknown, Unkept])
def test_unknown_is_a_bug(model: type[BaseModel]) -> None:
    """A contract that cannot be derived whole is refused when the program starts, never half kept."""
    with pytest.raises(TypeError, match=r"teach contracts/hot\.py"):
        hot.struct_of(model)


def test_shapes_beyond_models() -> None:
    """A decoder takes any annotation over what contracts are made of."""
    shape: Any = list[Annotated[Literal["a", "b"], Field()] | int]
    read = hot.decoder(shape)
    assert read(b'["a",1]') == ["a", 1]
