import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.observe.catalogue import CAMPAIGN, RESULT, SOURCE
from pipeline.observe.labels import LONGEST, Bounds, clean


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "none"),
        ("", "none"),
        (" \t\n", "none"),
        ("google", "google"),
        ("  spring \n launch ", "spring launch"),
        ("Été 2026: démo à Évry", "Été 2026: démo à Évry"),
        ("2026-11-22", "2026-11-22"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "other"),
        ("x" * 1_000_000, "other"),
        ("zero\u200bwidth", "other"),
        ("nul\x00", "other"),
    ],
)
def test_clean(value: str | None, shown: str) -> None:
    """A label shows one line of printable text, `none` for nothing and `other` for what is no label."""
    assert clean(value) == shown


@given(st.text())
def test_fit(text: str) -> None:
    """Whatever comes, what is shown is short, printable, of one line and encodable."""
    shown = clean(text)
    assert 0 < len(shown) <= LONGEST
    assert shown.isprintable()
    assert shown.encode()


def test_limit() -> None:
    """The first values are shown for good, later ones are `other`; `none` is always free."""
    bounds = Bounds()
    shown = [bounds.admit(CAMPAIGN, f"c{number}") for number in range(CAMPAIGN.limit + 50)]
    assert shown == [f"c{number}" for number in range(CAMPAIGN.limit)] + ["other"] * 50
    assert bounds.admit(CAMPAIGN, "c0") == "c0"
    assert bounds.admit(CAMPAIGN, None) == "none"


def test_limits_apart() -> None:
    """A flood of campaigns takes no place of a source."""
    bounds = Bounds()
    for number in range(1_000):
        bounds.admit(CAMPAIGN, f"c{number}")
    assert bounds.admit(SOURCE, "google") == "google"


def test_closed() -> None:
    """A closed label shows its own values and `other`."""
    bounds = Bounds()
    assert bounds.admit(RESULT, "judged") == "judged"
    assert bounds.admit(RESULT, "Judged") == "other"
