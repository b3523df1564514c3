"""A person's latest word: which it is, from when and until when it stands."""

from itertools import permutations

from pipeline.state.override import Override, ends_at, is_newer, stands

SET = Override(100, "a", "excluded", "ann", "why", 200)
LATER = Override(150, "b", "qualified", "ben", "why", 300)
REVOKED = Override(170, "c", None, "ann", "why", 0)
SAME_TIME = Override(150, "bb", "excluded", "ann", "why", 250)


def test_the_latest_word_is_kept_in_any_order() -> None:
    """By the moment it was said; of two at one moment the greater id."""
    for said in permutations((SET, LATER, SAME_TIME, REVOKED)):
        held: Override | None = None
        for word in said:
            held = word if is_newer(word, held) else held
        assert held == REVOKED
    assert is_newer(SAME_TIME, LATER)
    assert not is_newer(SET, SET)


def test_it_stands_from_its_moment_to_its_end() -> None:
    """The end itself is no longer within; a revocation never stands."""
    assert [stands(SET, now) for now in (99, 100, 199, 200)] == [False, True, True, False]
    assert not stands(None, 100)
    assert not stands(REVOKED, 170)


def test_when_it_ends() -> None:
    """Only an end that is still to come is one."""
    assert [ends_at(SET, now) for now in (0, 199, 200)] == [200, 200, 0]
    assert (ends_at(None, 0), ends_at(REVOKED, 0)) == (0, 0)
