"""What no persona may judge by (product rule 11): each lint finds one way of breaking it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Final

from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.personas.criterion import All, Leaf, leaves, walk
from pipeline.personas.document import Document
from pipeline.personas.model import CRITERIA, Pack, Persona, all_leaves, file_of
from pipeline.personas.spelling import words_of

Matches = Callable[[str, Mapping[str, Value]], bool | None]
"""(persona, facts) -> whether its criteria hold."""

ANSWERS: Final = "form.answers."
FORBIDDEN: Final = frozenset({"contact.language", "contact.gibberish"})
_PROTECTED = """
    birth birthday birthdate dob naissance anniversaire sex sexe gender genre civilite salutation pronouns
    nationality nationalite citizenship ethnicity ethnic religion belief croyance health sante disability handicap
    pregnant family famille married marital children enfants firstname lastname surname fullname prenom
    postcode postal zip zipcode city ville consent consentement optin gdpr rgpd
"""
PROTECTED: Final = frozenset(_PROTECTED.split())
"""A form's answer whose field has one of these words in its name is nobody's criterion."""
PROTECTED_ALONE: Final = frozenset({"age", "race", "name", "nom", "language", "langue", "origin", "origine", "cp"})
"""The same where such a word is the whole name: `age`, but not `age_of_contract`."""
_FILLERS: Final = frozenset({"your", "my", "the", "votre", "mon", "de", "du", "first", "last", "full", "maiden"})
CHEAP: Final = 10
"""So many points may what is nobody's fault cost, when it stands alone."""
GUESSED: Final = frozenset({"geo.ip_country", "phone.country"})
PLACES: Final = frozenset({"geo.country", "geo.region", "geo.zone"})
STATED: Final = frozenset({"declared", "company"})
"""Values of `geo.country_source` that a person or a company answers for."""
_WEAK: Final[Mapping[str, tuple[str, ...]]] = {
    "email.kind": ("freemail", "academic", "alias"),
    "job.seniority": ("unemployed", "retired"),
}
_WEAK_WORDS: Final = frozenset({"unemployed", "jobseeker", "retired", "chomeur", "chomeuse", "retraite", "retraitee"})
_WEAK_PHRASES: Final = (["sans", "emploi"], ["demandeur", "d", "emploi"], ["demandeuse", "d", "emploi"])


def weak_evidence(persona: Persona) -> Iterator[dict[str, Value]]:
    """Yield every set of facts that, standing alone, may cost `CHEAP` points at most."""
    for _, leaf in leaves(persona.criteria, ("criteria",)):
        if leaf.fact.startswith(ANSWERS) and leaf.operator in {"is", "in", "contains"}:
            expected = leaf.expected if isinstance(leaf.expected, list) else [str(leaf.expected)]
            for answer in expected:
                if _is_weak(words_of(answer)):
                    yield {leaf.fact: answer}
    for kind, seniority in product((None, *_WEAK["email.kind"]), (None, *_WEAK["job.seniority"])):
        facts = {"email.kind": kind, "job.seniority": seniority}
        yield {name: value for name, value in facts.items() if value is not None}


def _is_weak(words: list[str]) -> bool:
    return bool(_WEAK_WORDS.intersection(words)) or any(words[: len(phrase)] == phrase for phrase in _WEAK_PHRASES)


def forbidden_facts(pack: Pack) -> Iterator[Problem]:
    """Yield every criterion on consent, language, gibberish, or an answer about what a person is born or lives with."""
    for document, path, leaf in all_leaves(pack):
        if leaf.fact in FORBIDDEN or leaf.fact.startswith("consent.") or _asks_protected(leaf.fact):
            message = f"`{leaf.fact}` must never be a criterion: nobody is judged by it"
            yield document.problem((*path, "fact"), "unfair_fact", message)


def _asks_protected(fact: str) -> bool:
    if not fact.startswith(ANSWERS):
        return False
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", fact.removeprefix(ANSWERS))
    words = set(words_of(spaced)) - _FILLERS
    return bool(words & PROTECTED) or (len(words) == 1 and words <= PROTECTED_ALONE)


def blanks(pack: Pack) -> Iterator[Problem]:
    """Yield every criterion that holds because something is not known: a blank is unknown, never a criterion."""
    for persona in pack.personas:
        for member in CRITERIA:
            for path, leaf in leaves(getattr(persona, member), (member,)):
                turned = sum(part == "not" for part in path) % 2 == 1
                if leaf.operator == "is_known" and leaf.expected is turned:
                    message = f"a blank is never a criterion: this holds because `{leaf.fact}` is not known"
                    yield pack.documents[file_of(persona.id)].problem(path, "unfair_blank", message)


def weak_alone(pack: Pack, matches: Matches) -> Iterator[Problem]:
    """Yield the personas that exclude, or cost over `CHEAP` points, on an address or being out of work alone."""
    for persona in pack.personas:
        costly = persona.effect == "exclude" or (persona.effect == "penalize" and (persona.points or 0) > CHEAP)
        found = (facts for facts in weak_evidence(persona) if costly and matches(persona.id, facts))
        facts = next(found, None)
        if facts is not None:
            told = " and ".join(f"`{name}` {value}" for name, value in facts.items()) or "nothing known"
            message = f"{told} alone may cost at most {CHEAP} points, never exclude: ask for something more"
            yield pack.documents[file_of(persona.id)].problem(("criteria",), "unfair_alone", message)


def guessed_places(pack: Pack) -> Iterator[Problem]:
    """Yield the excluding criteria on a place that was guessed, or may have been."""
    for persona in pack.personas:
        if persona.effect == "exclude":
            yield from _guessed_places(persona, pack.documents[file_of(persona.id)])


def _guessed_places(persona: Persona, document: Document) -> Iterator[Problem]:
    stated = [
        path
        for path, node in walk(persona.criteria, ("criteria",))
        if isinstance(node, All) and _states(node) and path.count("not") % 2 == 0
    ]
    for path, leaf in leaves(persona.criteria, ("criteria",)):
        if leaf.fact in GUESSED:
            message = f"`{leaf.fact}` is a guess: it may flag, never exclude"
            yield document.problem(path, "unfair_place", message)
        elif leaf.fact in PLACES and not any(path[: len(outer)] == outer for outer in stated):
            message = (
                f"to exclude by `{leaf.fact}`, say beside it in one `all` that it is no guess: "
                "`{fact: geo.country_source, in: [declared, company], because: …}`"
            )
            yield document.problem(path, "unfair_place", message)


def _states(node: All) -> bool:
    """Tell whether one of the criteria of an `all` holds only of a country that somebody answers for."""
    for part in node.criteria:
        if isinstance(part, Leaf) and part.fact == "geo.country_source" and part.operator in {"is", "in"}:
            expected = part.expected if isinstance(part.expected, list) else [part.expected]
            return STATED.issuperset(map(str, expected))
    return False
