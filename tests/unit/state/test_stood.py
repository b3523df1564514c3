"""What stood when: outcomes and reviews find their decision, and what a lead counts for follows from it."""

import pytest

from pipeline.contracts.model import Status
from pipeline.state import measures
from pipeline.state.measures import Measures, add, cases_of, total
from pipeline.state.names import pack_id
from pipeline.state.stood import DECISIONS, Measured, Stood, keep_decision, review, standing_at, tie

HELD: tuple[str, ...] = ("student",)


def _stood(at: int, status: Status = "excluded", *, held: tuple[str, ...] = (), by: tuple[str, ...] = ()) -> Stood:
    return Stood(at, pack_id(f"d{at}"), status, held, by)


def _measured(*decisions: Stood) -> Measured:
    measured = Measured(decisions=[])
    for decision in decisions:
        keep_decision(measured, decision)
    return measured


def test_the_decision_that_stood() -> None:
    """The last published of those dated before; nothing stood before the first."""
    first, late, last = _stood(100), _stood(50), _stood(200)
    measured = _measured(first, late, last)
    assert [standing_at(measured, at) for at in (49, 50, 100, 199, 200)] == [None, late, late, late, last]


def test_so_many_are_kept() -> None:
    """The newest; a lead's state is bounded, however often they are judged."""
    measured = _measured(*(_stood(at) for at in range(50)))
    assert [stood.at for stood in measured.decisions] == list(range(50 - DECISIONS, 50))


@pytest.mark.parametrize(
    ("results", "cases"),
    [
        (("won",), {("student", "held_good"): 1}),
        (("lost",), {("student", "held_loser"): 1}),
        (("disqualified", "lost"), {("student", "held_loser"): 1}),
        (("lost", "won"), {("student", "held_good"): 1}),
        (("won", "lost"), {("student", "held_good"): 1}),
        (("recycled",), {}),
    ],
)
def test_a_held_out_lead_is_one_case(results: tuple[str, ...], cases: dict[tuple[str, str], int]) -> None:
    """Who was ever won is good, who else was lost is not; a lead counts once, for what it is known to be now."""
    measured = _measured(_stood(100, "qualified", held=HELD))
    for number, result in enumerate(results):
        tie(measured, result, 150 + number)
    assert dict(cases_of(measured)) == cases


def test_only_who_was_let_through_is_a_case_of_the_holdout() -> None:
    """Whom another persona keeps from sales nobody tried to sell to: their outcome says nothing of the one held out."""
    for status in ("excluded", "nurture"):
        measured = _measured(_stood(100, status, held=HELD, by=("competitor",)))
        tie(measured, "lost", 150)
        assert dict(cases_of(measured)) == {}


def test_excluded_but_won_stands_apart() -> None:
    """It is no case of the holdout; an excluded lead that was lost proves nothing, for nobody tried."""
    won, lost = _measured(_stood(100, by=("student", "no_need"))), _measured(_stood(100, by=("student",)))
    tie(won, "won", 150)
    tie(lost, "lost", 150)
    assert dict(cases_of(won)) == {("student", "excluded_won"): 1, ("no_need", "excluded_won"): 1}
    assert dict(cases_of(lost)) == {}


def test_the_decision_of_the_first_outcome_stays() -> None:
    """By then sales had acted on it; what is decided later is not what they were told."""
    measured = _measured(_stood(100, "qualified", held=HELD), _stood(200, "excluded", by=("student",)))
    assert tie(measured, "lost", 150)
    assert tie(measured, "won", 250)
    assert not tie(measured, "lost", 260)
    assert dict(cases_of(measured)) == {("student", "held_good"): 1}


def test_before_any_decision_nothing_is_tied() -> None:
    """An outcome older than the first decision is of other days; a later one is tied."""
    measured = _measured(_stood(100, "open", held=HELD))
    assert not tie(measured, "won", 99)
    assert tie(measured, "won", 100)


def test_reviews() -> None:
    """The latest of a decision counts, whatever comes in first; of a decision that is not kept nothing can be said."""
    measured = _measured(_stood(100, by=("student",)))
    assert review(measured, "d100", (10, "a", "wrong")) == "counted"
    assert review(measured, "d100", (10, "a", "wrong")) == "repeated"
    assert review(measured, "d100", (5, "z", "right")) == "older"
    assert review(measured, "d99", (10, "b", "right")) == "unknown"
    assert dict(cases_of(measured)) == {("student", "wrong"): 1}
    assert review(measured, "d100", (11, "c", "unsure")) == "counted"
    assert dict(cases_of(measured)) == {("student", "unsure"): 1}


def test_a_review_outlives_its_decision() -> None:
    """What was found stays counted when the decision itself is no longer kept; and there is an end to reviews too."""
    measured = _measured(_stood(0, by=("student",)))
    review(measured, "d0", (10, "a", "wrong"))
    for at in range(1, 40):
        keep_decision(measured, _stood(at, by=("student",)))
        review(measured, f"d{at}", (10, f"r{at}", "right"))
    assert cases_of(measured) == {("student", "wrong"): 1, ("student", "right"): DECISIONS - 1}


def test_counts_add_up_over_partitions() -> None:
    """Also those that were moved; what an older version did not count is 0."""
    one, other = Measures(counts={}), Measures(counts={"student": [3]})
    add(one, {("student", "held_good"): 2, ("student", "held_loser"): -1})
    add(one, {("student", "held_loser"): 1})
    found = total([one, other])
    assert (found["student"]["held_good"], found["student"]["held_loser"], found["student"]["excluded"]) == (2, 0, 3)
    assert set(found["student"]) == set(measures.WHAT)
