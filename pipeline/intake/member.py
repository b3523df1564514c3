"""What free-form members hold: anything at all. Here they become what a contract can carry, and nothing is dropped."""

from typing import cast

from pipeline.contracts import hot
from pipeline.contracts.model import Scalar
from pipeline.intake.spelling import respell

Answer = Scalar | list[Scalar]
Trait = Scalar | list[Scalar] | dict[str, Scalar]

_WIDEST = 2**63
"""Integers beyond are kept as text: no database and no packed state holds them."""
_DAY = 86_400


def text(value: object, longest: int = 65_536) -> str | None:
    """Return a text or a whole number as text without blanks around, cut at `longest` characters; None for any other."""
    if isinstance(value, str):
        return value.strip()[:longest] or None
    return str(value)[:longest] if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: object) -> bool:
    """Say whether a member means yes."""
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes", "1"})


def seconds(value: object) -> float | None:
    """Return a span of up to a day, in seconds; None for anything else."""
    if isinstance(value, (float, int)) and 0 <= value <= _DAY and not isinstance(value, bool):
        return float(value)
    return None


def answers(members: dict[str, object]) -> dict[str, Answer]:
    """Return members as answers: what is nested one level deep as `parent.child`, what is deeper as JSON text."""
    flat: dict[str, Answer] = {}
    for name, value in members.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{child}": _listed(part) for child, part in respell(value).items()}
        else:
            flat[name] = _listed(value)
    return flat


def traits(members: dict[str, object]) -> dict[str, Trait]:
    """Return members as traits: objects keep one level, an address within one too; what is deeper becomes JSON text."""
    return {name: _object(value) if isinstance(value, dict) else _listed(value) for name, value in members.items()}


def _object(value: dict[str, object]) -> dict[str, Scalar]:
    parts = respell(value)
    address = parts.get("address")
    if isinstance(address, dict):
        # A company's address is where the company is: `country` and `city` are its own.
        parts = {**respell(address), **{name: part for name, part in parts.items() if name != "address"}}
    return {name: _scalar(part) for name, part in parts.items()}


def _listed(value: object) -> Answer:
    return [_scalar(part) for part in value] if isinstance(value, list) else _scalar(value)


def _scalar(value: object) -> Scalar:
    if isinstance(value, int) and not -_WIDEST <= value < _WIDEST:
        return str(value)
    if isinstance(value, list | dict):
        return hot.encode(value).decode()
    return cast("Scalar", value)
