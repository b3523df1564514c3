"""Phrases in texts: on whole words, in the order they stand, none inside another of its meaning."""

import pytest

from pipeline.enrichment.phrases import Found, find_phrases, index_phrases

INDEX = index_phrases({"none": ("no budget", "no", "aucun"), "later": ("not yet", "budget next year")})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("nobudget", []),
        ("no budget", [Found("none", 0, 2)]),
        ("we have no budget yet", [Found("none", 2, 4)]),
        ("no money", [Found("none", 0, 1)]),
        ("aucun no", [Found("none", 0, 1), Found("none", 1, 2)]),
        ("no budget next year", [Found("none", 0, 2), Found("later", 1, 4)]),
        ("not", []),
    ],
)
def test_find(text: str, found: list[Found]) -> None:
    """The longer of two phrases of a meaning that begin together counts; those of other meanings stand beside it."""
    assert find_phrases(tuple(text.split()), INDEX) == found
