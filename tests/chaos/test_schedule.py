from collections import Counter

import pytest

from tests.chaos.happenings import HAPPENINGS
from tests.chaos.schedule import fitting, plan


def test_one_seed_is_one_schedule() -> None:
    """The same seed gives the same rounds and the same choices in them; another seed gives others."""
    assert plan(5, 200, 3) == plan(5, 200, 3)
    assert [one.happening for one in plan(5, 200, 3)] != [one.happening for one in plan(6, 200, 3)]
    assert len({one.seed for one in plan(5, 200, 1) + plan(5, 200, 3) + plan(6, 200, 3)}) == 600


@pytest.mark.parametrize("nodes", [1, 3])
def test_everything_happens(nodes: int) -> None:
    """Where there are rounds enough, each happening has one at least, and frequent ones have more."""
    for seed in range(50):
        assert {one.happening for one in plan(seed, len(fitting(nodes)), nodes)} == set(fitting(nodes))
    often = Counter(one.happening for one in plan(1, 2_000, nodes))
    assert often["kill"] > 2 * often["join"]


def test_nodes_are_lost_only_where_there_are_several() -> None:
    """A broker of one node has no node to lose."""
    assert set(fitting(3)) - set(fitting(1)) == {"lose_node", "roll_nodes"}


def test_only() -> None:
    """What is asked for alone happens alone, and rounds fewer than happenings are all different."""
    assert {one.happening for one in plan(1, 20, 1, ["kill", "join"])} == {"kill", "join"}
    assert len({one.happening for one in plan(1, 5, 1)}) == 5


def test_every_name_is_a_happening() -> None:
    """The schedule draws what there is, and draws all of it."""
    assert set(fitting(3)) == set(HAPPENINGS)
