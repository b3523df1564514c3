"""What changed from one decision to the next, and because of what."""

from collections.abc import Iterable, Iterator, Mapping

from pipeline.contracts.decision import Decision
from pipeline.history.explain import words
from pipeline.history.explain.life import Heard
from pipeline.history.explain.words import Said

Titles = Mapping[str, Mapping[str, str]]
TIME = frozenset({"tick", "review"})
"""The causes by which nothing new is known: what is no longer known has grown too old."""


def because(decision: Decision, former: Decision | None, cause: Heard | None) -> Said:
    """Return why the lead was judged at that moment; `cause`: the record that the decision answers, where it is at hand."""
    kind = decision.trigger.kind
    told = words.CAUSES.get(kind, Said(f"« {kind} »", f"“{kind}”"))
    if kind == "event" and cause is not None and getattr(cause, "type", "") == "form":
        told = Said("réponse au formulaire", "answer to the form")
    elif kind == "tick" and former is not None and former.override is not None and decision.override is None:
        author = former.override.author
        told = Said(f"la décision de {author} a pris fin", f"the decision of {author} has ended")
    return Said(f"parce que : {told.fr}", f"because: {told.en}")


def changes(decision: Decision, former: Decision | None, titles: Titles) -> Iterator[Said]:
    """Yield what is otherwise than it was: personas with what told, facts that grew too old, flags, the pack."""
    now, was = _matched(decision), _matched(former)
    for persona in sorted(now - was):
        title, told = named([persona], titles), _evidence(decision, persona)
        if title.en in decision.sentence.en:
            continue  # the verdict's own sentence says so already
        yield Said(f"correspond à {title.fr}{_in(told.fr)}", f"matches {title.en}{_in(told.en)}")
    for persona in sorted(was - now):
        title, told = named([persona], titles), _evidence(former, persona)
        yield Said(
            f"ne correspond plus à {title.fr}{_in(told.fr, 'c’était ')}", f"no longer matches {title.en}{_in(told.en, 'it was ')}"  # noqa: RUF001  an apostrophe
        )  # fmt: skip
    if former is not None:
        yield from _forgotten(decision, former)
        yield from _flags(decision, former)
        if former.pack != decision.pack:
            yield Said(
                f"pack {former.pack.id} {former.pack.version} → {decision.pack.id} {decision.pack.version}",
                f"pack {former.pack.id} {former.pack.version} → {decision.pack.id} {decision.pack.version}",
            )


def named(personas: Iterable[str], titles: Titles) -> Said:
    """Return personas by their titles, in quotation marks; by id where no pack is at hand."""
    found = [titles.get(persona, {"fr": persona, "en": persona}) for persona in personas]
    return words.listed(Said(f"« {title['fr']} »", f"“{title['en']}”") for title in found)


def _matched(decision: Decision | None) -> set[str]:
    return {one.id for one in decision.personas if one.state == "matched"} if decision else set()


def _evidence(decision: Decision | None, persona: str) -> Said:
    reasons = decision.reasons if decision else []
    return words.listed((words.is_(one.fact, one.observed) for one in reasons if one.persona == persona), "; ")


def _in(text: str, before: str = "") -> str:
    return f" ({before}{text})" if text else ""


def _forgotten(decision: Decision, former: Decision) -> Iterator[Said]:
    """Yield the facts that told before and are not known any more, where time alone has passed."""
    if decision.trigger.kind not in TIME:
        return
    told = {reason.fact for reason in former.reasons if reason.observed is not None}
    for name in sorted(told.intersection(decision.unknown_facts)):
        said = words.fact(name)
        yield Said(f"trop ancien pour compter encore : {said.fr}", f"too old to count any longer: {said.en}")


def _flags(decision: Decision, former: Decision) -> Iterator[Said]:
    now, was = set(decision.flags), set(former.flags)
    for sign, flags in (("+", now - was), ("−", was - now)):  # noqa: RUF001  a minus
        for flag in sorted(flags):
            said = words.FLAGS.get(flag, Said(flag, flag))
            yield Said(f"signal {sign} {said.fr}", f"flag {sign} {said.en}")
