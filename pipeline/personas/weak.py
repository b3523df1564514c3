"""Evidence that must cost little when it stands alone: being out of work, and a private or academic address."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Final

from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.personas.criterion import Leaf, leaves
from pipeline.personas.fairness import ANSWERS
from pipeline.personas.model import Pack, Persona, file_of
from pipeline.personas.spelling import plain_of

Matches = Callable[[str, Mapping[str, Value]], bool | None]
"""(persona, facts) -> whether its criteria hold."""

CHEAP: Final = 10
"""So many points may what is nobody's fault cost, when it stands alone."""
_WEAK: Final[Mapping[str, tuple[str, ...]]] = {
    "email.kind": ("freemail", "academic", "alias"),
    "job.seniority": ("unemployed", "retired"),
}
_WEAK_TEXTS: Final = (
    "unemployed", "jobseeker", "job seeker", "retired", "chomeur", "chomeuse", "retraite", "retraitee", "sans emploi",
    "demandeur d emploi", "demandeuse d emploi",
)  # fmt: skip
"""How people say in a text that they are out of work."""
_ORDINARY: Final[Mapping[str, Value]] = {
    "email.valid": True,
    "email.role": False,
    "phone.valid": True,
    "device.kind": "human",
    "job.freelance": False,
}
"""What is known of nearly everybody, and makes nobody's case."""
_STRONG: Final[Mapping[str, Value]] = {"email.kind": "business", "job.seniority": "professional"}


def weak_evidence(persona: Persona) -> Iterator[dict[str, Value]]:
    """Yield every set of facts that, standing alone, may cost `CHEAP` points at most."""
    for _, leaf in leaves(persona.criteria, ("criteria",)):
        if leaf.fact.startswith(ANSWERS) or leaf.fact == "job.title":
            for text in _weak_texts(leaf):
                yield {leaf.fact: text}
    for kind, seniority in product((None, *_WEAK["email.kind"]), (None, *_WEAK["job.seniority"])):
        facts = {"email.kind": kind, "job.seniority": seniority}
        yield {name: value for name, value in facts.items() if value is not None}


def is_weak(fact: str, value: Value) -> bool:
    """Tell whether a fact's value is nobody's fault: it may cost little alone, and is nothing to look for."""
    if fact.startswith(ANSWERS) or fact == "job.title":
        return any(weak in plain_of(str(value)) for weak in _WEAK_TEXTS)
    return value in _WEAK.get(fact, ())


def _weak_texts(leaf: Leaf) -> Iterator[str]:
    """Yield what out of work would be called in this field: our own words, and the criterion's where they say the same."""
    expected = leaf.expected if isinstance(leaf.expected, list) else [str(leaf.expected)]
    yield from (text for text in expected if any(weak in plain_of(text) for weak in _WEAK_TEXTS))
    yield from _WEAK_TEXTS


def weak_alone(pack: Pack, matches: Matches) -> Iterator[Problem]:
    """Yield the personas that exclude, or cost over `CHEAP` points, on an address or being out of work alone."""
    for persona in pack.personas:
        costly = persona.effect == "exclude" or (persona.effect == "penalize" and (persona.points or 0) > CHEAP)
        found = (facts for facts in weak_evidence(persona) if costly and _tells(persona.id, facts, matches))
        facts = next(found, None)
        if facts is not None:
            yield _too_costly(pack, persona, facts, f"may cost at most {CHEAP} points, never exclude")


def weak_together(pack: Pack, matches: Matches) -> Iterator[Problem]:
    """Yield the first penalty with which those on an address or being out of work alone come to over `CHEAP` points."""
    cheap = [found for found in pack.personas if found.effect == "penalize" and (found.points or 0) <= CHEAP]
    for facts in (facts for persona in cheap[:1] for facts in weak_evidence(persona)):
        spent = 0
        for persona in cheap:
            spent += (persona.points or 0) if _tells(persona.id, facts, matches) else 0
            if spent > CHEAP:
                yield _too_costly(pack, persona, facts, f"costs {spent} points in all, of {CHEAP} that it may")
                return


def _tells(persona: str, facts: Mapping[str, Value], matches: Matches) -> bool:
    """Tell whether the weak facts make the persona match: alone, or beside what is known of nearly everybody."""
    if matches(persona, facts):
        return True
    strong = {name: value for name, value in _STRONG.items() if name in facts}
    return bool(matches(persona, {**_ORDINARY, **facts})) and not matches(persona, {**_ORDINARY, **strong})


def _too_costly(pack: Pack, persona: Persona, facts: Mapping[str, Value], rule: str) -> Problem:
    told = " and ".join(f"`{name}` {value}" for name, value in facts.items()) or "nothing known"
    message = f"{told} alone {rule}: ask for something more"
    return pack.documents[file_of(persona.id)].problem(("criteria",), "unfair_alone", message)


def shared_domains(pack: Pack, kind_of: Callable[[str], str]) -> Iterator[Problem]:
    """Yield the entries of reference lists by which a persona would exclude, or penalize, all of a mail provider."""
    for persona in pack.personas:
        if persona.effect not in {"exclude", "penalize"}:
            continue
        for path, leaf in leaves(persona.criteria, ("criteria",)):
            for entry in pack.head.reference_lists.get(str(leaf.in_list), ()):
                kind = kind_of(entry.casefold().strip(".")) if "." in entry else "business"
                if kind != "business":
                    message = f"`{entry}` on the list `{leaf.in_list}` is {kind}: it would hit everybody there"
                    yield pack.documents[file_of(persona.id)].problem(path, "unfair_alone", message)
