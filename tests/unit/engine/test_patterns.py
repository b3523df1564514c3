import fnmatch

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engine.patterns import finds, ready_pattern
from pipeline.personas.spelling import plain_of


@settings(deadline=None)
@given(st.text("ab*", min_size=1, max_size=8), st.text("ab", min_size=1, max_size=8))
def test_one_word(pattern: str, word: str) -> None:
    """On one word a pattern is the shell's, but that stars alone find nothing."""
    wanted = bool(pattern.strip("*")) and fnmatch.fnmatchcase(word, pattern)
    assert finds(ready_pattern(pattern), plain_of(word)) == wanted


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "*"]), min_size=1, max_size=5), st.lists(st.sampled_from("abc"), max_size=8))
def test_runs(pattern: list[str], words: list[str]) -> None:
    """Runs of words are found one after the other wherever there is any way to find them."""

    def fits(wanted: list[str], found: list[str]) -> bool:
        if not wanted:
            return True
        if wanted[0] == "*":
            return any(fits(wanted[1:], found[at:]) for at in range(len(found) + 1))
        return found[:1] == wanted[:1] and fits(wanted[1:], found[1:])

    anywhere = any(fits(pattern, words[at:]) for at in range(len(words) + 1))
    wanted = anywhere and any(word != "*" for word in pattern)
    assert finds(ready_pattern(" ".join(pattern)), " ".join(words)) == wanted


def test_hostile() -> None:
    """What makes a regular expression run away costs no more than any other text."""
    text = plain_of("a" * 2_000 + " b")
    assert not finds(ready_pattern("*a" * 90 + "*c"), text)
    assert not finds(ready_pattern("* a " * 40 + "c"), plain_of("a " * 1_000))
