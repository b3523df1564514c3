"""What a lead tells their account: their part in it, from their own facts alone, and only when it has changed."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Final, cast

from pipeline.contracts.account import Evidence, Relation
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import Gone, Member
from pipeline.contracts.model import Value
from pipeline.engine.decide import account_of
from pipeline.engine.findings import Facts, Verdict
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
    member = _member(lead_id, account_id, facts, acts, judgement)
    key = blake2b(encode(member), digest_size=8).hexdigest()
    if state.part != (account_id, key):
        member.at = judgement.at  # type: ignore[misc]  # a Struct, not frozen
        _send(member, effects)
        state.part = (account_id, key)


def _member(lead_id: str, account_id: str, facts: Facts, acts: Acts | None, judgement: Judgement) -> Member:
    against = [verdict for verdict in judgement.verdicts if _speaks(verdict)]
    return _MEMBER(
        at=0,
        account_id=account_id,
        lead_id=lead_id,
        function=_text(facts.get("job.function")),
        seniority=_text(facts.get("job.seniority")),
        relation=cast("Relation | None", _text(facts.get("company.relation"))),
        engaged=acts is not None and activity.count(acts, "visits", "ever", day_of(judgement.at)) >= ENGAGED_DAYS,
        may_veto=any(verdict.persona.flag == VETO for verdict in against),
        evidence=list(_evidence(against, facts))[:MOST_EVIDENCE],
    )


def _speaks(verdict: Verdict) -> bool:
    """Tell whether a verdict is one on a role in the committee that follows from the lead's own facts."""
    persona = verdict.persona
    if persona.kind != "detractor" or verdict.state != "matched" or verdict.standing != "live" or verdict.lifted:
        return False
    return not any(name.startswith("account.") for name in persona.reads)


def _evidence(against: list[Verdict], facts: Facts) -> Iterator[Evidence]:
    for verdict in against:
        if verdict.persona.flag != VETO:
            for reason in verdict.persona.reasons(facts):
                yield _EVIDENCE(code=reason.code, fact=reason.fact, observed=_short(reason.observed))


def _short(value: Value | None) -> Value | None:
    if isinstance(value, str):
        return value[:MOST_TEXT]
    return [text[:MOST_TEXT] for text in value[:MOST_VALUES]] if isinstance(value, list) else value


def _text(value: Value | None) -> str | None:
    return value if isinstance(value, str) else None


def _send(message: Member | Gone, effects: Effects) -> None:
    effects.sends.append(Send("account-log", message.account_id.encode(), encode(message)))
