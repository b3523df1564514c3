import pytest

from pipeline.observe.form_days import FormDays


def test_ratio() -> None:
    """The rate of a day is excluded ÷ leads; without leads there is none."""
    days = FormDays()
    days.add("2026-11-22", excluded=1)
    assert days.days["2026-11-22"].ratio is None
    days.add("2026-11-22", leads=4)
    assert days.days["2026-11-22"].ratio == pytest.approx(0.25)


def test_oldest_leaves() -> None:
    """The oldest day gives way to a newer one, and an older one never enters."""
    days = FormDays(limit=2)
    for day in ("2026-01-02", "2026-01-03", "2026-01-01", "2026-01-04"):
        assert days.add(day, leads=1)
    assert set(days.days) == {"2026-01-03", "2026-01-04"}


@pytest.mark.parametrize(
    "day", ["", "2026-13-01", "2026-1-1", "20260101", "2026-W01-1", "2026-01-01T00:00:00", "today"]
)
def test_no_day(day: str) -> None:
    """Only an ISO date is a form day."""
    days = FormDays()
    assert not days.add(day, leads=1)
    assert days.days == {}
