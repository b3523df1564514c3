"""What is held on one lead, as plain values under plain names: what `leadsieve export` prints. Lists are in order of time."""

from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.contracts.fact import SOURCES
from pipeline.runtime.person import Held
from pipeline.stages.working_set import decoder_of
from pipeline.state import facts, stood
from pipeline.state.account import Part
from pipeline.state.activity import LONG_AGO, Acts
from pipeline.state.facts import FactTable
from pipeline.state.lead import Lead, recent_ids
from pipeline.state.names import unpack_id
from pipeline.state.privacy import privacy_in
from pipeline.state.time import DAY_MS, moment_at, rfc3339


def described(held: Held) -> dict[str, Any]:
    """Return all that is held; `held` False: nothing is but perhaps that they asked something of us."""
    lead = Lead() if held.lead is None else held.lead
    nothing = not (lead.events or lead.outcomes or lead.devices or lead.override or lead.facts)
    return {
        "lead_id": held.lead_id,
        "held": not nothing,
        "contact": list(_told(lead.contact)),
        "facts": list(_told(lead.facts)),
        "activity": _acts(lead.acts),
        "events": {"count": lead.events, "first": _at(lead.first), "newest": _at(lead.newest), "ids": recent_ids(lead)},
        "devices": list(_devices(held, lead)),
        "outcomes": [
            {"occurred_at": _at(at), "outcome_id": name, "result": result, "reason": reason}
            for at, name, result, reason in lead.outcomes
        ],
        "override": _override(lead),
        "requests": _requests(lead),
        "decisions": [msgspec.json.decode(value) for value in held.decisions],
        "latest_decision": None if held.latest is None else msgspec.json.decode(held.latest),
        "kept_decisions": list(_stood(lead)),
        "reviews": list(_reviews(lead)),
        "account": _account(held, lead),
        "candidate_difference": None if held.difference is None else msgspec.json.decode(held.difference),
    }


def _told(table: FactTable) -> Iterator[dict[str, Any]]:
    for told in sorted(facts.entries(table), key=lambda told: (told.at, told.name)):
        yield {"name": told.name, "value": told.value, "source": SOURCES[told.rank], "as_of": _at(told.at)}


def _acts(acts: Acts) -> dict[str, dict[str, int]]:
    return {what: {_day(day): times for day, times in sorted(days.items())} for what, days in sorted(acts.items())}


def _devices(held: Held, lead: Lead) -> Iterator[dict[str, Any]]:
    for packed, device in sorted(lead.devices.items()):
        visitor_id = unpack_id(packed)
        visitor = held.visitors.get(visitor_id)
        yield {
            "visitor_id": visitor_id,
            "theirs_since": _day(device.linked),
            "newest": _at(device.newest),
            "activity": _acts(device.acts),
            "facts": list(_told(device.facts)),
            "kept_by_the_visitor": None
            if visitor is None
            else {"activity": _acts(visitor.acts), "facts": list(_told(visitor.facts))},
        }


def _override(lead: Lead) -> dict[str, Any] | None:
    word = lead.override
    if word is None:
        return None
    told = {"override_id": word.id, "status": word.status, "author": word.author, "reason": word.reason}
    return {**told, "occurred_at": _at(word.at), "expires_at": _at(word.until)}


def _requests(lead: Lead) -> dict[str, Any]:
    asked = privacy_in(lead.privacy)
    rights = [
        {"occurred_at": _at(told.at), "request_id": told.id, "author": told.author, "facts": list(told.names)}
        for told in asked.rectified
    ]
    return {"erased_up_to": _at(asked.erased), "objected_at": _at(asked.objected), "rectified": rights}


def _stood(lead: Lead) -> Iterator[dict[str, Any]]:
    for kept in stood.measured_in(lead.measured).decisions:
        told = {"decision_id": unpack_id(kept.id), "status": kept.status, "excluded_by": list(kept.excluded_by)}
        yield {**told, "held_out_from": list(kept.held_out), "occurred_at": _at(kept.at)}


def _reviews(lead: Lead) -> Iterator[dict[str, Any]]:
    for decision, review in stood.measured_in(lead.measured).reviews.items():
        told = {"decision_id": unpack_id(decision), "verdict": review.verdict}
        yield {**told, "review_id": review.id, "occurred_at": _at(review.at)}


def _account(held: Held, lead: Lead) -> dict[str, Any] | None:
    if held.part is None:
        return None
    part = decoder_of(Part).decode(held.part)
    names = ("function", "seniority", "relation", "engaged", "may_veto")
    evidence = [{"code": code, "fact": fact, "observed": observed} for code, fact, observed in part.evidence]
    return {"account_id": lead.part[0], **{name: getattr(part, name) for name in names}, "evidence": evidence}


def _at(at: int) -> str | None:
    return rfc3339(moment_at(at), "milliseconds") if at else None


def _day(day: int) -> str:
    return "before" if day == LONG_AGO else moment_at(day * DAY_MS).date().isoformat()
