"""The clock of history: what events say of themselves, and nothing else."""

import pytest

from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Step, Tick
from pipeline.stages.dates import event_time
from tests.unit.stages.making import NOW, chosen, event, linked, seen, stands


@pytest.mark.parametrize("message", [seen("a"), linked("a"), event("a")], ids=lambda message: message.kind)
def test_events_say_when(message: object) -> None:
    """Whoever it is of, and whether it names or passes on."""
    assert event_time(encode(message)) == NOW


@pytest.mark.parametrize(
    "message", [chosen(), stands("x", "live"), of(Tick)(at=NOW), of(Step)(turn=1, slice=0)], ids=lambda one: one.kind
)
def test_control_does_not(message: object) -> None:
    """A pack is published today, whatever history it judges: by its date all that was ever known would have aged."""
    assert event_time(encode(message)) == 0


@pytest.mark.parametrize("value", [None, b"", b"{}", b"\xff", b"[1]", b'{"kind":"event","at":"soon"}', b"[" * 100_000])
def test_what_is_no_record_of_ours_says_nothing(value: bytes | None) -> None:
    """It becomes a dead letter where it is judged; it must not stop the task before that."""
    assert event_time(value) == 0
