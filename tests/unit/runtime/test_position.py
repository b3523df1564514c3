"""Positions: where a task may start from, and what it says where it may not."""

import pytest

from pipeline.runtime import position
from pipeline.runtime.partitioner import PARTITIONER, partition_of
from pipeline.runtime.position import STATE_SCHEMA, Position, complaint

GOOD = Position(first=3, next=7, partitions=4, counts={"web-activity/judged": 2})


def test_a_position_survives_its_record() -> None:
    """What is written is what is read."""
    assert position.decode(position.encode(GOOD)) == GOOD


def test_a_task_starts_where_it_stood() -> None:
    """Between the beginning and the end of its topic, inclusive, nothing is to be said."""
    assert complaint(GOOD, 4, begin=0, end=100) is None
    assert complaint(GOOD, 4, begin=7, end=7) is None


@pytest.mark.parametrize(
    ("found", "partitions", "bounds", "words"),
    [
        (None, 4, (0, 100), "leadsieve topics"),
        (GOOD, 5, (0, 100), "4 partitions"),
        (GOOD, 4, (8, 100), "lost to retention"),
        (GOOD, 4, (0, 6), "emptied or made anew"),
        (Position(3, 7, 4, partitioner="murmur2"), 4, (0, 100), "murmur2"),
        (Position(3, 7, 4, schema=STATE_SCHEMA + 1), 4, (0, 100), "schema"),
    ],
)
def test_a_mismatch_refuses_and_names_the_remedy(
    found: Position | None, partitions: int, bounds: tuple[int, int], words: str
) -> None:
    """State that does not belong to the topic as it is now is never built upon."""
    said = complaint(found, partitions, *bounds)
    assert said is not None
    assert words in said


def test_the_partitioner_is_for_ever() -> None:
    """Another partition for the same key would tear state from its events: these numbers never change."""
    assert PARTITIONER == "crc32"
    assert [partition_of(key, 12) for key in (b"a", b"lead", b"0123456789abcdef", None)] == [3, 11, 3, 0]
