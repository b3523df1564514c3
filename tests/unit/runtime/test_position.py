"""Positions: where a task may start from, and what it says where it may not."""

import pytest

from pipeline.runtime import position
from pipeline.runtime.partitioner import PARTITIONER, partition_of
from pipeline.runtime.position import STATE_SCHEMA, Ground, Position, complaint, print_of

GOOD = Position(first=3, next=7, partitions=4, counts={"web-activity/judged": 2})
OWNED = Position(first=3, next=7, partitions=4, topic_id="a", identity=print_of("key"))


def test_a_position_survives_its_record() -> None:
    """What is written is what is read."""
    assert position.decode(position.encode(GOOD)) == GOOD


def test_a_task_starts_where_it_stood() -> None:
    """Between the beginning and the end of its topic, inclusive, nothing is to be said."""
    assert complaint(GOOD, Ground(4, 0, 100)) is None
    assert complaint(GOOD, Ground(4, 7, 7)) is None
    assert complaint(OWNED, Ground(4, 0, 100, topic_id="a", identity=print_of("key"))) is None


def test_what_is_not_known_is_no_mismatch() -> None:
    """A broker that knows no topic ids, and a position from before they were kept, refuse nothing."""
    assert complaint(OWNED, Ground(4, 0, 100, topic_id="", identity=print_of("key"))) is None
    assert complaint(GOOD, Ground(4, 0, 100, topic_id="b", identity=print_of("other"))) is None


@pytest.mark.parametrize(
    ("found", "ground", "words"),
    [
        (None, Ground(4, 0, 100), "leadsieve topics"),
        (GOOD, Ground(5, 0, 100), "4 partitions"),
        (GOOD, Ground(4, 8, 100), "lost to retention"),
        (GOOD, Ground(4, 0, 6), "emptied or made anew"),
        (OWNED, Ground(4, 0, 100, topic_id="b", identity=print_of("key")), "deleted and made anew"),
        (OWNED, Ground(4, 0, 100, topic_id="a", identity=print_of("other")), "LEADSIEVE_IDENTITY_KEY"),
        (Position(3, 7, 4, partitioner="murmur2"), Ground(4, 0, 100), "murmur2"),
        (Position(3, 7, 4, schema=STATE_SCHEMA + 1), Ground(4, 0, 100), "schema"),
    ],
)
def test_a_mismatch_refuses_and_names_the_remedy(found: Position | None, ground: Ground, words: str) -> None:
    """State that does not belong to the topic as it is now is never built upon."""
    said = complaint(found, ground)
    assert said is not None
    assert words in said


def test_a_print_tells_keys_apart_and_nothing_else() -> None:
    """The print of a key is the same each time, another for another key, and holds nothing of it."""
    assert print_of("secret") == print_of("secret") != print_of("secret ")
    assert "secret" not in print_of("secret")
    assert len(print_of("é" * 32)) == 16


def test_the_partitioner_is_for_ever() -> None:
    """Another partition for the same key would tear state from its events: these numbers never change."""
    assert PARTITIONER == "crc32"
    assert [partition_of(key, 12) for key in (b"a", b"lead", b"0123456789abcdef", None)] == [3, 11, 3, 0]
