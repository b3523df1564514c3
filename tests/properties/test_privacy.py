"""Requests in any order with events, against a simple model: what is held is what would be, had nothing been before them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadEvent, LeadOutcome, LeadPrivacy, Linked, Seen
from pipeline.stages.control import RESERVED
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import decoder_of
from pipeline.state.lead import Lead, Said
from pipeline.state.privacy import privacy_in
from pipeline.state.time import day_of
from tests.unit.stages.making import NOW, PACK, Running, chosen, read_lead, read_visitor, sent, stands

NewSeen, NewLinked, NewEvent, NewOutcome, NewPrivacy = (
    of(Seen),
    of(Linked),
    of(LeadEvent),
    of(LeadOutcome),
    of(LeadPrivacy),
)
HOUR: Final = 3_600_000
MOMENTS = st.integers(0, 140).map(lambda hours: NOW + hours * HOUR)
"""Six days: within the horizon of repeats, in which a request that comes late is exact."""
PEOPLE: Final = {"a": ("a" * 32, "1" * 32), "b": ("b" * 32, "2" * 32)}
"""Who there is: their lead's id, their device's."""


@dataclass
class Flow:
    """Visitors and leads, each hearing what the other sends."""

    visitors: Running = field(default_factory=lambda: Running(Visitors()))
    leads: Running = field(default_factory=lambda: Running(Leads({PACK.sha256: PACK})))

    def __post_init__(self) -> None:
        """Let a pack judge."""
        self.leads.take(chosen(), stands("student", "live"), stands("buyer", "live"))

    def take(self, *messages: Any) -> None:  # noqa: ANN401  records of either log
        """Judge messages, each where it belongs, until nobody has anything more to say."""
        for message in messages:
            waiting = [message]
            while waiting:
                one = waiting.pop(0)
                ours = one.kind in {"seen", "linked", "erased"}
                effects = (self.visitors if ours else self.leads).take(one)
                waiting += _told(effects)

    def held(self, lead_id: str) -> Lead:
        """Return what is held of a lead, less marker, what was said when, and the order of marks."""
        encoded = self.leads.store.get(lead_id)
        lead = Lead() if encoded is None else decoder_of(Lead).decode(encoded)
        lead.said, lead.due, lead.judged, lead.measured, lead.privacy = Said(), 0, None, b"", b""
        lead.seen = {day: bytes(sorted(marks)) for day, marks in lead.seen.items()}
        lead.part = ("", "")
        for device in lead.devices.values():
            device.first = 0
        return lead


def _told(effects: Effects) -> Iterable[Any]:
    yield from (read_visitor(send.value) for send in sent(effects, "visitor-log"))
    yield from (read_lead(send.value) for send in sent(effects, "lead-log"))


class Requests(RuleBasedStateMachine):
    """Two people, each with a device. The model: the events after the latest erasure, alone, in the order of their times."""

    def __init__(self) -> None:
        """Begin with nobody known."""
        super().__init__()
        self.flow = Flow()
        self.history: dict[str, list[Any]] = {who: [] for who in PEOPLE}
        self.erased = dict.fromkeys(PEOPLE, 0)
        self.cut = dict.fromkeys(PEOPLE, 0)
        """Up to when what was shown on their device is forgotten: while the device was theirs by a naming that counted.

        One on the day of a request or before is forgotten with the rest: then the device is nobody's until a later day."""
        self.objected = dict.fromkeys(PEOPLE, False)
        self.number = 0

    @rule(who=st.sampled_from(sorted(PEOPLE)), at=MOMENTS, kind=st.sampled_from(("form", "page")), again=st.booleans())
    def says(self, who: str, at: int, kind: str, *, again: bool) -> None:
        """An event names the person on their device, once or twice."""
        if self.objected[who]:
            return
        lead_id, visitor_id = PEOPLE[who]
        name = self._next()
        facts = of(Facts)(declared={"job.title": f"title {who} {at:x}.", "job.seniority": "student"})
        told = {"event_id": name, "type": kind, "at": at, "origin": "form-submissions/0/1", "lead_id": lead_id}
        acts = {"forms": 1} if kind == "form" else {"pages": 1}
        said = [
            NewEvent(**told, acts=acts, facts=facts, email=f"mail {who} {at:x}."),
            NewLinked(event_id=name, at=at, visitor_id=visitor_id, lead_id=lead_id),
        ]
        self._take(who, *(said * 2 if again else said))
        if day_of(at) > day_of(self.cut[who]):
            self.cut[who] = self.erased[who]

    @rule(who=st.sampled_from(sorted(PEOPLE)), at=MOMENTS)
    def comes(self, who: str, at: int) -> None:
        """A page that names nobody."""
        facts = of(Facts)(derived={"acquisition.source": f"source {who} {at:x}."})
        told = {"event_id": self._next(), "type": "page", "at": at, "origin": "web-activity/0/1"}
        self._take(who, NewSeen(**told, visitor_id=PEOPLE[who][1], acts={"pages": 1}, facts=facts))

    @rule(who=st.sampled_from(sorted(PEOPLE)), at=MOMENTS)
    def ends(self, who: str, at: int) -> None:
        """The CRM says what became of them."""
        told = {"event_id": self._next(), "at": at, "origin": "crm-outcomes/0/1", "lead_id": PEOPLE[who][0]}
        if not self.objected[who]:
            self._take(who, NewOutcome(**told, result="lost", reason=f"reason {who} {at:x}."))

    @rule(who=st.sampled_from(sorted(PEOPLE)), at=MOMENTS)
    def erase(self, who: str, at: int) -> None:
        """They ask to be forgotten; nobody else's state changes by a byte."""
        others = self._states_of_others(who)
        self._ask(who, "erase", at)
        self.erased[who] = max(self.erased[who], at)
        named = (message.at for message in self.history[who] if message.kind == "linked")
        if any(day_of(moment) > day_of(self.cut[who]) for moment in named):
            self.cut[who] = self.erased[who]
        assert self._states_of_others(who) == others

    @rule(who=st.sampled_from(sorted(PEOPLE)), at=MOMENTS)
    def ask_not_to_be_judged(self, who: str, at: int) -> None:
        """They object: from now on nothing is said of them, and nothing that names them is taken in."""
        self.objected[who] = True
        self._ask(who, "object", at)

    @rule(who=st.sampled_from(sorted(PEOPLE)))
    def replay(self, who: str) -> None:
        """All that was ever published of them comes once more, repeats of counted events as such."""
        if not self.objected[who]:
            self.flow.take(*self.history[who])

    @invariant()
    def nothing_of_before_is_left(self) -> None:
        """Whatever was said, shown on a device of theirs, or told up to a request is in no state of either stage."""
        held = b"".join(value for store in self._stores() for _, value in store.items())
        for who, until in self.erased.items():
            for what, end in (("title", until), ("mail", until), ("reason", until), ("source", self.cut[who])):
                for message in self.history[who]:
                    assert message.at > end or f"{what} {who} {message.at:x}.".encode() not in held

    @invariant()
    def who_objected_is_not_judged(self) -> None:
        """Nothing stands of them in any topic."""
        for who in (who for who, objects in self.objected.items() if objects):
            lead = decoder_of(Lead).decode(self.flow.leads.store.get(PEOPLE[who][0]) or b"")
            assert (lead.said.status, lead.judged, lead.part) == (None, None, ("", ""))
            assert privacy_in(lead.privacy).objected

    def teardown(self) -> None:
        """What is held is what those events alone give that came after: nobody came back, and nothing new was lost."""
        for who in (who for who, objects in self.objected.items() if not objects):
            alone = Flow()
            alone.take(*self._after(who))
            assert self.flow.held(PEOPLE[who][0]) == alone.held(PEOPLE[who][0])

    def _after(self, who: str) -> list[Any]:
        """Return the events that count: after the latest request, without acts and namings on its day."""
        until, found = self.erased[who], []
        for message in sorted(self.history[who], key=lambda message: message.at):
            same_day = until > 0 and day_of(message.at) <= day_of(until)
            if message.at <= until or (same_day and message.kind == "linked"):
                continue
            if same_day and message.kind in {"event", "seen"}:
                members = {name: getattr(message, name) for name in message.__struct_fields__}
                found.append(type(message)(**{**members, "acts": {}}))
            else:
                found.append(message)
        return found

    def _take(self, who: str, *messages: Any) -> None:  # noqa: ANN401  records of either log
        self.history[who] += messages
        self.flow.take(*messages)

    def _ask(self, who: str, what: str, at: int) -> None:
        told = {"event_id": self._next(), "at": at, "origin": "privacy-requests/0/1", "lead_id": PEOPLE[who][0]}
        self.flow.take(NewPrivacy(**told, asks=what))

    def _stores(self) -> tuple[Any, Any]:
        return self.flow.visitors.store, self.flow.leads.store

    def _states_of_others(self, who: str) -> dict[str, bytes]:
        mine = {*PEOPLE[who], *RESERVED}
        return {key: value for store in self._stores() for key, value in store.items() if key not in mine}

    def _next(self) -> str:
        self.number += 1
        return f"{self.number:04d}"


TestRequests = Requests.TestCase
TestRequests.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, phases=[Phase.explicit, Phase.generate]
)
