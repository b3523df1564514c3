"""A decision: the judgement with everything a CRM, a marketer and a salesperson need to use, question and reverse it."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from pipeline.contracts.decision import (
    Acquisition,
    Contact,
    Decision,
    Overriding,
    PackRef,
    PersonaVerdict,
    Previous,
    Reason,
    Score,
    Sentence,
    Trigger,
)
from pipeline.contracts.hot import encode, of
from pipeline.engine.advice import advise
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.findings import Facts, Verdict
from pipeline.engine.judge import Judgement, Overruled
from pipeline.engine.panel import reasons as reasons_of
from pipeline.engine.scale import HUNDREDTHS
from pipeline.engine.score import penalty
from pipeline.engine.sentence import sentence
from pipeline.engine.trials import Trials
from pipeline.state import lead
from pipeline.state.lead import Lead, Said
from pipeline.state.time import DAY_MS, day_of, moment_at

_DECISION, _SCORE, _VERDICT, _SENTENCE = of(Decision), of(Score), of(PersonaVerdict), of(Sentence)
_PREVIOUS, _OVERRIDING, _PACK, _CONTACT, _ACQUISITION, _TRIGGER = (
    of(Previous),
    of(Overriding),
    of(PackRef),
    of(Contact),
    of(Acquisition),
    of(Trigger),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """The record of the lead-log that a decision answers."""

    kind: str
    id: str
    at: int
    origin: str | None = None
    """Of the upstream record, where one caused it."""


def key_of(judgement: Judgement) -> str:
    """Return the digest of what is worth a message when it changes: status, route, personas, flags, score band."""
    matched, overruled = judgement.findings.matched, judgement.overruled
    # What the personas say stands in the decision of a person too.
    otherwise = () if overruled is None else (overruled.otherwise,)
    return _digest(
        (judgement.status, judgement.route, *matched, "|", *judgement.flags, "|", judgement.band, *otherwise)
    )


@lru_cache(maxsize=4096)
def _digest(parts: tuple[str, ...]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def decide(lead_id: str, state: Lead, judgement: Judgement, trials: Trials, cause: Cause) -> Decision:
    """Return the decision on a lead; `decision_id` is the hash of all the rest, so the same input has the same id."""
    facts = trials.facts
    reasons = reasons_of(judgement.case, facts)
    day = day_of(judgement.at)
    advice = advise(trials, judgement)
    better = advice.better
    decision = _DECISION(
        decision_id="",
        revision=state.said.revision + 1,
        lead_id=lead_id,
        account_id=account_of(facts),
        status=judgement.status,
        route=judgement.route,
        review_at=moment_at(looked_at) if (looked_at := review_at(judgement)) else None,
        previous=_previous(state.said),
        trigger=_TRIGGER(kind=cause.kind, id=cause.id, origin=cause.origin),
        score=_SCORE(
            total=judgement.points.total,
            fit=judgement.points.fit,
            engagement=judgement.points.engagement,
            penalties=judgement.points.penalties,
        ),
        personas=[
            _verdict(verdict, reasons, facts, day) if _matched(verdict) else _unknown(verdict.persona)
            for verdict in judgement.verdicts
            if verdict.state != "not_matched" and not verdict.held_out
        ],
        reasons=reasons,
        sentence=_sentence(judgement, reasons),
        unknown_facts=advice.unknown_facts,
        next_question=advice.question,
        counterfactual=None if isinstance(better, str) else better,
        no_counterfactual=better if isinstance(better, str) else None,
        flags=list(judgement.flags),
        override=_overriding(judgement.overruled),
        pack=pack_ref(trials.panel.pack),
        contact=_contact(state),
        acquisition=_ACQUISITION(
            source=_text(facts, "acquisition.source"),
            medium=_text(facts, "acquisition.medium"),
            campaign=_text(facts, "acquisition.campaign"),
            form_id=_text(facts, "form.id"),
        ),
        occurred_at=moment_at(cause.at),
        source_event_ids=lead.recent_ids(state),
        source_events=state.events,
    )
    decision.decision_id = blake2b(encode(decision), digest_size=16).hexdigest()  # type: ignore[misc]  # a Struct, not frozen
    return decision


def _previous(said: Said) -> Previous | None:
    if said.status is None:
        return None
    return _PREVIOUS(decision_id=said.decision_id, status=said.status)


def _overriding(overruled: Overruled | None) -> Overriding | None:
    if overruled is None:
        return None
    word, otherwise = overruled
    return _OVERRIDING(
        id=word.id, author=word.author, reason=word.reason, expires_at=moment_at(word.until), otherwise=otherwise
    )


def _contact(state: Lead) -> Contact:
    known = lead.contact(state)
    return _CONTACT(user_id=_text(known, "user_id"), email=_text(known, "email"), phone=_text(known, "phone"))


def _matched(verdict: Verdict) -> bool:
    return verdict.state == "matched" and not verdict.held_out


def _verdict(verdict: Verdict, reasons: list[Reason], facts: Facts, day: int) -> PersonaVerdict:
    persona = verdict.persona
    points = persona.points * HUNDREDTHS if persona.kind == "buyer" else -penalty(persona, facts, day)
    counts = verdict.standing == "live" and persona.effect in {None, "penalize"} and not verdict.lifted
    return _VERDICT(
        id=persona.id,
        version=persona.version,
        kind=persona.kind,
        effect=persona.effect,
        state="matched",
        points=points if counts else 0,
        reasons=[reason.code for reason in reasons if reason.persona == persona.id],
    )


@lru_cache(maxsize=4096)
def _unknown(persona: CompiledPersona) -> PersonaVerdict:
    """Return what a persona says that cannot be told: always the same, and not to be changed."""
    return _VERDICT(
        id=persona.id,
        version=persona.version,
        kind=persona.kind,
        effect=persona.effect,
        state="unknown",
        points=0,
        reasons=[],
    )


@lru_cache(maxsize=64)
def pack_ref(pack: CompiledPack) -> PackRef:
    """Return what decisions name a pack by."""
    return _PACK(id=pack.id, version=pack.version, sha256=pack.sha256)


def _sentence(judgement: Judgement, reasons: list[Reason]) -> Sentence:
    french, english = sentence(judgement, reasons)
    return _SENTENCE(fr=french, en=english)


def account_of(facts: Facts) -> str | None:
    """Return the account of a lead: the registrable domain of a business address; None: freemail and the like have none."""
    if facts.get("email.kind") != "business":
        return None
    return _text(facts, "email.registrable_domain")


def review_at(judgement: Judgement) -> int:
    """Return when to look at the lead again, ms; 0: not by a date."""
    if judgement.route != "later":
        return 0
    days = min(
        verdict.persona.review_after_days
        for verdict in judgement.verdicts
        if verdict.route == "later" and verdict.excludes
    )
    return judgement.at + days * DAY_MS


def _text(facts: Facts, name: str) -> str | None:
    value = facts.get(name)
    return value if isinstance(value, str) else None
