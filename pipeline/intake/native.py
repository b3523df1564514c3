"""Our own format: an event as `contracts.event` defines it."""

from collections.abc import Iterable

from pipeline.contracts import hot
from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.check import check
from pipeline.intake.fault import problem

_decode = hot.decoder(Event)
_WIDEST = 2**63


def read(value: bytes) -> Event | Problem:
    """Return the event that a value is; raises what `hot.decoder` raises."""
    event = _decode(value)
    if event.form or event.traits:
        answers = event.form.answers if event.form else {}
        if not (_narrow(answers.values()) and _narrow(event.traits.values())):
            return problem("invalid_event", "an integer beyond 64 bits in answers or traits")
    return check(event)


def _narrow(values: Iterable[object]) -> bool:
    """Say whether every integer fits where state and databases keep them."""
    for value in values:
        if isinstance(value, int) and not -_WIDEST <= value < _WIDEST:
            return False
        if isinstance(value, list | dict) and not _narrow(value.values() if isinstance(value, dict) else value):
            return False
    return True
