"""A new entry in a reference list of pack.yaml: one more line, and nothing else of the file touched."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import yaml

from pipeline.errors import Problem
from pipeline.personas.document import read_document
from pipeline.personas.model import HEAD
from pipeline.personas.spelling import suggest

_ADDRESS: Final = re.compile(r"^(?:https?://)?(?:www\.)?([^/\s:?#]+\.[^/\s:?#.]+)\.?(?:[/:?#].*)?$", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[^\W\d][\w.&-]*(?: [\w.&-]+)*\Z")
_LISTS: Final = ("reference_lists",)
MOST_CHARACTERS: Final = 253
"""Of an entry, as `criterion.Label` has it."""


def entry_of(given: str) -> str:
    """Return what to put on a list: of a web address its domain in lower case, of a name the name."""
    text = given.strip()
    address = _ADDRESS.match(text)
    return address[1].casefold().removeprefix("www.") if address and " " not in text else text


def list_named(name: str, lists: Sequence[str]) -> str | None:
    """Return the list that is meant: its name, or that of one thing on it (`competitor` for `competitors`)."""
    return next((known for known in (name, f"{name}s") if known in lists), None)


def add_entries(text: str, name: str, given: Sequence[str]) -> tuple[str, list[str], list[Problem]]:
    """Return pack.yaml with entries added to a list, the entries that were new, and what keeps it from being done.

    Comments, order, quotes and blanks stay as they are.
    """
    document, problems = read_document(HEAD, text)
    head = document.value if isinstance(document.value, dict) else {}
    lists = head.get("reference_lists") or {}
    if problems or not isinstance(lists, dict):
        return text, [], problems or [document.problem(_LISTS, "wrong_value", "`reference_lists` should hold lists")]
    meant = list_named(name, list(lists))
    if meant is None:
        said = f"pack.yaml has no list `{name}` (it has {', '.join(lists) or 'none'}){suggest(name, lists)}"
        return text, [], [document.problem(_LISTS, "unknown_list", said)]
    place = (*_LISTS, meant)
    if not isinstance(lists[meant], tuple):
        said = f"`{meant}` should be a list: write `{meant}: []` first"
        return text, [], [document.problem(place, "wrong_value", said)]
    there = {str(entry).casefold() for entry in lists[meant]}
    new = [entry for entry in dict.fromkeys(map(entry_of, given)) if entry and entry.casefold() not in there]
    if long := [entry for entry in new if len(entry) > MOST_CHARACTERS]:
        said = f"an entry has at most {MOST_CHARACTERS} characters: `{long[0][:30]}…` has {len(long[0])}"
        return text, [], [document.problem(place, "wrong_value", said)]
    changed = _insert(text, meant, new) if new else text
    if not _is_added(document.value, changed, meant, new):
        said = f"`{meant}` is laid out as this cannot add to: write the entry in by hand, on a line of its own"
        return text, [], [document.problem(place, "unknown_layout", said)]
    return changed, new, []


def _is_added(before: Mapping[str, Any], changed: str, name: str, new: Sequence[str]) -> bool:
    """Tell whether the list has just these entries more, and all else of the file says what it said."""
    document, problems = read_document(HEAD, changed)
    lists = before[_LISTS[0]]
    wanted = {**before, _LISTS[0]: {**lists, name: (*lists[name], *new)}}
    return not problems and bool(document.value == wanted)


def _insert(text: str, name: str, entries: Sequence[str]) -> str:
    sequence = _sequence(text, name)
    written = [_written(entry) for entry in entries]
    if not sequence.value:
        # Right behind the `[`: before the `]` there may be a comment.
        return _put(text, sequence.start_mark.index + 1, ", ".join(written))
    if sequence.flow_style:
        return _put(text, sequence.value[-1].end_mark.index, "".join(f", {entry}" for entry in written))
    lines = text.splitlines(keepends=True)
    last = sequence.value[-1].end_mark.line
    indent, end = " " * sequence.start_mark.column, "\r\n" if "\r\n" in text else "\n"
    if not lines[last].endswith("\n"):
        lines[last] += end
    lines[last + 1 : last + 1] = [f"{indent}- {entry}{end}" for entry in written]
    return "".join(lines)


def _put(text: str, at: int, more: str) -> str:
    return text[:at] + more + text[at:]


def _sequence(text: str, name: str) -> yaml.SequenceNode:
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in (*_LISTS, name):
        node = next(value for known, value in node.value if known.value == key)
    assert isinstance(node, yaml.SequenceNode)  # noqa: S101  the caller has read it
    return node


def _written(entry: str) -> str:
    plain = _PLAIN.match(entry) and entry.casefold() not in {"true", "false", "null"}
    return entry if plain else json.dumps(entry, ensure_ascii=False)
