"""What a decision says that is the same for all leads of whom the same is known: put into words and encoded once.

Score, personas, reasons, sentence and advice are nine tenths of a decision's bytes and of its cost: the advice alone takes
some sixty judgements. All of it follows from the panel, what is known and done, the day, and who is held out by whom.
"""

from functools import lru_cache
from typing import Final

from pipeline.contracts.decision import DecisionBody, Overriding, PackRef, PersonaVerdict, Reason, Score, Sentence
from pipeline.contracts.hot import encode, of
from pipeline.contracts.model import State
from pipeline.engine.advice import advise
from pipeline.engine.compile import CompiledPack, CompiledPersona
from pipeline.engine.findings import Facts, Verdict
from pipeline.engine.judge import Judgement, Overruled
from pipeline.engine.memory import Key, Memory, key_of
from pipeline.engine.panel import Panel, Whose
from pipeline.engine.panel import reasons as reasons_of
from pipeline.engine.scale import HUNDREDTHS
from pipeline.engine.score import engaging, penalty
from pipeline.engine.sentence import sentence
from pipeline.engine.trials import Trials
from pipeline.state.time import day_of, moment_at

MOST: Final = 4096
"""Bodies that a panel remembers, some 20 MiB; then it begins anew."""
ASIDE: Final = frozenset(
    {"acquisition.source", "acquisition.medium", "acquisition.campaign", "form.id", "email.registrable_domain"}
)
"""Facts that a decision tells outside of its body."""
MOST_BYTES: Final = 16_384
"""Of a body that is remembered: ours have 2 KiB, those of a pack at its limits half a MiB."""
_BODY, _SCORE, _VERDICT, _SENTENCE, _OVERRIDING, _PACK = (
    of(DecisionBody),
    of(Score),
    of(PersonaVerdict),
    of(Sentence),
    of(Overriding),
    of(PackRef),
)


def body(trials: Trials, judgement: Judgement) -> bytes:
    """Return the body of the decision on a lead who was so judged, as JSON."""
    if judgement.overruled is not None:
        return _write(trials, judgement)  # a person's word, and their name, are this lead's alone
    whose = trials.whose
    assert whose is not None  # noqa: S101  a decision is always somebody's
    memory, key = _memory(trials.panel), _key(trials, whose)
    found = memory.find(key, whose.is_held_out)
    if found is not None:
        return found
    written = _write(trials, judgement)
    return memory.keep(key, whose.told, written) if len(written) <= MOST_BYTES else written


@lru_cache(maxsize=4)  # every standing and every brake makes a panel: those of before give their room back
def _memory(panel: Panel) -> Memory[bytes]:  # noqa: ARG001  whose memory it is
    return Memory(MOST)


def _key(trials: Trials, whose: Whose) -> Key:
    """Return all that a body depends on, beside the panel and who holds the lead out."""
    pack, stands = trials.panel.pack, trials.panel.conduct.braked & whose.excluded_by
    return day_of(trials.now), stands, engaging(trials.acts, pack), *key_of(trials.facts, _aside(pack))


@lru_cache(maxsize=64)
def _aside(pack: CompiledPack) -> frozenset[str]:
    """Return the facts that stand elsewhere in a decision, unless the pack asks for them."""
    return ASIDE - pack.fact_names


def _write(trials: Trials, judgement: Judgement) -> bytes:
    facts, day = trials.facts, day_of(judgement.at)
    reasons = reasons_of(judgement.case, facts)
    advice = advise(trials, judgement)
    better = advice.better
    return encode(
        _BODY(
            score=_score(judgement),
            personas=[
                _verdict(verdict, reasons, facts, day) if verdict.state == "matched" else _unknown(verdict.persona)
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
        )
    )


def _score(judgement: Judgement) -> Score:
    points = judgement.points
    return _SCORE(total=points.total, fit=points.fit, engagement=points.engagement, penalties=points.penalties)


def _overriding(overruled: Overruled | None) -> Overriding | None:
    if overruled is None:
        return None
    word, otherwise = overruled
    return _OVERRIDING(
        id=word.id, author=word.author, reason=word.reason, expires_at=moment_at(word.until), otherwise=otherwise
    )


def _verdict(verdict: Verdict, reasons: list[Reason], facts: Facts, day: int) -> PersonaVerdict:
    persona = verdict.persona
    points = persona.points * HUNDREDTHS if persona.kind == "buyer" else -penalty(persona, facts, day)
    counts = verdict.standing == "live" and persona.effect in {None, "penalize"} and not verdict.lifted
    because = [reason.code for reason in reasons if reason.persona == persona.id]
    return _says(persona, "matched", points if counts else 0, because)


@lru_cache(maxsize=4096)
def _unknown(persona: CompiledPersona) -> PersonaVerdict:
    """Return what a persona says that cannot be told: always the same, and not to be changed."""
    return _says(persona, "unknown", 0, [])


def _says(persona: CompiledPersona, state: State, points: int, because: list[str]) -> PersonaVerdict:
    return _VERDICT(
        id=persona.id,
        version=persona.version,
        kind=persona.kind,
        effect=persona.effect,
        state=state,
        points=points,
        reasons=because,
    )


@lru_cache(maxsize=64)
def pack_ref(pack: CompiledPack) -> PackRef:
    """Return what decisions name a pack by."""
    return _PACK(id=pack.id, version=pack.version, sha256=pack.sha256)


def _sentence(judgement: Judgement, reasons: list[Reason]) -> Sentence:
    french, english = sentence(judgement, reasons)
    return _SENTENCE(fr=french, en=english)
