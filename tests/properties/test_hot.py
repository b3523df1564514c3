"""The hot decoders and the pydantic models are two readers of one contract."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pipeline.contracts import hot
from pipeline.contracts.control import PackRecord, PersonaStanding
from pipeline.contracts.dead_letter import DeadLetterHeaders, DeadLetterReference
from pipeline.contracts.decision import Decision, Retraction
from pipeline.contracts.event import Event
from pipeline.contracts.log import LeadRecord, VisitorRecord
from pipeline.contracts.outcome import Outcome
from pipeline.intake.segment_call import Payload
from tests.properties.shapes import JSON, of_shape

SHAPES: dict[str, Any] = {
    "event": Event,
    "outcome": Outcome,
    "decision": Decision,
    "retraction": Retraction,
    "pack": PackRecord,
    "standing": PersonaStanding,
    "headers": DeadLetterHeaders,
    "reference": DeadLetterReference,
    "visitor": VisitorRecord,
    "lead": LeadRecord,
    "segment": Payload,
}


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_readers_agree(name: str, data: st.DataObject) -> None:
    """Both accept the same JSON and refuse the same, and what they read is written the same."""
    shape = SHAPES[name]
    value = json.dumps(data.draw(of_shape(shape) | JSON)).encode()
    model: TypeAdapter[Any] = TypeAdapter(shape)
    try:
        expected = model.validate_json(value)
    except ValidationError:
        with pytest.raises(msgspec.ValidationError):
            hot.decoder(shape)(value)
        return
    found = hot.encode(hot.decoder(shape)(value))
    assert model.dump_json(model.validate_json(found)) == model.dump_json(expected)
