"""A persona as a card: all that a salesperson should know of it on one page, in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.personas.model import Bilingual, Head, Persona
from pipeline.personas.portrait import QUESTIONS
from pipeline.personas.vocabulary import LANGUAGES
from pipeline.personas.wording import Said, say

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "negative": ("Persona négatif", "Negative persona"),
    "buyer": ("Persona acheteur", "Buyer persona"),
    "detractor": ("Détracteur", "Detractor"),
}
_ROUTES: Final[Mapping[str, tuple[str, str]]] = {
    "none": ("", ""),
    "hr": (" ; transmis aux ressources humaines", "; passed on to human resources"),
    "support": (" ; transmis au support", "; passed on to support"),
    "press": (" ; transmis à la communication", "; passed on to communications"),
    "partners": (" ; transmis aux partenariats", "; passed on to partnerships"),
}
_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "what_follows": ("Ce que nous en faisons", "What we do"),
    "criteria": ("À quoi on les reconnaît", "How we recognise them"),
    "unless": ("Sauf si", "Unless"),
    "ambassador": ("Peut devenir ambassadeur", "May become an ambassador"),
    "objections": ("Objections, et quoi répondre", "Objections, and what to answer"),
    "false_positives": ("À ne pas confondre", "Not to be confused with"),
    "references": ("Sources", "Sources"),
    "note": (
        "Le portrait décrit ; seuls les critères jugent. Un doute ? Les ventes peuvent toujours reprendre un contact.",
        "The portrait describes; the criteria alone judge. In doubt? Sales can always take a lead back.",
    ),
    "owner": ("Responsable", "Owner"),
    "review": ("À revoir avant le", "Review due by"),
    "version": ("version", "version"),
}


@dataclass(frozen=True)
class Card:
    """What stands on a card, in words of one language."""

    language: str
    id: str
    kind: str
    """negative, buyer or detractor."""
    kind_name: str
    title: str
    portrait: tuple[tuple[str, str], ...]
    """(heading, text)."""
    what_follows: str
    criteria: Said
    unless: Said | None
    ambassador: Said | None
    objections: tuple[tuple[str, str], ...]
    """(what they say, what to answer)."""
    false_positives: tuple[str, ...]
    references: tuple[str, ...]
    imprint: str

    def label(self, name: str) -> str:
        """Return a heading of the card."""
        return _LABELS[name][LANGUAGES.index(self.language)]


def card_of(persona: Persona, head: Head, language: str) -> Card:
    """Return the card of a persona of a pack."""
    at = LANGUAGES.index(language)
    return Card(
        language=language,
        id=persona.id,
        kind=persona.kind,
        kind_name=KINDS[persona.kind][at],
        title=_in(persona.title, language),
        portrait=tuple(_portrait(persona, language)),
        what_follows=what_follows(persona, language),
        criteria=say(persona.criteria, language),
        unless=say(persona.unless, language) if persona.unless else None,
        ambassador=say(persona.may_become_ambassador, language) if persona.may_become_ambassador else None,
        objections=tuple(
            (_in(said.says, language), _in(said.answer, language)) for said in persona.portrait.objections
        ),
        false_positives=tuple(_in(text, language) for text in persona.false_positives),
        references=persona.references,
        imprint=_imprint(persona, head, language),
    )


def _portrait(persona: Persona, language: str) -> Iterator[tuple[str, str]]:
    for part, question in QUESTIONS.items():
        text = getattr(persona.portrait, part)
        if text is not None:
            yield question.heading[LANGUAGES.index(language)], _in(text, language)


def what_follows(persona: Persona, language: str) -> str:
    """Return in a sentence what a persona does to whom it matches."""
    french = language == "fr"
    if persona.kind == "buyer":
        return f"{persona.points} points de plus." if french else f"Adds {persona.points} points."
    if persona.effect == "penalize":
        text = f"{persona.points} points de moins" if french else f"Takes off {persona.points} points"
        if persona.fading:
            days = persona.fading.half_life_days
            text += f", de moitié tous les {days} jours" if french else f", halved every {days} days"
        return f"{text} ; jamais écarté pour cela." if french else f"{text}; never excluded for it."
    if persona.effect == "flag":
        name = persona.flag or persona.id
        return f"Signalé ({name}) ; jamais écarté." if french else f"Flagged ({name}); never excluded."
    if persona.route == "later":
        after = persona.review_after_days
        return (
            f"Mis en attente ; revu après {after} jours."
            if french
            else f"To nurture; looked at again after {after} days."
        )
    opening = "Écarté des ventes" if french else "Kept from sales"
    return opening + _ROUTES[persona.route][LANGUAGES.index(language)] + "."


def _imprint(persona: Persona, head: Head, language: str) -> str:
    at = LANGUAGES.index(language)
    colon = " : " if language == "fr" else ": "
    parts = (
        f"{head.id} / {persona.id}, {_LABELS['version'][at]} {persona.version}",
        f"{_LABELS['owner'][at]}{colon}{persona.owner}",
        f"{_LABELS['review'][at]} {persona.review_by.isoformat()}",
    )
    return " · ".join(parts)


def _in(text: Bilingual, language: str) -> str:
    return text.fr if language == "fr" else text.en
