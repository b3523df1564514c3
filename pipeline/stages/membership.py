"""What a lead tells their account: their part in it, from their own facts alone, and only when it has changed."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple, cast

from pipeline.contracts.account import Evidence, Relation
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Gone, Member
from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPersona
from pipeline.engine.decide import account_of
from pipeline.engine.findings import Facts, Findings, Verdict
from pipeline.engine.judge import Judgement
from pipeline.stages.effects import Effects, Send
from pipeline.state import activity
from pipeline.state.activity import Acts
from pipeline.state.lead import Lead
from pipeline.state.time import day_of

ENGAGED_DAYS: Final = 3
"""Days on which somebody came who is told to be engaged."""
VETO: Final = "may_veto"
"""The flag of a role that can stop a purchase without standing against it."""
MOST_EVIDENCE: Final = 3
MOST_TEXT: Final = 100
"""Characters kept of what was observed, and of each of `MOST_VALUES`: an account names a hundred people."""
MOST_VALUES: Final = 5
_MEMBER, _GONE, _EVIDENCE = of(Member), of(Gone), of(Evidence)
_NOBODY: Final = ("", "")


def tell_account(
    lead_id: str, state: Lead, facts: Facts, acts: Acts | None, judgement: Judgement, effects: Effects
) -> None:
    """Send the lead's part to their account where it is new; and to the one they have left, that they are gone."""
    account_id = account_of(facts)
    if account_id is None and not state.part[0]:
        return  # most people on freemail
    former = state.part[0]
    if former and former != account_id:
        _send(_GONE(at=judgement.at, account_id=former, lead_id=lead_id), effects)
        state.part = _NOBODY
    if account_id is None:
        return
    roles = _roles(judgement.findings)
    part = _part(facts, acts, judgement.at, roles)
    evidence = list(_evidence(roles, facts))[:MOST_EVIDENCE] if roles.against else []
    key = _key(part, encode(evidence))
    if state.part != (account_id, key):
        _send(_member(lead_id, account_id, judgement.at, part, evidence), effects)
        state.part = (account_id, key)


def leave_account(lead_id: str, state: Lead, at: int, effects: Effects) -> None:
    """Send to the lead's account, if they have one, that they are gone."""
    if state.part[0]:
        _send(_GONE(at=at, account_id=state.part[0], lead_id=lead_id), effects)
        state.part = _NOBODY


class _Part(NamedTuple):
    """What a lead is in their account, evidence aside."""

    function: str | None
    seniority: str | None
    relation: str | None
    engaged: bool
    may_veto: bool


class _Roles(NamedTuple):
    """What the personas that describe roles in a committee say of a lead."""

    may_veto: bool
    against: tuple[CompiledPersona, ...]
    """Who says that the lead stands against us."""


@lru_cache(maxsize=4096)
def _roles(findings: Findings) -> _Roles:
    """Return what the matched personas say of the lead's role; findings are shared by all of whom they say the same."""
    said = [verdict.persona for verdict in findings.verdicts if _speaks(verdict)]
    against = tuple(persona for persona in said if persona.flag != VETO)
    return _Roles(len(against) < len(said), against)


def _speaks(verdict: Verdict) -> bool:
    """Tell whether a verdict is one on a role in the committee that follows from the lead's own facts."""
    persona = verdict.persona
    if persona.kind != "detractor" or verdict.state != "matched" or verdict.standing != "live" or verdict.lifted:
        return False
    return not any(name.startswith("account.") for name in persona.reads)


def _part(facts: Facts, acts: Acts | None, now: int, roles: _Roles) -> _Part:
    return _Part(
        function=_text(facts.get("job.function")),
        seniority=_text(facts.get("job.seniority")),
        relation=_text(facts.get("company.relation")),
        engaged=acts is not None and activity.count(acts, "visits", "ever", day_of(now)) >= ENGAGED_DAYS,
        may_veto=roles.may_veto,
    )


@lru_cache(maxsize=4096)
def _key(part: _Part, evidence: bytes) -> str:
    """Return the digest of a part: few of the possible ones ever occur."""
    return blake2b(encode(part) + evidence, digest_size=8).hexdigest()


def _member(lead_id: str, account_id: str, at: int, part: _Part, evidence: list[Evidence]) -> Member:
    return _MEMBER(
        at=at,
        account_id=account_id,
        lead_id=lead_id,
        function=part.function,
        seniority=part.seniority,
        relation=cast("Relation | None", part.relation),
        engaged=part.engaged,
        may_veto=part.may_veto,
        evidence=evidence,
    )


def _evidence(roles: _Roles, facts: Facts) -> Iterator[Evidence]:
    for persona in roles.against:
        for reason in persona.reasons(facts):
            yield _EVIDENCE(code=reason.code, fact=reason.fact, observed=_short(reason.observed))


def _short(value: Value | None) -> Value | None:
    if isinstance(value, str):
        return value[:MOST_TEXT]
    return [text[:MOST_TEXT] for text in value[:MOST_VALUES]] if isinstance(value, list) else value


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _send(message: Member | Gone, effects: Effects) -> None:
    effects.sends.append(Send("account-log", message.account_id.encode(), encode(message)))
