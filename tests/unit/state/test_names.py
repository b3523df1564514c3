"""Short forms: what goes in comes out, and what is common is short."""

import pytest

from pipeline.enrichment.facts import CATALOGUE
from pipeline.state.names import NAMES, code_of, name_of, pack_id, unpack_id

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_every_fact_of_the_catalogue_has_a_number() -> None:
    """A new fact gets a number before any state can hold it by its name: append it to `NAMES`."""
    fixed = {name for name in CATALOGUE if not name.startswith("activity.")}
    assert fixed <= set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_numbers_fit_in_a_byte() -> None:
    """Up to 127 a number needs one byte in an encoded state."""
    assert len(NAMES) < 128


@pytest.mark.parametrize("name", ["job.title", "form.answers.need", "form.answers", "form.answersx", "x", "", ".need"])
def test_names(name: str) -> None:
    """Every name comes back, numbered or not; only one that begins with a dot cannot be told from an answer's."""
    expected = f"form.answers{name}" if name.startswith(".") else name
    assert name_of(code_of(name)) == expected


def test_numbers_stay() -> None:
    """Numbers stand in stored states: none may ever come to mean another name."""
    assert {name: code_of(name) for name in ("acquisition.source", "job.title", "intent.text", "phone")} == {
        "acquisition.source": 0,
        "job.title": 13,
        "intent.text": 40,
        "phone": 51,
    }


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("5ac58edf10d4f4a904155076105e288a", 17),
        ("5AC58EDF10D4F4A904155076105E288A", 33),
        (UUID, 17),
        (UUID.upper(), 37),
        (UUID.replace("-", "a"), 37),
        (UUID[:8] + UUID[9:] + "-", 37),
        ("0" * 30 + " 0", 33),
        ("z" * 32, 33),
        ("evt_1", 6),
        ("é", 3),
        ("", 1),
    ],
)
def test_ids(text: str, size: int) -> None:
    """Every id comes back as it was; hex digits and UUIDs take half the bytes."""
    packed = pack_id(text)
    assert unpack_id(packed) == text
    assert len(packed) == size
