"""The verdict in one sentence a salesperson understands, in French and English."""

from collections.abc import Mapping
from typing import Final

from pipeline.contracts.decision import Reason
from pipeline.engine.compile import CompiledPersona
from pipeline.engine.judge import Judgement
from pipeline.engine.words import ENGLISH, FRENCH, name_of, value_of
from pipeline.state.override import Override

_OPENINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "set_excluded": "Écarté par {author} : {reason}",
        "set_qualified": "Qualifié par {author} : {reason}",
        "excluded": "Écarté : correspond à {personas}",
        "confirm": "Écarté, à confirmer : correspond à {personas}",
        "nurture": "À cultiver, pas à vendre : correspond à {personas}",
        "review": "Qualifié, à vérifier : demande à nous parler, mais correspond à {personas}",
        "qualified": "Qualifié : correspond à {personas}",
        "asked": "Qualifié : demande à nous parler",
        "open": "Ouvert : pas encore assez d'éléments pour trancher",
    },
    "en": {
        "set_excluded": "Excluded by {author}: {reason}",
        "set_qualified": "Qualified by {author}: {reason}",
        "excluded": "Excluded: matches {personas}",
        "confirm": "Excluded, please confirm: matches {personas}",
        "nurture": "To nurture, not to sell to: matches {personas}",
        "review": "Qualified, please check: asks to talk to us, but matches {personas}",
        "qualified": "Qualified: matches {personas}",
        "asked": "Qualified: asks to talk to us",
        "open": "Open: not enough is known yet to tell",
    },
}


def sentence(judgement: Judgement, reasons: list[Reason]) -> tuple[str, str]:
    """Return the French and the English sentence: the verdict, the personas or the person behind it, and what told."""
    if judgement.overruled is not None:
        return _set_by(judgement.overruled.override, FRENCH), _set_by(judgement.overruled.override, ENGLISH)
    personas = _behind(judgement)
    ids = {persona.id for persona in personas}
    telling = [reason for reason in reasons if reason.persona in ids]
    opening = _opening(judgement, personas)
    return _write(opening, personas, telling, FRENCH), _write(opening, personas, telling, ENGLISH)


def _set_by(word: Override, language: str) -> str:
    reason = word.reason.strip().removesuffix(".")
    return _OPENINGS[language][f"set_{word.status}"].format(author=word.author, reason=reason) + "."


def _behind(judgement: Judgement) -> list[CompiledPersona]:
    """Return the personas that made the status what it is."""
    if judgement.status == "open":
        return []
    against = judgement.status != "qualified" or "needs_review" in judgement.flags
    return [
        verdict.persona
        for verdict in judgement.verdicts
        if verdict.state == "matched"
        and not verdict.held_out
        and verdict.standing == "live"
        and (verdict.excludes if against else verdict.persona.kind == "buyer")
    ]


def _write(opening: str, personas: list[CompiledPersona], telling: list[Reason], language: str) -> str:
    quoted = "« {} »" if language == FRENCH else "“{}”"
    named = ", ".join(quoted.format(persona.titles[language]) for persona in personas)
    evidence = "; ".join(dict.fromkeys(_evidence(reason, language) for reason in telling))
    text = _OPENINGS[language][opening].format(personas=named)
    return f"{text} ({evidence})." if evidence else f"{text}."


def _opening(judgement: Judgement, personas: list[CompiledPersona]) -> str:
    if "needs_review" in judgement.flags:
        return "confirm" if judgement.status == "excluded" else "review"
    if judgement.status == "qualified":
        return "qualified" if personas else "asked"
    return judgement.status


def _evidence(reason: Reason, language: str) -> str:
    return f"{name_of(reason.fact, language)} = {value_of(reason.fact, reason.observed, language)}"
