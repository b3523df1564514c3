"""What answers that are no text say of budget, need and time."""

import pytest

from pipeline.contracts.model import Scalar
from pipeline.enrichment.intent import budget_of, is_later, months_of, need_of


@pytest.mark.parametrize(
    ("answer", "budget", "need"),
    [(True, "enough", "project"), (False, "none", "none"), (5000, None, None), (None, None, None)],
)
def test_choices(answer: Scalar, budget: str | None, need: str | None) -> None:
    """A ticked box says yes or no; a sum says nothing without a threshold to compare it with."""
    assert (budget_of(answer), need_of(answer)) == (budget, need)
    assert not is_later(answer)


@pytest.mark.parametrize(
    ("answer", "months"),
    [(6, 6), (2.5, 3), (0, 0), (-1, None), (2027, None), (True, None), (None, None), (float("nan"), None)],
)
def test_months(answer: Scalar, months: int | None) -> None:
    """A number is one of months, rounded up, where it can be one."""
    assert months_of(answer) == months
