"""The least a lead would have to bring for a better status: searched along the pack, proved by the judgement itself."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice
from typing import Final

from pipeline.contracts.decision import Change, Counterfactual, NoCounterfactual
from pipeline.contracts.hot import of
from pipeline.contracts.model import Status
from pipeline.engine.criteria import Criterion
from pipeline.engine.findings import Facts, Verdict
from pipeline.engine.judge import Judgement
from pipeline.engine.offers import Move
from pipeline.engine.options import MOST_FACTS, join, moves
from pipeline.engine.trials import Trial, Trials

BETTER: Final[tuple[Status, ...]] = ("excluded", "nurture", "open", "qualified")
"""Statuses, by how near they are to a sale."""
MOST_TRIED: Final = 64
"""Ways of one persona each that are judged: a pack may offer any number."""
MOST_JOINED: Final = 8
"""Of those that help, so many are tried together."""

_COUNTERFACTUAL, _CHANGE = of(Counterfactual), of(Change)


def counterfactual(trials: Trials, judgement: Judgement) -> Counterfactual | NoCounterfactual:
    """Return the fewest facts, at most three, that would give the lead a better status; or why there are none.

    Of several ways with as few facts the one to the best status, then the first in the order of the pack.
    """
    if judgement.status == "qualified":
        return "qualified"
    before = trials.hold(())
    tried: dict[Move, Trial] = {}
    for move in sorted(_single(trials, judgement), key=len):
        tried[move] = trials.hold(move)
        if tried[move].status == "qualified" and len(move) == 1:
            break  # nothing is less, and nothing better
    best = _best(tried, before)
    helpful = _helpful(tried, before)
    for several in range(2, MOST_FACTS + 1):
        if best is not None and len(best) < several:
            break
        tried |= {move: trials.hold(move) for move in _joined(helpful, several) if move not in tried}
        best = _best(tried, before)
    return "beyond_the_lead" if best is None else _written(best, trials.facts, tried[best].status)


def _single(trials: Trials, judgement: Judgement) -> Iterator[Move]:
    """Yield the ways to be rid of one persona that holds the lead back, or to become one that we sell to."""
    live = [verdict for verdict in judgement.verdicts if verdict.standing == "live"]
    found = dict.fromkeys(
        part
        for verdict in live
        for criterion, wanted in _aims(verdict)
        for move in moves(criterion, trials.facts, wanted=wanted)
        for part in _parts(move)
    )
    return islice(found, MOST_TRIED)


def _parts(move: Move) -> Iterator[Move]:
    """Yield a move and what is less of it: a persona that can no longer be told holds nobody back either."""
    for several in range(1, len(move) + 1):
        yield from combinations(move, several)


def _aims(verdict: Verdict) -> Iterator[tuple[Criterion, bool]]:
    """Yield what would better be otherwise: criteria, and whether they should hold."""
    matched, persona = verdict.state == "matched", verdict.persona
    if persona.kind == "buyer":
        if not matched:
            yield persona.criterion, True
    elif matched and not verdict.lifted and not verdict.held_out and not verdict.braked and persona.effect != "flag":
        yield persona.criterion, False
        if persona.lifter is not None:
            yield persona.lifter, True


def _joined(helpful: Iterable[Move], several: int) -> Iterator[Move]:
    for together in combinations(helpful, several):
        joined: Move | None = ()
        for move in together:
            joined = None if joined is None else join(joined, move)
        if joined is not None:
            yield joined


def _best(tried: Mapping[Move, Trial], before: Trial) -> Move | None:
    """Return the shortest way to a better status, of equals to the best, of equals the first."""
    least = BETTER.index(before.status)
    ways = [(len(move), -BETTER.index(trial.status), move) for move, trial in tried.items()]
    better = [way for way in ways if -way[1] > least]
    return min(better, key=lambda way: way[:2])[2] if better else None


def _helpful(tried: Mapping[Move, Trial], before: Trial) -> list[Move]:
    """Return the moves worth joining: of those that bring other values of the same facts to the same end, the first."""
    ends: dict[tuple[tuple[str, ...], Trial], Move] = {}
    for move, trial in tried.items():
        if _helps(trial, before):
            ends.setdefault((tuple(fact for fact, _ in move), trial), move)
    return list(ends.values())[:MOST_JOINED]


def _helps(trial: Trial, before: Trial) -> bool:
    """Tell whether a move brings the lead nearer to a better status: fewer personas exclude, or the score is higher."""
    return trial.against < before.against or trial.points > before.points


def _written(move: Move, facts: Facts, status: Status) -> Counterfactual:
    changes = [_CHANGE(fact=fact, observed=facts.get(fact), needed=value) for fact, value in move]
    return _COUNTERFACTUAL(changes=changes, status=status)
