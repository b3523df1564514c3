"""What a partition of the lead-log was told of itself: who judges, and how far time has come."""

from typing import Final

import msgspec

from pipeline.contracts.log import Braked, CandidateChosen, Conducted, PackChosen, StandingChosen
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause
from pipeline.stages.effects import States
from pipeline.stages.working_set import decoder_of

CONTROL: Final = "\0control"
"""The key of what the partition itself was told; no lead id begins with NUL."""
MEASURES: Final = "\0measures"
"""The key of what is measured of personas in the partition."""
TALLY: Final = "\0tally"
"""The key of what the partition has counted of personas, and not told yet."""
SUMS: Final = "\0sums"
"""The key of what all partitions have told of personas; in partition 0 alone."""
RESERVED: Final = frozenset({CONTROL, MEASURES, TALLY, SUMS})
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
    braked: dict[str, Braked] = {}
    """Personas, by `pack/persona`, that exclude nobody anew -> why."""
    reviewed: list[str] = []
    """Personas, as above, of whose exclusions people have reviewed enough."""
    periods: dict[str, tuple[int, int]] = {}
    """Personas, as above, since when they are counted: the offset of `persona-packs`, and the turn here."""


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
        _stand(control, message)
    control.places[_thing(message)] = _place(message)
    _turn(control, message)


def take_conduct(control: Control, message: Conducted) -> bool:
    """Take in what was found of a persona; True where all leads are to be judged again, for nobody needs to confirm more.

    A brake is no reason to: who is excluded stays so, and nobody else is told otherwise.
    """
    name = f"{message.pack}/{message.persona}"
    if message.braked and message.since >= control.periods.get(name, (-1, 0))[0]:
        control.braked[name] = message.braked
    if not message.reviewed or name in control.reviewed:
        return False
    control.reviewed.append(name)
    _turn(control, message)
    return True


def _stand(control: Control, message: StandingChosen) -> None:
    """Let a persona stand; one that goes live, or is released, is counted anew from here on."""
    name = _thing(message)
    if message.released or (message.status == "live" and control.standings.get(name) != "live"):
        control.periods[name] = (_place(message), control.turn + 1)
    if message.released:
        control.braked.pop(name, None)
    control.standings[name] = message.status


def _turn(control: Control, message: Choice | Conducted) -> None:
    """Begin a new turn: all that was judged before is to be judged again."""
    control.turn += 1
    control.chosen = (message.kind, message.event_id, message.at, message.origin)


def periods_in(control: Control) -> dict[str, int]:
    """Return since when personas are counted, `pack/persona` -> offset of `persona-packs`."""
    return {name: place for name, (place, _) in control.periods.items()}


def begun_in(control: Control, pack: str) -> dict[str, int]:
    """Return the turn since which the personas of a pack are counted, by their ids."""
    of_pack = f"{pack}/"
    begun = control.periods.items()
    return {name.removeprefix(of_pack): turn for name, (_, turn) in begun if name.startswith(of_pack)}


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
