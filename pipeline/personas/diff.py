"""What is different between two packs, in words: for whoever must say yes to a change."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.personas.card import what_follows
from pipeline.personas.criterion import Node
from pipeline.personas.lock import digest_of
from pipeline.personas.model import HEAD, Head, Pack, Persona, file_of
from pipeline.personas.portrait import QUESTIONS
from pipeline.personas.vocabulary import LANGUAGES
from pipeline.personas.wording import Said, say

_SAYINGS: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("nouveau persona : « {} »", "new persona: “{}”"),
    "gone": ("persona retiré : « {} »", "persona taken out: “{}”"),
    "same_version": (
        "juge autrement, mais garde la version {} : il lui en faut une nouvelle",
        "judges otherwise, but is still version {}: it needs a new one",
    ),
    "was": ("{} : {} → {}", "{}: {} → {}"),
    "reworded": ("{} : reformulé", "{}: put in other words"),
    "more": ("{} : ajouté, {}", "{}: added {}"),
    "less": ("{} : retiré, {}", "{}: removed {}"),
    "moved": ("{} : combinés autrement", "{}: combined otherwise"),
    "nothing": ("rien", "nothing"),
}
_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "version": ("version", "version"),
    "kind": ("genre", "kind"),
    "title": ("nom", "title"),
    "owner": ("responsable", "owner"),
    "review_by": ("à revoir avant le", "review due by"),
    "what_follows": ("ce qui s'ensuit", "what follows"),
    "criteria": ("on les reconnaît à", "told by"),
    "unless": ("sauf si", "unless"),
    "may_become_ambassador": ("ambassadeur si", "ambassador if"),
    "objections": ("objections", "objections"),
    "false_positives": ("à ne pas confondre", "not to be taken for them"),
    "references": ("sources", "sources"),
    "lifts": ("jamais écartés", "never kept away"),
    "zones": ("zone {}", "zone {}"),
    "reference_lists": ("liste {}", "list {}"),
    "thresholds": ("seuils, {}", "thresholds, {}"),
    "engagement": ("engagement, {}", "engagement, {}"),
    "shelf_life_days": ("durée de validité, {}", "shelf life, {}"),
    "holdout_percent": ("témoins laissés passer, {} (%)", "let through as holdout, {} (%)"),
    "exclusion_budget_percent": ("plafond d'exclusions, {} (%)", "exclusion budget, {} (%)"),
    "false_exclusion_percent": ("erreurs permises, {} (%)", "mistakes allowed, {} (%)"),
    "confirm_exclusions": ("demande confirmation", "asks for confirmation"),
}


_NUMBERS: Final = (
    "thresholds", "engagement", "shelf_life_days", "holdout_percent", "exclusion_budget_percent",
    "false_exclusion_percent",
)  # fmt: skip
"""The members of a head that are numbers by name."""


@dataclass(frozen=True)
class Change:
    """One thing that is different."""

    file: str
    text: str


@dataclass(frozen=True)
class _Voice:
    """Says what changed in one file, in one language."""

    file: str
    language: str

    def name(self, member: str, of: str = "") -> str:
        return _NAMES[member][LANGUAGES.index(self.language)].format(of)

    def says(self, saying: str, *words: object) -> Change:
        shown = [str(word) for word in words]
        return Change(self.file, _SAYINGS[saying][LANGUAGES.index(self.language)].format(*shown))

    def was(self, name: str, old: object, new: object) -> Iterator[Change]:
        if old != new:
            nothing = _SAYINGS["nothing"][LANGUAGES.index(self.language)]
            yield self.says("was", name, nothing if old is None else old, nothing if new is None else new)


def changes(old: Pack, new: Pack, language: str) -> list[Change]:
    """Return what is different in the new pack, in words; the head first, then the personas by their ids."""
    before = {persona.id: persona for persona in old.personas}
    after = {persona.id: persona for persona in new.personas}
    found = list(_head(old.head, new.head, _Voice(HEAD, language)))
    for name in sorted({*before, *after}):
        voice = _Voice(file_of(name), language)
        if name not in after:
            found.append(voice.says("gone", _title(before[name], language)))
        elif name not in before:
            found.append(voice.says("new", _title(after[name], language)))
            found += voice.was(voice.name("what_follows"), None, _follows(after[name], voice))
            found += _criterion(voice, "criteria", None, after[name].criteria)
        else:
            found += _persona(before[name], after[name], voice)
    return found


def _head(old: Head, new: Head, voice: _Voice) -> Iterator[Change]:
    yield from _version(old, new, voice)
    for member in ("title", "owner", "confirm_exclusions"):
        name = voice.name(member)
        yield from voice.was(name, _plain(getattr(old, member), voice), _plain(getattr(new, member), voice))
    for member in ("zones", "reference_lists"):
        before, after = getattr(old, member), getattr(new, member)
        for key in sorted({*before, *after}):
            yield from _entries(voice, voice.name(member, key), before.get(key, ()), after.get(key, ()))
    yield from _criterion(voice, "lifts", old.lifts, new.lifts)
    for member in _NUMBERS:
        before, after = (_flat(getattr(head, member).model_dump()) for head in (old, new))
        for key in sorted({*before, *after}):
            yield from voice.was(voice.name(member, key), before.get(key), after.get(key))


def _version(old: Head | Persona, new: Head | Persona, voice: _Voice) -> Iterator[Change]:
    yield from voice.was(voice.name("version"), old.version, new.version)
    if old.version == new.version and digest_of(old) != digest_of(new):
        yield voice.says("same_version", new.version)


def _persona(old: Persona, new: Persona, voice: _Voice) -> Iterator[Change]:
    yield from _version(old, new, voice)
    for member in ("kind", "title", "owner", "review_by"):
        yield from voice.was(voice.name(member), *(_plain(getattr(sheet, member), voice) for sheet in (old, new)))
    yield from voice.was(voice.name("what_follows"), *(_follows(sheet, voice) for sheet in (old, new)))
    for member in ("criteria", "unless", "may_become_ambassador"):
        yield from _criterion(voice, member, getattr(old, member), getattr(new, member))
    for part, question in QUESTIONS.items():
        if getattr(old.portrait, part) != getattr(new.portrait, part):
            yield voice.says("reworded", question.heading[LANGUAGES.index(voice.language)])
    if old.portrait.objections != new.portrait.objections:
        yield voice.says("reworded", voice.name("objections"))
    for member in ("false_positives", "references"):
        if getattr(old, member) != getattr(new, member):
            yield voice.says("reworded", voice.name(member))


def _criterion(voice: _Voice, member: str, old: Node | None, new: Node | None) -> Iterator[Change]:
    """Yield the statements that came and went; where they are combined otherwise, that."""
    before, after = (None if node is None else say(node, voice.language) for node in (old, new))
    were, are = (Counter(_leaves(said)) for said in (before, after))
    yield from (voice.says("less", voice.name(member), text) for text in (were - are).elements())
    yield from (voice.says("more", voice.name(member), text) for text in (are - were).elements())
    if before != after and (were == are or (old and new and _heads(before) != _heads(after))):
        yield voice.says("moved", voice.name(member))


def _leaves(said: Said | None) -> list[str]:
    if said is None:
        return []
    return [text for part in said.parts for text in _leaves(part)] if said.parts else [said.text]


def _heads(said: Said | None) -> list[tuple[int, str]]:
    """Return what combines the statements, each with how deep it stands."""
    if said is None or not said.parts:
        return []
    return [(0, said.text), *((depth + 1, text) for part in said.parts for depth, text in _heads(part))]


def _entries(voice: _Voice, name: str, old: Any, new: Any) -> Iterator[Change]:  # noqa: ANN401  lists or tuples of text
    yield from (voice.says("less", name, entry) for entry in old if entry not in new)
    yield from (voice.says("more", name, entry) for entry in new if entry not in old)


def _follows(persona: Persona, voice: _Voice) -> str:
    return what_follows(persona, voice.language).removesuffix(".")


def _title(persona: Persona, language: str) -> str:
    return persona.title.fr if language == "fr" else persona.title.en


def _plain(value: Any, voice: _Voice) -> Any:  # noqa: ANN401  any member
    return getattr(value, voice.language, value)


def _flat(value: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return nested members by their paths: `points.pages`."""
    found: dict[str, Any] = {}
    for key, inner in value.items():
        found |= _flat(inner, f"{path}{key}.") if isinstance(inner, dict) else {path + key: inner}
    return found
