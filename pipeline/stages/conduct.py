"""Conduct: where partitions are summed up a persona is judged by what it did; the verdict goes into every partition."""

from collections.abc import Iterator
from typing import Final

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Conducted, Tallied, Tally
from pipeline.engine import brake
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.panel import ENOUGH, UNTOLD, Conduct, Standings, excludes_live
from pipeline.stages.control import Control, periods_in, standings_in
from pipeline.stages.effects import Effects, Record, Send
from pipeline.state import tally
from pipeline.state.tally import Count, Sums

_CONDUCTED: Final = of(Conducted)


def sum_up(sums: Sums, message: Tally) -> bool:
    """Add what a partition has told; False where it was told before."""
    if message.number <= sums.numbers.get(message.partition, 0):
        return False
    sums.numbers[message.partition] = message.number
    for name, told in message.personas.items():
        tally.add(sums.counts, name, _count(told))
    return True


def judge_conduct(  # noqa: PLR0913, PLR0917  what is judged, by whom, and where the verdict goes
    sums: Sums, message: Tally, pack: CompiledPack, control: Control, record: Record, partitions: int, effects: Effects
) -> None:
    """Send what follows from the sums for the personas that a tally was of, once, to every partition of the lead-log."""
    for verdict in _verdicts(sums, message, pack, control, record.origin):
        if verdict.braked:
            effects.counts["brakes", verdict.persona, verdict.braked] += 1
        value = encode(verdict)
        effects.sends.extend(Send("lead-log", None, value, partition=number) for number in range(partitions))


def _verdicts(sums: Sums, message: Tally, pack: CompiledPack, control: Control, origin: str) -> Iterator[Conducted]:
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


def _count(told: Tallied) -> Count:
    return Count(
        days=dict(told.days),
        since=told.since,
        good=told.good,
        loser=told.loser,
        right=told.right,
        wrong=told.wrong,
    )


def conduct_in(control: Control, pack: CompiledPack) -> Conduct:
    """Return how a pack's personas have done, as far as this partition was told."""
    if not (control.braked or control.reviewed):
        return UNTOLD
    of_pack = f"{pack.id}/"
    return Conduct(
        frozenset(name.removeprefix(of_pack) for name in control.braked if name.startswith(of_pack)),
        frozenset(name.removeprefix(of_pack) for name in control.reviewed if name.startswith(of_pack)),
    )
