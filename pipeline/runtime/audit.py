"""The audit: reads everything back, read committed, and holds what came out against what went in. Nothing is assumed."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder, of
from pipeline.contracts.log import (
    CandidateChosen,
    LeadEvent,
    LeadOutcome,
    LeadOverride,
    LeadPrivacy,
    LeadRecord,
    LeadReview,
    PackChosen,
    Seen,
    StandingChosen,
    VisitorRecord,
)
from pipeline.contracts.topics import SOURCE_TOPICS, STATUS_TOPICS
from pipeline.runtime import logs, position
from pipeline.runtime.dead_letters import Mailbox, replayed_from
from pipeline.runtime.position import KEY_PREFIX
from pipeline.settings import Settings
from pipeline.stages.effects import Record
from pipeline.state.privacy import Privacy

UPSTREAM = tuple(topic for topic in SOURCE_TOPICS if topic != "persona-packs")
"""The topics whose records are events; packs and standings are not."""
CHANGELOGS = ("route-positions", "visitors-changelog", "leads-changelog", "accounts-changelog")

Sighting = tuple[str, str]
"""(coordinates of the upstream record, event id)."""
Forms = defaultdict[str, set[str]]
"""Event id -> the lead-log's records that hold that form."""

_read_visitor: Any = decoder(VisitorRecord)
_read_lead: Any = decoder(LeadRecord)
_read_decision = decoder(Decision)
_SEEN, _EVENT = of(Seen), of(LeadEvent)
_SAID: Any = (of(LeadOutcome), of(LeadOverride), of(LeadReview), of(LeadPrivacy))
_PRIVACY: Any = of(LeadPrivacy)
"""What others say of a lead, each once."""
_CHOICES: Any = (of(PackChosen), of(CandidateChosen), of(StandingChosen))


@dataclass
class Audit:
    """What was found. `lost` and `duplicated` must be 0, and `events` the sum of all fates."""

    records: int = 0
    """Upstream records."""
    lost: int = 0
    duplicated: int = 0
    forms: int = 0
    decisions: int = 0
    """Records in the four status topics, retractions included."""
    statuses: Counter[str] = field(default_factory=Counter)
    """Leads by last status."""
    fates: Counter[str] = field(default_factory=Counter)
    """What became of each event, from the position records."""
    dead_letters: Counter[str] = field(default_factory=Counter)
    """By code."""
    excluded_by: Counter[str] = field(default_factory=Counter)
    """Leads whose last status is excluded or nurture, by the personas that matched."""
    findings: list[str] = field(default_factory=list)
    """What is lost or duplicated, the first twenty."""
    replays: Counter[str] = field(default_factory=Counter)
    """Records that were sent back, by the place of their dead letter."""

    @property
    def events(self) -> int:
        """Return how many events were accounted for; a record that could not be read is one."""
        return sum(self.fates.values())

    def lose(self, what: str) -> None:
        """Count a loss."""
        self.lost += 1
        self._find(f"lost: {what}")

    def duplicate(self, what: str) -> None:
        """Count a duplicate."""
        self.duplicated += 1
        self._find(f"duplicated: {what}")

    def _find(self, what: str) -> None:
        if len(self.findings) < 20:  # noqa: PLR2004  enough to look at
            self.findings.append(what)


async def audit(settings: Settings) -> Audit:
    """Return what became of everything in the topics of these settings."""
    found, first, passed = Audit(), Counter[Sighting](), Counter[Sighting]()
    forms: Forms = defaultdict(set)
    await _read_visitor_log(settings, first, found)
    await _read_lead_log(settings, first, passed, forms, found)
    mailbox = await _read_dead_letters(settings, first, found)
    await _compare_sources(settings, first, found)
    _compare_replays(mailbox, found)
    for sighting, times in (first + passed).items():
        if first[sighting] > 1 or passed[sighting] > 1:
            found.duplicate(f"event {sighting[0]}, {times} times")
    await _read_decisions(settings, _judged(forms, mailbox), found)
    await _read_fates(settings, found)
    return found


async def _read_visitor_log(settings: Settings, first: Counter[Sighting], found: Audit) -> None:
    async for record in logs.read_topics(settings, "visitor-log"):
        message = _read_visitor(record.value)
        if not _take_replay(record, found) and isinstance(message, _SEEN):
            first[message.origin, message.event_id] += 1


async def _read_lead_log(
    settings: Settings, first: Counter[Sighting], passed: Counter[Sighting], forms: Forms, found: Audit
) -> None:
    asked: dict[str, Privacy] = {}
    async for record in logs.read_topics(settings, "lead-log"):
        message = _read_lead(record.value)
        if _take_replay(record, found):
            continue
        if isinstance(message, _EVENT):
            (first if message.visitor_id is None else passed)[message.origin, message.event_id] += 1
            if message.type == "form" and message.ignored is None and not _is_refused(asked, message):
                forms[message.event_id].add(record.origin)
        elif isinstance(message, _SAID):
            first[message.origin, message.event_id] += 1
            if isinstance(message, _PRIVACY):
                _note_asked(asked.setdefault(message.lead_id, Privacy()), message)
        elif isinstance(message, _CHOICES):
            first[f"{message.origin}", str(record.partition)] += 1


def _note_asked(asked: Privacy, message: LeadPrivacy) -> None:
    if message.asks == "erase":
        asked.erased = max(asked.erased, message.at)
    elif message.asks == "object":
        asked.objected = min(asked.objected or message.at, message.at)


def _is_refused(asked: dict[str, Privacy], message: LeadEvent) -> bool:
    """Tell whether a form has no decision, for the lead had asked to be forgotten up to it, or not to be judged."""
    held = asked.get(message.lead_id)
    return held is not None and (message.at <= held.erased or 0 < held.objected < message.at)


def _judged(forms: Forms, mailbox: Mailbox) -> set[str]:
    """Return the forms less those that could not be judged: dead letters that were not sent back, and not lost."""
    dead = {
        letter.origin
        for place, letter in mailbox.letters.items()
        if letter.facts.topic == "lead-log" and place not in mailbox.replays
    }
    return {form for form, places in forms.items() if not places <= dead}


def _take_replay(record: Record, found: Audit) -> bool:
    """Tell whether a log's record stands there again; then its fate is the one it has now, not that of its dead letter."""
    place = replayed_from(record.headers)
    if place is not None:
        found.replays[place] += 1
        found.fates["dead_letter"] -= 1
    return place is not None


async def _read_dead_letters(settings: Settings, first: Counter[Sighting], found: Audit) -> Mailbox:
    mailbox = Mailbox()
    async for record in logs.read_topics(settings, "dead-letters"):
        mailbox.take(record)
    for _ in range(mailbox.foreign):
        found.lose("a record of dead-letters that is neither a letter nor a mark")
    for letter in mailbox.letters.values():
        found.dead_letters[letter.facts.code] += 1
        if letter.facts.topic in UPSTREAM:
            first[letter.origin, ""] += 1
    return mailbox


async def _compare_sources(settings: Settings, first: Counter[Sighting], found: Audit) -> None:
    seen = {record_of(origin) for origin, _ in first}
    async for record in logs.read_topics(settings, *UPSTREAM):
        found.records += 1
        if (place := replayed_from(record.headers)) is not None:
            found.replays[place] += 1
        if record.origin not in seen:
            found.lose(f"record {record.origin}")


def record_of(origin: str) -> str:
    """Return the coordinates of the record that an event's origin names: `web-activity/0/42/3` -> `web-activity/0/42`."""
    return "/".join(origin.split("/")[:3])


def _compare_replays(mailbox: Mailbox, found: Audit) -> None:
    """Every mark has its record, and no more than one; `persona-packs` is compacted, so what was sent there may be gone."""
    for place, marks in mailbox.replays.items():
        sent, marked = found.replays[str(place)], len(marks)
        if sent > marked:
            found.duplicate(f"replay of dead letter {place}, {sent} times with {marked} marks")
        elif sent < marked and not any(mark.sent_to.startswith("persona-packs/") for _, mark in marks):
            found.lose(f"replay of dead letter {place}")


async def _read_decisions(settings: Settings, forms: set[str], found: Audit) -> None:
    """Every form has its decision; a lead's revisions are 1, 2, 3… without gap or repeat; every decision is in its topic."""
    latest: dict[str, Decision] = {}
    revisions: defaultdict[str, list[int]] = defaultdict(list)
    answered: set[str] = set()
    ids: Counter[str] = Counter()
    async for record in logs.read_topics(settings, "lead-decisions"):
        if record.value is None:
            latest.pop((record.key or b"").decode(), None)
            continue  # taken back: they were erased, objected, or have expired
        decision = _read_decision(record.value)
        ids[decision.decision_id] += 1
        revisions[decision.lead_id].append(decision.revision)
        latest[decision.lead_id] = decision
        answered.add(decision.trigger.id)
    _check_revisions(revisions, found)
    for form in sorted(forms - answered):
        found.lose(f"the decision of form {form}")
    await _read_status_topics(settings, ids, found)
    found.forms = len(forms)
    for decision in latest.values():
        found.statuses[decision.status] += 1
        if decision.status in {"excluded", "nurture"}:
            found.excluded_by.update(_against(decision))


def _check_revisions(revisions: dict[str, list[int]], found: Audit) -> None:
    """`lead-decisions` is compacted, so the earliest revisions may be gone; none may be twice or out of order."""
    for lead_id, numbers in revisions.items():
        for before, after in pairwise(numbers):
            if after <= before:
                found.duplicate(f"revision {after} of lead {lead_id} after {before}")


def _against(decision: Decision) -> list[str]:
    return [persona.id for persona in decision.personas if persona.state == "matched" and persona.effect == "exclude"]


async def _read_status_topics(settings: Settings, ids: Counter[str], found: Audit) -> None:
    seen: Counter[str] = Counter()
    async for record in logs.read_topics(settings, *STATUS_TOPICS.values()):
        found.decisions += 1
        seen[_ce_id(record)] += 1
    for ce_id, times in seen.items():
        if times > 1:
            found.duplicate(f"decision {ce_id}, {times} times")
    for decision_id in ids:
        if decision_id not in seen:
            found.lose(f"decision {decision_id} in its status topic")


def _ce_id(record: Record) -> str:
    return dict(record.headers)["ce_id"].decode()


async def _read_fates(settings: Settings, found: Audit) -> None:
    """Add up what the tasks' last position records count."""
    latest: dict[bytes, position.Position] = {}
    async for record in logs.read_topics(settings, *CHANGELOGS):
        if record.key is not None and record.key.startswith(KEY_PREFIX):
            latest[record.key] = position.decode(record.value or b"")
    for place in latest.values():
        for what, times in place.counts.items():
            topic, fate = what.split("/")
            if topic in UPSTREAM or fate == "dead_letter":
                found.fates[fate] += times


def as_json(found: Audit) -> dict[str, int]:
    """Return the figures of the summary line."""
    return {
        "events": found.events,
        "forms": found.forms,
        "decisions": found.decisions,
        **{status: found.statuses[status] for status in ("qualified", "excluded", "nurture", "open")},
        "dead_letters": sum(found.dead_letters.values()),
        "lost": found.lost,
        "duplicated": found.duplicated,
    }
