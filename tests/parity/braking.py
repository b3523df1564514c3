"""A scenario in which a persona goes wrong: a pack that means too much, its brake, a mended pack and a person's release.

In several partitions, as workers have them, without a broker.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline.engine import brake
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.panel import ENOUGH
from pipeline.history.replay import Bench
from pipeline.stages.control import SUMS, TALLY, control_in
from pipeline.stages.effects import Record
from pipeline.stages.route import Route
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import decoder_of
from pipeline.state import tally
from pipeline.state.tally import COARSEST, Count, Sums, Untold
from tests.choices import chosen, compiled, stands
from tests.parity.scenario import LIMIT, scenario, tables
from tests.parting import Parting, replayed

PARTITIONS: Final = 4
PERSONA: Final = "out-of-zone"
NAME: Final = f"b2b-software/{PERSONA}"
CHUNK: Final = 100
BUDGET: Final = 1_000
"""Of `holdout.SHARES`: 10 %."""


@dataclass
class Braked:
    """What a run came to."""

    parting: Parting
    leads_when_due: int = 0
    """Leads with a form that had been counted, told or not, when they were enough to brake; at a chunk's end."""
    leads_when_braked: int = 0
    findings: list[str] = field(default_factory=list)


def run(seed: int, events: int) -> Braked:
    """Judge a scenario: wrong from its third part on, mended and released for its last."""
    records = scenario(seed, events, reviews=False)
    third = len(records) // 3
    parting = Parting({compiled(version).sha256: _tighter(compiled(version)) for version in (1, 2)}, PARTITIONS)
    flow = _Flow(parting)
    found = Braked(parting)
    flow.choose(chosen(1), *(stands(persona.id, "live") for persona in compiled(1).personas))
    flow.run(records[:third], found)
    flow.choose(chosen(2))
    flow.run(records[third : 2 * third], found)
    flow.choose(chosen(1), _released())
    flow.run(records[2 * third :], found)
    found.findings += [*_check_stopped(parting), *_check_replay(parting), *_check_bound(found)]
    return found


def _tighter(pack: CompiledPack) -> CompiledPack:
    """Return the pack with a smaller budget for the persona that will go wrong."""
    return replace(pack, personas=tuple(_with_budget(persona) for persona in pack.personas))


def _with_budget(persona: CompiledPersona) -> CompiledPersona:
    return replace(persona, budget=BUDGET) if persona.id == PERSONA else persona


def _released() -> tuple[str, bytes]:
    topic, value = stands(PERSONA, "live")
    return topic, json.dumps({**json.loads(value or b""), "released": True}).encode()


class _Flow:
    """Route and visitors before the partitions of the leads."""

    def __init__(self, parting: Parting) -> None:
        self._route = Bench(Route(tables(), b"key", PARTITIONS, LIMIT), LIMIT)
        self._visitors = Bench(Visitors(), LIMIT)
        self._parting, self._choices = parting, 0

    def choose(self, *messages: tuple[str, bytes | None]) -> None:
        """Publish choices, and let everybody carry them out."""
        for topic, value in messages:
            self._parting.send(self._route.run([Record(topic, 0, self._choices, -1, None, value)]).sends)
            self._choices += 1
        self._parting.settle()

    def run(self, records: list[Record], found: Braked) -> None:
        """Judge source records."""
        for start in range(0, len(records), CHUNK):
            routed = self._route.run(records[start : start + CHUNK])
            seen = self._visitors.settle(send for send in routed.sends if send.topic == "visitor-log")
            self._parting.send([*routed.sends, *seen.sends])
            self._parting.settle()
            _look(found)


def _look(found: Braked) -> None:
    """Note at how many leads the persona was due to be braked, and at how many it was."""
    if found.leads_when_braked:
        return
    totals: dict[str, Count] = {}
    for counts in _all_counts(found.parting):
        if NAME in counts:
            tally.add(totals, NAME, counts[NAME])
    count = totals.get(NAME, Count())
    leads = sum(leads for leads, _ in count.days.values())
    persona = next(_with_budget(persona) for persona in compiled(2).personas if persona.id == PERSONA)
    if not found.leads_when_due and brake.brake_of(persona, brake.Tally(*tally.lately(count, ENOUGH), 0, 0)):
        found.leads_when_due = leads
    if NAME in control_in(found.parting.parts[0].store).braked:
        found.leads_when_braked = leads


def _all_counts(parting: Parting) -> Iterator[dict[str, Count]]:
    """Yield what was told, and what waits in each partition."""
    told = parting.parts[0].store.get(SUMS)
    yield decoder_of(Sums).decode(told).counts if told else {}
    for part in parting.parts:
        waiting = part.store.get(TALLY)
        yield decoder_of(Untold).decode(waiting).counts if waiting else {}


def _check_bound(found: Braked) -> Iterator[str]:
    """The brake comes before more leads have come than all partitions may keep to themselves, and one chunk."""
    if not found.leads_when_braked:
        yield "nobody was braked"
    if found.leads_when_braked - found.leads_when_due > PARTITIONS * COARSEST + CHUNK:
        yield f"due at {found.leads_when_due} leads, braked at {found.leads_when_braked}"


def _check_stopped(parting: Parting) -> Iterator[str]:
    """While it is braked nobody is excluded anew by this persona alone, in any partition; before and after some are."""
    for part in parting.parts:
        seen: set[bool | None] = set()
        for braked, told in _told_under(parting, part.number):
            anew = told["status"] == "excluded" and (told["previous"] or {}).get("status") != "excluded"
            alone = _excluders(told) == {PERSONA}
            if anew and alone:
                seen.add(braked)
            if braked and "braked_would_exclude" in told["flags"]:
                seen.add(None)
        if seen != {False, None}:
            yield f"partition {part.number}: {seen}"


def _told_under(parting: Parting, number: int) -> Iterator[tuple[bool, dict[str, Any]]]:
    """Yield every decision of a partition, and whether the persona was braked there."""
    bench = Bench(parting.stage, LIMIT)
    for record in parting.parts[number].log:
        sends = bench.run([record]).sends
        braked = NAME in control_in(bench.store).braked
        yield from ((braked, json.loads(send.value)) for send in sends if send.topic == "lead-decisions" and send.value)


def _excluders(told: dict[str, Any]) -> set[str]:
    return {one["id"] for one in told["personas"] if one["state"] == "matched" and one["effect"] == "exclude"}


def _check_replay(parting: Parting) -> Iterator[str]:
    """Every log gives all it gave, tallies and verdicts included, and the same states, byte for byte."""
    for part in parting.parts:
        sends, store = replayed(parting, part.number, batch=700)
        if sends != part.sent:
            yield f"partition {part.number}: its log gives something else"
        if dict(store.items()) != dict(part.store.items()):
            yield f"partition {part.number}: its log comes to another state"
