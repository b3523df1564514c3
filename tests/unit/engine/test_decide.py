"""A decision as it is written: in pieces, and yet one message of its contract."""

import json
from hashlib import blake2b

import pytest

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder, encode
from pipeline.engine.decide import Cause, Decided, decide
from pipeline.engine.judge import judge_by
from pipeline.engine.override import overrule
from pipeline.engine.panel import Whose, panel_of
from pipeline.engine.trials import Trials
from pipeline.state import facts as state_facts
from pipeline.state.lead import Lead
from pipeline.state.override import Override
from tests.unit.engine.making import pack, persona, when

NOW = 20_000 * 86_400_000
PACK = pack(persona("student"), persona("buyer", when("job.title", "CTO"), None, "buyer", 60))
PANEL = panel_of(PACK, {"student": "live", "buyer": "live"})
PERSON = Override(at=NOW - 5, id="o1", status="qualified", author='Léa "L" B.', reason="a client", until=NOW + 5)


def _decided(known: dict[str, str | bool], override: Override | None = None, email: str = 'a"b@c.example') -> Decided:
    state = Lead(newest=NOW, events=3)
    state_facts.learn(state.contact, 0, {"email": email}, NOW, b"mark")
    whose = Whose("l" * 32)
    judgement = overrule(judge_by(PANEL, known, None, NOW, whose), override)
    return decide(whose.lead_id, state, judgement, Trials(PANEL, known, None, NOW, whose), Cause("event", "e\n1", NOW))


@pytest.mark.parametrize("override", [None, PERSON])
@pytest.mark.parametrize("known", [{}, {"student": True}, {"job.title": "CTO", "form.id": "\u2028"}])
def test_pieces_make_one_message(known: dict[str, str | bool], override: Override | None) -> None:
    """What is written is, to the byte, the JSON of the decision that it reads as, and its id the hash of the rest."""
    decided = _decided(known, override)
    read = decoder(Decision)(decided.value)
    assert encode(read) == decided.value
    assert json.loads(decided.value)["decision_id"] == decided.head.decision_id
    read.decision_id = ""  # type: ignore[misc]  # a Struct, not frozen
    assert blake2b(encode(read), digest_size=16).hexdigest() == decided.head.decision_id


def test_the_contract_accepts_it() -> None:
    """The public contract reads every member, in the order in which it defines them."""
    value = _decided({"student": True}).value
    assert Decision.model_validate_json(value).status == "excluded"
    told = [name for name in Decision.model_fields if name in json.loads(value)]
    assert list(json.loads(value)) == told
    assert next(iter(Decision.model_fields)) == "decision_id"


def test_one_lead_is_not_told_of_another() -> None:
    """Two leads of whom the same is known share what is found, and nothing of who they are."""
    first, second = (json.loads(_decided({"student": True}, email=f"{name}@c.example").value) for name in "ab")
    assert (first["contact"]["email"], second["contact"]["email"]) == ("a@c.example", "b@c.example")
    assert first["reasons"] == second["reasons"]
    assert first["decision_id"] != second["decision_id"]
