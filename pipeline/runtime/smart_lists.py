"""Who matches a persona now, who moved when another pack or standing was chosen, and of whom a candidate says otherwise."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pipeline.contracts.control import PackRecord
from pipeline.contracts.decision import Decision
from pipeline.contracts.difference import Difference
from pipeline.contracts.hot import decoder, of
from pipeline.contracts.topics import DIFFERENCES, STATUS_TOPICS
from pipeline.intake.control import read_control
from pipeline.runtime import logs
from pipeline.settings import Settings
from pipeline.state.time import millis_of

CHOICES: Final = frozenset({"pack", "candidate", "standing"})
"""The kinds of trigger of a lead that was judged again, for another choice was made."""
_PACK = of(PackRecord)
_read_decision = decoder(Decision)
_read_difference = decoder(Difference)


class _Trigger(msgspec.Struct):
    kind: str
    id: str


class _Previous(msgspec.Struct):
    decision_id: str


class _Persona(msgspec.Struct):
    id: str
    state: str


class _Told(msgspec.Struct):
    """What a report needs of a decision; a retraction and a removal have none of it."""

    lead_id: str
    revision: int
    decision_id: str = ""
    status: str = ""
    account_id: str | None = None
    trigger: _Trigger | None = None
    previous: _Previous | None = None
    personas: list[_Persona] = []


_read_told = msgspec.json.Decoder(_Told).decode


@dataclass(frozen=True, slots=True)
class Move:
    """A lead whose status or personas another choice has changed."""

    lead_id: str
    account_id: str | None
    before: str
    """The status; empty where nothing was said of them before."""
    after: str
    joined: tuple[str, ...]
    """The personas that match since."""
    left: tuple[str, ...]
    """Those that do so no longer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A record of `persona-packs`: where it stands, and when it was published, ms."""

    origin: str
    at: int


async def matching(settings: Settings, persona: str) -> list[Decision]:
    """Return the latest decisions of the leads that match a persona now, in the order of their ids."""
    found: dict[bytes | None, Decision] = {}
    async for record in logs.read_topics(settings, "lead-decisions"):
        decision = None if record.value is None else _read_decision(record.value)
        if decision is not None and persona in matched(decision):
            found[record.key] = decision
        else:
            found.pop(record.key, None)
    return sorted(found.values(), key=lambda decision: decision.lead_id)


def matched(decision: Any) -> list[str]:  # noqa: ANN401  a decision, or what a report needs of one
    """Return the ids of the personas that match, by a decision."""
    return [persona.id for persona in decision.personas if persona.state == "matched"]


async def differences(settings: Settings) -> list[Difference]:
    """Return the leads of whom the candidate pack says otherwise now, in the order of their ids."""
    found: dict[bytes | None, Difference] = {}
    async for record in logs.read_topics(settings, DIFFERENCES):
        found.pop(record.key, None)
        if record.value is not None:
            found[record.key] = _read_difference(record.value)
    return sorted(found.values(), key=lambda difference: difference.lead_id)


async def choices(settings: Settings) -> list[Choice]:
    """Return the choices that `persona-packs` still holds, in order."""
    found = []
    async for record in logs.read_topics(settings, "persona-packs"):
        read: Any = None if record.value is None else read_control(record.value)
        at = getattr(read, "published_at", None) or getattr(read, "effective_at", None)
        if at is not None:
            found.append(Choice(record.origin, millis_of(at)))
    return found


async def moves(settings: Settings, since: int | None) -> list[Move]:
    """Return whom the choices published since then (ms) have moved; None: the latest one, with all that came with it.

    Of the decisions that the status topics still hold, four weeks as we make them.
    """
    known = await choices(settings)
    begin = since if since is not None else max((choice.at for choice in known), default=0)
    origins = {choice.origin for choice in known if choice.at >= begin}
    told: dict[str, list[_Told]] = {}
    async for decision in _decisions(settings):
        if decision.trigger is not None and decision.trigger.kind in CHOICES and decision.trigger.id in origins:
            told.setdefault(decision.lead_id, []).append(decision)
    spans = [(min(said, key=_revision), max(said, key=_revision)) for said in told.values()]
    former = await _find(settings, {first.previous.decision_id for first, _ in spans if first.previous is not None})
    found = (_move(former.get(first.previous.decision_id) if first.previous else None, last) for first, last in spans)
    return sorted((move for move in found if move is not None), key=lambda move: move.lead_id)


def _revision(told: _Told) -> int:
    return told.revision


def _move(before: _Told | None, after: _Told) -> Move | None:
    was, now = set(matched(before) if before else ()), set(matched(after))
    status = before.status if before else ""
    if status == after.status and was == now:
        return None
    return Move(
        after.lead_id, after.account_id, status, after.status, tuple(sorted(now - was)), tuple(sorted(was - now))
    )


async def _find(settings: Settings, wanted: set[str]) -> Mapping[str, _Told]:
    found: dict[str, _Told] = {}
    if wanted:
        async for decision in _decisions(settings):
            if decision.decision_id in wanted:
                found[decision.decision_id] = decision
    return found


async def _decisions(settings: Settings) -> Any:  # noqa: ANN401  an asynchronous iterator of `_Told`
    async for record in logs.read_topics(settings, *STATUS_TOPICS.values()):
        if record.value is not None:
            told = _read_told(record.value)
            if told.trigger is not None:
                yield told


def tally(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
    """Yield (from, to, how many), the most first."""
    counts: dict[tuple[str, str], int] = {}
    for pair in pairs:
        counts[pair] = counts.get(pair, 0) + 1
    for (before, after), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield before, after, count
