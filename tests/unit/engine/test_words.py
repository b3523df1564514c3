"""The words of sentences: nobody who reads French or English meets the catalogue's codes."""

import re
from pathlib import Path

import pytest

from pipeline.engine.words import ENGLISH, FRENCH, name_of, value_of
from pipeline.enrichment.facts import CATALOGUE

RULES = Path(__file__).parents[3] / "rules"
OPEN = ("activity.", "form.answers.", "account.")
CLOSED = [
    (fact, choice)
    for fact, spec in CATALOGUE.items()
    for choice in spec.choices
    if fact.split(".")[0] not in {"device", "acquisition"}
]
CODES = {"design", "marketing", "finance", "contact", "administration", "alias"}
"""Choices that are French words as they stand."""


@pytest.mark.parametrize(("fact", "choice"), CLOSED, ids=str)
def test_every_choice_has_a_french_word(fact: str, choice: str) -> None:
    """Where the catalogue closes a set, a sentence says each of it in French, and in English without underscores."""
    assert value_of(fact, choice, FRENCH) != choice or choice in CODES
    assert "_" not in value_of(fact, choice, FRENCH) + value_of(fact, choice, ENGLISH)


def test_every_fact_our_packs_read_has_a_name() -> None:
    """In both languages; activity and answers are named by what the site and the form call them."""
    read = {
        fact
        for path in RULES.glob("*/*.yaml")
        if not path.name.endswith(".test.yaml")
        for fact in re.findall(r"fact: ([a-z_.0-9]+)", path.read_text(encoding="utf-8"))
    }
    assert read
    for fact in read:
        if not fact.startswith(OPEN):
            assert "." not in name_of(fact, FRENCH) + name_of(fact, ENGLISH), fact


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (None, "?", "?"),
        (True, "oui", "yes"),
        (False, "non", "no"),
        (12, "12", "12"),
        (["thesis", "own words"], "mémoire, own words", "thesis, own words"),
        ("no_budget", "pas de budget", "no budget"),
        ("snake_case", "snake_case", "snake_case"),
    ],
)
def test_values(value: str | int | bool | list[str] | None, french: str, english: str) -> None:  # noqa: FBT001  a value
    """What somebody said stays as it was said."""
    assert (value_of("intent.text", value, FRENCH), value_of("intent.text", value, ENGLISH)) == (french, english)
