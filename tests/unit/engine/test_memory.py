"""What is remembered by facts: equal facts give equal keys, other facts never, whatever their types."""

from itertools import combinations
from random import Random
from typing import Any

import pytest

from pipeline.engine.memory import Memory, Question, key_of

VALUES: list[Any] = ["1", 1, 1.0, True, False, 0, 0.0, -0.0, "", "[]", [], ["1"], "True", "None", {"a": 1}, {}]
NAMES = ["job.title", "activity.pages.7d", "form.answers.size"]


@pytest.mark.parametrize("name", NAMES)
def test_other_facts_have_other_keys(name: str) -> None:
    """A text, a number and a list that look alike are three facts: what is known of one is not said of another."""
    keys = [key_of({name: value}, frozenset()) for value in VALUES] + [key_of({}, frozenset())]
    assert len(set(keys)) == len(keys), [pair for pair in combinations(keys, 2) if pair[0] == pair[1]]


def test_facts_aside() -> None:
    """Facts that are to be left aside are no part of a key; every other is."""
    assert key_of({"job.title": "x", "form.id": "1"}, frozenset({"form.id"})) == key_of({"job.title": "x"}, frozenset())
    assert key_of({"job.title": "x", "form.id": "1"}, frozenset()) != key_of({"job.title": "x"}, frozenset())


def _asks(answers: dict[str, bool], key: int) -> tuple[str, dict[Question, bool]]:
    """Return what is found of somebody and what was asked for it: what is asked next depends on the answers before."""
    asked: dict[Question, bool] = {}
    for name in "abcd"[: key % 5]:
        asked[name, 1] = answers[name]
        if answers[name] and key % 2:
            break
    return f"{key}: {sorted(asked.items())}", asked


def test_only_what_is_asked_tells_apart() -> None:
    """Whatever was kept of others: found is what would be found anew, or nothing; and what was just kept is found."""
    random = Random(5)  # noqa: S311  made-up answers, not secrets
    memory, found_before = Memory[str](most=7), 0
    for _ in range(2_000):
        answers, key = {name: random.random() < 0.5 for name in "abcd"}, random.randrange(10)
        expected, asked = _asks(answers, key)
        found = memory.find((key,), lambda question, answers=answers: answers[question[0]])  # type: ignore[misc]
        assert found in {None, expected}
        found_before += found is not None
        memory.keep((key,), asked, expected)
        assert memory.find((key,), lambda question, answers=answers: answers[question[0]]) == expected  # type: ignore[misc]
    assert found_before > 200


def test_what_is_kept_is_bounded() -> None:
    """However many answers are told apart of one key, no more is kept than may be: it begins anew."""
    random, memory = Random(5), Memory[str](most=16)  # noqa: S311  made-up answers, not secrets
    leads = [{(name, 1): random.random() < 0.5 for name in "abcdefgh"} for _ in range(200)]
    for lead in leads:
        memory.keep(("same",), lead, str(lead))
    found = [memory.find(("same",), lead.__getitem__) for lead in leads]
    assert found[-1] == str(leads[-1])
    assert 1 <= len({told for told in found if told is not None}) <= 16
    assert all(told in {None, str(lead)} for told, lead in zip(found, leads, strict=True))
