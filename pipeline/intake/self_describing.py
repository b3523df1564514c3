"""Snowplow's self-describing JSON: a schema's name beside its data, plain or in base64."""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from pipeline.errors import Problem
from pipeline.intake.fault import problem

_URI: Final = re.compile(r"iglu:[^/]{1,128}/([^/]{1,128})/[^/]{1,64}/[\d-]{1,16}\Z")
_COLUMN: Final = re.compile(r"(?:unstruct_event|contexts)_(.{1,256}?)_(\d+)\Z")
_decode = msgspec.json.Decoder().decode


class Described(NamedTuple):
    """One thing, and the name of its schema: `submit_form`."""

    name: str
    data: dict[str, Any]


def unpack(text: object, place: str, *, base64: bool) -> object:
    """Return the JSON that a text holds; a problem that names `place` where it holds none, None where nothing stands."""
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        return text
    try:
        return _decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)) if base64 else text)
    except (ValueError, Error, RecursionError):
        return problem("invalid_event", f"no JSON{' in base64' if base64 else ''} at {place}")


def event_in(outer: object, place: str) -> Described | Problem | None:
    """Return what an `unstruct_event` envelope holds; a bare self-describing JSON does too."""
    if outer is None or isinstance(outer, Problem):
        return outer
    inner = outer.get("data") if isinstance(outer, dict) else None
    found = described(inner) or described(outer)
    return found or problem("invalid_event", f"no self-describing JSON at {place}")


def contexts_in(outer: object) -> Iterator[Described]:
    """Yield the contexts that a `contexts` envelope holds; what is none is passed over, for nothing hangs on it."""
    listed = outer.get("data") if isinstance(outer, dict) else None
    for one in listed if isinstance(listed, list) else ():
        if (found := described(one)) is not None:
            yield found


def described(value: object) -> Described | None:
    """Return a self-describing JSON; None of anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("schema"), str):
        return None
    found, data = _URI.match(value["schema"]), value.get("data")
    return Described(found[1], data) if found and isinstance(data, dict) else None


def name_of_column(column: str) -> str:
    """Return the end of a flattened column's name, its schema's: `unstruct_event_com_acme_submit_form_1` -> the middle.

    Vendor and name can't be told apart there, for both are joined by `_`: whoever asks looks at how it ends.
    """
    found = _COLUMN.match(column)
    return found[1] if found else ""
