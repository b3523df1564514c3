"""What was chosen: the latest choice by its place in `persona-packs`, however often and in whatever order it comes."""

from itertools import permutations
from typing import Any

from pipeline.contracts.hot import of
from pipeline.contracts.log import CandidateChosen, PackChosen, StandingChosen
from pipeline.stages.control import Choice, Control, candidate_in, choose, is_new


def _pack(offset: int, sha256: str) -> PackChosen:
    return of(PackChosen)(**_at(offset), pack="p", version=1, sha256=sha256)


def _candidate(offset: int, sha256: str, *, withdrawn: bool = False) -> CandidateChosen:
    return of(CandidateChosen)(**_at(offset), pack="p", version=1, sha256=sha256, withdrawn=withdrawn)


def _standing(offset: int, standing: Any) -> StandingChosen:  # noqa: ANN401  a standing
    return of(StandingChosen)(**_at(offset), pack="p", persona="student", status=standing)


def _at(offset: int) -> dict[str, Any]:
    origin = f"persona-packs/0/{offset}"
    return {"event_id": origin, "at": offset, "origin": origin}


def _after(*choices: Choice) -> Control:
    control = Control()
    for choice in choices:
        if is_new(control, choice):
            choose(control, choice)
    return control


def test_never_backwards() -> None:
    """A choice that comes again behind a later one changes nothing, and begins no turn."""
    control = _after(_pack(0, "a"), _pack(2, "b"), _standing(3, "live"))
    again = _after(_pack(0, "a"), _pack(2, "b"), _standing(3, "live"), _pack(0, "a"), _pack(2, "b"))
    assert again == control
    assert (control.sha256, control.turn) == ("b", 3)


def test_any_order_ends_the_same() -> None:
    """Who judges, who is judged beside and how everybody stands depends on places alone."""
    choices = [_pack(0, "a"), _candidate(1, "b"), _standing(2, "live"), _standing(4, "shadow"), _candidate(5, "c")]
    for order in permutations(choices):
        control = _after(*order)
        assert (control.sha256, candidate_in(control), control.standings) == ("a", "c", {"p/student": "shadow"})


def test_a_later_live_pack_ends_a_candidate() -> None:
    """In whatever order they come."""
    choices = [_pack(0, "a"), _candidate(1, "b"), _pack(2, "b")]
    for order in permutations(choices):
        assert candidate_in(_after(*order)) == ""
    assert candidate_in(_after(*choices, _candidate(3, "a"))) == "a"
    assert candidate_in(_after(*choices, _candidate(3, "a"), _candidate(4, "a", withdrawn=True))) == ""


def test_without_a_pack_nobody_is_beside() -> None:
    """There is nothing to hold a candidate against."""
    assert candidate_in(_after(_candidate(1, "b"))) == ""
