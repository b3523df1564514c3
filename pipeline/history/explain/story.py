"""A life made into a story: step by step what was seen, what was judged and what changed it; then how things stand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from pipeline.contracts.decision import Decision
from pipeline.history.explain import words
from pipeline.history.explain.life import Heard, Life
from pipeline.history.explain.turns import because, changes, named
from pipeline.history.explain.words import Said
from pipeline.state.time import day_of, millis_of, moment_at, rfc3339

SHOWN: Final = (
    "job.title job.seniority job.function job.freelance company.name company.domain company.size company.industry "
    "company.country company.relation geo.country geo.region email.kind form.purpose budget.declared need.declared "
    " timeline.declared intent.text crm.stage crm.open_opportunity crm.buying_role acquisition.source "
    "acquisition.campaign"
).split()
"""The facts that a story tells, in this order: by others nobody is judged, or they say the same again."""
HUNDREDTHS: Final = 100
Titles = Mapping[str, Mapping[str, str]]
"""Persona -> its title by language."""


class Step(msgspec.Struct):
    """One thing in the life of a lead."""

    at: str
    """RFC 3339."""
    kind: str
    """`seen`, `joined`, `outcome`, `override`, `review`, `judged`; what newer versions write, as it is called there."""
    fr: str
    en: str
    details: list[Said] = []
    status: str | None = None
    """Of a judgement, as all below."""
    decision_id: str | None = None
    revision: int | None = None
    pack: str | None = None
    """Id, version and the beginning of the sha256."""


class Ending(NamedTuple):
    """How things stand, and what would change that."""

    status: str
    sentence: Said
    would_change: list[Said]
    pack: str
    decision_id: str


class _Seen(NamedTuple):
    at: int
    order: tuple[int, int]
    message: Heard


def tell(life: Life, titles: Titles) -> list[Step]:
    """Return the story, in the order of time; decisions stand behind what they answer, in the order they were made."""
    entries: list[_Seen] = [_Seen(message.at, (0, at), message) for at, message in enumerate(_once(life.heard))]
    latest = 0
    for number, decision in enumerate(life.decisions):
        # An event that came late is answered at its own time, after what was said before: revisions never go back.
        latest = max(latest, millis_of(decision.occurred_at))
        entries.append(_Seen(latest, (1, number), decision))
    entries.sort(key=lambda entry: (entry.at, entry.order))
    return list(_steps(entries, life.decisions, titles))


def end(life: Life, titles: Titles) -> Ending | None:
    """Return how things stand by the last decision, None where there is none."""
    if not life.decisions:
        return None
    last = life.decisions[-1]
    sentence = Said(last.sentence.fr, last.sentence.en)
    return Ending(last.status, sentence, list(_would_change(last, titles)), pack_of(last), last.decision_id)


def pack_of(decision: Decision) -> str:
    """Return the pack that judged, as people name it."""
    return f"{decision.pack.id} {decision.pack.version} ({decision.pack.sha256[:12]})"


def _once(heard: Iterable[Heard]) -> Iterator[Heard]:
    """Yield what was heard without what came twice: by kind and event id; a visitor's word is told once there already."""
    seen: set[tuple[str, str, str]] = set()
    for message in heard:
        mark = (message.kind, message.event_id, getattr(message, "visitor_id", None) or "")
        if mark not in seen:
            seen.add(mark)
            yield message


def _steps(entries: Sequence[_Seen], decisions: Sequence[Decision], titles: Titles) -> Iterator[Step]:
    former = dict(zip((one.decision_id for one in decisions), (None, *decisions), strict=False))
    heard = {message.event_id: message for _, (kind, _), message in entries if kind == 0}
    waiting: list[Heard] = []
    for entry in entries:
        message = entry.message
        if entry.order[0] == 0 and _is_browsing(message):
            if waiting and day_of(waiting[0].at) != day_of(entry.at):
                yield _browsed(waiting)
                waiting = []
            waiting.append(message)
            continue
        if waiting:
            yield _browsed(waiting)
            waiting = []
        if entry.order[0]:
            yield _judged(message, former[message.decision_id], heard.get(message.trigger.id), titles)
        else:
            yield _heard(message)
    if waiting:
        yield _browsed(waiting)


def _is_browsing(message: Heard) -> bool:
    return message.kind == "event" and message.type in {"page", "action"} and message.ignored is None


def _browsed(messages: Sequence[Heard]) -> Step:
    """Return a day's visits as one step."""
    acts: Counter[str] = Counter()
    for message in messages:
        acts.update(message.acts)
    said = words.listed(words.counted(what, count) for what, count in acts.items())
    details = list(_facts([message.facts for message in messages]))
    return _step(messages[0].at, "seen", Said(f"Sur le site : {said.fr}", f"On the site: {said.en}"), details)


def _heard(message: Heard) -> Step:
    teller = _TELLERS.get(message.kind)
    if teller is None:
        return _step(message.at, message.kind, Said(f"« {message.kind} »", f"“{message.kind}”"), [])
    return _step(message.at, *teller(message))


def _event(message: Heard) -> tuple[str, Said, list[Said]]:
    if message.ignored is not None:
        by = words.IGNORED[message.ignored]
        return "seen", Said(f"Ne compte pas : venu par {by.fr}", f"Does not count: it came by {by.en}"), []
    facts = list(_facts([message.facts]))
    if message.type == "form":
        form = message.facts.declared.get("form.id") or message.facts.derived.get("form.id") or "?"
        return "seen", Said(f"A rempli le formulaire « {form} »", f"Filled in the form “{form}”"), facts
    return "seen", Said("S'est fait connaître", "Became known by name"), facts


def _visits(message: Heard) -> tuple[str, Said, list[Said]]:
    if message.withdrawn:
        return "joined", Said(
            "Les visites d'un appareil étaient celles de quelqu'un d'autre", "The visits of a device were somebody else's"
        ), []  # fmt: skip
    said = words.listed(words.counted(what, sum(days.values())) for what, days in message.acts.items())
    since = rfc3339(moment_at(message.first_at))[:10] if message.first_at else "?"
    told = Said(
        f"Visites anonymes reconnues comme les siennes, depuis le {since} : {said.fr}",
        f"Anonymous visits turned out to be theirs, since {since}: {said.en}",
    )
    facts = [words.is_(one.name, one.value) for one in message.facts if one.name in SHOWN]
    return "joined", told, [words.listed(facts, "; ")] if facts else []


def _outcome(message: Heard) -> tuple[str, Said, list[Said]]:
    result = words.RESULTS[message.result]
    reason = f" ({message.reason})" if message.reason else ""
    told = Said(f"Le CRM dit : {result.fr}{reason}", f"The CRM says: {result.en}{reason}")
    own = Said("écrit par nous-mêmes : ne dit rien du lead", "written by ourselves: says nothing of the lead")
    return "outcome", told, [own] if message.own else []


def _override(message: Heard) -> tuple[str, Said, list[Said]]:
    if message.status is None:
        told = Said(
            f"{message.author} laisse de nouveau juger les personas", f"{message.author} lets the personas judge again"
        )
        return "override", told, [Said(message.reason, message.reason)]  # fmt: skip
    status = words.STATUSES[message.status]
    until = rfc3339(moment_at(message.until))[:10]
    told = Said(
        f"{message.author} décide : {status.fr}, jusqu'au {until}",
        f"{message.author} decides: {status.en}, until {until}",
    )
    return "override", told, [Said(message.reason, message.reason)]


def _review(message: Heard) -> tuple[str, Said, list[Said]]:
    verdict = words.VERDICTS[message.verdict]
    of = message.decision_id[:8]
    return "review", Said(
        f"{message.author} juge la décision {of} {verdict.fr}", f"{message.author} calls decision {of} {verdict.en}"
    ), []  # fmt: skip


def _privacy(message: Heard) -> tuple[str, Said, list[Said]]:
    return "privacy", words.ASKED.get(message.asks, Said(message.asks, message.asks)), list(_facts([message.facts]))


_TELLERS: Final = {
    "event": _event, "visits": _visits, "outcome": _outcome, "override": _override, "review": _review,
    "privacy": _privacy,
}  # fmt: skip


def _facts(told: Sequence[Any]) -> Iterator[Said]:
    """Yield what was said and what follows from it in one text, each fact once: what a lead has declared beats the rest."""
    known: dict[str, Any] = {}
    for facts in told:
        for source in (facts.guessed, facts.derived, facts.crm, facts.declared):
            known.update(source)
    if shown := [words.is_(name, known[name]) for name in SHOWN if name in known]:
        yield words.listed(shown, "; ")


def _judged(decision: Decision, former: Decision | None, cause: Heard | None, titles: Titles) -> Step:
    status = words.STATUSES[decision.status]
    if former is None:
        told = Said(f"Jugé : {status.fr}", f"Judged: {status.en}")
    elif former.status == decision.status:
        told = Said(f"Jugé de nouveau, toujours {status.fr}", f"Judged again, still {status.en}")
    else:
        was = words.STATUSES[former.status]
        told = Said(f"Passe de {was.fr} à {status.fr}", f"Moves from {was.en} to {status.en}")
    step = _step(millis_of(decision.occurred_at), "judged", told, [])
    step.details = [
        Said(decision.sentence.fr, decision.sentence.en),
        because(decision, former, cause),
        *changes(decision, former, titles),
        *_points(decision),
    ]
    step.status, step.decision_id, step.revision = decision.status, decision.decision_id, decision.revision
    step.pack = pack_of(decision)
    return step


def _points(decision: Decision) -> Iterator[Said]:
    score = decision.score
    if not any((score.fit, score.engagement, score.penalties)):
        return
    total, fit, engaged, taken = (
        f"{part / HUNDREDTHS:g}" for part in (score.total, score.fit, score.engagement, score.penalties)
    )
    yield Said(
        f"score {total} = profil {fit} + intérêt {engaged} − pénalités {taken}",  # noqa: RUF001  a minus
        f"score {total} = fit {fit} + engagement {engaged} − penalties {taken}",  # noqa: RUF001  a minus
    )


def _would_change(last: Decision, titles: Titles) -> Iterator[Said]:
    if last.override is not None:
        until, other = rfc3339(last.override.expires_at)[:10], words.STATUSES[last.override.otherwise]
        yield Said(
            f"le {until}, la décision de {last.override.author} prend fin ; sans elle : {other.fr}",
            f"on {until} the decision of {last.override.author} ends; without it: {other.en}",
        )
    if last.counterfactual is not None:
        needed = words.listed((words.is_(one.fact, one.needed) for one in last.counterfactual.changes), " + ")
        status = words.STATUSES[last.counterfactual.status]
        yield Said(f"{needed.fr} : il serait {status.fr}", f"{needed.en}: they would be {status.en}")
    elif last.no_counterfactual == "beyond_the_lead":
        yield Said(
            "rien de ce que le lead peut apporter ; une personne le peut (`leadsieve override`)",
            "nothing the lead can bring; a person can (`leadsieve override`)",
        )
    if last.next_question is not None:
        asked = last.next_question
        yield Said(f"à demander : {asked.fr}", f"to ask: {asked.en}")
    if last.review_at is not None:
        on = rfc3339(last.review_at)[:10]
        yield Said(f"réexamen le {on}", f"looked at again on {on}")
    untold = [one.id for one in last.personas if one.state == "unknown"]
    if untold:
        listed, facts = named(untold, titles), words.listed(words.fact(name) for name in last.unknown_facts)
        yield Said(f"reste à savoir, pour {listed.fr} : {facts.fr}", f"not known yet, for {listed.en}: {facts.en}")


def _step(at: int, kind: str, told: Said, details: list[Said]) -> Step:
    return Step(rfc3339(moment_at(at)), kind, told.fr, told.en, details)
