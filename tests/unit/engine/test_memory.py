"""What is remembered by facts: equal facts give equal keys, other facts never, whatever their types."""

from itertools import combinations

import pytest

from pipeline.contracts.model import Value
from pipeline.engine.memory import keys_by

VALUES: list[Value] = ["1", 1, 1.0, True, False, 0, "", "[]", [], ["1"], "True", "None"]
NAMES = ["job.title", "activity.pages.7d", "form.answers.size"]


@pytest.mark.parametrize("name", NAMES)
def test_other_facts_have_other_keys(name: str) -> None:
    """A text, a number and a list that look alike are three facts: what is known of one is not said of another."""
    key_of = keys_by([name])
    keys = [key_of({name: value}) for value in VALUES] + [key_of({})]
    assert len(set(keys)) == len(keys), [pair for pair in combinations(keys, 2) if pair[0] == pair[1]]


def test_facts_that_nobody_asked_for() -> None:
    """Facts beside the named ones are no part of a key, and the order of names is none either."""
    assert keys_by(NAMES)({"job.title": "x", "z.z": 1}) == keys_by(reversed(NAMES))({"job.title": "x"})
