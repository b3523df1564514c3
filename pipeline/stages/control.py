"""What a partition of the lead-log was told of itself: who judges, and how far time has come."""

from typing import Final

import msgspec

from pipeline.contracts.log import CandidateChosen, PackChosen, StandingChosen
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause
from pipeline.stages.effects import States
from pipeline.stages.working_set import decoder_of

CONTROL: Final = "\0control"
"""The key of what the partition itself was told; no lead id begins with NUL."""
MEASURES: Final = "\0measures"
"""The key of what is measured of personas in the partition."""
RESERVED: Final = frozenset({CONTROL, MEASURES})
PACKS: Final = "persona-packs"
"""The topic whose order says which of two choices is the later one."""
_PACK, _CANDIDATE = "pack", "candidate"
Choice = PackChosen | CandidateChosen | StandingChosen


class Control(msgspec.Struct, array_like=True, omit_defaults=True):
    """What judges in this partition: the pack by its digest, and each persona's standing, by `pack/persona`."""

    sha256: str = ""
    standings: dict[str, Standing] = {}
    tick: int = 0
    """How far time has come, ms: nothing is judged as of before."""
    turn: int = 0
    """How many choices there were; what an earlier one has judged is to be judged again."""
    chosen: tuple[str, str, int, str] = ("", "", 0, "")
    """Kind, id, moment and origin of the latest choice: the cause of what is judged again."""
    candidate: str = ""
    """The pack that was last put forward to be judged beside, by its digest; `candidate_in` says whether it still is."""
    places: dict[str, int] = {}
    """What was chosen (`pack`, `candidate`, or a standing as above) -> by which offset of `persona-packs`."""


def control_in(states: States) -> Control:
    """Return what a partition was told, as its state holds it."""
    encoded = states.get(CONTROL)
    return Control() if encoded is None else decoder_of(Control).decode(encoded)


def is_new(control: Control, message: Choice) -> bool:
    """Tell whether a choice is later than what was chosen of the same thing: what comes again never turns time back."""
    return not 0 <= _place(message) <= control.places.get(_thing(message), -1)


def choose(control: Control, message: Choice) -> None:
    """Take in a choice of pack, candidate or standing: a new turn begins."""
    if message.kind == "pack":
        control.sha256 = message.sha256
    elif message.kind == "candidate":
        control.candidate = "" if message.withdrawn else message.sha256
    else:
        control.standings[_thing(message)] = message.status
    control.places[_thing(message)] = _place(message)
    control.turn += 1
    control.chosen = (message.kind, message.event_id, message.at, message.origin)


def candidate_in(control: Control) -> str:
    """Return the digest of the pack that is judged beside; none once another pack judges than it was put forward against."""
    ended = control.places.get(_PACK, -1) > control.places.get(_CANDIDATE, -1)
    return "" if ended or not control.sha256 else control.candidate


def _thing(message: Choice) -> str:
    return message.kind if message.kind != "standing" else f"{message.pack}/{message.persona}"


def _place(message: Choice) -> int:
    """Return the offset of the record that chose; negative where no `persona-packs` topic gave the order."""
    topic, _, place = message.origin.partition("/")
    return int(place.rpartition("/")[2]) if topic == PACKS else -1


def cause_of(control: Control) -> Cause:
    """Return the latest choice as the cause of decisions."""
    return Cause(*control.chosen)


def trial_standings(control: Control, pack: CompiledPack) -> dict[str, Standing]:
    """Return how a candidate's personas stand: live where nobody said otherwise, for nothing follows from what they say."""
    untold: dict[str, Standing] = {persona.id: "live" for persona in pack.personas}
    return untold | standings_in(control, pack)


def standings_in(control: Control, pack: CompiledPack) -> dict[str, Standing]:
    """Return what was said of a pack's personas; what was said of another pack's does not count, whatever their names."""
    of_pack = f"{pack.id}/"
    return {name.removeprefix(of_pack): said for name, said in control.standings.items() if name.startswith(of_pack)}
