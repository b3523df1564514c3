"""What a form tells: which one, what for, its answers, and what its qualifying answers declare.

A field's meaning is guessed from its name. A blank answer is never a fact; nor is a name, an email or a phone number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from math import isfinite
from typing import NamedTuple

from pipeline.contracts.model import Scalar, Value
from pipeline.enrichment import form_fields
from pipeline.enrichment.cache import cached, cached_with
from pipeline.enrichment.intent import budget_of, is_later, months_of, need_of, text_intents
from pipeline.enrichment.purpose import form_purpose
from pipeline.enrichment.text import is_blank, name_words

Answer = Scalar | list[Scalar]
MAX_TEXT = 500
"""Characters kept of an answer."""
MAX_NAME = 64
"""Characters of a field's name within a fact's name."""
MAX_ITEMS = 20
"""Items kept of an answer that is a list: the first."""
MAX_ANSWERS = 100
"""Answers of one form, or traits, that are read: the first."""
LATER_MONTHS = 12


class Answered(NamedTuple):
    """One answer that is not blank."""

    kind: str | None
    """What its field is guessed to be; see `form_fields`."""
    scalar: Scalar
    """The answer; a list as its parts, joined."""
    facts: Mapping[str, Value]
    """What it says by itself: `form.answers.<field>`, and what a qualifying answer declares."""


@cached(4096, longest=256)
def field_kind(name: str) -> str | None:
    """Return what kind of field a name stands for (see `form_fields`), guessed; None where no guess is safe."""
    words = name_words(name)
    kept = tuple(word for word in words if word not in form_fields.ASKING) or words
    if not kept or not form_fields.NEVER.isdisjoint(words):
        return None
    if form_fields.NAME_WORDS.issuperset(kept):
        return "name"
    exact = form_fields.EXACT.get(" ".join(kept))
    return exact or next((kind for kind in form_fields.PHRASES if _is_of(kind, words)), None)


def _is_of(kind: str, words: tuple[str, ...]) -> bool:
    if kind == "company" and not form_fields.COMPANY_WORDS.issuperset(words):
        return False
    if not form_fields.NOT_WITH.get(kind, frozenset()).isdisjoint(words):
        return False
    spoken = f" {' '.join(words)} "
    return any(f" {phrase} " in spoken for phrase in form_fields.PHRASES[kind])


@cached(4096, longest=256)
def answer_name(field: str) -> str:
    """Return the fact that holds a field's answer: `"Votre secteur ?"` -> `"form.answers.votre_secteur"`; "" of none."""
    name = "_".join(name_words(field))[:MAX_NAME].rstrip("_")
    return f"form.answers.{name}" if name else ""


def form_facts(form_id: str | None, purpose: str | None, path: str, answers: Sequence[Answered]) -> dict[str, Value]:
    """Return the `form.*` facts of a form, and what its answers declare: of two that declare one thing, the first."""
    facts: dict[str, Value] = {}
    for answer in sorted(answers, key=_is_timeless):  # a time given is surer than one that "not this year" implies
        for name, value in answer.facts.items():
            facts.setdefault(name, value)
    named = {"form.id": form_id, "form.purpose": form_purpose(purpose, form_id, path)}
    return facts | {name: value for name, value in named.items() if value}


def _is_timeless(answer: Answered) -> bool:
    return answer.kind != "timeline"


def read_answers(answers: Iterable[tuple[str, Answer]]) -> tuple[Answered, ...]:
    """Return what was answered, in order; blanks, and fields that name nothing, left out."""
    read = (
        _read_text(field, answer[:MAX_TEXT]) if isinstance(answer, str) else _read(field, answer)
        for field, answer in islice(answers, MAX_ANSWERS)
    )
    return tuple(answer for answer in read if answer is not None)


@cached_with(8192, longest=256)
def _read_text(field: str, answer: str) -> Answered | None:
    return _read(field, answer)


def _read(field: str, answer: Answer) -> Answered | None:
    value, kind = clean(answer), field_kind(field)
    if value is None:
        return None
    scalar = ", ".join(value) if isinstance(value, list) else value
    facts = declared_facts(kind, scalar)
    name = answer_name(field)
    if name and not _is_private(kind, value):
        facts[name] = value
    return Answered(kind, scalar, facts)


def _is_private(kind: str | None, value: Value) -> bool:
    return kind in form_fields.PRIVATE or (isinstance(value, str) and "@" in value and " " not in value)


def clean(answer: Answer) -> Value | None:
    """Return an answer as a fact can hold it: text trimmed and cut, lists without blanks; None where it is blank."""
    if isinstance(answer, str):
        return as_text(answer) or None
    if isinstance(answer, list):
        return [text for item in answer[:MAX_ITEMS] if (text := as_text(item))] or None
    if isinstance(answer, float) and not isfinite(answer):
        return None
    return answer


def as_text(answer: Scalar) -> str:
    """Return one answer as text, trimmed and cut to 500 characters; "" where it is blank."""
    text = "" if answer is None else str(answer).strip()[:MAX_TEXT]
    return "" if is_blank(text) else text


def declared_facts(kind: str | None, answer: Scalar) -> dict[str, Value]:
    """Return what an answer to a question of such a kind declares of budget, need, timeline or intent."""
    name, read = DECLARED.get(kind or "", ("", None))
    value = None if read is None else read(answer)
    facts: dict[str, Value] = {} if value is None else {name: value}
    if kind in {"budget", "need"} and is_later(answer):
        facts["timeline.declared"] = LATER_MONTHS
    return facts


def _text_intents(answer: Scalar) -> list[str] | None:
    return list(text_intents(answer)) or None if isinstance(answer, str) else None


DECLARED: Mapping[str, tuple[str, Callable[[Scalar], Value | None]]] = {
    "budget": ("budget.declared", budget_of),
    "need": ("need.declared", need_of),
    "timeline": ("timeline.declared", months_of),
    "message": ("intent.text", _text_intents),
}
"""Kind of field -> (fact, how to read it)."""
