"""An account: counts of what its leads are, and the few who are named; each lead's own part stands under a key of its own.

So a new lead costs the same whether the account has ten or ten thousand.
"""

from bisect import bisect_left, insort
from typing import Final

import msgspec

from pipeline.contracts.model import Value
from pipeline.state.names import pack_id

MOST_NAMED: Final = 100
"""Leads that an account names of a kind: the counts go on, a person could not read more."""
_STEPS: Final = (1, 2, 5)
Counts = dict[str, int]


class Part(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """What one lead is in their account."""

    function: str = ""
    seniority: str = ""
    relation: str = ""
    engaged: bool = False
    may_veto: bool = False
    evidence: list[tuple[str, str, Value | None]] = []
    """Of standing against us: (code, fact, observed)."""
    present: bool = False
    """False: the lead was never told of, or has left."""


class Account(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """Encoded as an array: new members go to the end, with a default."""

    at: int = 0
    """The newest moment, ms, of a lead who changed it."""
    revision: int = 0
    leads: int = 0
    functions: Counts = {}
    seniorities: Counts = {}
    relations: Counts = {}
    engaged: list[bytes] = []
    """Ids in their short form, in order; as the next two."""
    may_veto: list[bytes] = []
    detractors: list[bytes] = []
    told: str = ""
    """Digest of the picture that was published last."""


def part_key(account_id: str, lead_id: str) -> str:
    """Return the key of a lead's part in an account; no account's own key holds a NUL."""
    return f"{account_id}\0{lead_id}"


def replace_part(account: Account, lead_id: str, before: Part, now: Part) -> None:
    """Take one lead's part out of the account as it was, and in as it is."""
    account.leads += now.present - before.present
    for counts, old, new in (
        (account.functions, before.function, now.function),
        (account.seniorities, before.seniority, now.seniority),
        (account.relations, before.relation, now.relation),
    ):
        _move(counts, old, new)
    lead = pack_id(lead_id)
    _name(account.engaged, lead, now=now.engaged)
    _name(account.may_veto, lead, now=now.may_veto)
    _name(account.detractors, lead, now=bool(now.evidence))


def _move(counts: Counts, old: str, new: str) -> None:
    if old == new:
        return
    if old:
        counts[old] -= 1
        if not counts[old]:
            del counts[old]
    if new:
        counts[new] = counts.get(new, 0) + 1


def _name(named: list[bytes], lead: bytes, *, now: bool) -> None:
    at = bisect_left(named, lead)
    there = at < len(named) and named[at] == lead
    if there and not now:
        del named[at]
    elif now and not there and len(named) < MOST_NAMED:
        insort(named, lead)


def relation_of(account: Account) -> str:
    """Return what most of the leads were told the company is to us, the first by name of equals; empty: not known."""
    return min(account.relations, key=lambda name: (-account.relations[name], name), default="")


def at_least(count: int) -> int:
    """Return the greatest step that is not above a count; steps are 0 to 5, then 10, 20, 50, 100 and so on."""
    if count <= _STEPS[-1]:
        return count
    scale = 1
    while scale * 10 <= count:
        scale *= 10
    return max(step * scale for step in _STEPS if step * scale <= count)
