"""What is wrong with a record, as a `Problem` with a code of the closed set."""

import msgspec

from pipeline.contracts.dead_letter import Code
from pipeline.errors import Problem

ROOT_MISMATCH = "Expected `object`"
"""How msgspec begins when JSON of another kind stands where our record should."""


def problem(code: Code, message: str) -> Problem:
    """Return a problem of a record; `message` holds none of its values."""
    return Problem(code=code, message=message)


def misfit(error: msgspec.ValidationError) -> Problem:
    """Return the problem of JSON that is not of the shape a decoder wants: which member, and what it should be.

    msgspec's words name members of ours, types and limits; only where a closed set is missed do they quote the value,
    and that we leave out.
    """
    said, _, place = str(error).partition(" - at ")
    if said.startswith(ROOT_MISMATCH) and not place:
        return problem("unknown_shape", f"{said}: a record is one JSON object, or an array of them")
    what = "a value that is not one of those allowed" if said.startswith("Invalid ") and "'" in said else said
    where = f" at {place.strip('`')}" if place else ""
    return problem("invalid_time" if "datetime" in said else "invalid_event", f"{what}{where}")
