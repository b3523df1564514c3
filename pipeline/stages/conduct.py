"""Conduct: where partitions are summed up a persona is judged by what it did; the verdict goes into every partition."""

from collections.abc import Iterator
from typing import Final

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Conducted, Tally
from pipeline.engine import brake
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.panel import ENOUGH, UNTOLD, Conduct, Standings, excludes_live
from pipeline.stages.control import Control, periods_in, standings_in
from pipeline.stages.effects import Effects, Send
from pipeline.state import tally
from pipeline.state.tally import Count, Sums

_CONDUCTED: Final = of(Conducted)


def sum_up(sums: Sums, message: Tally) -> bool:
    """Add what a partition has told; False where it was told before."""
    if message.number <= sums.numbers.get(message.partition, 0):
        return False
    sums.numbers[message.partition] = message.number
    for name, told in message.personas.items():
        tally.add(sums.counts, name, told)
    return True


def tell_all(found: Conducted, partitions: int, effects: Effects) -> None:
    """Send what was found of a persona to every partition of the lead-log, and count it."""
    if found.braked:
        effects.counts["brakes", found.persona, found.braked] += 1
    value = encode(found)
    effects.sends.extend(Send("lead-log", None, value, partition=number) for number in range(partitions))


def judge_conduct(sums: Sums, message: Tally, pack: CompiledPack, control: Control, origin: str) -> Iterator[Conducted]:
    """Yield what follows from the sums for the personas that a tally was of, each once; `origin`: where the tally stands."""
    standings = standings_in(control, pack)
    for persona in pack.personas:
        name = f"{pack.id}/{persona.id}"
        if name not in message.personas:
            continue
        count = sums.counts[name]
        why = brake.brake_of(persona, _tally_of(count)) if _may_brake(sums, name, control, persona, standings) else None
        reviewed = name not in sums.reviewed and count.right + count.wrong >= ENOUGH
        if why:
            sums.braked[name] = count.since
        if reviewed:
            sums.reviewed.append(name)
        if why or reviewed:
            yield _CONDUCTED(
                event_id=f"{origin}/{persona.id}",
                at=message.at,
                origin=origin,
                pack=pack.id,
                persona=persona.id,
                since=count.since,
                braked=why,
                reviewed=reviewed,
            )


def _may_brake(sums: Sums, name: str, control: Control, persona: CompiledPersona, standings: Standings) -> bool:
    """Tell whether a persona excludes unbraked, and the sums are of the period that it is in."""
    if name in control.braked or not excludes_live(persona, standings):
        return False
    since = sums.counts[name].since
    return sums.braked.get(name) != since and since >= periods_in(control).get(name, tally.NEVER_BEGUN)


def _tally_of(count: Count) -> brake.Tally:
    leads, excluded = tally.lately(count, ENOUGH)
    return brake.Tally(leads, excluded, count.good + count.loser, count.good)


def conduct_in(control: Control, pack: CompiledPack) -> Conduct:
    """Return how a pack's personas have done, as far as this partition was told."""
    if not (control.braked or control.reviewed):
        return UNTOLD
    of_pack = f"{pack.id}/"
    return Conduct(
        frozenset(name.removeprefix(of_pack) for name in control.braked if name.startswith(of_pack)),
        frozenset(name.removeprefix(of_pack) for name in control.reviewed if name.startswith(of_pack)),
    )
