"""The brake over partitions: who is counted, when a persona is braked, what stands, and how it is released."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import Conducted, LeadReview, StandingChosen, Tallied, Tally
from pipeline.contracts.model import Route
from pipeline.engine.compile import CompiledPack
from pipeline.engine.holdout import SHARES
from pipeline.stages.conduct import sum_up
from pipeline.stages.control import control_in
from pipeline.state.tally import Sums
from tests.parting import Parting, replayed
from tests.unit.engine.making import pack, persona, when
from tests.unit.stages.making import NOW, NewOutcome, chosen, form, next_choice, stands

STUDENT, OTHER = (of(Facts)(declared={"job.seniority": title}) for title in ("student", "manager"))
NewReview, NewConduct, NewStanding = of(LeadReview), of(Conducted), of(StandingChosen)
NewTally, NewTallied = of(Tally), of(Tallied)
NAME: Final = "test/student"


def _pack(holdout: int = 0, route: Route = "none") -> CompiledPack:
    student = persona("student", when("job.seniority", "student"), holdout=holdout, route=route)
    return replace(pack(student), fact_names=frozenset({"job.seniority"}))


def _running(judging: CompiledPack, partitions: int = 3) -> Parting:
    parting = Parting({judging.sha256: judging}, partitions)
    parting.tell_all(chosen(judging.sha256), stands("student", "live"))
    return parting


def lead(number: int) -> str:
    """Return the id of the n-th lead."""
    return blake2b(str(number).encode(), digest_size=16).hexdigest()


def fill_in(parting: Parting, numbers: range, facts: Facts, at: int = NOW) -> None:
    """Let leads fill in a form, each in a partition of their own choice."""
    for number in numbers:
        name = lead(number)
        parting.tell(number % parting.partitions, form(f"f{number}", at + number, lead_id=name, facts=facts))
        parting.settle()


def release() -> StandingChosen:
    """Return the record by which a person releases the brake."""
    told = {"origin": next_choice(), "pack": "test", "persona": "student", "status": "live"}
    return NewStanding(event_id="r", at=NOW, released=True, **told)  # type: ignore[arg-type]  # what a standing has


def decided(parting: Parting) -> dict[str, dict[str, Any]]:
    """Return the latest decision of every lead."""
    sends = (send for send in parting.published if send.topic == "lead-decisions")
    return {told["lead_id"]: told for told in (json.loads(send.value or b"") for send in sends)}


def statuses(parting: Parting, numbers: range) -> list[str]:
    """Return the status of each of these leads."""
    found = decided(parting)
    return [found[lead(number)]["status"] for number in numbers]


def braked(parting: Parting) -> list[dict[str, str]]:
    """Return whom each partition holds to be braked."""
    return [dict(control_in(part.store).braked) for part in parting.parts]


@pytest.fixture(params=[1, 3])
def past_budget(request: pytest.FixtureRequest) -> Parting:
    """Three of seven leads would be excluded; a fifth may be."""
    parting = _running(_pack(), request.param)
    fill_in(parting, range(40), OTHER)
    fill_in(parting, range(40, 70), STUDENT)
    return parting


def test_past_its_budget_a_persona_excludes_nobody_anew(past_budget: Parting) -> None:
    """The brake comes with the twenty-second of sixty-two, as soon as every partition told; whom it excluded stays so."""
    found = statuses(past_budget, range(40, 70))
    first = found.index("open")
    assert (set(found[:first]), set(found[first:])) == ({"excluded"}, {"open"})
    # Of sixty-two leads in all, each partition keeps a sixteenth of its own to itself at most.
    assert 22 <= first <= 22 + past_budget.partitions * (62 // past_budget.partitions // 16)
    assert braked(past_budget) == [{NAME: "budget"}] * past_budget.partitions
    assert past_budget.counts["brakes", "student", "budget"] == 1
    flags = decided(past_budget)[lead(69)]["flags"]
    assert flags == ["braked_would_exclude"]


def test_whom_it_excluded_stays_excluded(past_budget: Parting) -> None:
    """Also when they are judged again, by a form of theirs, or because all are."""
    fill_in(past_budget, range(40, 45), STUDENT, NOW + 1000)
    past_budget.tell_all(chosen(next(iter(past_budget.packs))))
    assert statuses(past_budget, range(40, 45)) == ["excluded"] * 5
    assert statuses(past_budget, range(67, 70)) == ["open"] * 3


def test_a_person_releases_it(past_budget: Parting) -> None:
    """Whom it let through is then excluded, and it is counted anew: what was before does not brake it again."""
    past_budget.tell_all(release())
    assert braked(past_budget) == [{}] * past_budget.partitions
    assert statuses(past_budget, range(40, 70)) == ["excluded"] * 30
    fill_in(past_budget, range(100, 129), STUDENT)
    assert braked(past_budget) == [{}] * past_budget.partitions
    fill_in(past_budget, range(129, 150), STUDENT)
    assert braked(past_budget) == [{NAME: "budget"}] * past_budget.partitions
    assert past_budget.counts["brakes", "student", "budget"] == 2


@pytest.mark.parametrize("standing", ["live", "shadow"])
def test_nothing_else_releases_it(past_budget: Parting, standing: str) -> None:
    """Neither a standing nor a pack does, not even the way into shadow and back."""
    past_budget.tell_all(stands("student", standing), stands("student", "live"), chosen(next(iter(past_budget.packs))))  # type: ignore[arg-type]  # one of the standings
    assert braked(past_budget) == [{NAME: "budget"}] * past_budget.partitions
    fill_in(past_budget, range(200, 203), STUDENT)
    assert statuses(past_budget, range(200, 203)) == ["open"] * 3


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_every_log_gives_the_same_again(past_budget: Parting, batch: int) -> None:
    """Decisions, tallies, verdicts on personas and states: byte for byte, however records are cut."""
    past_budget.tell_all(release())
    fill_in(past_budget, range(100, 150), STUDENT)
    for part in past_budget.parts:
        sends, store = replayed(past_budget, part.number, batch)
        assert sends == part.sent
        assert dict(store.items()) == dict(part.store.items())


def test_who_is_nurtured_stays_so() -> None:
    """A brake takes nobody back who is kept from sales for later either; a budget is of the excluded alone."""
    parting = _running(_pack(route="later"))
    fill_in(parting, range(40), STUDENT)
    assert braked(parting) == [{}] * 3
    since = control_in(parting.parts[0].store).periods[NAME][0]
    told = {"origin": "lead-log/0/1", "pack": "test", "persona": "student", "since": since}
    parting.tell_all(NewConduct(event_id="c", at=NOW, braked="false_exclusions", **told))  # type: ignore[arg-type]  # what it has
    fill_in(parting, range(38, 42), STUDENT, NOW + 1000)
    assert statuses(parting, range(38, 42)) == ["nurture", "nurture", "open", "open"]


def _outcomes(parting: Parting, numbers: range, result: str) -> None:
    for number in numbers:
        told = {"origin": "crm-outcomes/0/1", "lead_id": lead(number), "result": result}
        parting.tell(number % parting.partitions, NewOutcome(event_id=f"o{number}{result}", at=NOW + 10_000, **told))  # type: ignore[arg-type]  # one of its results
    parting.settle()


def test_too_many_false_exclusions() -> None:
    """Estimated from leads that were let through: below thirty nothing is concluded, and it must be sure."""
    parting = _running(_pack(SHARES))
    fill_in(parting, range(40), STUDENT)
    _outcomes(parting, range(7), "won")
    _outcomes(parting, range(7, 29), "lost")
    assert braked(parting) == [{}] * 3
    _outcomes(parting, range(29, 30), "disqualified")
    assert braked(parting) == [{NAME: "false_exclusions"}] * 3


def test_who_is_won_after_all_moves() -> None:
    """A lead counts for what it is known to be now."""
    parting = _running(_pack(SHARES))
    fill_in(parting, range(30), STUDENT)
    _outcomes(parting, range(30), "lost")
    assert braked(parting) == [{}] * 3
    _outcomes(parting, range(6), "won")
    assert braked(parting) == [{}] * 3
    _outcomes(parting, range(6, 7), "won")
    assert braked(parting) == [{NAME: "false_exclusions"}] * 3


def test_outcomes_of_before_a_release_are_settled() -> None:
    """They come months later; a persona that was mended must not be braked by what it did before."""
    parting = _running(_pack(SHARES))
    fill_in(parting, range(60), STUDENT)
    _outcomes(parting, range(30), "won")
    parting.tell_all(release())
    _outcomes(parting, range(30, 60), "won")
    assert braked(parting) == [{}] * 3
    fill_in(parting, range(60, 90), STUDENT)
    _outcomes(parting, range(60, 90), "won")
    assert braked(parting) == [{NAME: "false_exclusions"}] * 3


def _reviews(parting: Parting, numbers: range, verdicts: Iterator[str]) -> None:
    found = decided(parting)
    for number, verdict in zip(numbers, verdicts, strict=False):
        told = {"origin": "lead-reviews/0/1", "lead_id": lead(number), "author": "ann", "verdict": verdict}
        said = NewReview(event_id=f"r{number}", at=NOW, decision_id=found[lead(number)]["decision_id"], **told)  # type: ignore[arg-type]  # one of its verdicts
        parting.tell(number % parting.partitions, said)
    parting.settle()


def test_nobody_needs_to_confirm_what_thirty_reviews_did() -> None:
    """Of all whom it excludes, by steps; an `unsure` found nothing out."""
    parting = _running(replace(_pack(), confirm_exclusions=True))
    fill_in(parting, range(200), OTHER)
    fill_in(parting, range(200, 240), STUDENT)
    excluded = range(200, 240)
    assert all("needs_review" in decided(parting)[lead(number)]["flags"] for number in excluded)
    _reviews(parting, range(200, 205), iter(["unsure"] * 5))
    _reviews(parting, range(205, 234), iter(["right"] * 29))
    assert all("needs_review" in decided(parting)[lead(number)]["flags"] for number in excluded)
    _reviews(parting, range(234, 235), iter(["wrong"]))
    now = decided(parting)
    assert not any("needs_review" in now[lead(number)]["flags"] for number in excluded)
    assert now[lead(239)]["trigger"]["kind"] == "conduct"
    assert statuses(parting, excluded) == ["excluded"] * 40


def test_what_is_told_twice_counts_once() -> None:
    """At least once, a partition may tell again what it told before."""
    sums, told = Sums(), NewTally(at=NOW, partition=2, number=1, personas={NAME: NewTallied(days={20_000: [3, 1]})})
    assert [sum_up(sums, told), sum_up(sums, told)] == [True, False]
    assert sums.counts[NAME].days == {20_000: [3, 1]}


def test_what_was_found_of_an_earlier_period_says_nothing() -> None:
    """The verdict was on its way when a person released the persona."""
    parting = _running(_pack())
    parting.tell_all(release())
    late = NewConduct(event_id="c", at=NOW, origin="lead-log/0/1", pack="test", persona="student", braked="budget")
    parting.tell_all(late)
    assert braked(parting) == [{}] * 3


def test_what_was_counted_in_an_earlier_period_brakes_nobody() -> None:
    """A tally that was on its way is of before the release."""
    parting = _running(_pack())
    since = control_in(parting.parts[0].store).periods[NAME][0]
    parting.tell_all(release())
    told = NewTallied(since=since, days={20_000: [100, 100]})
    parting.tell(0, NewTally(at=NOW, partition=2, number=1, personas={NAME: told}))
    parting.settle()
    assert parting.counts["brakes", "student", "budget"] == 0


def test_over_files_nobody_is_braked() -> None:
    """They come in any order, and what is summed up would depend on it."""
    parting = _running(_pack())
    parting.stage = replace(parting.stage, partitions=0)
    fill_in(parting, range(60), STUDENT)
    assert statuses(parting, range(60)) == ["excluded"] * 60
