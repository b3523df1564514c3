"""What no persona may judge by (product rule 11): each lint finds one way of breaking it."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.errors import Problem
from pipeline.personas.criterion import All, Evidence, Leaf, Node, Not, children, leaves, walk
from pipeline.personas.document import Document
from pipeline.personas.model import CRITERIA, Pack, Persona, all_leaves, file_of
from pipeline.personas.spelling import words_of

ANSWERS: Final = "form.answers."
FORBIDDEN: Final = frozenset({"contact.language", "contact.gibberish"})
_PROTECTED = """
    birth birthday birthdate dob naissance anniversaire sex sexe gender genre civilite salutation pronouns
    nationality nationalite citizenship ethnicity ethnic religion belief croyance health sante disability handicap
    pregnant family famille married marital children enfants firstname lastname surname fullname prenom
    ethnique ethnie sexual sexuality sexuelle pregnancy grossesse religious religieuse familiale maternelle tongue
    postcode postal zip zipcode city ville consent consentement optin gdpr rgpd
"""
PROTECTED: Final = frozenset(_PROTECTED.split())
"""A form's answer whose field has one of these words in its name is nobody's criterion."""
PROTECTED_ALONE: Final = frozenset({"age", "race", "name", "nom", "language", "langue", "origin", "origine", "cp"})
"""The same where such a word is the whole name: `age`, but not `age_of_contract`."""
_PEOPLE = """
    madame mademoiselle mme mlle mrs femme femmes woman women female homme hommes man men male pregnant enceinte maman
    mother father mere pere muslim musulman musulmane jew jewish juif juive christian chretien chretienne catholique
    catholic hindu buddhist handicape handicapee disabled foreigner etranger etrangere immigrant immigre immigree migrant
    black arab arabe african africain africaine asian asiatique roma gypsy gay lesbian homosexual homosexuel veuf veuve
    widow widower divorced divorce celibataire
"""
PROTECTED_WORDS: Final = frozenset(_PEOPLE.split())
"""No text is searched for one of these."""
_FILLERS: Final = frozenset({"your", "my", "the", "votre", "mon", "de", "du", "first", "last", "full", "maiden"})
_AGES: Final = frozenset({"age", "d", "range", "group", "bracket", "band", "tranche", "classe"})
"""An age by another name: `age_range`, `tranche_d_age`."""
GUESSED: Final = frozenset({"geo.ip_country", "phone.country"})
PLACES: Final = frozenset({"geo.country", "geo.region"})
DOMAINS: Final = frozenset({"email.domain", "email.registrable_domain", "company.domain", "acquisition.referrer"})
OTHERS: Final = frozenset({"account.leads", "account.roles", "account.detractors"})
"""Facts that follow from other people of the account."""
MAY_VETO: Final = "may_veto"
STATED: Final = frozenset({"declared", "company"})
"""Values of `geo.country_source` that a person or a company answers for."""


def forbidden_facts(pack: Pack) -> Iterator[Problem]:
    """Yield every criterion on consent, language, gibberish, or an answer about what a person is born or lives with."""
    for document, path, leaf in all_leaves(pack):
        if _names_protected(leaf):
            message = f"no word of `{leaf.operator}` may be about sex, origin, belief, health or family"
            yield document.problem((*path, leaf.operator), "unfair_fact", message)
        if leaf.fact in FORBIDDEN or leaf.fact.startswith("consent.") or is_protected_answer(leaf.fact):
            message = f"`{leaf.fact}` must never be a criterion: nobody is judged by it"
            yield document.problem((*path, "fact"), "unfair_fact", message)


def is_protected(leaf: Leaf) -> bool:
    """Tell whether nobody may be judged by a criterion, whatever stands beside it."""
    return (
        _names_protected(leaf)
        or leaf.fact in FORBIDDEN
        or leaf.fact.startswith("consent.")
        or is_protected_answer(leaf.fact)
    )


def _names_protected(leaf: Leaf) -> bool:
    """Tell whether a text is searched for what a person was born as or lives with."""
    if leaf.fact != "job.title" and not leaf.fact.startswith(ANSWERS):
        return False
    expected = leaf.expected if isinstance(leaf.expected, list) else [leaf.expected]
    return any(PROTECTED_WORDS.intersection(words_of(text)) for text in expected if isinstance(text, str))


def is_protected_answer(fact: str) -> bool:
    """Tell whether a fact is an answer about what a person is born as, lives with or is called."""
    if not fact.startswith(ANSWERS):
        return False
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", fact.removeprefix(ANSWERS))
    words = set(words_of(spaced)) - _FILLERS
    if "age" in words:
        words -= _AGES - {"age"}
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


def account_alone(pack: Pack) -> Iterator[Problem]:
    """Yield the criteria by which other people's doings would cost somebody more than a flag."""
    for persona in pack.personas:
        if persona.effect == "flag":
            continue
        for path, leaf in leaves(persona.criteria, ("criteria",)):
            if leaf.fact in OTHERS:
                message = f"`{leaf.fact}` is about other people: it may raise a flag, and nothing else"
                yield pack.documents[file_of(persona.id)].problem((*path, "fact"), "unfair_account", message)


def evidence_of_detractors(pack: Pack) -> Iterator[Problem]:
    """Yield the detractors told by a post or a mood: without evidence somebody may be called one who can veto at most."""
    for persona in pack.personas:
        if persona.kind == "detractor" and persona.flag != MAY_VETO and not _needs_evidence(persona.criteria):
            message = (
                f"nobody is a detractor without evidence (`crm.…`); `flag: {MAY_VETO}` says that a post can say no"
            )
            yield pack.documents[file_of(persona.id)].problem(("criteria",), "detractor_without_evidence", message)


def _needs_evidence(node: Node) -> bool:
    """Tell whether a criterion holds only where some evidence does."""
    if isinstance(node, Leaf):
        return node.fact.startswith("crm.")
    parts = [_needs_evidence(part) for _, part in children(node)]
    if isinstance(node, Evidence):
        without = sum(part.weight or 1 for part, told in zip(node.criteria, parts, strict=True) if not told)
        return without < node.at_least
    return any(parts) if isinstance(node, All) else all(parts) and not isinstance(node, Not)


def guessed_places(pack: Pack) -> Iterator[Problem]:
    """Yield the criteria that exclude, or cost points, on a place that was guessed, or may have been."""
    for persona in pack.personas:
        if persona.effect in {"exclude", "penalize"}:
            yield from _guessed_places(persona, pack.documents[file_of(persona.id)])


def _guessed_places(persona: Persona, document: Document) -> Iterator[Problem]:
    stated = [
        path
        for path, node in walk(persona.criteria, ("criteria",))
        if isinstance(node, All) and _states(node) and path.count("not") % 2 == 0
    ]
    for path, leaf in leaves(persona.criteria, ("criteria",)):
        if leaf.fact in GUESSED:
            message = f"`{leaf.fact}` is a guess: it may flag, never exclude nor cost points"
            yield document.problem(path, "unfair_place", message)
        elif leaf.fact in DOMAINS and _is_country_code(leaf):
            message = f"the ending of `{leaf.fact}` is no country: a domain says nothing of where somebody is"
            yield document.problem(path, "unfair_place", message)
        elif leaf.fact in PLACES and not any(path[: len(outer)] == outer for outer in stated):
            message = (
                f"to exclude by `{leaf.fact}`, say beside it in one `all` that it is no guess: "
                "`{fact: geo.country_source, in: [declared, company], because: …}`"
            )
            yield document.problem(path, "unfair_place", message)


def _is_country_code(leaf: Leaf) -> bool:
    searched = (leaf.contains, leaf.like, *(leaf.contains_any or ()), *(leaf.contains_all or ()))
    return any(len(word) == len("fr") for text in searched if text for word in words_of(text)[-1:])


def _states(node: All) -> bool:
    """Tell whether one of the criteria of an `all` holds only of a country that somebody answers for."""
    for part in node.criteria:
        if isinstance(part, Leaf) and part.fact == "geo.country_source" and part.operator in {"is", "in"}:
            expected = part.expected if isinstance(part.expected, list) else [part.expected]
            return STATED.issuperset(map(str, expected))
    return False
