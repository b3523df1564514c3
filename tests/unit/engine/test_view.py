"""What a pack gets to see: how old a fact is, where the pack asks for it."""

from itertools import permutations

import pytest

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.engine.view import reading_of, told, view
from pipeline.personas.parse import parse_pack
from pipeline.state import facts
from pipeline.state.lead import Lead
from pipeline.state.time import DAY_MS
from tests.unit.personas.texts import files, persona

DAY = 20_000
NOW = DAY * DAY_MS
FADING = "effect: penalize\npoints: 20\nfading: {half_life_days: 90}"


def _pack(criteria: str, more: str = "effect: exclude") -> CompiledPack:
    pack, problems = parse_pack(files(student=persona(criteria, more)))
    assert pack is not None, problems
    return compile_pack(pack, "")


RECENT = _pack("{fact: job.title, contains: student, within_days: 30, because: x}")
FADES = _pack(
    "any: [{fact: job.title, contains: intern, because: x}, {fact: email.kind, is: alias, because: y}]", FADING
)


def _seen(pack: CompiledPack, *said: tuple[str, Value, int]) -> dict[str, Value]:
    """Return what the pack sees of (fact, value, days ago)."""
    state = Lead(newest=NOW)
    for at, (name, value, days_ago) in enumerate(said):
        facts.learn(state.facts, 0, {name: value}, NOW - days_ago * DAY_MS, bytes([at]))
    return view(state, None, pack, NOW)


@pytest.mark.parametrize(("days_ago", "recent"), [(0, True), (30, True), (31, False), (800, False)])
def test_recent(days_ago: int, recent: bool) -> None:  # noqa: FBT001  a case
    """A fact counts as told of late up to the last day of the window, and no longer."""
    seen = _seen(RECENT, ("job.title", "student", days_ago))
    assert (seen.get("job.title@30") == "student") is recent
    assert told(RECENT, {"job.title": "student"}, {"job.title": days_ago}).get("job.title@30") == seen.get(
        "job.title@30"
    )


def test_recent_is_of_the_word_that_counts() -> None:
    """What was told before the word that counts makes nothing recent, in whatever order it came in."""
    words: list[tuple[str, Value, int]] = [("job.title", "student", 40), ("job.title", "manager", 35)]
    for order in permutations(words):
        assert "job.title@30" not in _seen(RECENT, *order)
    assert _seen(RECENT, *words, ("job.title", "student", 2))["job.title@30"] == "student"


def test_the_end_of_a_window_is_a_moment_to_judge_at() -> None:
    """After so many days a fact is no longer told of late: `steady` asks for such moments."""
    assert 30 * DAY_MS in reading_of(RECENT).lives
    assert 30 * DAY_MS not in reading_of(FADES).lives


def test_dated() -> None:
    """Of facts by whose age a penalty fades, the day is known; of no others, and only where it matters."""
    seen = _seen(FADES, ("job.title", "intern", 45), ("email.kind", "alias", 3))
    assert (seen["job.title@"], seen["email.kind@"]) == (DAY - 45, DAY - 3)
    assert not any(name.endswith("@") for name in _seen(RECENT, ("job.title", "intern", 45)))
