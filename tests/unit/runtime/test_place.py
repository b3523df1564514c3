"""Kept state is gone on from only where everything says that it is this task's, and that the changelog goes on behind it."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from pipeline.runtime.place import Origin, Place, misfit, misread
from pipeline.runtime.position import Position

DAY = 86_400_000
NOW = 20_000 * DAY
ORIGIN = Origin("leadsieve", "leads-lead-log-0", "leadsieve-leads-changelog", 0, "a-topic-id")
PLACE = Place(ORIGIN, Position(3, 9, 4), 17, NOW)


@dataclass(frozen=True)
class Case:
    """A place that is kept, what is found, and what is said of it."""

    place: Place
    says: str | None
    bounds: tuple[int, int] = (0, 30)
    reached: int = 20


CASES = {
    "as it must be": Case(PLACE, None),
    "up to the very end": Case(PLACE, None, bounds=(17, 20)),
    "three days old": Case(replace(PLACE, at=NOW - 3 * DAY), None),
    "four days old": Case(replace(PLACE, at=NOW - 4 * DAY), "4.0 days old"),
    "of tomorrow": Case(replace(PLACE, at=NOW + DAY), "in the future"),
    "another topic of that name": Case(replace(PLACE, origin=replace(ORIGIN, topic_id="another")), "changelog"),
    "another app": Case(replace(PLACE, origin=replace(ORIGIN, app_id="other")), "it is of other"),
    "another partition": Case(replace(PLACE, origin=replace(ORIGIN, partition=1)), "it is of"),
    "another task": Case(replace(PLACE, origin=replace(ORIGIN, task="leads-lead-log-1")), "it is of"),
    "another schema": Case(replace(PLACE, origin=replace(ORIGIN, schema=99)), "schema 99"),
    "the changelog begins later": Case(PLACE, "now goes from 18", bounds=(18, 30)),
    "the changelog ends before": Case(PLACE, "now goes from 0 to 19", bounds=(0, 19)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_misfits(case: Case) -> None:
    """Each thing that does not fit is told."""
    found = misfit(case.place, ORIGIN, case.bounds, NOW, case.reached)
    assert (found is None) == (case.says is None)
    assert (case.says or "") in (found or "")


def test_what_the_changelog_says_of_the_position() -> None:
    """Behind the place there is a position, the same or a later one; else the log is another than it was."""
    for shared in (False, True):
        assert misread(PLACE, Position(3, 9, 4), shared=shared) is None
        assert misread(PLACE, Position(9, 12, 4), shared=shared) is None
        assert "stood at 9, by the changelog at 8" in (misread(PLACE, Position(7, 8, 4), shared=shared) or "")
    assert "no position record" in (misread(PLACE, None, shared=False) or "")
    assert misread(PLACE, None, shared=True) is None
