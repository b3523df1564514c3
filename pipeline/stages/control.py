"""What a partition of the lead-log was told of itself: who judges, and how far time has come."""

from typing import Final

import msgspec

from pipeline.contracts.log import PackChosen, StandingChosen
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack
from pipeline.engine.decide import Cause
from pipeline.stages.effects import States
from pipeline.stages.working_set import decoder_of

CONTROL: Final = "\0control"
"""The key of what the partition itself was told; no lead id begins with NUL."""


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


def control_in(states: States) -> Control:
    """Return what a partition was told, as its state holds it."""
    encoded = states.get(CONTROL)
    return Control() if encoded is None else decoder_of(Control).decode(encoded)


def choose(control: Control, message: PackChosen | StandingChosen) -> None:
    """Take in a choice of pack or standing: a new turn begins."""
    if message.kind == "pack":
        control.sha256 = message.sha256
    else:
        control.standings[f"{message.pack}/{message.persona}"] = message.status
    control.turn += 1
    control.chosen = (message.kind, message.event_id, message.at, message.origin)


def cause_of(control: Control) -> Cause:
    """Return the latest choice as the cause of decisions."""
    return Cause(*control.chosen)


def standings_in(control: Control, pack: CompiledPack) -> dict[str, Standing]:
    """Return what was said of a pack's personas; what was said of another pack's does not count, whatever their names."""
    of_pack = f"{pack.id}/"
    return {name.removeprefix(of_pack): said for name, said in control.standings.items() if name.startswith(of_pack)}
