"""What Segment's and RudderStack's calls also look like: batches, members in other spellings, a call of RudderStack's own.

| shape | becomes |
|---|---|
| `{"batch": [...], "sentAt", "context"}` | its calls, each with what the batch says of all |
| `anonymous_id`, `AnonymousId`, `TYPE`… | the call as Segment spells it |
| RudderStack's `merge` | an identify of the email and phone that it joins; of two user ids an alias |

All of this costs more than a call as Segment writes it, and is tried after that one alone.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import segment
from pipeline.intake.fault import misfit, problem
from pipeline.intake.submission import map_form
from pipeline.intake.upstream import Aside

NAME: Final = "segment"
_MEMBERS: Final = (
    "type", "event", "name", "properties", "traits", "context", "messageId", "anonymousId", "userId", "groupId",
    "previousId", "timestamp", "originalTimestamp", "sentAt", "receivedAt", "batch", "mergeProperties",
)  # fmt: skip
_SPELT: Final = {name.lower(): name for name in _MEMBERS}
_CONTEXT: Final = {
    name.lower(): name for name in ("userAgent", "page", "campaign", "traits", "ip", "locale", "consent")
}
_MARKS: Final = frozenset({"messageid", "anonymousid", "originaltimestamp", "batch", "mergeproperties"})
_OF_ALL: Final = ("context", "sentAt", "receivedAt", "anonymousId", "userId")
"""What a batch may say of all its calls."""
MOST_OF_ALL: Final = 16 * 1024 * 1024
"""Bytes of what a batch says of all its calls, once for each: Segment takes 500 kB a batch, 32 kB a call."""
_IDENTIFIERS: Final = {"email": "email", "phone": "phone", "mobile": "phone", "user_id": "userId", "userid": "userId"}
Members = dict[str, Any]


def is_segment(members: Mapping[str, object]) -> bool:
    """Say whether members are those of a call or a batch, in any spelling."""
    if segment.MARKS & members.keys():
        return True
    spelt = {_plain(name): value for name, value in members.items()}
    kind = spelt.get("type")
    return not _MARKS.isdisjoint(spelt) or (isinstance(kind, str) and kind.lower() in segment.CALLS)


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the events of a call or a batch in any spelling; raises what msgspec raises."""
    members = msgspec.json.decode(value)
    if not isinstance(members, dict):
        return problem("unknown_shape", "a call is one JSON object")
    sent = _respell(members)
    return _read_batch(sent, aside) if "batch" in sent else _read_one(sent, aside)


def _read_batch(sent: Members, aside: Aside) -> list[Event] | Problem:
    calls = sent["batch"]
    if not isinstance(calls, list) or not calls:
        return problem("invalid_event", "no list of calls at $.batch")
    of_all = {name: sent[name] for name in _OF_ALL if sent.get(name)}
    if len(hot.encode(of_all)) * len(calls) > MOST_OF_ALL:
        return problem("invalid_event", f"too much beside $.batch, for each of its {len(calls)} calls gets all of it")
    events: list[Event] = []
    for number, call in enumerate(calls):
        if not isinstance(call, dict):
            return problem("invalid_event", f"no object at $.batch[{number}]")
        found = _read_call(_joined(of_all, _respell(call)), aside)
        if isinstance(found, Problem):
            return Problem(found.code, f"{found.message} in $.batch[{number}]")
        events += found
    return events


def _joined(of_all: Members, call: Members) -> Members:
    """Return a call with what its batch says of all; contexts are joined, the call's own members first."""
    both = [part for part in (of_all.get("context"), call.get("context")) if isinstance(part, dict)]
    context = {name: value for part in both for name, value in part.items()}
    return {**of_all, **call} | ({"context": context} if len(both) > 1 else {})


def _read_call(call: Members, aside: Aside) -> list[Event] | Problem:
    try:
        return _read_one(call, aside)
    except msgspec.ValidationError as error:
        return misfit(error)


def _read_one(call: Members, aside: Aside) -> list[Event] | Problem:
    if call.get("type") == "merge":
        call = _merge(call)
    event = segment.read(hot.encode(call))
    return event if isinstance(event, Problem) else [map_form(event, NAME, aside)]


def _merge(call: Members) -> Members:
    """Return RudderStack's merge as the identify it amounts to: its identifiers are one person's."""
    told: Members = {}
    parts = call.get("mergeProperties")
    for part in parts if isinstance(parts, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        name = _IDENTIFIERS.get(kind.lower()) if isinstance(kind, str) else None
        if name == "userId" and name in told:
            name = "previousId"
        if name:
            told.setdefault(name, part.get("value"))
    ids: Members = {name: told.pop(name) for name in ("userId", "previousId") if name in told}
    said: Members = {"type": "alias"} if "previousId" in ids else {"type": "identify", "traits": told}
    return {**{name: call[name] for name in call if name != "mergeProperties"}, **ids, **said}


def _respell(members: Members) -> Members:
    """Return a call's own members as Segment spells them; of two that come to share a name, Segment's own stays."""
    spelt: Members = {}
    for name, value in members.items():
        right = _SPELT.get(_plain(name), name)
        if right not in spelt or right == name:
            spelt[right] = value
    kind, context = spelt.get("type"), spelt.get("context")
    if isinstance(kind, str):
        spelt["type"] = kind.strip().lower()
    if isinstance(context, dict):
        spelt["context"] = {_CONTEXT.get(_plain(name), name): value for name, value in context.items()}
    return spelt


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
