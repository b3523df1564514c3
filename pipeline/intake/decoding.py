"""Bytes to a contract, or to the problem that stands in their way."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from pipeline.errors import Problem
from pipeline.intake.fault import misfit, problem

T = TypeVar("T")


def decode(reader: Callable[[bytes], T], value: bytes | None) -> T | Problem:
    """Return what `reader` makes of a value, or the problem that its refusal stands for; never raises for any bytes."""
    if not value:
        return problem("empty_value", "the record has no value")
    try:
        # Members that no contract names are skipped unread: only this look tells that they are text.
        if not value.isascii():
            str(value, "utf-8")
        return reader(value)
    except msgspec.ValidationError as error:
        return misfit(error)
    except msgspec.DecodeError as error:
        return problem("invalid_json", str(error)) if value.strip() else problem("empty_value", "the value is blank")
    except UnicodeDecodeError as error:
        return problem("invalid_utf8", f"{error.reason} at byte {error.start}")
    except RecursionError:
        return problem("invalid_json", "nested too deeply")
