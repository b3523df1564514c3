"""One spelling for the names of free-form members."""

import pytest

from pipeline.intake import spelling
from pipeline.intake.spelling import respell, spell


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("job_title", "job_title"),
        ("jobTitle", "job_title"),
        ("Job Title", "job_title"),
        ("JOB-TITLE", "job_title"),
        ("formID", "form_id"),
        ("IPAddress", "ip_address"),
        ("Téléphone (pro)", "telephone_pro"),
        ("address1", "address1"),
        ("???", "???"),
        ("", ""),
    ],
)
def test_spelling(name: str, spelt: str) -> None:
    """Camel, Title, kebab and snake case are one name, accents or not."""
    assert spell(name) == spelt


def test_respelt_is_itself() -> None:
    """Members that have our spelling are not copied."""
    members: dict[str, object] = {"form_id": 1, "url": 2}
    assert respell(members) is members


def test_same_name() -> None:
    """Of two members that come to share a name a blank one gives way, else the first stays."""
    assert respell({"jobTitle": "", "job_title": "CTO", "Job Title": "CEO"}) == {"job_title": "CTO"}


def test_long_names() -> None:
    """Names of any length are spelt; they are only not remembered."""
    assert respell({"Job" * 1_000: 1}) == {spell("Job" * 1_000): 1}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ever new names do not fill our memory, and are spelt no worse."""
    monkeypatch.setattr(spelling, "_MOST", 3)
    monkeypatch.setattr(spelling, "_known", {})
    for number in range(10):
        assert respell({f"field {number}": 1}) == {f"field_{number}": 1}
        assert len(spelling._known) <= 3  # noqa: SLF001  what is remembered shows nowhere else
