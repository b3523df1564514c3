"""What one persona says of one set of facts, on these alone: no standing, no holdout, no other persona."""

from typing import Literal

from pipeline.contracts.model import State
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.criteria import FactMap

Outcome = Literal["matched", "not_matched", "unknown", "lifted", "ambassador"]


def state_of(persona: CompiledPersona, facts: FactMap) -> State:
    """Return whether the persona's criteria hold, are known not to hold, or cannot be told."""
    held = persona.matches(facts)
    if held is None:
        return "unknown"
    return "matched" if held else "not_matched"


def is_lifted(pack: CompiledPack, persona: CompiledPersona, facts: FactMap) -> bool:
    """Tell whether an `unless` is known to hold: the persona's own or, for personas that exclude, the pack's."""
    if persona.unless is not None and persona.unless(facts):
        return True
    return persona.effect == "exclude" and pack.lifts is not None and pack.lifts(facts) is True


def outcome(pack: CompiledPack, persona: CompiledPersona, facts: FactMap) -> Outcome:
    """Return the state, or of a matched persona what becomes of it: lifted first, then the ambassador route."""
    state = state_of(persona, facts)
    if state != "matched":
        return state
    if is_lifted(pack, persona, facts):
        return "lifted"
    return "ambassador" if persona.ambassador is not None and persona.ambassador(facts) else "matched"
